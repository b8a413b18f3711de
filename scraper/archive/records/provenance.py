"""The origin of a transcript's words: the fetched page, when it was fetched, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.rows import PageRow, TranscriptRow


@dataclass(frozen=True, slots=True)
class Provenance:
    """The fetch from which a transcript has its words.

    :ivar fetched_at: when the page was fetched; if another archive fetched it, the time of that
        fetch. If the page is no longer kept, when it was last found unchanged.
    :ivar url: the canonical URL of the page with the words.
    :ivar fetched_url: the URL that answered, which can be a mirror's; None if unknown.
    :ivar via: where the page came from, if another archive fetched it: the URL of a Wayback Machine
        capture, or the name of a WARC file. None: the source's own site.
    :ivar body_sha256: the hash of the page, if it is kept; ``size`` is in bytes.
    """

    fetched_at: str
    url: str
    fetched_url: str | None
    via: str | None
    body_sha256: str | None = None
    size: int | None = None


def provenance(db: Database, row: TranscriptRow) -> Provenance:
    """The fetch that the newest wording of a transcript was read from."""
    if (found := kept_provenance(db, row)) is not None:
        return found
    page: PageRow | None = db.row(PageRow, "WHERE id = :page", {"page": row.page_id})
    url, fetched_url = (row.url, None) if page is None else (page.url, page.fetched_url)
    return Provenance(row.last_seen_at, url, fetched_url, None)


def kept_provenance(db: Database, row: TranscriptRow) -> Provenance | None:
    """The same; None if the page is no longer kept."""
    return db.first(
        Provenance,
        "SELECT snapshots.fetched_at, url, fetched_url, via, body_sha256, size FROM revisions"
        " JOIN snapshots ON snapshots.id = snapshot_id JOIN pages ON pages.id = page_id"
        " WHERE transcript_id = :id ORDER BY revision DESC LIMIT 1",
        {"id": row.id},
    )
