"""The progress of a crawl: a bar on a terminal, plain lines elsewhere, or a log."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from structlog.typing import FilteringBoundLogger

from jobs.log import LogFormat, logger
from jobs.terminal import plural, printable, stderr
from scraper.archive.queue import Due
from scraper.crawl import PageDone

Verbosity = Literal["quiet", "normal", "verbose"]
CountDue = Callable[[], Mapping[str, Due]]
#: Without a terminal, a line is printed every so many pages.
_LINE_EVERY = 100
#: Counting what is due takes a moment in a large archive.
_COUNT_EVERY_S = 2.0
#: The rate is that of the last minute: sites change their pace, and archives grow slower.
_WINDOW_S = 60.0
_SAMPLE_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Display:
    """How progress is shown: how verbose, and in which format."""

    verbosity: Verbosity = "normal"
    log_format: LogFormat = "text"

    @property
    def log(self) -> FilteringBoundLogger:
        """A log in that format."""
        return logger(self.log_format)

    def unforeseen(self, key: Literal["page", "url"]) -> Callable[[str, BaseException], None]:
        """What logs an error that only a mistake in the code explains, and where it happened.

        :param key: under which the log names the place.
        """
        return lambda name, error: self.log.error("unforeseen error", exc_info=error, **{key: name})


@dataclass(slots=True)
class Pace:
    """The rate at which one source's pages are done, and the number of stories per listing."""

    count: int = 0
    listings: int = 0
    found: int = 0
    _samples: deque[tuple[float, int]] = field(default_factory=deque)

    def done(self, page: PageDone, now: float) -> None:
        """Count a page."""
        if not self._samples:
            self._samples.append((now, 0))
        self.count += 1
        if page.kind == "listing":
            self.listings += 1
            self.found += page.found
        if now - self._samples[-1][0] >= _SAMPLE_EVERY_S:
            self._samples.append((now, self.count))
            while len(self._samples) > 2 and now - self._samples[1][0] >= _WINDOW_S:
                self._samples.popleft()

    def rate(self, now: float) -> float:
        """Pages a second over the last minute; 0 when too little is known."""
        if not self._samples:
            return 0.0
        since, count = self._samples[0]
        return (self.count - count) / (now - since) if now - since > 0 else 0.0


