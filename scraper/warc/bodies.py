"""Decoding bodies (RFC 9112, 7.1; RFC 9110, 8.4), within a limit.

Many archives store decoded bodies with the original headers, so the bytes count, not the headers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import zstandard

_STEP = 64 * 1024
#: So much of Zstandard unpacks to 16 MiB at the most.
_ZSTD_STEP = 512
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class BodyError(Exception):
    """A body that can't be decoded; the message says why."""


def decoded(body: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    """A body as it was before it was encoded, or the first ``limit`` bytes of it.

    :param headers: of the HTTP message, with lower-case names.
    :raises BodyError: it is cut short, corrupt, or has an encoding that can't be read.
    """
    for name in ("transfer-encoding", "content-encoding"):
        codings = [coding.strip(" \t\"'") for coding in headers.get(name, "").split(",")]
        for coding in reversed([coding.casefold() for coding in codings]):
            if coding == "chunked":
                body = _unchunked(body)
            elif coding and not is_text(body):
                body = _decode(body, coding, limit)
    return body[:limit]


def is_text(body: bytes) -> bool:
    """Whether a body is markup or text as it stands, whatever its headers say."""
    start = body[:1024]
    if _NO_TEXT.search(start):
        return False
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return True
    return "\ufffd" not in start.decode("utf-8", "replace").rstrip("\ufffd")


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    decoder = _DECODERS.get(coding)
    if decoder is None:
        if coding in _NO_CODING:
            return body
        raise BodyError(f"its body is encoded as {coding}, which can't be read")
    return decoder(body, limit)


def _unchunked(body: bytes) -> bytes:
    """A body without the framing of its chunks; one that has none stays.

    :raises BodyError: a chunk is missing or malformed.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        head = _CHUNK.match(body, at)
        size = int(head.group(1), 16) if head else 0
        end = head.end() + size if head else at
        if head and not size:
            return b"".join(parts)  # trailers say nothing of the body
        if not head or (end < len(body) and not body.startswith((b"\r\n", b"\n"), end)):
            if not parts:
                return body
            raise BodyError("the chunks of its body are malformed or cut")
        if end >= len(body):
            raise BodyError("the chunks of its body are cut")
        parts.append(body[head.end() : end])
        at = end + (2 if body.startswith(b"\r\n", end) else 1)


def _inflated(body: bytes, limit: int, wbits: int, name: str) -> bytes:
    out, rest = bytearray(), body
    while rest and len(out) < limit:
        unpack = zlib.decompressobj(wbits)
        try:
            while not unpack.eof and len(out) < limit:
                more = unpack.decompress(rest, _STEP)
                if not more and not unpack.eof and not unpack.unconsumed_tail:
                    raise BodyError(f"the {name} of its body is cut short")
                out += more
                rest = unpack.unconsumed_tail
        except zlib.error as error:
            raise BodyError(f"the {name} of its body is corrupt") from error
        rest = unpack.unused_data
        if not rest.startswith(b"\x1f\x8b"):  # not another member: padding
            break
    return bytes(out)


def _gunzipped(body: bytes, limit: int) -> bytes:
    return _inflated(body, limit, 31, "gzip")


def _undeflated(body: bytes, limit: int) -> bytes:
    # Some servers leave out the zlib header that RFC 9110 (8.4.1.2) asks for.
    wbits = 15 if body[0] & 0x0F == 8 else -15
    return _inflated(body, limit, wbits, "deflate")


def _zstd(body: bytes, limit: int) -> bytes:
    out, rest = bytearray(), body
    try:
        while rest.startswith(b"\x28\xb5\x2f\xfd") or not out:
            unpack: Any = zstandard.ZstdDecompressor().decompressobj()
            at = 0
            while at < len(rest) and not unpack.eof and len(out) < limit:
                out += unpack.decompress(rest[at : at + _ZSTD_STEP])
                at += _ZSTD_STEP
            if len(out) >= limit:
                break
            if not unpack.eof:
                raise BodyError("the Zstandard compression of its body is cut short")
            rest = unpack.unused_data + rest[at:]
            if not rest:
                break
    except zstandard.ZstdError as error:
        raise BodyError("the Zstandard compression of its body is corrupt") from error
    return bytes(out)


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        import brotli  # noqa: PLC0415  an extra
    except ImportError:
        raise BodyError(
            "its body is compressed with brotli, and the package brotli, which reads it, is not"
            " installed (it is part of the extra warc)"
        ) from None
    unpack, out = brotli.Decompressor(), bytearray()
    data = body
    try:
        while len(out) < limit and not unpack.is_finished():
            more = unpack.process(data, output_buffer_limit=_STEP)
            out += more
            if not more and not data:
                raise BodyError("the brotli compression of its body is cut short")
            data = b""
    except brotli.error as error:
        raise BodyError("the brotli compression of its body is corrupt") from error
    return bytes(out)


_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _brotli,
    "zstd": _zstd,
}
#: What servers write there that is no encoding.
_NO_CODING = frozenset({"identity", "none", "utf-8", "utf8", "binary", "8bit", "text", "text/html"})
