"""``onrecord run``: discover what is new, look again at what is due, land it. What cron calls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from jobs.config import Config
from jobs.crawling import Finished, crawl
from jobs.progress import Show
from scraper.archive.runs import RUN, DueRun
from scraper.archive.store import Archive
from scraper.crawl import Scope
from scraper.errors import UsageError
from scraper.model import ListingRef
from scraper.sources import Source


def latest(source: Source, today: date) -> tuple[ListingRef, ...]:
    """The listings of a source's last days.

    :raises UsageError: it has none.
    """
    listings = source.latest_listings(today)
    if not listings:
        raise UsageError(
            f"{source.name} has no listing to read: name some as feeds in [sources.{source.name}]"
            " of onrecord.toml"
        )
    return listings


def run(
    archive: Archive,
    sources: list[Source],
    config: Config,
    show: Show,
    *,
    refetch: bool = False,
    limit: int | None = None,
    max_time: timedelta | None = None,
    command: str = RUN,
    due: Iterable[DueRun] = (),
) -> Finished:
    """One run over ``sources``.

    :param refetch: look again at every story, settled ones too.
    :param limit: stories at the most; the rest stays queued.
    :param max_time: leave after so long; the rest stays queued.
    :param due: what of the schedule it stands for.
    :raises UsageError: a source has no listing to read.
    :raises ArchiveError: the archive can't be written.
    """
    now = datetime.now(UTC)
    if refetch:
        archive.queue.make_due([source.name for source in sources], now)
    listings = [ref for source in sources for ref in latest(source, now.date())]
    return crawl(
        archive,
        sources,
        config,
        show,
        command=command,
        listings=listings,
        reread=True,
        scope=Scope(limit=limit),
        due=due,
        max_time=max_time,
    )
