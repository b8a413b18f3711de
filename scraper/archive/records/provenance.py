"""Where a transcript has its words from: the page that was fetched, when, and from whom."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.rows import TranscriptRow


@dataclass(frozen=True, slots=True)
class Provenance:
    """The fetch that a transcript's words are from.

    :ivar fetched_at: when the page was fetched; of a page that another archive kept, when that
        fetched it. Where the page is no longer kept, when it was last found as it is.
    :ivar via: where such a page came from: the URL of a Wayback Machine capture or the name of a
        WARC file. None: the source's own site.
    """

    fetched_at: str
    via: str | None


def provenance(db: Database, row: TranscriptRow) -> Provenance:
    """The fetch that the newest wording of a transcript was read from."""
    found = db.first(
        Provenance,
        "SELECT snapshots.fetched_at, snapshots.via FROM revisions"
        " JOIN snapshots ON snapshots.id = snapshot_id"
        " WHERE transcript_id = :id ORDER BY revision DESC LIMIT 1",
        {"id": row.id},
    )
    return found or Provenance(row.last_seen_at, None)
