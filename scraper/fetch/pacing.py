"""A polite queue for each host, which limits its rate and connections and slows down on request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_SLOWEST_S = 60.0


class HostPace:
    """The pace of requests to one host.

    :param interval_s: seconds from the start of one request to the start of the next.
    :param connections: the number of simultaneous requests.
    :param clock: a monotonic clock in seconds; ``sleep`` waits by it.
    """

    def __init__(
        self,
        interval_s: float,
        connections: int,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._base_interval = interval_s
        self._interval = interval_s
        self._connections = asyncio.Semaphore(connections)
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    @property
    def interval_s(self) -> float:
        """Seconds between requests now."""
        return self._interval

    def at_least(self, interval_s: float) -> None:
        """Never send requests faster than this (robots.txt's crawl-delay)."""
        self._base_interval = max(self._base_interval, min(interval_s, _SLOWEST_S))
        self._interval = max(self._interval, self._base_interval)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for this request's turn, and hold a connection meanwhile."""
        async with self._connections:
            while (wait := self._next - self._clock()) > 0:
                await self._sleep(wait)
            self._next = self._clock() + self._interval
            yield

    def slow_down(self, not_before_s: float | None) -> None:
        """The host asked for fewer requests: wait as long as it says, then halve the pace."""
        self._interval = min(max(self._interval, 0.5) * 2, _SLOWEST_S)
        self._next = max(self._next, self._clock() + (not_before_s or self._interval))

    def succeeded(self) -> None:
        """The host answered: go back towards the usual pace."""
        if self._interval > self._base_interval:
            self._interval = max(self._base_interval, self._interval * 0.75)
