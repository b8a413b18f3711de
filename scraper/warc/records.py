"""The records of WARC files (ISO 28500, WARC 1.1), one after another.

warcio reads their headers; this module finds the records. It reports a malformed record and goes on
to the next one, and it notices if a record is cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from scraper.errors import ErrorCode, UnusableFile
from scraper.warc.byte_stream import ByteStream

_BEGINS = re.compile(rb"WARC/\d{1,2}\.\d{1,3}[ \t]*\r?\n")
#: How a record begins that is looked for behind a malformed one.
_RECORD = re.compile(_BEGINS.pattern + rb"[\w-]{1,40}:")
_LONGEST_HEAD = 64 * 1024
#: Between records, and at the end of files.
_BLANK = b"\r\n \t\0"
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Record:
    """A record. ``headers`` have lower-case names. ``block`` is the requested part of its content.
    ``fault`` says why it can't be used; None if nothing is wrong. ``at`` is its offset in the
    stream.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    block: bytes = b""
    fault: str | None = None
    at: int = 0

    @property
    def kind(self) -> str:
        """Its type, in small letters; empty if it has none."""
        return self.headers.get("warc-type", "").strip().casefold()

    @property
    def is_one(self) -> bool:
        """False for bytes that are not even the beginning of a record."""
        return bool(self.headers)


def records_in(stream: ByteStream, wanted: Mapping[str, int]) -> Iterator[Record]:
    """The records in a stream.

    :param wanted: how many bytes of their blocks are read, by type; those of other types are not.
    :raises UnusableFile: warcio is not installed.
    """
    while stream.skip_blank():
        start = stream.tell()
        head = _read_head(stream)
        if not _BEGINS.match(head):
            yield Record(fault=stream.fault or "it is malformed")
            start = stream.find(_RECORD, start + 1)
        else:
            body = stream.tell()
            record = replace(_read_record(stream, head, wanted), at=start)
            yield record
            if record.fault is None:
                continue
            # Its length is not to be relied on: the next one may begin anywhere in it.
            start = stream.find(_RECORD, body)
        if start < 0:
            return
        stream.seek(start)


def _read_record(stream: ByteStream, head: bytes, wanted: Mapping[str, int]) -> Record:
    found = read_headers(head)
    headers = {name.lower(): value for name, value in reversed(found.headers)}
    if not head.endswith((b"\n\n", b"\n\r\n")):
        # Its last lines may be cut within the URL.
        kind = {"warc-type": headers.get("warc-type", "")}
        return Record(kind, fault=stream.fault or "its header is cut")
    record = Record(headers or {"warc-type": ""})
    length = _NUMBER.fullmatch(headers.get("content-length", "").strip())
    if length is None:
        return Record(record.headers, fault="it has no valid Content-Length")
    size, body = int(length.group()), stream.tell()
    block = stream.read(min(size, wanted.get(record.kind, 0)))
    stream.seek(body + size)
    if stream.tell() < body + size:
        fault: str | None = stream.fault or "the file ends before the record does"
    else:
        fault = _fault_behind(stream)
    return Record(record.headers, block, fault)


def _fault_behind(stream: ByteStream) -> str | None:
    """What is wrong with a record when something else than another one follows it."""
    behind = stream.peek(512)
    rest = behind.lstrip(_BLANK)
    if stream.fault is not None and not rest:
        return stream.fault
    if not rest or rest.startswith(b"WARC/") or behind.startswith(b"\r\n\r\n"):
        return None
    return "its Content-Length is wrong"


def require_warcio() -> None:
    """Make sure that warcio is there.

    :raises UnusableFile: it is not installed.
    """
    try:
        import warcio.statusandheaders  # noqa: F401, PLC0415  an extra
    except ImportError:
        raise UnusableFile(
            "the library warcio, which reads WARC files, is not installed",
            code=ErrorCode.WARC_SUPPORT_MISSING,
        ) from None


def read_headers(head: bytes) -> Any:
    """The first line and the headers of a record or an HTTP message, as warcio reads them."""
    from warcio.statusandheaders import StatusAndHeadersParser  # noqa: PLC0415  an extra

    return StatusAndHeadersParser([], verify=False).parse(BytesIO(head))


def _read_head(stream: ByteStream) -> bytes:
    """The lines up to the first empty one, and that; as much as a header may be long, and not those
    of the next record.
    """
    lines = bytearray()
    while len(lines) < _LONGEST_HEAD and (line := stream.readline(_LONGEST_HEAD)):
        if lines and (another := _BEGINS.search(line)):  # what was cut may end within a line
            stream.seek(stream.tell() - len(line) + another.start())
            return bytes(lines + line[: another.start()])
        lines += line
        if not line.strip(b"\r\n") or not lines.startswith(b"WARC/"):
            break
    return bytes(lines)
