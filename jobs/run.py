"""``onrecord run``: fetch new stories, fetch again those that are due, and land them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from jobs.alerts import tell_alerts
from jobs.config import Config
from jobs.crawling import Bounds, CrawlPlan, Finished, crawl
from jobs.progress import Display
from scraper.archive.runs import RUN, DueRun
from scraper.archive.states import AlertOn
from scraper.archive.store import Archive
from scraper.crawl import Scope
from scraper.errors import UsageError
from scraper.model import ListingRef
from scraper.sources import Source, blamed

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run.

    :ivar refetch: fetch every story again, even settled ones.
    :ivar command: the command that started the run.
    :ivar due: the times of the schedule that the run stands for.
    :ivar unusable: other sources that should be read, and why they can't be.
    """

    bounds: Bounds = field(default_factory=Bounds)
    refetch: bool = False
    command: str = RUN
    due: Sequence[DueRun] = ()
    unusable: Mapping[str, UsageError] = field(default_factory=dict)


def latest(source: Source, today: date) -> tuple[ListingRef, ...]:
    """A source's listings of recent days.

    :raises UsageError: it has no listings.
    :raises BrokenSource: its file fails.
    """
    with blamed(source.name, "latest_listings"):
        listings = source.latest_listings(today)
    if not listings:
        raise UsageError(
            f"{source.name} has no listings to read: set feeds under [sources.{source.name}] in"
            " onrecord.toml"
        )
    return listings


def each_of(
    sources: Sequence[Source], listings_of: Callable[[Source], _T]
) -> tuple[dict[str, _T], dict[str, UsageError]]:
    """The result of ``listings_of`` for each source, and the errors of those that fail, by name.

    :raises UsageError: it fails for all of them.
    """
    found: dict[str, _T] = {}
    failed: dict[str, UsageError] = {}
    for source in sources:
        try:
            found[source.name] = listings_of(source)
        except UsageError as error:
            failed[source.name] = error
    if failed and not found:
        raise next(iter(failed.values()))
    return found, failed


def run(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    options: RunOptions | None = None,
) -> Finished:
    """One run over ``sources``. A source without a listing to read is left out.

    :raises UsageError: none of the sources has a listing to read.
    :raises ArchiveError: the archive can't be written.
    """
    options, now = options or RunOptions(), datetime.now(UTC)
    listings, unusable = each_of(sources, lambda source: latest(source, now.date()))
    sources = [source for source in sources if source.name in listings]
    if options.refetch:
        archive.queue.make_due([source.name for source in sources], now)
    plan = CrawlPlan(
        command=options.command,
        listings=[ref for found in listings.values() for ref in found],
        scope=Scope(limit=options.bounds.limit),
        reread=True,
        due=options.due,
        max_time=options.bounds.max_time,
        unusable={**options.unusable, **unusable},
        alert=AlertOn.RECENT,
    )
    finished = crawl(archive, sources, config, display, plan)
    return finished if finished.interrupted else tell_alerts(archive, config, finished)
