"""The pages of one newsroom, worked on side by side with other newsrooms' lanes."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper import wayback
from scraper.archive.queue import DuePage, Failure, Listed
from scraper.archive.queue.refetch import RefetchPolicy
from scraper.archive.records.landing import Landed, Lander
from scraper.archive.store import Archive
from scraper.crawl.circuit import Circuit
from scraper.crawl.first_there import GONE, fetch_first_there
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.scope import Scope
from scraper.crawl.writer import Writer
from scraper.errors import Disallowed, FetchError, ServerError, Stopped, UnreadableListing
from scraper.extract import extract
from scraper.fetch.client import Fetcher, Validators
from scraper.fetch.retry import SLOW_DOWN
from scraper.fetch.settings import FetchSettings
from scraper.model import Listing, Page, Quarantined, StoryRef, Transcript
from scraper.sources.base import Source

#: Told to stop, a request in hand has this long to be done.
_GRACE_S = 3.0
#: While a host rests, how often is looked whether to stop.
_LOOK_S = 0.5
#: Captures of one page that are tried.
_MOST_CAPTURES = 4


@dataclass(slots=True)
class Shared:
    """What the lanes of a crawl share. ``stories_left`` is None without a limit."""

    archive: Archive
    lander: Lander
    refetch: RefetchPolicy
    writer: Writer
    report: CrawlReport
    scope: Scope
    settings: FetchSettings
    watch: Callable[[PageDone], None]
    now: Callable[[], datetime]
    stop: asyncio.Event
    stories_left: int | None
    began: datetime


class Lane:
    """The pages of one newsroom."""

    def __init__(self, shared: Shared, source: Source, fetcher: Fetcher) -> None:
        self._shared = shared
        self._source = source
        self._fetcher = fetcher
        self._waiting: deque[DuePage] = deque()
        self._in_hand: dict[int, str] = {}
        self._changed = asyncio.Condition()
        self._circuits: dict[str, Circuit] = {}
        self._left_alone: set[str] = set()
        self._fetching: set[asyncio.Timeout] = set()
        resting = shared.archive.queue.resting_hosts(source.name, shared.now())
        for host, until in resting.items():
            when = until.isoformat(timespec="seconds")
            self._leave_alone(host, f"it asked to be left alone until {when}")

    def hurry(self) -> None:
        """The crawl was told to stop: requests in hand have a moment to be done."""
        until = asyncio.get_running_loop().time() + _GRACE_S
        for patience in self._fetching:
            patience.reschedule(until)

    async def work(self) -> None:
        """Take pages until none is due. Waits while others in hand may still queue more."""
        while (page := await self._take()) is not None:
            try:
                await self._one(page)
            finally:
                self._in_hand.pop(page.id, None)
                async with self._changed:
                    self._changed.notify_all()

    async def _take(self) -> DuePage | None:
        shared = self._shared
        async with self._changed:
            while not shared.stop.is_set():
                if not self._waiting:
                    self._waiting.extend(
                        shared.archive.queue.due(
                            self._source.name,
                            shared.now(),
                            states=shared.scope.states,
                            excluding=self._in_hand,
                            hosts_left_alone=self._left_alone,
                        )
                    )
                if (page := self._next_admitted()) is not None:
                    return self._within_limit(page)
                if not (self._waiting or self._in_hand):
                    return None
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_S)
        return None

    def _next_admitted(self) -> DuePage | None:
        """The first page waiting whose host may be asked now."""
        hosts_in_hand = Counter(self._in_hand.values())
        for page in self._waiting:
            host = _host(page)
            if self._circuit(host).admits(hosts_in_hand[host]):
                self._waiting.remove(page)
                return page
        return None

    def _within_limit(self, page: DuePage) -> DuePage | None:
        if page.kind == "story" and self._shared.stories_left is not None:
            if self._shared.stories_left <= 0:
                return None
            self._shared.stories_left -= 1
        self._in_hand[page.id] = _host(page)
        self._circuit(_host(page)).page_taken()
        return page

    def _circuit(self, host: str) -> Circuit:
        if host not in self._circuits:
            settings = self._shared.settings
            self._circuits[host] = Circuit(settings.max_failures, settings.cool_down_s)
        return self._circuits[host]

    def _leave_alone(self, host: str, why: str) -> None:
        """Ask ``host`` for nothing any more in this run."""
        self._left_alone.add(host)
        self._waiting = deque(page for page in self._waiting if _host(page) != host)
        self._shared.report.stopped[host] = f"{why}; its other pages stay queued"

    async def _one(self, page: DuePage) -> None:
        try:
            await self._fetch_and_land(page)
        except Stopped:
            return  # it stays queued as it was
        except FetchError as error:
            await self._failed(page, error)
        else:
            self._circuit(_host(page)).went_well()

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
            await self._queue_listed(page, fetched, self._read_listing(fetched))
        else:
            await self._land(page, fetched)

    def _read_listing(self, fetched: Page) -> Listing:
        if wayback.is_capture_list(fetched.url):
            return wayback.read_captures(fetched, self._source)
        return self._source.read_listing(fetched)

    async def _unless_stopped(self, fetch: Coroutine[None, None, Page | None]) -> Page | None:
        """What ``fetch`` brings; told to stop, it has a moment to be done.

        :raises Stopped: it was not.
        """
        patience = asyncio.timeout(_GRACE_S if self._shared.stop.is_set() else None)
        try:
            async with patience:
                self._fetching.add(patience)
                return await fetch
        except TimeoutError:
            if not patience.expired():
                raise
            raise Stopped("the run was told to stop") from None
        finally:
            self._fetching.discard(patience)

    def _validators(self, located: str, page: DuePage) -> Validators | None:
        """Those of the page's last answer, where that came from the same URL."""
        if page.fetched_url != located:
            return None
        return Validators(page.etag, page.last_modified)

    async def _queue_listed(self, page: DuePage, fetched: Page, listing: Listing) -> None:
        shared, source, now = self._shared, self._source, self._shared.now()
        archived = wayback.is_capture_list(fetched.url)
        admitted = [
            ref
            for ref in listing.stories
            if shared.scope.admits(source.story_date(_original(ref.found_url) or ref.url))
        ]
        deeper = [
            ref for ref in listing.listings if shared.scope.admits(source.story_date(ref.url))
        ]
        leads_on = any(not ref.settled for ref in deeper)
        listed = {ref: self._listed(page, ref) for ref in admitted}

        def queue() -> int:
            found = shared.archive.queue.add_stories(
                admitted, now, listed=listed, captures=archived
            )
            shared.archive.queue.add_listings(deeper, now, again=False, unread_since=shared.began)
            shared.archive.queue.record_listing(
                page.id, fetched, len(listing.stories), leads_on=leads_on
            )
            return found

        found = await shared.writer.write(queue)
        shared.report.count("listings")
        shared.report.count("discovered", found)
        shared.watch(PageDone("listing", source.name, page.url, found=found))

    async def _land(self, page: DuePage, fetched: Page) -> None:
        shared = self._shared
        outcome = extract(fetched, self._source, page.ref)

        def land() -> Landed:
            now = shared.now()
            landed = shared.lander.land(fetched, outcome, page.ref, now)
            if fetched.via and not isinstance(outcome, Transcript):
                self._try_earlier(page, fetched.via, now)
            return landed

        landed = await shared.writer.write(land)
        report = shared.report
        report.count(landed.kind)
        report.count("duplicates", landed.duplicates)
        if isinstance(outcome, Quarantined):
            report.problem(page.url, f"quarantined: {outcome.reason}")
        shared.watch(PageDone(landed.kind, page.source, page.url, landed.reason, landed))

    def _try_earlier(self, page: DuePage, via: str, now: datetime) -> None:
        """A page may have been captured when it was gone already, or not yet complete."""
        capture, queue = wayback.capture_of(via), self._shared.archive.queue
        if capture and queue.captures_tried(page.id) < _MOST_CAPTURES:
            queue.add_listings([wayback.earlier(self._source, capture)], now, again=False)

    def _listed(self, page: DuePage, ref: StoryRef) -> Listed:
        """What a listing, and the URL under which it names a story, say of the story."""
        url = _original(ref.found_url) or ref.url
        day = self._source.story_date(url)
        return Listed(
            page.program or self._source.program_in(url),
            page.listed_on or (day.isoformat() if day else None),
        )

    async def _not_modified(self, page: DuePage) -> None:
        shared = self._shared
        await shared.writer.write(
            lambda: shared.archive.queue.record_not_modified(page, shared.now(), shared.refetch)
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
            lambda: shared.archive.queue.record_gone(page, status, shared.now(), shared.refetch)
        )
        shared.report.count("gone")
        shared.watch(PageDone("gone", page.source, page.url, f"the server answered {status}"))

    async def _failed(self, page: DuePage, error: FetchError) -> None:
        shared = self._shared
        disallowed = isinstance(error, Disallowed)
        status = error.status if isinstance(error, ServerError) else None
        host = _host(page)
        rest = error.retry_after or 0.0
        must_rest = status in SLOW_DOWN and rest > shared.settings.max_wait_s

        failure = Failure(error.sentence, status, error.retry_after, disallowed)

        def record() -> None:
            now = shared.now()
            shared.archive.queue.record_failure(page, failure, now, shared.refetch)
            if must_rest:
                shared.archive.queue.rest_host(host, now + timedelta(seconds=rest))

        await shared.writer.write(record)
        shared.report.count("disallowed" if disallowed else "failed")
        if not disallowed:
            shared.report.problem(page.url, error.sentence)
            if not isinstance(error, UnreadableListing):
                self._tell_circuit(host)
            if must_rest:
                self._leave_alone(host, f"it asked to be left alone for {rest:.0f} seconds")
        shared.watch(PageDone("failed", page.source, page.url, error.sentence))

    def _tell_circuit(self, host: str) -> None:
        circuit = self._circuit(host)
        circuit.failed()
        if circuit.given_up and host not in self._left_alone:
            self._leave_alone(host, f"left alone after {circuit.failures} failures in a row")


def _original(url: str | None) -> str | None:
    capture = wayback.capture_of(url)
    return capture.original if capture else url


def _host(page: DuePage) -> str:
    return page.host
