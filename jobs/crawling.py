"""The common part of ``run``, ``backfill`` and ``demo``: one crawl in one recorded run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from jobs.config import Config
from jobs.exit_codes import ExitCode
from jobs.progress import Display, show_progress
from jobs.stopping import Stop, run_until_stopped
from scraper.archive.health.drift import Drift
from scraper.archive.queue import Due
from scraper.archive.runs import DueRun, SourceTally
from scraper.archive.states import AlertOn, RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, CrawlReport, PageDone, Scope
from scraper.errors import UsageError
from scraper.model import ListingRef
from scraper.sources import Source

#: In days.
_WEEK = 7

#: Lands pages before anything is fetched, counts them in the report and calls the watcher.
LandFirst = Callable[[CrawlReport, Callable[[PageDone], None]], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits at which a crawl ends early: stories or time. The rest stays queued."""

    limit: int | None = None
    max_time: timedelta | None = None


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What one crawl has to do.

    :ivar command: the command that started it, as ``runs.command`` stores it.
    :ivar listings: the listings to queue.
    :ivar reread: whether to read listings again that were read before.
    :ivar due: the times of the schedule that the run stands for.
    :ivar land_first: lands the pages in given files before anything is fetched.
    :ivar unusable: other requested sources, and why they can't be crawled.
    :ivar named_listings: those of ``listings`` that the user named by URL.
    :ivar alert: what alerts are sent about.
    """

    command: str
    listings: Sequence[ListingRef]
    scope: Scope
    reread: bool = False
    due: Sequence[DueRun] = ()
    max_time: timedelta | None = None
    land_first: LandFirst | None = None
    unusable: Mapping[str, UsageError] = field(default_factory=dict)
    named_listings: Collection[str] = ()
    alert: AlertOn = AlertOn.NOTHING


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished crawl: it ended by itself, by a signal, or because time was up. ``unusable``
    has the requested sources that could not be crawled, with the errors. ``without_program`` counts
    the stories left because their program is not known yet. ``days_may_be_empty`` are sources whose
    listings may all be missing because nothing aired. ``untold`` says which alerts could not be
    sent, and why.
    """

    report: CrawlReport
    drift: list[Drift]
    interrupted_by: int | None = None  # the signal's number
    time_up: bool = False
    unusable: Mapping[str, UsageError] = field(default_factory=dict)
    without_program: int = 0
    days_may_be_empty: Collection[str] = ()
    untold: Sequence[str] = ()

    @property
    def interrupted(self) -> bool:
        """True if a signal stopped it."""
        return self.interrupted_by is not None

    @property
    def without_listings(self) -> dict[str, SourceTally]:
        """The sources none of whose listings could be read, and what became of these."""
        if self.interrupted or self.time_up:
            return {}
        return {
            name: one
            for name, one in self.report.sources.items()
            if one.read_none
            and not (name in self.days_may_be_empty and one.listings_gone >= one.listings)
        }

    @property
    def exit_code(self) -> ExitCode:
        """What the command that crawled exits with."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        troubled = (
            self.report.troubled
            or self.drift
            or self.unusable
            or self.without_listings
            or self.untold
        )
        return ExitCode.ATTENTION if troubled else ExitCode.DONE

    @property
    def outcome(self) -> RunOutcome:
        """How it ended, as ``runs.outcome`` says it."""
        if self.interrupted:
            return RunOutcome.INTERRUPTED
        if self.time_up:
            return RunOutcome.TIME_UP
        return RunOutcome.TROUBLED if self.exit_code else RunOutcome.DONE


def crawl(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    plan: CrawlPlan,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Finished:
    """Queue the listings of ``plan``, crawl what is due, and record the run.

    :raises ArchiveError: the archive can't be written; the run stays unfinished in ``runs``.
    """
    names = [source.name for source in sources]
    run_id = archive.runs.start(plan.command, now(), sources=names, due=plan.due)
    log = display.log if display.log_format == "json" else None
    if log:
        log.info("run started", run=run_id, command=plan.command, sources=names)
    archive.runs.sum_up_requests(timedelta(days=config.keep.fetches_days), now())
    to_read = _queue_listings(archive, plan, now())

    def left() -> Mapping[str, Due]:
        return archive.queue.count_due(names, now(), wanted=plan.scope.wanted)

    with show_progress(display, left, plan.scope.limit) as watch:
        options = _options(config, display, plan, watch, now)
        made = Crawl(archive, [config.origins(source) for source in sources], run_id, options)
        made.report.sources.update({name: SourceTally(n) for name, n in to_read.items()})
        if plan.land_first is not None:
            plan.land_first(made.report, watch)
        stop = asyncio.run(run_until_stopped(made, plan.max_time)) or Stop()
    finished = Finished(
        made.report, drift_of(archive, sources, now()), stop.signal, stop.time_up, plan.unusable,
        days_may_be_empty=[one.name for one in sources if _may_be_empty(one, plan.scope)],
    )  # fmt: skip
    archive.runs.finish(run_id, finished.outcome, made.report.counts, now(), made.report.sources)
    if log:
        log.info(
            "run finished", run=run_id, outcome=finished.outcome,
            left=sum(map(sum, left().values())), **made.report.counts,
        )  # fmt: skip
    return finished


def _options(
    config: Config,
    display: Display,
    plan: CrawlPlan,
    watch: Callable[[PageDone], None],
    now: Callable[[], datetime],
) -> CrawlOptions:
    return CrawlOptions(
        config.fetch_settings(),
        config.refetch_policy(),
        plan.scope,
        watch,
        now,
        display.unforeseen("url"),
        plan.named_listings,
        plan.alert,
    )


def _queue_listings(archive: Archive, plan: CrawlPlan, now: datetime) -> dict[str, int]:
    """Queue the listings of ``plan``; how many of each source are to be read."""
    by_source: dict[str, list[ListingRef]] = {}
    for ref in plan.listings:
        by_source.setdefault(ref.source, []).append(ref)
    return {
        source: archive.queue.add_listings(refs, now, again=plan.reread)
        for source, refs in by_source.items()
    }


def _may_be_empty(source: Source, scope: Scope) -> bool:
    """Whether nothing may have aired in the days of ``scope``, where a day on which nothing did has
    no listing. Without a listing in a whole week, it is the site that has changed.
    """
    if scope.since is None or scope.until is None or not source.missing_listings_are_empty:
        return False
    days = (scope.until - scope.since).days + 1
    return days < _WEEK


def drift_of(archive: Archive, sources: list[Source], now: datetime) -> list[Drift]:
    """Which of ``sources`` seem to have changed their pages."""
    return [
        drift
        for source in sources
        for drift in archive.health.drift(source.name, source.story_date, now)
    ]
