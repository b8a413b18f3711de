"""Fetching a page: robots.txt, pace, conditional requests, redirects, retries and limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

from scraper.errors import Disallowed, FetchError, Refused, ServerError, Unreachable
from scraper.fetch.asked import Asked, ByteRange, Validators
from scraper.fetch.body import BodyLimit, read_body
from scraper.fetch.clients import Clients
from scraper.fetch.failures import as_fetch_errors
from scraper.fetch.pacing import HostPace
from scraper.fetch.redirects import redirect_target
from scraper.fetch.retry import NOT_NOW, SLOW_DOWN, retry_after, wait, worth_retrying
from scraper.fetch.robots import MAX_BYTES as ROBOTS_MAX_BYTES
from scraper.fetch.robots import RobotsCache
from scraper.fetch.settings import FetchSettings
from scraper.model import FetchRecord, Page

#: Pages; what a proxy changed on its way (203) is one, too.
_PAGES = frozenset({200, 203})
#: An answer to who asks for a part of a file: that part, or all of it.
_PART = 206
_PARTS = frozenset({200, _PART})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Where to request the target of a redirect; None if it must not be followed.
_Follow = Callable[[str], Awaitable[str | None]]
_NEVER_PAGES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


#: Headers that are not kept: they are for one visitor alone.
_COOKIES = frozenset({"set-cookie", "set-cookie2"})


class Fetcher:
    """Fetches pages from any number of hosts, each at its own pace. Use it as an async context
    manager.

    :param log: called with a :class:`FetchRecord` for every request.
    :param now: the wall clock; ``clock`` is a monotonic one in seconds; ``sleep`` waits by it.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        log: Callable[[FetchRecord], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self._log = log or (lambda record: None)
        self._now, self._clock, self._sleep = now, clock, sleep
        self._paces: dict[str, HostPace] = {}
        self._clients = Clients(settings)
        self._robots = RobotsCache(self._robots_txt, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._clients.close()

    async def fetch(
        self,
        url: str,
        *,
        may_follow: Callable[[str], str | None],
        validators: Validators | None = None,
    ) -> Page | None:
        """The page at ``url``; None if the server answers that it has not changed (304).

        :param may_follow: where to request the target of a redirect (its place on a mirror); None
            when it must not be followed.
        :raises FetchError: one of its kinds; :class:`ServerError` for an error status.
        """
        asked = Asked(BodyLimit(self.settings.max_bytes), validators or Validators())
        return await self._fetch(url, may_follow, asked)

    async def fetch_part(self, url: str, part: ByteRange) -> bytes:
        """A part of the file at ``url``. No redirect is followed.

        :raises FetchError: one of its kinds; :class:`Refused` where the part is too large, or the
            server sends something else.
        """
        if part.length > self.settings.max_bytes:
            mib = self.settings.max_bytes // 1024 // 1024
            raise Refused(url, f"the part is larger than {mib} MiB")
        page = await self._fetch(url, lambda to: None, Asked(BodyLimit(part.length), part=part))
        assert page is not None, "no condition was sent"
        if page.status != _PART or len(page.body) != part.length:
            raise Refused(url, "the server did not send the part of the file that was asked for")
        return page.body

    async def _fetch(
        self, url: str, may_follow: Callable[[str], str | None], asked: Asked
    ) -> Page | None:
        await self._check_robots(url)

        async def follow(to: str) -> str | None:
            if (located := may_follow(to)) is not None:
                await self._check_robots(located)
            return located

        return await self._with_retries(url, follow, asked)

    async def _check_robots(self, url: str) -> None:
        try:
            rules = await self._robots.rules(url)
        except ServerError as error:
            raise ServerError(
                url,
                f"robots.txt can't be read (status {error.status}), so nothing is fetched",
                status=error.status,
                retry_after=error.retry_after,
            ) from error
        except Refused as error:
            raise Refused(url, error.sentence, code=error.code) from error
        except FetchError as error:
            raise Unreachable(url, error.sentence) from error
        if not rules.allows(url):
            raise Disallowed(url, "robots.txt forbids it")
        if rules.delay_s:
            self._pace(url).at_least(rules.delay_s)

    async def _robots_txt(self, url: str) -> Page:
        """A robots.txt. RFC 9309 (2.3.1.2) has its redirects followed, to other hosts too; of one
        that is very long the beginning is read (2.5).
        """

        async def follow(to: str) -> str:
            return to

        asked = Asked(BodyLimit(ROBOTS_MAX_BYTES * 4, cut=True))
        page = await self._with_retries(url, follow, asked)
        assert page is not None, "no condition was sent"
        return page

    async def _with_retries(self, url: str, follow: _Follow, asked: Asked) -> Page | None:
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(self.settings.attempts),
            retry=retry_if_exception(worth_retrying(self.settings.max_wait_s)),
            wait=wait,
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                return await self._follow_redirects(url, follow, asked)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _follow_redirects(self, url: str, follow: _Follow, asked: Asked) -> Page | None:
        at = url
        for _ in range(self.settings.max_redirects + 1):
            answer = await self._request(at, asked)
            if not isinstance(answer, str):
                return answer
            to = await follow(answer) if answer.startswith(("http://", "https://")) else None
            if to is None:
                raise Refused(at, f"it redirects off the source's hosts, to {answer}")
            at = to
        raise Refused(url, f"it redirects more than {self.settings.max_redirects} times")

    async def _request(self, url: str, asked: Asked) -> Page | str | None:
        """One request: a page, the target of a redirect, or None for 304."""
        pace = self._pace(url)
        async with pace.turn():
            record = _Timing(url, self._now(), self._clock())
            try:
                answer = await self._exchange(url, asked, pace, record)
            except FetchError as error:
                self._log(record.done(self._clock(), error.sentence))
                raise
            self._log(record.done(self._clock()))
            return answer

    async def _exchange(
        self, url: str, asked: Asked, pace: HostPace, record: _Timing
    ) -> Page | str | None:
        headers = {"User-Agent": self.settings.user_agent, **asked.headers(url)}
        with self._clients.lend(url) as client, as_fetch_errors(url, self.settings.timeout_s):
            async with (
                asyncio.timeout(self.settings.timeout_s),
                client.stream("GET", url, headers=headers) as response,
            ):
                record.status = response.status_code
                if response.status_code not in (_PAGES if asked.part is None else _PARTS):
                    conditional = bool(asked.validators.headers(url))
                    return self._without_body(url, response, pace, asked=conditional)
                if asked.part is None:
                    self._refuse_media(url, response)
                body = await read_body(
                    response.aiter_raw(),
                    response.headers.get("content-encoding", ""),
                    asked.limit,
                    url,
                )
        record.bytes = len(body)
        pace.succeeded()
        return Page(
            url=url,
            status=response.status_code,
            headers={
                name: value for name, value in response.headers.items() if name not in _COOKIES
            },
            body=body,
            fetched_at=record.fetched_at,
        )

    def _without_body(
        self, url: str, response: httpx.Response, pace: HostPace, *, asked: bool
    ) -> str | None:
        """What an answer other than 200 means: the target of a redirect, or None for a 304 to a
        conditional request.

        :raises ServerError: it is neither.
        """
        status = response.status_code
        if status == 304 and asked:
            pace.succeeded()
            return None
        if status in _REDIRECTS and (to := _location(response)):
            return redirect_target(url, to)
        after = retry_after(response.headers, self._now())
        if status in SLOW_DOWN:
            pace.slow_down(min(after, self.settings.max_wait_s) if after else None)
        raise ServerError(
            url,
            f"the server answered {status}",
            status=status,
            retry_after=after if status in NOT_NOW else None,
        )

    def _refuse_media(self, url: str, response: httpx.Response) -> None:
        kind = response.headers.get("content-type", "").casefold()
        if kind.startswith(_NEVER_PAGES):
            raise Refused(url, f"it is {kind.partition(';')[0]}, not a page")

    def _pace(self, url: str) -> HostPace:
        host = urlsplit(url).netloc
        if host not in self._paces:
            interval = 1 / self.settings.rate if self.settings.rate > 0 else 0.0
            self._paces[host] = HostPace(
                interval, self.settings.connections, clock=self._clock, sleep=self._sleep
            )
        return self._paces[host]


def _location(response: httpx.Response) -> bytes:
    """The header that says where a redirect leads, as it came; empty if it says nothing."""
    found = (value for name, value in response.headers.raw if name.lower() == b"location")
    return next(found, b"").strip()


@dataclass(slots=True)
class _Timing:
    """A request under way."""

    url: str
    fetched_at: datetime
    started: float
    status: int | None = None
    bytes: int | None = None

    def done(self, clock: float, error: str | None = None) -> FetchRecord:
        took = int((clock - self.started) * 1000)
        return FetchRecord(self.url, self.fetched_at, self.status, self.bytes, took, error)
