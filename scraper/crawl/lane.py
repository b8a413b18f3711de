"""The pages of one source, worked on side by side with other sources' lanes."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine
from contextlib import suppress

from scraper.archive.queue import DuePage
from scraper.crawl.circuit import Circuit
from scraper.crawl.fetch_first_available import GONE, Fetched, fetch_first_available
from scraper.crawl.recording import Recorder
from scraper.crawl.shared import Shared
from scraper.errors import (
    ArchiveError,
    Disallowed,
    FetchError,
    RowRefused,
    ServerError,
    Stopped,
    UnreadableListing,
)
from scraper.fetch.client import Fetcher, Validators
from scraper.fetch.retry import SLOW_DOWN
from scraper.origins import Origin, Origins

#: When the crawl is told to stop, a request under way has this long to finish.
_GRACE_S = 3.0
#: How often a lane that waits for a host checks whether to stop.
_LOOK_S = 0.5


class Lane:
    """The pages of one source."""

    def __init__(self, shared: Shared, origins: Origins, fetcher: Fetcher) -> None:
        self._shared = shared
        self._origins = origins
        self._fetcher = fetcher
        self._recorder = Recorder(shared, origins)
        self._waiting: deque[DuePage] = deque()
        self._under_way: dict[int, str] = {}
        self._changed = asyncio.Condition()
        self._circuits: dict[str, Circuit] = {}
        self._hosts_left_alone: set[str] = set()
        self._fetching: set[asyncio.Timeout] = set()
        now = shared.options.now()
        resting = shared.archive.queue.resting_hosts(origins.source.name, now)
        for host, until in resting.items():
            self._leave_alone(host, f"it asked to be left alone until {until.isoformat()}")

    def hurry(self) -> None:
        """The crawl was told to stop: requests under way have a moment to finish."""
        until = asyncio.get_running_loop().time() + _GRACE_S
        for patience in self._fetching:
            patience.reschedule(until)

    async def work(self) -> None:
        """Take pages until none is due; wait while listings under way may still queue more."""
        while (page := await self._next_page()) is not None:
            try:
                await self._handle(page)
            finally:
                self._under_way.pop(page.id, None)
                async with self._changed:
                    self._changed.notify_all()

    async def _next_page(self) -> DuePage | None:
        shared = self._shared
        async with self._changed:
            while not shared.stop.is_set():
                if not self._waiting:
                    self._waiting.extend(
                        shared.archive.queue.due(
                            self._origins.source.name,
                            shared.options.now(),
                            states=shared.options.scope.states,
                            excluding=self._under_way,
                            hosts_left_alone=self._hosts_left_alone,
                        )
                    )
                if (page := self._next_admitted()) is not None:
                    return self._within_limit(page)
                if not (self._waiting or self._under_way):
                    return None
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_S)
        return None

    def _next_admitted(self) -> DuePage | None:
        """The first page waiting whose host may be asked now."""
        hosts_under_way = Counter(self._under_way.values())
        for page in self._waiting:
            host = page.host
            if self._circuit(host).admits(hosts_under_way[host]):
                self._waiting.remove(page)
                return page
        return None

    def _within_limit(self, page: DuePage) -> DuePage | None:
        if page.kind == "story" and self._shared.stories_left is not None:
            if self._shared.stories_left <= 0:
                return None
            self._shared.stories_left -= 1
        self._under_way[page.id] = page.host
        self._circuit(page.host).page_taken()
        return page

    def _circuit(self, host: str) -> Circuit:
        if host not in self._circuits:
            settings = self._shared.options.fetch
            self._circuits[host] = Circuit(settings.max_failures, settings.cool_down_s)
        return self._circuits[host]

    def _leave_alone(self, host: str, why: str) -> None:
        """Request nothing more from ``host`` in this run."""
        self._hosts_left_alone.add(host)
        self._waiting = deque(page for page in self._waiting if page.host != host)
        self._shared.report.stopped[host] = f"{why}; its other pages stay queued"

    async def _handle(self, page: DuePage) -> None:
        try:
            await self._fetch_and_record(page)
        except Stopped:
            return  # it stays queued as it was
        except FetchError as error:
            await self._failed(page, error)
        except ArchiveError as error:
            if not isinstance(error, RowRefused):
                raise
            await self._unforeseen(page, error)
        except Exception as error:  # noqa: BLE001  a mistake in one page must not end the run
            await self._unforeseen(page, error)
        else:
            self._circuit(page.host).succeeded()

    async def _unforeseen(self, page: DuePage, error: Exception) -> None:
        self._shared.options.unforeseen(page.url, error)
        await self._recorder.unforeseen(page, error)

    async def _fetch_and_record(self, page: DuePage) -> None:
        listing = page.kind == "listing"
        urls = (page.url,) if listing else self._origins.source.request_urls(page.ref)

        def validators(url: str, origin: Origin) -> Validators | None:
            if not origin.validators_apply(url, page.fetched_url):
                return None
            return Validators(page.etag, page.last_modified)

        try:
            fetched = await self._unless_stopped(
                fetch_first_available(self._fetcher, self._origins, urls, validators)
            )
        except ServerError as error:
            if error.status not in GONE:
                raise
            await self._recorder.gone(page, error.status)
            return
        if fetched is None:
            await self._recorder.not_modified(page)
        elif listing:
            await self._recorder.listing(page, fetched)
        else:
            await self._recorder.story(page, fetched)

    async def _unless_stopped(self, fetch: Coroutine[None, None, Fetched | None]) -> Fetched | None:
        """The result of ``fetch``, which has a moment to finish when the crawl is told to stop.

        :raises Stopped: it did not finish in time.
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

    async def _failed(self, page: DuePage, error: FetchError) -> None:
        host = page.host
        rest = error.retry_after or 0.0
        must_rest = (
            isinstance(error, ServerError)
            and error.status in SLOW_DOWN
            and rest > self._shared.options.fetch.max_wait_s
        )
        await self._recorder.failure(page, error, rest_host=host if must_rest else None)
        if not isinstance(error, Disallowed | UnreadableListing):
            self._count_failure(host)
        if must_rest:
            self._leave_alone(host, f"it asked to be left alone for {rest:.0f} seconds")

    def _count_failure(self, host: str) -> None:
        circuit = self._circuit(host)
        circuit.failed()
        if circuit.given_up and host not in self._hosts_left_alone:
            self._leave_alone(host, f"left alone after {circuit.failures} failures in a row")
