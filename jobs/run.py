"""``onrecord run``: discover what is new, fetch again what is due, and land it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from jobs.config import Config
from jobs.crawling import Bounds, CrawlPlan, Finished, crawl
from jobs.progress import Display
from scraper.archive.runs import RUN, DueRun
from scraper.archive.store import Archive
from scraper.crawl import Scope
from scraper.errors import UsageError
from scraper.model import ListingRef
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run.

    :ivar refetch: fetch every story again, settled ones too.
    :ivar command: the command that asked for it.
    :ivar due: the times of the schedule that it stands for.
    """

    bounds: Bounds = field(default_factory=Bounds)
    refetch: bool = False
    command: str = RUN
    due: Sequence[DueRun] = ()


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
    display: Display,
    options: RunOptions | None = None,
) -> Finished:
    """One run over ``sources``.

    :raises UsageError: a source has no listing to read.
    :raises ArchiveError: the archive can't be written.
    """
    options, now = options or RunOptions(), datetime.now(UTC)
    if options.refetch:
        archive.queue.make_due([source.name for source in sources], now)
    plan = CrawlPlan(
        command=options.command,
        listings=[ref for source in sources for ref in latest(source, now.date())],
        scope=Scope(limit=options.bounds.limit),
        reread=True,
        due=options.due,
        max_time=options.bounds.max_time,
    )
    return crawl(archive, sources, config, display, plan)