class Estimate:
    """How much is left, and how long it will take.

    :param due: the number of pages still due at each source.
    :param limit: the most stories to fetch.
    """

    def __init__(
        self,
        due: CountDue,
        limit: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._due, self._limit, self._clock = due, limit, clock
        self._paces: dict[str, Pace] = {}
        self._left: Mapping[str, Due] = {}
        self._done_at_count: dict[str, int] = {}
        self._counted_at = float("-inf")

    def done(self, page: PageDone) -> None:
        """Count a page."""
        now = self._clock()
        self._paces.setdefault(page.source, Pace()).done(page, now)
        if now - self._counted_at > _COUNT_EVERY_S:
            self._left = self._due()
            self._counted_at = self._clock()
            self._done_at_count = {name: pace.count for name, pace in self._paces.items()}

    @property
    def count(self) -> int:
        """Pages done."""
        return sum(pace.count for pace in self._paces.values())

    @property
    def left(self) -> int:
        """Pages still to do: those that are due, and those that unread listings will bring if they
        are like the ones already read.
        """
        return min(sum(self._left_of(source) for source in self._left), self._at_most())

    def _left_of(self, source: str) -> int:
        pace, due = self._paces.get(source), self._left[source]
        if pace is None:
            return sum(due)
        since = pace.count - self._done_at_count.get(source, 0)
        listings = max(due.listings - since, 0)
        known = max(sum(due) - since, 0)
        return known + round(listings * pace.found / pace.listings if pace.listings else 0)

    def _at_most(self) -> int:
        """What the limit allows; listings are not counted towards it."""
        if self._limit is None:
            return sys.maxsize
        stories = sum(pace.count - pace.listings for pace in self._paces.values())
        return max(self._limit - stories, 0) + sum(due.listings for due in self._left.values())

    @property
    def rate(self) -> float:
        """Pages a second, of all sources."""
        now = self._clock()
        return sum(pace.rate(now) for pace in self._paces.values())

    @property
    def seconds_left(self) -> float | None:
        """The time left of the slowest source, since all are crawled at once; None if too little
        is known.
        """
        now, longest = self._clock(), 0.0
        for source in self._left:
            if not (left := self._left_of(source)):
                continue
            pace = self._paces.get(source)
            rate = pace.rate(now) if pace else 0.0
            if not rate:
                return None
            longest = max(longest, left / rate)
        if self._limit is None or not (rate_of_all := self.rate):
            return longest
        # A limit may be reached before any source is through.
        return min(longest, self.left / rate_of_all)

    def sentence(self) -> str:
        """``1,200 of 50,000 pages, 3.2 a second, about 4 h left``."""
        sentence = f"{self.count:,} of {plural(self.count + self.left, 'page')}"
        if self.rate:
            sentence += f", {self.rate:.1f} a second"
        if (seconds := self.seconds_left) is not None:
            sentence += f", {duration(timedelta(seconds=seconds))} left"
        return sentence


def duration(length: timedelta) -> str:
    """A length of time in round words ("3 min", "5 h", "12 days")."""
    seconds = length.total_seconds()
    for size, unit, limit in ((1, "s", 90), (60, "min", 90), (3600, "h", 48)):
        if seconds < limit * size:
            return f"{round(seconds / size)} {unit}"
    return plural(round(seconds / 86400), "day")


@contextmanager
def show_progress(
    display: Display, due: CountDue, limit: int | None = None
) -> Iterator[Callable[[PageDone], None]]:
    """A function to call with each page done, which shows progress: as a bar on a terminal, as
    plain lines elsewhere, as a log for machines, and not at all when quiet.

    :param due: how many pages of each source are still due.
    :param limit: stories at the most.
    """
    console, estimate = stderr(), Estimate(due, limit)
    if display.log_format == "json":
        yield _Log(display, estimate).update
    elif display.verbosity == "quiet":
        yield lambda done: None
    elif console.is_terminal and display.verbosity == "normal":
        columns = (
            TextColumn("pages"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=console, transient=True, expand=True) as progress:
            yield _Bar(progress, estimate).update
    else:
        yield _Lines(display.verbosity, estimate).update


class _Bar:
    """A progress bar of pages. Its total grows, because listings bring more pages."""

    def __init__(self, progress: Progress, estimate: Estimate) -> None:
        self._progress = progress
        self._estimate = estimate
        self._task = progress.add_task("", total=None)

    def update(self, done: PageDone) -> None:
        self._estimate.done(done)
        pace = f"{self._estimate.rate:.1f}/s"
        if (seconds := self._estimate.seconds_left) is not None:
            pace += f", {duration(timedelta(seconds=seconds))} left"
        count = self._estimate.count
        self._progress.update(
            self._task, completed=count, total=count + self._estimate.left, description=pace
        )


class _Lines:
    def __init__(self, verbosity: Verbosity, estimate: Estimate) -> None:
        self._each = verbosity == "verbose"
        self._estimate = estimate
        self._console = stderr()

    def update(self, done: PageDone) -> None:
        self._estimate.done(done)
        if self._each:
            why = f" ({done.reason})" if done.reason else ""
            self._console.print(printable(f"{done.kind:<13} {done.url}{why}"), soft_wrap=True)
        elif self._estimate.count % _LINE_EVERY == 0:
            self._console.print(self._estimate.sentence(), soft_wrap=True)


class _Log:
    def __init__(self, display: Display, estimate: Estimate) -> None:
        self._verbosity = display.verbosity
        self._estimate = estimate
        self._log = display.log

    def update(self, done: PageDone) -> None:
        self._estimate.done(done)
        if self._verbosity == "verbose" or done.kind in ("failed", "quarantined"):
            self._log.info(
                "page", kind=done.kind, source=done.source, url=done.url, reason=done.reason
            )
        if self._verbosity != "quiet" and self._estimate.count % _LINE_EVERY == 0:
            self._log.info(
                "progress",
                done=self._estimate.count,
                left=self._estimate.left,
                rate=round(self._estimate.rate, 2),
                seconds_left=self._estimate.seconds_left,
            )
