"""The containers of WARC records.

- Nothing, or gzip (WARC 1.1, annex D): a member for each record, or one over all of them.
- Zstandard, with or without a dictionary of the file's own
  (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
- WACZ: a zip file with WARC files in ``archive/`` (https://specs.webrecorder.net/wacz/1.1.1/).

The bytes decide which one it is, because file names can be wrong. Nothing is unpacked as a whole,
so a bomb fills neither memory nor disk. After a damaged member or frame, reading continues at the
next one.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import zstandard

from scraper.warc.byte_stream import STEP, BrokenStreamError, ByteStream

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_DICTIONARY = b"\x5d\x2a\x4d\x18"
#: In bytes. It may hold a file's name and a comment of any length.
_LONGEST_GZIP_HEADER = 8 * 1024
_LARGEST_DICTIONARY = 16 * 1024 * 1024
_MEMBER = re.compile(re.escape(_GZIP))
_FRAME = re.compile(re.escape(_ZSTD))
_WARC_IN_ZIP = re.compile(r"(?:.*/)?archive/[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """Records that can be read one after another. ``name`` is empty for those of the file itself,
    else that of the file within it; ``at`` is where they begin there.
    """

    name: str
    at: int
    stream: ByteStream


def parts_of(file: IO[bytes], name: str = "") -> Iterator[Part]:
    """The parts of an open file. Each must be read before the next is asked for.

    :raises BrokenStreamError: it is a zip file that can't be opened.
    """
    raw = ByteStream(_chunks(file), lambda at: _chunks(file, at))
    start = raw.peek(4)
    if start.startswith(b"PK\x03\x04") and not name:
        yield from _zip_parts(file)
    elif start.startswith(_GZIP):
        yield from _parts(raw, name, _Gzip(raw), _MEMBER)
    elif start == _ZSTD or _SKIPPABLE.fullmatch(start):
        yield from _parts(raw, name, _Zstd(raw), _FRAME)
    else:
        yield Part(name, 0, raw)


def part_at(file: IO[bytes], name: str, at: int, offset: int) -> ByteStream | None:
    """The records of a part of an open file once more, from ``offset`` within it on; None where
    there is no such part.

    :param name: of the part, and ``at`` where it begins, as :func:`parts_of` gave them.
    """
    if name:
        try:
            file = zipfile.ZipFile(file).open(name)  # noqa: SIM115  the caller closes what it is in
        except (zipfile.BadZipFile, OSError, KeyError, RuntimeError, ValueError):
            return None
    head = ByteStream(_chunks(file))
    start = head.peek(4)
    if start.startswith(_GZIP):
        stream = ByteStream(_Gzip(ByteStream(_chunks(file, at))).unpack())
    elif start == _ZSTD or _SKIPPABLE.fullmatch(start):
        packing = _Zstd(head)
        if start[:4] == _DICTIONARY:
            ByteStream(packing.unpack()).skip_all()
        head.seek(at)
        stream = ByteStream(packing.unpack())
    else:
        return ByteStream(_chunks(file, at + offset))
    stream.seek(offset)
    return stream


def _chunks(file: IO[bytes], at: int = 0) -> Iterator[bytes]:
    """The bytes of a file, whatever goes wrong there put as :class:`BrokenStreamError`."""
    try:
        file.seek(at)
        while chunk := file.read(STEP):
            yield chunk
            at += len(chunk)
            file.seek(at)  # somebody else may have read from it
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise BrokenStreamError(f"the file can't be read ({error})") from error


def _zip_parts(file: IO[bytes]) -> Iterator[Part]:
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        raise BrokenStreamError(f"its zip can't be read ({error})") from error
    for member in packed.infolist():
        if not _WARC_IN_ZIP.fullmatch(member.filename):
            continue
        try:
            opened = packed.open(member)
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
            stream = ByteStream(_broken(f"the file can't be unpacked ({error})"))
            yield Part(member.filename, 0, stream)
            continue
        with opened:
            yield from parts_of(opened, member.filename)


def _broken(reason: str) -> Iterator[bytes]:
    yield b""
    raise BrokenStreamError(reason)


class _Gzip:
    """Unpacks gzip members from ``raw``."""

    def __init__(self, raw: ByteStream) -> None:
        self._raw = raw

    def unpack(self) -> Iterator[bytes]:
        """The content of the member that begins here; then ``raw`` is at its end.

        :raises BrokenStreamError: it is cut short or corrupt.
        """
        unpack = zlib.decompressobj(wbits=31)
        start, has_output = self._raw.tell(), False
        try:
            while not unpack.eof:
                # Little at first: what is no member shows it at once.
                step = STEP if has_output else 1024
                data = unpack.unconsumed_tail or self._raw.read(step)
                if out := unpack.decompress(data, STEP):
                    has_output = True
                    yield out
                elif not data:
                    raise BrokenStreamError(self._raw.fault or "its gzip is cut short")
                elif not has_output and self._raw.tell() - start > _LONGEST_GZIP_HEADER:
                    raise BrokenStreamError("its gzip is corrupt")
        except zlib.error as error:
            raise BrokenStreamError("its gzip is corrupt") from error
        self._raw.seek(self._raw.tell() - len(unpack.unused_data))


class _Zstd:
    """Unpacks Zstandard frames (RFC 8878) from ``raw``."""

    def __init__(self, raw: ByteStream) -> None:
        self._raw = raw
        self._unpacker = zstandard.ZstdDecompressor()

    def unpack(self) -> Iterator[bytes]:
        """The content of the frame that begins here; then ``raw`` is at its end. It is handed over
        block by block: none is larger than 128 KiB unpacked. A skippable frame has no content.

        :raises BrokenStreamError: it is cut short or corrupt, or its dictionary is.
        """
        start = self._raw.peek(18)
        if _SKIPPABLE.match(start):
            self._skip(start[:4])
            return
        try:
            size = zstandard.frame_header_size(start)
            has_checksum = zstandard.get_frame_parameters(start).has_checksum
            unpack = self._unpacker.decompressobj()
            yield unpack.decompress(self._take(size))
            is_last = False
            while not is_last:
                head = self._take(3)
                block = int.from_bytes(head, "little")
                is_last, kind, size = bool(block & 1), block >> 1 & 3, block >> 3
                yield unpack.decompress(head + self._take(1 if kind == 1 else size))
            if has_checksum:
                yield unpack.decompress(self._take(4))
        except zstandard.ZstdError as error:
            raise BrokenStreamError("its Zstandard compression is corrupt") from error

    def _skip(self, magic: bytes) -> None:
        self._take(4)
        size = int.from_bytes(self._take(4), "little")
        if magic != _DICTIONARY:
            self._raw.seek(self._raw.tell() + size)
            return
        if size > _LARGEST_DICTIONARY:
            raise BrokenStreamError("its dictionary is too large")
        dictionary = self._take(size)
        try:
            if dictionary.startswith(_ZSTD):
                plain = zstandard.ZstdDecompressor().stream_reader(dictionary)
                dictionary = plain.read(_LARGEST_DICTIONARY)
            known = zstandard.ZstdCompressionDict(dictionary)
            self._unpacker = zstandard.ZstdDecompressor(dict_data=known)
        except zstandard.ZstdError as error:
            raise BrokenStreamError("its dictionary is corrupt") from error

    def _take(self, size: int) -> bytes:
        found = self._raw.read(size)
        if len(found) < size:
            raise BrokenStreamError(self._raw.fault or "its Zstandard compression is cut short")
        return found


def _parts(
    raw: ByteStream, name: str, packing: _Gzip | _Zstd, begins: re.Pattern[bytes]
) -> Iterator[Part]:
    """The parts of packed records. What is found behind damage and holds no record is none: the
    first bytes of a member occur within others, too.
    """
    at, sure = 0, True
    while at >= 0:
        raw.seek(at)
        stream = ByteStream(packing.unpack())
        if sure or stream.peek(5) == b"WARC/":
            yield Part(name, at, stream)
        stream.skip_all()
        if stream.fault is not None:
            at, sure = raw.find(begins, at + 1), False
            continue
        if not raw.skip_blank():
            return
        at, sure = raw.tell(), True
        start = raw.peek(4)
        if not (begins.match(start) or _SKIPPABLE.match(start)):
            yield Part(name, at, ByteStream(_broken("there is something else than records")))
            at, sure = raw.find(begins, at), False
