"""Reading the fetched pages of a crawl: extracting each one, and preparing what landing needs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from scraper.closing import Closing
from scraper.reading.reader import PageReader
from scraper.reading.rules import Reading, ReadSaved, Result, Rules
from scraper.sources import Source
from scraper.workers import BATCH, Raised

#: Pages that a crawl reads itself. To start a process for fewer would take longer than it saves.
AT_FIRST = 64


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page to read, and who waits for it."""

    task: ReadSaved
    answer: asyncio.Future[Reading]


_Answered = tuple[_Asked, Result | Raised | None]


class PageReading(Closing):
    """Reads the pages of a crawl, the first ones where it is asked to. Those after them are read in
    a process of its own, beside the requests and the landing of others; a page that crashes the
    parser there, or takes too long, is quarantined, and that is the reason. Use it as a context
    manager, which ends the process on exit.

    :param at_first: how many pages are read without that process.
    """

    def __init__(self, sources: Sequence[Source], at_first: int = AT_FIRST) -> None:
        self._sources, self._rules, self._left = sources, Rules(sources), at_first
        self._reader: PageReader | None = None
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()

    async def read(self, task: ReadSaved) -> Reading:
        """What a page is read as.

        :raises Exception: whatever a mistake in the code raises.
        """
        if self._left > 0:
            self._left -= 1
            found = self._rules(task)
            assert isinstance(found, Reading)
            return found
        if self._reader is None:
            self._reader = PageReader(self._sources, 1)
            Thread(target=self._serve, args=(self._reader,), daemon=True).start()
        answer: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._asked.put(_Asked(task, answer))
        return await answer

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._asked.put(None)
        if self._reader is not None:
            self._reader.close()

    def _serve(self, reader: PageReader) -> None:
        """Have pages read as they come, and all that wait at a time together."""
        while (batch := self._waiting()) is not None:
            try:
                answered = _read(reader, batch)
            except Exception:  # noqa: BLE001  there can be no such process: pages are read here
                self._left = sys.maxsize
                answered = _read(PageReader(self._sources, 0), batch)
            batch[0].answer.get_loop().call_soon_threadsafe(_settle, answered)

    def _waiting(self) -> list[_Asked] | None:
        """The pages that wait, at least one; None at the end."""
        batch: list[_Asked] = []
        one = self._asked.get()
        while one is not None:
            batch.append(one)
            try:
                one = self._asked.get_nowait() if len(batch) < BATCH else None
            except Empty:
                break
        return batch or None


def _read(reader: PageReader, batch: Sequence[_Asked]) -> list[_Answered]:
    return [one for some in reader.read_all(batch, lambda asked: asked.task) for one in some]


def _settle(answered: Sequence[_Answered]) -> None:
    for one, found in answered:
        if one.answer.done():  # nobody waits for it any more
            continue
        if isinstance(found, Raised):
            one.answer.set_exception(found.error)
        else:
            assert isinstance(found, Reading)
            one.answer.set_result(found)
