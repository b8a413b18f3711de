"""robots.txt by RFC 9309. Protego reads the rules. When they are fetched and what their absence
means is decided here: 4xx allows all, 5xx and no answer forbid all, 500 KiB are read, and they are
kept for a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from scraper.charset import to_utf8
from scraper.errors import FetchError, ServerError
from scraper.model import Page

MAX_BYTES = 500 * 1024
_CACHE_S = 86_400.0
_AGENT = "OnRecord"


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one site. ``delay_s`` is its crawl-delay for us; ``unreadable`` says why it has
    none.
    """

    protego: Protego | None
    delay_s: float | None = None
    unreadable: FetchError | None = None

    def allows(self, url: str) -> bool:
        """True when OnRecord may fetch ``url``."""
        return self.protego is None or bool(self.protego.can_fetch(url, _AGENT))


def read_rules(body: bytes) -> RobotsRules:
    """The rules in a robots.txt. Anything else (an HTML page) has no rules, so all is allowed."""
    text = to_utf8(body[:MAX_BYTES]).decode("utf-8", "replace")
    protego = Protego.parse(text)
    delay = protego.crawl_delay(_AGENT)
    return RobotsRules(protego, float(delay) if delay else None)


class RobotsCache:
    """The rules of every site that gets requests, read once a day.

    :param get: fetches a robots.txt, following redirects.
    :param clock: a monotonic clock in seconds.
    """

    def __init__(self, get: Callable[[str], Awaitable[Page]], clock: Callable[[], float]) -> None:
        self._get = get
        self._clock = clock
        self._known: dict[str, tuple[float, RobotsRules]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules(self, url: str) -> RobotsRules:
        """The rules of the site of ``url``.

        :raises FetchError: the site gave no usable answer (5xx, or none at all).
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(site, asyncio.Lock()):
            known = self._known.get(site)
            if known is None or self._clock() - known[0] > _CACHE_S:
                known = (self._clock(), await self._read(f"{site}/robots.txt"))
                self._known[site] = known
        if known[1].unreadable is not None:
            raise known[1].unreadable
        return known[1]

    async def _read(self, url: str) -> RobotsRules:
        try:
            page = await self._get(url)
        except ServerError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return RobotsRules(None)
            return RobotsRules(None, unreadable=error)
        except FetchError as error:
            return RobotsRules(None, unreadable=error)
        return read_rules(page.body)
