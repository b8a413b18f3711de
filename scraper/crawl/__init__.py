"""All stages together: fetch, extract and land every due page of some sources.

Each source has its own lane of workers, so that a slow host does not hold up other sources. Pages
are fetched concurrently, but all of them land through one :class:`~scraper.crawl.writer.Writer`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from scraper.archive.records.landing import LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.fetch_first_available import Fetched, fetch_first_available
from scraper.crawl.hosts import Hosts
from scraper.crawl.lane import Lane
from scraper.crawl.page_reading import AT_FIRST, PageReading
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.scope import Scope
from scraper.crawl.shared import CrawlOptions, Shared
from scraper.crawl.writer import Writer
from scraper.errors import ArchiveError, Stopped
from scraper.fetch.client import Fetcher
from scraper.origins import Origins
from scraper.reading.reread import reader_of

__all__ = [
    "Crawl",
    "CrawlOptions",
    "CrawlReport",
    "Fetched",
    "PageDone",
    "Scope",
    "fetch_first_available",
]


class Crawl:
    """One run over the due pages of some sources, which are requested from their ``origins``."""

    def __init__(
        self,
        archive: Archive,
        origins: Sequence[Origins],
        run_id: int,
        options: CrawlOptions | None = None,
    ) -> None:
        options = options or CrawlOptions()
        self._origins = origins
        self.report = CrawlReport()
        self._lanes: list[Lane] = []
        began = options.now()
        resting = archive.queue.resting_hosts(began)
        self._shared = Shared(
            archive=archive,
            options=options,
            lander=archive.lander(
                LandingPolicy(
                    options.refetch,
                    reader_of([one.source for one in origins]),
                    alert=options.alert,
                )
            ),
            writer=Writer(archive, run_id, self.report),
            report=self.report,
            began=began,
            hosts=Hosts(options.fetch, resting, self.report.stopped),
            reading=PageReading(
                [one.source for one in origins], 0 if _was_killed(archive, run_id) else AT_FIRST
            ),
            stories_left=options.scope.limit,
        )

    def stop(self) -> None:
        """Finish the pages under way, then stop. Everything else stays queued."""
        if self._shared.stop.is_set():
            return
        self._shared.stop.set()
        for lane in self._lanes:
            lane.hurry()

    async def _sleep(self, seconds: float) -> None:
        """Wait until it is a page's turn.

        :raises Stopped: the run was told to stop.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._shared.stop.wait(), seconds)
            raise Stopped("the run was told to stop")

    async def run(self) -> CrawlReport:
        """Fetch until nothing is due. Can be called only once.

        :raises ArchiveError: the archive can't be written.
        """
        shared, settings = self._shared, self._shared.options.fetch
        failed: BaseException | None = None
        made = Fetcher(settings, log=shared.writer.log, now=shared.options.now, sleep=self._sleep)
        with shared.reading:
            async with made as fetcher:
                try:
                    async with asyncio.TaskGroup() as group:
                        for origins in self._origins:
                            lane = Lane(shared, origins, fetcher)
                            self._lanes.append(lane)
                            for _ in range(settings.connections):
                                group.create_task(lane.work())
                except* ArchiveError as failures:
                    # One full disk fails every lane: it is one error to whoever called. (Raised
                    # here, Python before 3.11.4 would wrap it in a group again.)
                    failed = failures.exceptions[0]
        if failed is not None:
            raise failed
        shared.writer.close()
        return self.report


def _was_killed(archive: Archive, run_id: int) -> bool:
    """Whether the run before ended without a word: of a page, perhaps, that crashed the parser."""
    return any(row.id != run_id and row.finished_at is None for row in archive.runs.last(2))
