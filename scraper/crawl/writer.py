"""The one way into the archive while a crawl runs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from scraper.archive.database import Archive
from scraper.archive.runs import log_fetches
from scraper.crawl.report import CrawlReport
from scraper.errors import ArchiveError
from scraper.model import FetchRecord

#: Turns of the event loop that a page waits for others to be landed with it.
_JOIN = 16


@dataclass(slots=True)
class _Write:
    """Something to write, and what became of it."""

    job: Callable[[sqlite3.Connection], object]
    taken: bool = False
    error: ArchiveError | None = None


class Writer:
    """Writes what pages yield, with the requests that were made for it."""

    def __init__(self, archive: Archive, run_id: int, report: CrawlReport) -> None:
        self._archive = archive
        self._run_id = run_id
        self._report = report
        self._requests: list[FetchRecord] = []
        self._writes: list[_Write] = []

    def log(self, request: FetchRecord) -> None:
        """Remember a request until the next transaction."""
        self._requests.append(request)

    async def write(self, job: Callable[[sqlite3.Connection], object]) -> None:
        """Run ``job`` in a transaction, together with those of whoever else has a page ready at
        this moment: fast pages share one, slow ones each have their own. Each is whole or absent.

        :raises ArchiveError: nothing of the transaction was written.
        """
        mine = _Write(job)
        self._writes.append(mine)
        for _ in range(_JOIN):
            await asyncio.sleep(0)
        if not mine.taken:
            self._write_all()
        if mine.error is not None:
            raise mine.error

    def close(self) -> None:
        """Write the requests that are left.

        :raises ArchiveError: they can't be.
        """
        if self._requests:
            with self._archive.transaction() as connection:
                self._log_requests(connection)

    def _write_all(self) -> None:
        writes, self._writes = self._writes, []
        for write in writes:
            write.taken = True
        try:
            with self._archive.transaction() as connection:
                for write in writes:
                    write.job(connection)
                self._log_requests(connection)
        except ArchiveError as error:
            for write in writes:
                write.error = error

    def _log_requests(self, connection: sqlite3.Connection) -> None:
        log_fetches(connection, self._run_id, self._requests)
        self._report.count("requests", len(self._requests))
        self._requests.clear()
