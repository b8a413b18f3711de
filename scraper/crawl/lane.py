"""The pages of one newsroom, worked on side by side with other newsrooms' lanes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime

from scraper.archive import pages
from scraper.archive.database import Archive
from scraper.archive.landing import Landed, Lander
from scraper.archive.pages import DuePage
from scraper.crawl.first_there import GONE, fetch_first_there
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.scope import Scope
from scraper.crawl.writer import Writer
from scraper.errors import Disallowed, FetchError, ServerError, Stopped
from scraper.extract import extract
from scraper.fetch.client import Fetcher, Validators
from scraper.model import Listing, Page, Quarantined
from scraper.sources.base import Source

#: Told to stop, a request in hand has this long to be done.
_GRACE_S = 3.0


@dataclass(slots=True)
class Shared:
    """What the lanes of a crawl share. ``stories_left`` is None without a limit."""

    archive: Archive
    lander: Lander
    writer: Writer
    report: CrawlReport
    scope: Scope
    max_failures: int
    watch: Callable[[PageDone], None]
    now: Callable[[], datetime]
    stop: asyncio.Event
    stories_left: int | None


class Lane:
    """The pages of one newsroom."""

    def __init__(self, shared: Shared, source: Source, fetcher: Fetcher) -> None:
        self._shared = shared
        self._source = source
        self._fetcher = fetcher
        self._waiting: deque[DuePage] = deque()
        self._in_hand: set[int] = set()
        self._changed = asyncio.Condition()
        self._failures_in_a_row = 0
        self._closed = False

    async def work(self) -> None:
        """Take pages until none is due. Waits while others in hand may still queue more."""
        while (page := await self._take()) is not None:
            try:
                await self._one(page)
            finally:
                self._in_hand.discard(page.id)
                async with self._changed:
                    self._changed.notify_all()

    async def _take(self) -> DuePage | None:
        shared = self._shared
        async with self._changed:
            while not (shared.stop.is_set() or self._closed):
                if not self._waiting:
                    self._waiting.extend(
                        pages.due_pages(
                            shared.archive.connection,
                            self._source.name,
                            shared.now(),
                            states=shared.scope.states,
                            excluding=self._in_hand,
                        )
                    )
                if self._waiting:
                    return self._next()
                if not self._in_hand:
                    return None
                await self._changed.wait()
        return None

    def _next(self) -> DuePage | None:
        page = self._waiting.popleft()
        if page.kind == "story" and self._shared.stories_left is not None:
            if self._shared.stories_left <= 0:
                return None
            self._shared.stories_left -= 1
        self._in_hand.add(page.id)
        return page

    async def _one(self, page: DuePage) -> None:
        try:
            await self._fetch_and_land(page)
        except Stopped:
            return  # it stays queued as it was
        except FetchError as error:
            await self._failed(page, error)
        else:
            self._failures_in_a_row = 0

    async def _fetch_and_land(self, page: DuePage) -> None:
        listing = page.kind == "listing"
        urls = (page.url,) if listing else self._source.request_urls(page.ref)
        try:
            fetched = await self._unless_stopped(
                fetch_first_there(
                    self._fetcher, self._source, urls, lambda url: self._validators(url, page)
                )
            )
        except ServerError as error:
            if error.status not in GONE:
                raise
            await self._gone(page, error.status)
            return
        if fetched is None:
            await self._not_modified(page)
        elif listing:
            await self._queue_listed(page, fetched, self._source.read_listing(fetched))
        else:
            await self._land(page, fetched)

    async def _unless_stopped(self, fetch: Coroutine[None, None, Page | None]) -> Page | None:
        """What ``fetch`` brings; told to stop, it has a moment to be done.

        :raises Stopped: it was not.
        """
        fetching = asyncio.ensure_future(fetch)
        told = asyncio.ensure_future(self._shared.stop.wait())
        try:
            await asyncio.wait({fetching, told}, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                await asyncio.wait({fetching}, timeout=_GRACE_S)
            if fetching.done():
                return await fetching
            raise Stopped("the run was told to stop")
        finally:
            told.cancel()
            fetching.cancel()

    def _validators(self, located: str, page: DuePage) -> Validators | None:
        """Those of the page's last answer, where that came from the same URL."""
        if page.fetched_url != located:
            return None
        return Validators(page.etag, page.last_modified)

    async def _queue_listed(self, page: DuePage, fetched: Page, listing: Listing) -> None:
        shared, source, now = self._shared, self._source, self._shared.now()
        admitted = [
            ref
            for ref in listing.stories
            if shared.scope.admits(source.story_date(ref.found_url or ref.url))
        ]
        deeper = [
            ref for ref in listing.listings if shared.scope.admits(source.story_date(ref.url))
        ]
        found = 0

        def queue(connection: sqlite3.Connection) -> None:
            nonlocal found
            found = pages.add_stories(connection, admitted, now)
            pages.add_listings(connection, deeper, now, again=False)
            pages.record_listing(connection, page.id, fetched, len(listing.stories))

        await shared.writer.write(queue)
        shared.report.count("listings")
        shared.report.count("discovered", found)
        shared.watch(PageDone("listing", source.name, page.url))

    async def _land(self, page: DuePage, fetched: Page) -> None:
        shared = self._shared
        outcome = extract(fetched, self._source, page.ref)
        done: list[Landed] = []
        await shared.writer.write(
            lambda connection: done.append(
                shared.lander.land_in(connection, fetched, outcome, page.ref, shared.now())
            )
        )
        (landed,) = done
        report = shared.report
        report.count(landed.kind)
        report.count("duplicates", landed.duplicates)
        if isinstance(outcome, Quarantined):
            report.problem(page.url, f"quarantined: {outcome.reason}")
        shared.watch(PageDone(landed.kind, page.source, page.url, landed.reason, landed))

    async def _not_modified(self, page: DuePage) -> None:
        shared = self._shared
        await shared.writer.write(
            lambda connection: pages.record_not_modified(connection, page, shared.now())
        )
        if page.kind == "listing":
            shared.report.count("listings")
            shared.report.count("listings_not_modified")
        else:
            shared.report.count("not_modified")
        shared.watch(PageDone("not_modified", page.source, page.url))

    async def _gone(self, page: DuePage, status: int) -> None:
        shared = self._shared
        await shared.writer.write(
            lambda connection: pages.record_gone(connection, page, status, shared.now())
        )
        shared.report.count("gone")
        shared.watch(PageDone("gone", page.source, page.url, f"the server answered {status}"))

    async def _failed(self, page: DuePage, error: FetchError) -> None:
        shared = self._shared
        disallowed = isinstance(error, Disallowed)
        await shared.writer.write(
            lambda connection: pages.record_failure(
                connection,
                page,
                error.sentence,
                shared.now(),
                status=error.status if isinstance(error, ServerError) else None,
                retry_after=error.retry_after,
                disallowed=disallowed,
            )
        )
        shared.report.count("disallowed" if disallowed else "failed")
        if not disallowed:
            shared.report.problem(page.url, error.sentence)
            self._failures_in_a_row += 1
        if self._failures_in_a_row >= shared.max_failures and not self._closed:
            self._closed = True
            shared.report.stopped[page.source] = (
                f"left alone after {self._failures_in_a_row} failures in a row; the rest stays"
                " queued"
            )
        shared.watch(PageDone("failed", page.source, page.url, error.sentence))
