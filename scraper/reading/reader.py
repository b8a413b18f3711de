"""Reading pages: extracting each one, and preparing what landing needs. This happens in separate
processes, so that several pages are read in parallel and a parser crash costs only one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from scraper.archive.snapshots import KeptPage
from scraper.closing import Closing
from scraper.errors import UnusableFile, UsageError
from scraper.model import Outcome, Quarantined
from scraper.reading.rules import (
    FileRead,
    ReadAgain,
    ReadFile,
    Reading,
    ReadSaved,
    Result,
    Rules,
    Task,
)
from scraper.saved_pages import saved_page_named
from scraper.sources import Source
from scraper.workers import BATCH, Lost, Raised, WorkerPool

#: Seconds that reading one page may take. A transcript of 8 MB is read in 0.3: a page that takes a
#: hundred times as long is in an endless loop, or the machine has stopped.
LIMIT_S = 30.0

_CRASHED = "reading this page crashed the parser"
_TOO_LONG = "reading this page took longer than {:g} seconds"

Item = TypeVar("Item")


class PageReader(Closing):
    """Reads given and kept pages. Use it as a context manager, which ends all processes on exit.

    :param jobs: the number of processes that read. With 1, reading and landing take turns; with
        more, the processes read ahead. With 0, pages are read in this process, and a crash ends it.
    :param limit_s: the seconds that a page can take.
    """

    def __init__(self, sources: Sequence[Source], jobs: int, limit_s: float = LIMIT_S) -> None:
        self._sources, self._rules, self._limit_s = sources, Rules(sources), limit_s
        self._pool = self._make_pool(jobs) if jobs else None
        self._beside: WorkerPool[Task, Result] | None = None

    def read_all(
        self, items: Iterable[Item], task_of: Callable[[Item], Task | None]
    ) -> Iterator[list[tuple[Item, Result | Raised | None]]]:
        """What ``items`` are read as, in their order, some at a time. A page that crashes whoever
        reads it, or takes too long, is quarantined, and that is the reason.

        :param task_of: what is to be read for an item; None if nothing is. It is called once.
        :raises OnRecordError: processes that read can't be started.
        """
        given = ((item, task_of(item)) for item in items)
        if self._pool is None:
            while some := list(islice(given, BATCH)):
                yield [
                    (item, None if task is None else _result(self._rules, task))
                    for item, task in some
                ]
            return
        for batch in self._pool.run(given, lambda one: one[1]):
            yield [(item, self._found(task, found)) for (item, task), found in batch]

    def reread(self, kept: KeptPage) -> Outcome:
        """A kept page with today's rules, also while others are read.

        :raises Exception: whatever a mistake in the code raises.
        """
        task = ReadAgain(kept)
        if self._pool is None:
            found: Result | Raised | None = _result(self._rules, task)
        else:
            self._beside = self._beside or self._make_pool(1)
            ((_, of_worker),) = next(self._beside.run([task], lambda one: one))
            found = self._found(task, of_worker)
        if isinstance(found, Raised):
            raise found.error
        assert isinstance(found, Reading)
        return found.outcome

    def close(self) -> None:
        """End the processes that read, whatever they are doing."""
        for pool in (self._pool, self._beside):
            if pool is not None:
                pool.close()

    def _make_pool(self, count: int) -> WorkerPool[Task, Result]:
        return WorkerPool(self._rules, count, self._limit_s)

    def _found(
        self, task: Task | None, found: Result | Raised | Lost | None
    ) -> Result | Raised | None:
        if not isinstance(found, Lost) or task is None:
            assert not isinstance(found, Lost)
            return found
        reason = _TOO_LONG.format(self._limit_s) if found.took_too_long else _CRASHED
        if isinstance(task, ReadFile):
            return self._lost_file(task, reason)
        ref = task.ref if isinstance(task, ReadSaved) else task.kept.ref
        return Reading(Quarantined(ref, reason))

    def _lost_file(self, task: ReadFile, reason: str) -> FileRead:
        try:
            saved = saved_page_named(task.path, self._sources, task.url)
        except UsageError as error:
            return FileRead(refused=error)
        if saved is None:
            return FileRead(refused=UnusableFile(reason, path=task.path))
        return FileRead(saved, Reading(Quarantined(saved.ref, reason)))


def _result(rules: Rules, task: Task) -> Result | Raised:
    try:
        return rules(task)
    except Exception as error:  # noqa: BLE001  told of with the page, as a worker does
        return Raised(error)
