"""Stopping a crawl early: on a signal, or when its time is up."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import Any

from scraper.crawl import Crawl


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a crawl was stopped early: a signal's number, or the time limit."""

    signal: int | None = None
    time_up: bool = False


async def run_until_stopped(crawl: Crawl, max_time: timedelta | None) -> Stop | None:
    """Run ``crawl`` until it is done, or until SIGINT, SIGTERM or ``max_time`` stops it; what
    stopped it first, None if nothing did.
    """
    stopped: Stop | None = None

    def stop(reason: Stop) -> None:
        nonlocal stopped
        stopped = stopped or reason
        crawl.stop()

    loop = asyncio.get_running_loop()
    if max_time is not None:
        loop.call_later(max_time.total_seconds(), stop, Stop(time_up=True))
    with _on_signal(lambda number: loop.call_soon_threadsafe(stop, Stop(number))):
        await crawl.run()
    return stopped


@contextmanager
def terminated_as_interrupted() -> Iterator[None]:
    """Have SIGTERM raise KeyboardInterrupt inside, as Ctrl-C does: what is under way is rolled
    back, and processes that were started end.
    """

    def interrupt(_number: int) -> None:
        raise KeyboardInterrupt

    with _on_signal(interrupt, (signal.SIGTERM,)):
        yield


@contextmanager
def _on_signal(
    stop: Callable[[int], object],
    signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM),
) -> Iterator[None]:
    """Have signals call ``stop``; afterwards they do what they did before."""

    def handle(number: int, _frame: FrameType | None) -> None:
        stop(number)

    before: dict[signal.Signals, Any] = {}
    try:
        for number in signals:
            before[number] = signal.signal(number, handle)
    except ValueError:  # not in the main thread: whoever started it stops it
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
