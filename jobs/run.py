"""``onrecord run``: discover what is new, look again at what is due, land it. What cron calls."""

from __future__ import annotations

from datetime import UTC, datetime

from jobs.crawling import Finished, Verbosity, crawl
from scraper.archive.database import Archive
from scraper.archive.pages import make_due
from scraper.crawl import Scope
from scraper.fetch.settings import FetchSettings
from scraper.sources import Source


def run(
    archive: Archive,
    sources: list[Source],
    settings: FetchSettings,
    *,
    refetch: bool = False,
    limit: int | None = None,
    verbosity: Verbosity = "normal",
    command: str = "run",
) -> Finished:
    """One run over ``sources``.

    :param refetch: look again at every story, settled ones too.
    :param limit: stories at the most; the rest stays queued.
    :raises ArchiveError: the archive can't be written.
    """
    now = datetime.now(UTC)
    if refetch:
        with archive.transaction() as connection:
            make_due(connection, [source.name for source in sources], now)
    listings = [ref for source in sources for ref in source.latest_listings(now.date())]
    return crawl(
        archive,
        sources,
        settings,
        command=command,
        listings=listings,
        reread=True,
        scope=Scope(limit=limit),
        verbosity=verbosity,
    )
