"""Pages in WARC files (ISO 28500), read by warcio: an extra, imported only where it is used."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from scraper.errors import ErrorCode, UnusableFile
from scraper.model import Page

#: In bytes, of one body.
LARGEST = 10 * 1024 * 1024
#: How a record begins, plain or as a gzip member of its own.
_RECORD = re.compile(rb"WARC/\d\.\d\r?\n[\w-]+:|\x1f\x8b\x08")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record that holds no page that can be read. ``url`` is that of its page, where it has one;
    ``name`` says which it is.
    """

    name: str
    url: str | None
    reason: str


def is_warc(path: Path) -> bool:
    """True for ``.warc`` and ``.warc.gz``."""
    return path.name.lower().endswith((".warc", ".warc.gz"))


def pages_in_warc(path: Path) -> Iterator[Page | UnreadableRecord]:
    """The pages in a WARC file: its responses with status 200, content encoding undone. A body
    that is too large is cut one byte after :data:`LARGEST`. Behind a record that is malformed the
    next one is looked for.

    :raises UnusableFile: warcio is not installed, or the file is not a WARC file.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  an extra
    except ImportError:
        raise UnusableFile(
            "reading WARC files needs the library warcio, which is not installed",
            code=ErrorCode.WARC_SUPPORT_MISSING,
        ) from None
    number, is_one, start = 0, False, 0
    malformed: list[UnreadableRecord] = []
    with path.open("rb") as stream:
        while start >= 0:
            stream.seek(start)
            records = ArchiveIterator(stream)
            try:
                for record in records:
                    number, is_one = number + 1, True
                    yield from malformed
                    malformed.clear()
                    if (found := _read(record, path, number)) is not None:
                        yield found
                start = -1
            except Exception:  # noqa: BLE001  warcio raises whatever a record brings about
                number += 1
                malformed.append(UnreadableRecord(f"record {number}", None, "it is malformed"))
                start = _next_record(stream, max(start, records.offset) + 1)
    if malformed and not is_one:
        raise UnusableFile("it is not a WARC file", path=path)
    yield from malformed


def _read(record: Any, path: Path, number: int) -> Page | UnreadableRecord | None:
    """The page in a record; None when it holds none."""
    if record.rec_type != "response":
        return None
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ") or None
    status = record.http_headers.get_statuscode() if record.http_headers else None
    if status and status != "200":
        return None
    if url is None or ":" not in url:
        return UnreadableRecord(f"record {number}", None, "it has no valid WARC-Target-URI")
    if not url.startswith(_WEB):
        return None
    if not status:
        return UnreadableRecord(url, url, "it has no HTTP status")
    try:
        when = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
        fetched_at = when.astimezone(UTC)
    except (ValueError, OverflowError):
        return UnreadableRecord(url, url, "it has no valid WARC-Date")
    try:
        body = record.content_stream().read(LARGEST + 1)
    except Exception as error:  # noqa: BLE001  a body that can't be decoded
        return UnreadableRecord(url, url, f"its body can't be read ({type(error).__name__})")
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    return Page(url, 200, headers, body, fetched_at, path.name)


def _next_record(stream: BinaryIO, start: int) -> int:
    """Where the next record may begin, not before ``start``; negative where none does."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        found = _RECORD.search(whole, start)
        return found.start() if found else -1
