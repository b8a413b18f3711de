"""Duplicates: the same words in another story, because of member stations and reruns."""

from __future__ import annotations

from scraper.archive.database.connection import Database

#: A transcript with fewer words is a duplicate of nothing: many stories say as little.
FEWEST_WORDS = 20


def has_duplicates(db: Database, content_hash: str) -> bool:
    """True if a transcript with these words is in the archive."""
    found = "SELECT 1 FROM transcripts WHERE content_hash = :hash AND word_count >= :fewest LIMIT 1"
    return db.value(found, {"hash": content_hash, "fewest": FEWEST_WORDS}) is not None


def mark_duplicates(db: Database, content_hash: str) -> dict[int, int]:
    """Point every transcript with these words at the earliest of them, and that at none.

    :return: the transcripts that changed: 1 for one that is a duplicate now and was none, -1 for
        one that no longer is, 0 for one that is a duplicate of another transcript than before.
    """
    rows = db.tuples(
        "SELECT id, duplicate_of, word_count FROM transcripts"
        " JOIN airing_order ON airing_order.transcript_id = id"
        " WHERE content_hash = :hash"
        " AND (word_count >= :fewest OR duplicate_of IS NOT NULL) ORDER BY place",
        {"hash": content_hash, "fewest": FEWEST_WORDS},
    )
    before: dict[int, int | None] = {one: same_as for one, same_as, _ in rows}
    long_enough = [one for one, _, words in rows if words >= FEWEST_WORDS]
    first = next(iter(long_enough), None)
    after = dict.fromkeys(before) | dict.fromkeys(long_enough[1:], first)
    changed = [one for one in before if after[one] != before[one]]
    if changed:
        db.execute_many(
            "UPDATE transcripts SET duplicate_of = :first WHERE id = :id",
            [{"first": after[one], "id": one} for one in changed],
        )
    return {one: (after[one] is not None) - (before[one] is not None) for one in changed}
