"""A stream of bytes in which the last bytes can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

STEP = 64 * 1024
#: How much of what was read is kept: more than the largest page that is read, and its headers. It
#: is cut when there is that much more.
_KEPT, _SPARE = 12 * 1024 * 1024, 4 * 1024 * 1024
#: No more than what a pattern that is looked for can match.
_OVERLAP = 128
#: Between records, and at the end of files.
_BLANK = b"\r\n \t\0"


class BrokenStreamError(Exception):
    """The source of the bytes ended too early; the message says why."""


class ByteStream:
    """Reads from an iterator of ``chunks``. Where that raises :class:`BrokenStreamError`, the
    stream ends and ``fault`` says why.

    :param reopen: the chunks from an offset on, where they can be had again.
    """

    def __init__(
        self, chunks: Iterator[bytes], reopen: Callable[[int], Iterator[bytes]] | None = None
    ) -> None:
        self._chunks, self._reopen = chunks, reopen
        self._kept, self._start, self._at = bytearray(), 0, 0
        self.fault: str | None = None

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        while self._at + size > self._end and self._more():
            pass
        found = bytes(self._kept[self._at - self._start : self._at - self._start + size])
        self._at += len(found)
        return found

    def peek(self, size: int) -> bytes:
        """The same, which are then still to be read."""
        found = self.read(size)
        self._at -= len(found)
        return found

    def readline(self, limit: int) -> bytes:
        """The rest of the line, its end included, or ``limit`` bytes of it."""
        found = self.peek(limit)
        return self.read(found.find(b"\n") + 1 or len(found))

    def seek(self, at: int) -> None:
        """Read on at ``at``: not behind the end, nor before what is kept."""
        if at < self._start and self._reopen is not None:
            self._chunks = self._reopen(at)
            self._kept, self._start, self._at = bytearray(), at, at
            return
        self._at = max(self._at, self._start) if at > self._end else max(at, self._start)
        while self._end < at:
            self._at = self._end
            if not self._more():
                return
        self._at = max(at, self._start)

    def find(self, pattern: re.Pattern[bytes], start: int) -> int:
        """Where ``pattern`` first matches, not before ``start``; negative where it does not."""
        self.seek(start)
        while True:
            if found := pattern.search(self._kept, self._at - self._start):
                return self._start + found.start()
            self._at = max(self._at, self._end - _OVERLAP)
            if not self._more():
                return -1

    def skip_blank(self) -> bool:
        """Go to the next byte that means something; False if there is none."""
        while found := self.peek(4096):
            rest = found.lstrip(_BLANK)
            self.seek(self._at + len(found) - len(rest))
            if rest:
                return True
        return False

    def skip_all(self) -> None:
        """Read to the end."""
        while self._more():
            self._at = self._end

    @property
    def _end(self) -> int:
        return self._start + len(self._kept)

    def _more(self) -> bool:
        """Get a chunk; False if there is none."""
        try:
            chunk = next(self._chunks, None)
        except BrokenStreamError as error:
            self.fault, chunk = str(error), None
        if chunk is None:
            return False
        behind = self._at - self._start
        if behind > _KEPT + _SPARE:
            del self._kept[: behind - _KEPT]
            self._start += behind - _KEPT
        self._kept += chunk
        return True
