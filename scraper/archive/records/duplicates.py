"""Duplicates: the same words at another story, which member stations and re-airings bring."""

from __future__ import annotations

from scraper.archive.database.connection import Database

#: The earliest is the one that aired first; where no day is known, the one that came first.
_EARLIEST = "ORDER BY aired_on IS NULL, aired_on, published_at IS NULL, published_at, id"


def mark_duplicates(db: Database, content_hash: str) -> int:
    """Point every transcript with these words at the earliest of them, and that at none; how many
    more are duplicates now than before.
    """
    rows = db.tuples(
        "SELECT id, duplicate_of FROM transcripts"
        f" WHERE content_hash = :hash AND word_count > 0 {_EARLIEST}",
        {"hash": content_hash},
    )
    before: dict[int, int | None] = dict(rows)
    first = next(iter(before), None)
    after = {one: None if one == first else first for one in before}
    changed = [one for one in before if after[one] != before[one]]
    if changed:
        db.execute_many(
            "UPDATE transcripts SET duplicate_of = :first WHERE id = :id",
            [{"first": after[one], "id": one} for one in changed],
        )
    return sum((after[one] is not None) - (before[one] is not None) for one in before)
