"""Reading a body within limits. It is decompressed in steps, so that a small compressed body can't
fill the memory.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from scraper.errors import Refused, Unreachable

#: What OnRecord accepts, and so all that a well-behaved server sends.
ACCEPT_ENCODING = "gzip, deflate"
#: What servers write there that is no encoding.
_NO_ENCODING = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit", "text/html"})
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})
_STEP = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """The maximum size of a decoded body, in bytes. A larger one is refused, or cut if the caller
    said that the beginning is enough.
    """

    size: int
    cut: bool = False


async def read_body(
    chunks: AsyncIterator[bytes], content_encoding: str, limit: int | BodyLimit, url: str
) -> bytes:
    """The decoded body.

    :param limit: the most bytes it may have, decoded.
    :raises Refused: it is larger, or has an encoding that was not accepted.
    :raises Unreachable: it is cut short or corrupt.
    """
    limit = limit if isinstance(limit, BodyLimit) else BodyLimit(limit)
    inflaters = _inflaters(content_encoding, url)
    body = bytearray()
    async for chunk in chunks:
        for piece in _through(inflaters, chunk):
            body += piece
            if len(body) > limit.size:
                if limit.cut:
                    return bytes(body[: limit.size])
                mib = limit.size // 1024 // 1024
                raise Refused(url, f"the body is larger than {mib} MiB")
    for inflater in inflaters:
        inflater.finish()
    return bytes(body)


def _inflaters(content_encoding: str, url: str) -> list[_Inflater]:
    """What undoes the encodings of a body, the last one first.

    :raises Refused: one of them was not asked for.
    """
    names = [part.strip(" \t\"'").casefold() for part in content_encoding.split(",")]
    names = [name for name in names if name not in _NO_ENCODING]
    for name in names:
        if name not in _KNOWN:
            raise Refused(url, f"the body is encoded as {name}, which was not asked for")
    names.reverse()
    # A header that names gzip twice mostly does so by mistake.
    return [_Inflater(name, url, sure=name not in names[:at]) for at, name in enumerate(names)]


def _through(inflaters: Sequence[_Inflater], data: bytes) -> Iterator[bytes]:
    if not inflaters:
        yield data
        return
    for piece in inflaters[0].feed(data):
        yield from _through(inflaters[1:], piece)


class _Inflater:
    """Undoes one encoding.

    :param sure: whether the body must have it; else one that begins otherwise passes as it is.
    """

    def __init__(self, encoding: str, url: str, *, sure: bool) -> None:
        self._encoding, self._url, self._sure = encoding, url, sure
        self._inflater: zlib._Decompress | None = None
        self._passes = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What comes out of the next bytes, in steps.

        :raises Unreachable: they are corrupt.
        """
        if self._inflater is None and data:
            self._passes = self._passes or not (self._sure or data.startswith(_GZIP_MAGIC))
            if self._passes:
                yield data
                return
            self._inflater = self._new(data)
        while data and self._inflater is not None:
            if self._inflater.eof:  # a gzip body may have several members (RFC 1952, 2.2)
                if not data.startswith(_GZIP_MAGIC):
                    return
                self._inflater = self._new(data)
            try:
                yield self._inflater.decompress(data, _STEP)
            except zlib.error as error:
                raise Unreachable(self._url, f"the body's {self._encoding} is corrupt") from error
            ended = self._inflater.eof
            data = self._inflater.unused_data if ended else self._inflater.unconsumed_tail

    def finish(self) -> None:
        """There is no more.

        :raises Unreachable: there should be.
        """
        if self._inflater is not None and not self._inflater.eof:
            raise Unreachable(self._url, "the body was cut short")

    def _new(self, start: bytes) -> zlib._Decompress:
        # Some servers send "deflate" without the zlib header that RFC 9110 8.4.1.2 asks for.
        raw = self._encoding == "deflate" and start[0] & 0x0F != 8
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else _GZIP_OR_ZLIB)
