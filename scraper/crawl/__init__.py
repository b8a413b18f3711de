"""The way of the data, run: every due page of some newsrooms fetched, extracted and landed.

Each newsroom has its own lane of workers, so a slow host holds up nobody else's. Fetching is
concurrent; whatever is landed goes through one :class:`~scraper.crawl.writer.Writer`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from scraper.archive.queue.refetch import DEFAULT, RefetchPolicy
from scraper.archive.store import Archive
from scraper.crawl.first_there import fetch_first_there
from scraper.crawl.lane import Lane, Shared
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.reread import reader_of
from scraper.crawl.scope import ALL_DUE, Scope
from scraper.crawl.writer import Writer
from scraper.errors import ArchiveError, Stopped
from scraper.fetch.client import Fetcher
from scraper.fetch.settings import FetchSettings
from scraper.sources.base import Source

__all__ = ["Crawl", "CrawlReport", "PageDone", "Scope", "fetch_first_there"]


class Crawl:
    """One run over the due pages of ``sources``.

    :param refetch: when pages are looked at again.
    :param watch: called with each :class:`PageDone`.
    :param now: the wall clock.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[Source],
        settings: FetchSettings,
        run_id: int,
        *,
        refetch: RefetchPolicy = DEFAULT,
        scope: Scope = ALL_DUE,
        watch: Callable[[PageDone], None] = lambda done: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._sources = sources
        self._settings = settings
        self.report = CrawlReport()
        self._lanes: list[Lane] = []
        self._shared = Shared(
            archive=archive,
            lander=archive.lander(refetch, reader_of(sources)),
            refetch=refetch,
            writer=Writer(archive, run_id, self.report),
            report=self.report,
            scope=scope,
            settings=settings,
            watch=watch,
            now=now,
            stop=asyncio.Event(),
            stories_left=scope.limit,
            began=now(),
        )

    def stop(self) -> None:
        """Finish the pages in hand and leave; everything else stays queued."""
        if self._shared.stop.is_set():
            return
        self._shared.stop.set()
        for lane in self._lanes:
            lane.hurry()

    async def _sleep(self, seconds: float) -> None:
        """Wait for a page's turn, but not when told to stop.

        :raises Stopped: then.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._shared.stop.wait(), seconds)
            raise Stopped("the run was told to stop")

    async def run(self) -> CrawlReport:
        """Fetch until nothing is due. May be called once.

        :raises ArchiveError: the archive can't be written.
        """
        shared = self._shared
        failed: BaseException | None = None
        async with Fetcher(
            self._settings, log=shared.writer.log, now=shared.now, sleep=self._sleep
        ) as fetcher:
            try:
                async with asyncio.TaskGroup() as group:
                    for source in self._sources:
                        lane = Lane(shared, source, fetcher)
                        self._lanes.append(lane)
                        for _ in range(self._settings.connections):
                            group.create_task(lane.work())
            except* ArchiveError as failures:
                # One full disk fails every lane: it is one error to whoever called. (Raised here,
                # Python before 3.11.4 would wrap it in a group again.)
                failed = failures.exceptions[0]
        if failed is not None:
            raise failed
        shared.writer.close()
        return self.report
