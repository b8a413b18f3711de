"""Progress over a known number of things: a bar on a terminal, an occasional line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from jobs.progress import Display
from jobs.terminal import plural, stderr, tell

#: Without a terminal, a line is printed every so many seconds.
_LINE_EVERY_S = 10.0


@contextmanager
def show_count(display: Display, total: int, noun: str) -> Iterator[Callable[[], None]]:
    """Show how far work has come; what is given is to be called after each thing."""
    if display.verbosity == "quiet" or not total:
        yield lambda: None
        return
    console = stderr()
    if not console.is_terminal:
        yield _Lines(total, noun).count_one
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, expand=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


@contextmanager
def show_lines(display: Display, noun: str) -> Iterator[Callable[[object], None]]:
    """Print a line now and then while an unknown number of things is worked through, beside what
    else is shown; what is given is to be called after each thing, with whatever it is.
    """
    lines = _Lines(None, noun)
    yield lambda _: None if display.verbosity == "quiet" else lines.count_one()


class _Lines:
    def __init__(self, total: int | None, noun: str) -> None:
        self._total, self._noun = total, noun
        self._done = 0
        self._said_at = time.monotonic()

    def count_one(self) -> None:
        self._done += 1
        if (now := time.monotonic()) - self._said_at >= _LINE_EVERY_S:
            self._said_at = now
            done = plural(self._done, self._noun)
            tell(
                f"{done} done"
                if self._total is None
                else f"{self._done:,} of {plural(self._total, self._noun)}"
            )
