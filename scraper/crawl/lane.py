"""The pages of one source, processed at the same time as the lanes of other sources."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from scraper.archive.queue import DuePage
from scraper.archive.states import PageKind
from scraper.crawl.fetch_first_available import GONE, Fetched, fetch_first_available
from scraper.crawl.hosts import LeftAlone, host_requested
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
from scraper.fetch.asked import Validators
from scraper.fetch.client import Fetcher
from scraper.fetch.retry import SLOW_DOWN
from scraper.origins import Origins
from scraper.reading.rules import Reading, ReadSaved

_T = TypeVar("_T")
#: When the crawl is told to stop, a request under way has this long to finish.
_GRACE_S = 3.0
#: How often a lane that waits for a host checks whether to stop.
_LOOK_S = 0.5
#: How many due pages are looked for at once.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A page waiting for its turn, and the hosts from which it can be requested, in order."""

    page: DuePage
    hosts: tuple[str, ...]


class Lane:
    """The pages of one source."""

    def __init__(self, shared: Shared, origins: Origins, fetcher: Fetcher) -> None:
        self._shared = shared
        self._origins = origins
        self._fetcher = fetcher
        self._recorder = Recorder(shared, origins)
        self._waiting: deque[_Waiting] = deque()
        self._under_way: set[int] = set()
        #: Pages that can't be had in this run, since a host is left alone.
        self._set_aside: set[int] = set()
        self._changed = asyncio.Condition()
        self._fetching: set[asyncio.Timeout] = set()

    def hurry(self) -> None:
        """The crawl was told to stop: requests under way have a moment to finish."""
        until = asyncio.get_running_loop().time() + _GRACE_S
        for patience in self._fetching:
            patience.reschedule(until)

    async def work(self) -> None:
        """Take pages until none is due; wait while listings under way may still queue more."""
        while (taken := await self._take_next()) is not None:
            try:
                await self._handle(taken.page)
            finally:
                self._under_way.discard(taken.page.id)
                self._shared.hosts.give_back(taken.hosts)
                async with self._changed:
                    self._changed.notify_all()

    async def _take_next(self) -> _Waiting | None:
        shared = self._shared
        async with self._changed:
            while not shared.stop.is_set():
                self._have_some_waiting()
                if (one := self._next_admitted()) is not None:
                    return self._within_limit(one)
                if not (self._waiting or self._under_way):
                    return None
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_S)
        return None

    def _have_some_waiting(self) -> None:
        """Look for due pages when none waits; those that can't be had in this run are set aside."""
        shared = self._shared
        self._add_waiting(self._waiting)
        while not self._waiting:
            due = shared.archive.queue.due(
                self._origins.source.name,
                shared.options.now(),
                wanted=shared.options.scope.wanted,
                excluding=self._under_way | self._set_aside,
                hosts_left_alone=shared.hosts.left_alone,
                limit=max(_AT_ONCE, len(self._set_aside)),
            )
            if not due:
                return
            self._add_waiting([_Waiting(page, self._hosts_of(page)) for page in due])

    def _add_waiting(self, pages: Sequence[_Waiting]) -> None:
        served = [one for one in pages if self._shared.hosts.serves(one.hosts[0])]
        if len(served) < len(pages):
            self._set_aside |= {one.page.id for one in pages} - {one.page.id for one in served}
        self._waiting = deque(served)

    def _hosts_of(self, page: DuePage) -> tuple[str, ...]:
        try:
            located = [self._origins.of(url).locate(url) for url in self._urls_of(page)]
        except Exception:  # noqa: BLE001  it is raised again, and reported, when the page is taken
            return (page.host,)
        return tuple(dict.fromkeys(map(host_requested, located))) or (page.host,)

    def _urls_of(self, page: DuePage) -> tuple[str, ...]:
        listing = page.kind == PageKind.LISTING
        return (page.url,) if listing else self._origins.source.request_urls(page.ref)

    def _next_admitted(self) -> _Waiting | None:
        """The first page waiting whose hosts may be asked now."""
        for one in self._waiting:
            if self._shared.hosts.admit(one.hosts):
                self._waiting.remove(one)
                return one
        return None

    def _within_limit(self, one: _Waiting) -> _Waiting | None:
        if one.page.kind == PageKind.STORY and self._shared.stories_left is not None:
            if self._shared.stories_left <= 0:
                return None
            self._shared.stories_left -= 1
        self._under_way.add(one.page.id)
        self._shared.hosts.take(one.hosts)
        return one

    async def _handle(self, page: DuePage) -> None:
        try:
            await self._fetch_and_record(page)
        except Stopped:
            return  # it stays queued as it was
        except LeftAlone:
            self._set_aside.add(page.id)
        except FetchError as error:
            await self._failed(page, error)
        except ArchiveError as error:
            if not isinstance(error, RowRefused):
                raise
            await self._unforeseen(page, error)
        except (Exception, SystemExit) as error:  # noqa: BLE001  one page must not end the run
            await self._unforeseen(page, error)

    async def _unforeseen(self, page: DuePage, error: Exception | SystemExit) -> None:
        self._shared.options.unforeseen(page.url, error)
        await self._recorder.unforeseen(page, error)

    async def _fetch_and_record(self, page: DuePage) -> None:
        validators = Validators(page.fetched_url, page.etag, page.last_modified)
        try:
            fetched = await self._unless_stopped(
                fetch_first_available(
                    self._fetcher,
                    self._origins,
                    self._urls_of(page),
                    validators,
                    self._shared.hosts,
                )
            )
        except ServerError as error:
            if error.status not in GONE:
                raise
            await self._recorder.gone(page, error.status)
            return
        if fetched is None:
            await self._recorder.not_modified(page)
        elif page.kind == PageKind.LISTING:
            await self._recorder.listing(page, fetched)
        else:
            await self._recorder.story(page, fetched, await self._read(page, fetched))

    async def _read(self, page: DuePage, fetched: Fetched) -> Reading:
        source = self._origins.source.name
        packing = self._shared.archive.snapshots.packing(source)
        task = ReadSaved(source, fetched.page, page.ref, packing)
        return await self._unless_stopped(self._shared.reading.read(task))

    async def _unless_stopped(self, work: Coroutine[None, None, _T]) -> _T:
        """The result of ``work``, which has a moment to finish when the crawl is told to stop.

        :raises Stopped: it did not finish in time.
        """
        patience = asyncio.timeout(_GRACE_S if self._shared.stop.is_set() else None)
        try:
            async with patience:
                self._fetching.add(patience)
                return await work
        except TimeoutError:
            if not patience.expired():
                raise
            raise Stopped("the run was told to stop") from None
        finally:
            self._fetching.discard(patience)

    async def _failed(self, page: DuePage, error: FetchError) -> None:
        """Record why a page failed, and what that says of the host that was asked."""
        hosts, rest = self._shared.hosts, error.retry_after or 0.0
        must_rest = (
            isinstance(error, ServerError)
            and error.status in SLOW_DOWN
            and rest > self._shared.options.fetch.max_wait_s
        )
        host = host_requested(error.url) if must_rest else None
        await self._recorder.failure(page, error, rest_host=host)
        if not isinstance(error, Disallowed | UnreadableListing):
            hosts.failed(error.url)
        if must_rest:
            hosts.asked_for_rest(error.url, rest)
