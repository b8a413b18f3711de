"""What ``run``, ``backfill`` and ``demo`` share: one crawl in one recorded run, watched."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobs.terminal import plural, printable, stderr
from scraper.archive.database import Archive
from scraper.archive.drift import Drift, find_drift
from scraper.archive.pages import add_listings, count_due
from scraper.archive.runs import finish_run, start_run
from scraper.crawl import Crawl, CrawlReport, PageDone, Scope
from scraper.fetch.settings import FetchSettings
from scraper.model import ListingRef
from scraper.sources import Source

Verbosity = Literal["quiet", "normal", "verbose"]
EXIT_TROUBLED, EXIT_INTERRUPTED = 1, 130
#: Without a terminal, a line for this many pages.
_LINE_EVERY = 100
#: Counting what is due takes a moment in a large archive.
_COUNT_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Finished:
    """A crawl that ended, in order or by a signal."""

    report: CrawlReport
    interrupted: bool
    drift: list[Drift]

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with failures or drift worth a look, 130 interrupted."""
        if self.interrupted:
            return EXIT_INTERRUPTED
        return EXIT_TROUBLED if self.report.troubled or self.drift else 0


def crawl(
    archive: Archive,
    sources: list[Source],
    settings: FetchSettings,
    *,
    command: str,
    listings: list[ListingRef],
    reread: bool,
    scope: Scope,
    verbosity: Verbosity = "normal",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Finished:
    """Queue ``listings``, crawl what is due, and record the run.

    :param reread: read listings again that were read before.
    :raises ArchiveError: the archive can't be written; the run stays unfinished in ``runs``.
    """
    run_id = start_run(archive, command, now())
    with archive.transaction() as connection:
        add_listings(connection, listings, now(), again=reread)
    names = [source.name for source in sources]
    with _watched(
        verbosity, lambda: count_due(archive.connection, names, now(), states=scope.states)
    ) as watch:
        made = Crawl(archive, sources, settings, run_id, scope=scope, watch=watch, now=now)
        interrupted = asyncio.run(_run(made))
    finished = Finished(made.report, interrupted, drift_of(archive, sources, now()))
    outcome = {EXIT_INTERRUPTED: "interrupted", EXIT_TROUBLED: "troubled"}
    finish_run(archive, run_id, outcome.get(finished.exit_code, "done"), made.report.counts, now())
    return finished


def drift_of(archive: Archive, sources: list[Source], now: datetime) -> list[Drift]:
    """Which of ``sources`` seem to have changed their pages."""
    return [
        drift
        for source in sources
        for drift in find_drift(archive.connection, source.name, source.story_date, now)
    ]


async def _run(made: Crawl) -> bool:
    """Run until done or told to stop; True when it was told."""
    told = False

    def stop() -> None:
        nonlocal told
        told = True
        made.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
            break
    await made.run()
    return told


@contextmanager
def _watched(verbosity: Verbosity, due: Callable[[], int]) -> Iterator[Callable[[PageDone], None]]:
    """Whatever shows progress: a bar on a terminal, plain lines elsewhere, nothing when quiet.

    :param due: how many pages are still due.
    """
    console = stderr()
    if verbosity == "quiet":
        yield lambda done: None
    elif console.is_terminal and verbosity == "normal":
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _Bar(progress, due).show
    else:
        yield _Lines(verbosity).show


class _Bar:
    """Pages done, of those and the ones still due: listings bring more as they are read."""

    def __init__(self, progress: Progress, due: Callable[[], int]) -> None:
        self._progress = progress
        self._due = due
        self._count = 0
        self._counted_at = float("-inf")
        self._task = progress.add_task("pages", total=None)

    def show(self, done: PageDone) -> None:
        self._count += 1
        if (now := time.monotonic()) - self._counted_at > _COUNT_EVERY_S:
            self._counted_at = now
            self._progress.update(self._task, total=self._count + self._due())
        self._progress.update(self._task, completed=self._count)


class _Lines:
    def __init__(self, verbosity: Verbosity) -> None:
        self._each = verbosity == "verbose"
        self._count = 0
        self._console = stderr()

    def show(self, done: PageDone) -> None:
        self._count += 1
        if self._each:
            why = f" ({done.reason})" if done.reason else ""
            self._console.print(printable(f"{done.kind:<13} {done.url}{why}"), soft_wrap=True)
        elif self._count % _LINE_EVERY == 0:
            self._console.print(plural(self._count, "page"))


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
    console, report = stderr(), finished.report
    for drift in finished.drift:
        console.print(printable(drift_sentence(drift)), soft_wrap=True)
    for host, reason in report.stopped.items():
        console.print(printable(f"{host}: {reason}"), soft_wrap=True)
    for url, reason in report.problems:
        console.print(printable(f"  {url}: {reason}"), soft_wrap=True)


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
    }
