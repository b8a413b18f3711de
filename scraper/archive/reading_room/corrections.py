"""What publishers changed after airing."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database


@dataclass(frozen=True, slots=True)
class Correction:
    """A revision caused by a publisher: what changed (``words, labels, title``), and when that was
    seen.
    """

    transcript_id: int
    revision: int
    seen_at: str
    changed: str | None
    source: str
    story_id: str
    program: str | None
    date: str | None
    title: str | None
    title_after: str | None
    title_before: str | None


def corrections(db: Database, limit: int, offset: int) -> tuple[int, list[Correction]]:
    """How many corrections publishers made, and some of them, the last seen first."""
    made = "cause = 'publisher'"
    total = int(db.value(f"SELECT count(*) FROM revisions WHERE {made}"))
    found = db.all(
        Correction,
        "SELECT transcript_id, revisions.revision, seen_at, changed, source, story_id, program,"
        " aired_on, transcripts.title, revisions.title,"
        " (SELECT title FROM revisions AS earlier WHERE earlier.transcript_id = transcripts.id"
        "  AND earlier.revision < revisions.revision ORDER BY earlier.revision DESC LIMIT 1)"
        " FROM revisions JOIN transcripts ON transcripts.id = transcript_id"
        f" WHERE {made} ORDER BY seen_at DESC, revisions.id DESC LIMIT :limit OFFSET :offset",
        {"limit": limit, "offset": offset},
    )
    return total, found
