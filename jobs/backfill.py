"""``onrecord backfill``: the stories of a range of days, resumable by being started again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jobs.crawling import Finished, Verbosity, crawl
from scraper.archive.database import Archive
from scraper.archive.pages import UNFETCHED
from scraper.crawl import Scope
from scraper.errors import UsageError
from scraper.fetch.settings import FetchSettings
from scraper.sources import Source


def check_range(since: date, until: date, today: date, sources: list[Source]) -> None:
    """Refuse a range that can't be meant.

    :raises UsageError: it runs backwards, begins in the future or ends before there was anything.
    """
    if since > until:
        raise UsageError(f"the range runs backwards: --from {since} is after --to {until}")
    if since > today:
        raise UsageError(f"the range begins in the future: --from {since}")
    first = min((source.first_day for source in sources), default=since)
    if until < first:
        raise UsageError(f"the range ends before the first broadcast, on {first}: --to {until}")


def backfill(
    archive: Archive,
    sources: list[Source],
    settings: FetchSettings,
    since: date,
    until: date,
    *,
    oldest_first: bool = False,
    limit: int | None = None,
    verbosity: Verbosity = "normal",
) -> Finished:
    """Walk the listings of ``since`` to ``until`` and land the stories not yet fetched.

    :raises UsageError: the range can't be.
    :raises ArchiveError: the archive can't be written.
    """
    today = datetime.now(UTC).date()
    check_range(since, until, today, sources)
    listings = [
        ref
        for source in sources
        for ref in source.listings_between(max(since, source.first_day), until, today)
    ]
    if oldest_first:
        listings.reverse()
    return crawl(
        archive,
        sources,
        settings,
        command=f"backfill --from {since} --to {until}",
        listings=listings,
        reread=False,
        scope=Scope(states=UNFETCHED, since=since, until=until, limit=limit),
        verbosity=verbosity,
    )
