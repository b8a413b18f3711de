"""Reading a body within limits. Content encoding is undone in steps, so that a small compressed
body can't fill the memory.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from scraper.errors import Refused, Unreachable

#: What OnRecord accepts, and so all that a well-behaved server sends.
ACCEPT_ENCODING = "gzip, deflate"
_STEP = 64 * 1024
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


async def read_body(
    chunks: AsyncIterator[bytes], content_encoding: str, limit: int, url: str
) -> bytes:
    """The decoded body.

    :param limit: the most bytes it may have, decoded.
    :raises Refused: it is larger, or has an encoding that was not accepted.
    :raises Unreachable: it is cut short or corrupt.
    """
    encoding = content_encoding.strip().casefold()
    if encoding in ("", "identity"):
        return await _plain(chunks, limit, url)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Refused(url, f"the body is encoded as {encoding}, which was not asked for")
    return await _inflated(chunks, encoding, limit, url)


async def _plain(chunks: AsyncIterator[bytes], limit: int, url: str) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise _too_large(limit, url)
    return bytes(body)


async def _inflated(chunks: AsyncIterator[bytes], encoding: str, limit: int, url: str) -> bytes:
    inflater = None
    body = bytearray()
    async for chunk in chunks:
        pending = chunk
        if inflater is None and pending:
            inflater = _inflater(encoding, pending)
        while pending and inflater is not None:
            if inflater.eof:  # a gzip body may have several members (RFC 1952, 2.2)
                if not pending.startswith(_GZIP_MAGIC):
                    break
                inflater = _inflater(encoding, pending)
            try:
                body += inflater.decompress(pending, _STEP)
            except zlib.error as error:
                raise Unreachable(url, f"the body's {encoding} is corrupt") from error
            if len(body) > limit:
                raise _too_large(limit, url)
            pending = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if inflater is not None and not inflater.eof:
        raise Unreachable(url, "the body was cut short")
    return bytes(body)


def _inflater(encoding: str, start: bytes) -> zlib._Decompress:
    # Some servers send "deflate" without the zlib header that RFC 9110 8.4.1.2 asks for.
    raw = encoding == "deflate" and start[0] & 0x0F != 8
    return zlib.decompressobj(-zlib.MAX_WBITS if raw else _GZIP_OR_ZLIB)


def _too_large(limit: int, url: str) -> Refused:
    return Refused(url, f"the body is larger than {limit // 1024 // 1024} MiB")
