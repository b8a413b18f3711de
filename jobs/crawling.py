"""What ``run``, ``backfill`` and ``demo`` share: one crawl in one recorded run, watched."""

from __future__ import annotations

import asyncio
import enum
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from jobs.config import Config
from jobs.progress import Show, watched
from jobs.terminal import plural, printable, stderr
from scraper.archive.database import Archive
from scraper.archive.drift import Drift, find_drift
from scraper.archive.pages import Due, add_listings, count_due
from scraper.archive.runs import DueRun, finish_run, start_run, sum_up_fetches
from scraper.crawl import Crawl, CrawlOptions, CrawlReport, PageDone, Scope
from scraper.model import ListingRef
from scraper.sources import Source

EXIT_TROUBLED, EXIT_INTERRUPTED = 1, 130


@dataclass(frozen=True, slots=True)
class Finished:
    """A crawl that ended, in order, by a signal, or as its time was up."""

    report: CrawlReport
    drift: list[Drift]
    interrupted_by: int | None = None  # the signal's number
    time_up: bool = False

    @property
    def interrupted(self) -> bool:
        """True when it was told to stop by a signal."""
        return self.interrupted_by is not None

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with failures or drift worth a look, 130 interrupted."""
        if self.interrupted:
            return EXIT_INTERRUPTED
        return EXIT_TROUBLED if self.report.troubled or self.drift else 0

    @property
    def outcome(self) -> str:
        """How it ended, as ``runs.outcome`` says it."""
        if self.interrupted:
            return "interrupted"
        if self.time_up:
            return "time up"
        return "troubled" if self.exit_code else "done"


def crawl(
    archive: Archive,
    sources: list[Source],
    config: Config,
    show: Show,
    *,
    command: str,
    listings: list[ListingRef],
    reread: bool,
    scope: Scope,
    due: Iterable[DueRun] = (),
    max_time: timedelta | None = None,
    first: Callable[[CrawlReport, Callable[[PageDone], None]], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Finished:
    """Queue ``listings``, crawl what is due, and record the run.

    :param reread: read listings again that were read before.
    :param due: what of the schedule the run stands for.
    :param max_time: after so long, finish the pages in hand and leave.
    :param first: what is landed before anything is fetched, counted in the same report.
    :raises ArchiveError: the archive can't be written; the run stays unfinished in ``runs``.
    """
    names = [source.name for source in sources]
    run_id = start_run(archive, command, now(), sources=names, due=due)
    log = show.log if show.log_format == "json" else None
    if log:
        log.info("run started", run=run_id, command=command, sources=names)
    sum_up_fetches(archive, timedelta(days=config.keep.fetches_days), now())
    with archive.transaction() as connection:
        add_listings(connection, listings, now(), again=reread)

    def left() -> Mapping[str, Due]:
        return count_due(archive.connection, names, now(), states=scope.states)

    with watched(show, left, scope.limit) as watch:
        options = CrawlOptions(config.fetch_settings(), config.refetch_policy(), scope, watch, now)
        made = Crawl(archive, [config.origins(source) for source in sources], run_id, options)
        if first is not None:
            first(made.report, watch)
        told = asyncio.run(_run(made, max_time))
    finished = Finished(
        made.report,
        drift_of(archive, sources, now()),
        None if told is _Told.TIME else told,
        time_up=told is _Told.TIME,
    )
    finish_run(archive, run_id, finished.outcome, made.report.counts, now())
    if log:
        log.info(
            "run finished", run=run_id, outcome=finished.outcome,
            left=sum(map(sum, left().values())), **made.report.counts,
        )  # fmt: skip
    return finished


def drift_of(archive: Archive, sources: list[Source], now: datetime) -> list[Drift]:
    """Which of ``sources`` seem to have changed their pages."""
    return [
        drift
        for source in sources
        for drift in find_drift(archive.connection, source.name, source.story_date, now)
    ]


class _Told(enum.Enum):
    TIME = enum.auto()


async def _run(made: Crawl, max_time: timedelta | None) -> int | _Told | None:
    """Run until done or told to stop; by what it was told, a signal's number or the time."""
    told: int | _Told | None = None

    def stop(by: int | _Told) -> None:
        nonlocal told
        told = told or by
        made.stop()

    loop = asyncio.get_running_loop()
    if max_time is not None:
        loop.call_later(max_time.total_seconds(), stop, _Told.TIME)
    with _signals(lambda number: loop.call_soon_threadsafe(stop, number)):
        await made.run()
    return told


@contextmanager
def _signals(stop: Callable[[int], object]) -> Iterator[None]:
    """Have SIGINT and SIGTERM call ``stop``; afterwards they do what they did before."""

    def told(number: int, _frame: FrameType | None) -> None:
        stop(number)

    before: dict[signal.Signals, Any] = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, told)
    except ValueError:  # not in the main thread: whoever started it stops it
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_SAID = (
    ("new", "new transcript", None),
    ("revision", "revision", None),
    ("same", "unchanged", "unchanged"),
    ("not_modified", "not modified (304)", "not modified (304)"),
    ("no_transcript", "story without transcript", "stories without transcript"),
    ("duplicates", "duplicate", None),
    ("quarantined", "quarantined", "quarantined"),
    ("gone", "gone", "gone"),
    ("failed", "failed", "failed"),
    ("disallowed", "forbidden by robots.txt", "forbidden by robots.txt"),
)


def summary(counts: Mapping[str, int]) -> str:
    """The counts of a run in words, in a line."""
    parts = [plural(count, one, many) for key, one, many in _SAID if (count := counts.get(key, 0))]
    requests = plural(counts.get("requests", 0), "request")
    listings = plural(counts.get("listings", 0), "listing")
    if same := counts.get("listings_not_modified", 0):
        listings += f", {same:,} of them unchanged"
    return f"{', '.join(parts) or 'nothing new'} ({requests}, {listings})"


def show_problems(finished: Finished) -> None:
    """List what is worth a look on stderr."""
    for line in problem_lines(finished):
        stderr().print(printable(line), soft_wrap=True)


def problem_lines(finished: Finished) -> Iterator[str]:
    """What is worth a look, a line each."""
    yield from map(drift_sentence, finished.drift)
    for host, reason in finished.report.stopped.items():
        yield f"{host}: {reason}"
    for url, reason in finished.report.problems:
        yield f"  {url}: {reason}"


def drift_sentence(drift: Drift) -> str:
    """An alarm with its examples, in a sentence."""
    return f"{drift.sentence}; for example {', '.join(drift.examples)}"


def as_json(finished: Finished) -> dict[str, object]:
    """A finished crawl for machines."""
    return {
        "counts": finished.report.counts,
        "problems": [{"url": url, "reason": reason} for url, reason in finished.report.problems],
        "stopped": finished.report.stopped,
        "drift": [asdict(drift) for drift in finished.drift],
        "interrupted": finished.interrupted,
        "time_up": finished.time_up,
    }
