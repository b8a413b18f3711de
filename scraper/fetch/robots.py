"""robots.txt, following RFC 9309. Protego reads the rules. This module decides when to fetch them
and what their absence means: 4xx and an empty answer allow everything; 5xx and no answer forbid
everything. 500 KiB are read, and the rules are kept for a day.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from scraper.charset import text_to_utf8
from scraper.errors import FetchError, ServerError
from scraper.model import Page
from scraper.urls import site_of

MAX_BYTES = 500 * 1024
_CACHE_S = 86_400.0
_AGENT = "OnRecord"
#: Answers without content (RFC 9110, 15.3.5 and 15.3.6): there are no rules.
_NO_CONTENT = frozenset({204, 205})
_AGENT_LINE = re.compile(r"(\s*user[- ]?agent\s*[:\s])\s*([^#]*)", re.IGNORECASE)
_US = re.compile(rf"(?<![\w-]){_AGENT}(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one site. ``delay_s`` is its crawl-delay for us. ``unreadable`` says why its
    rules could not be read.
    """

    protego: Protego | None
    delay_s: float | None = None
    unreadable: FetchError | None = None

    def allows(self, url: str) -> bool:
        """True if OnRecord may fetch ``url``."""
        return self.protego is None or bool(self.protego.can_fetch(url, _AGENT))


def read_rules(body: bytes, content_type: str = "") -> RobotsRules:
    """The rules in a robots.txt. Anything else (an HTML page) has no rules, so all is allowed. Of
    one that is too long, the line that would be cut is left out.
    """
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES]
        body = body[: body.rfind(b"\n") + 1] or body
    text = text_to_utf8(body, content_type).decode("utf-8", "replace")
    protego = Protego.parse("\n".join(map(_with_token, text.splitlines())))
    delay = protego.crawl_delay(_AGENT)
    return RobotsRules(protego, float(delay) if delay else None)


def _with_token(line: str) -> str:
    """A line that begins a group, with the product token alone (RFC 9309, 2.2.1), which may have a
    version or more behind it. Protego takes the beginning of a token for it, so that those of
    others are changed.
    """
    found = _AGENT_LINE.match(line)
    if found is None:
        return line
    value = found.group(2).strip()
    if _US.search(value):
        value = _AGENT
    elif value.split()[:1] != ["*"]:
        value = f"other-{value}"
    return f"{found.group(1)} {value}"


class RobotsCache:
    """The rules of every requested site, read once a day.

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
        site = site_of(url)
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
            if error.status in _NO_CONTENT or (400 <= error.status < 500 and error.status != 429):
                return RobotsRules(None)
            return RobotsRules(None, unreadable=error)
        except FetchError as error:
            return RobotsRules(None, unreadable=error)
        return read_rules(page.body, page.content_type)
