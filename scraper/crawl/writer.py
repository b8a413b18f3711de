"""The only object that writes to the archive during a crawl."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from scraper.archive.store import Archive
from scraper.crawl.report import CrawlReport
from scraper.errors import ArchiveError, RowRefused
from scraper.model import FetchRecord

#: Turns of the event loop that a page waits for others to be landed with it.
_JOIN = 16

_T = TypeVar("_T")


@dataclass(slots=True)
class _Write:
    """Something to write, and its outcome."""

    job: Callable[[], Any]
    taken: bool = False
    value: Any = None
    error: Exception | None = None


class Writer:
    """Writes the results of pages, together with the requests made for them."""

    def __init__(self, archive: Archive, run_id: int, report: CrawlReport) -> None:
        self._archive = archive
        self._run_id = run_id
        self._report = report
        self._requests: list[FetchRecord] = []
        self._writes: list[_Write] = []

    def log(self, request: FetchRecord) -> None:
        """Remember a request until the next transaction."""
        self._requests.append(request)

    async def write(self, job: Callable[[], _T]) -> _T:
        """What ``job`` returns, run in a transaction together with those of whoever else has a
        page ready at this moment: fast pages share one, slow ones each have their own. Each is
        whole or absent, and one that fails fails alone.

        :raises ArchiveError: the archive can't be written: nothing of the transaction was.
        :raises Exception: whatever ``job`` raised, :class:`RowRefused` among it: nothing of it was
            written. A job may be run a second time, so it must not have effects elsewhere.
        """
        mine = _Write(job)
        self._writes.append(mine)
        for _ in range(_JOIN):
            await asyncio.sleep(0)
        if not mine.taken:
            self._write_all()
        if mine.error is not None:
            raise mine.error
        return cast("_T", mine.value)

    def close(self) -> None:
        """Write the requests that are left.

        :raises ArchiveError: they can't be.
        """
        if self._requests:
            self._write_together([])

    def _write_all(self) -> None:
        writes, self._writes = self._writes, []
        for write in writes:
            write.taken = True
        try:
            self._write_together(writes)
        except RowRefused:
            # Rows are inserted at the end, so nobody knows whose it was: each is tried alone.
            for write in writes:
                self._write_alone(write)
        except ArchiveError as error:
            for write in writes:
                write.error = error

    def _write_together(self, writes: Sequence[_Write]) -> None:
        """Run jobs in one transaction, each in a part of it that fails alone.

        :raises ArchiveError: nothing was written.
        """
        with self._archive.transaction():
            for write in writes:
                write.value = write.error = None
                try:
                    with self._archive.savepoint():
                        write.value = write.job()
                except ArchiveError:
                    raise
                except Exception as error:  # noqa: BLE001  it is raised where the job was given
                    write.error = error
            requests = self._log_requests()
        self._report.count("requests", requests)
        del self._requests[:requests]

    def _write_alone(self, write: _Write) -> None:
        try:
            self._write_together([write])
        except ArchiveError as error:
            write.error = error

    def _log_requests(self) -> int:
        self._archive.runs.log_requests(self._run_id, self._requests)
        return len(self._requests)
