"""Pages in WARC files (ISO 28500), whatever their compression or container. warcio, which reads
their headers, is an extra and is imported only where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from scraper.errors import UnusableFile
from scraper.model import Page
from scraper.warc.bodies import BodyError, decoded
from scraper.warc.byte_stream import BrokenStreamError
from scraper.warc.containers import Part, parts_of
from scraper.warc.records import Record, read_headers, records_in, require_warcio
from scraper.warc.revisits import Originals, Place

#: In bytes, of one body.
LARGEST = 10 * 1024 * 1024
_MOST_HEADERS = 64 * 1024
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")
#: How much of a block is read, by the type of its record.
_WANTED: Mapping[str, int] = {
    "response": LARGEST + _MOST_HEADERS,
    "resource": LARGEST + 1,
    "revisit": _MOST_HEADERS,
}
_WEB = ("http://", "https://")
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_GOOD = frozenset({"200", "203"})
_HTTP_HEAD_END = re.compile(rb"\r?\n\r?\n")
#: WARC 1.1 (5.4) has dates of any precision; ARC files, and tools that come from them, 14 digits.
_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?:[Tt ]?(\d\d):?(\d\d)(?::?(\d\d).*)?)?[Zz]?"
)
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record without a readable page. ``url`` is the URL of its page, if it has one; ``name``
    says which record it is.
    """

    name: str
    url: str | None
    reason: str


def is_warc(path: Path) -> bool:
    """True for ``.warc``, ``.warc.gz``, ``.warc.zst`` and ``.wacz``."""
    return path.name.lower().endswith(_SUFFIXES)


def pages_in_warc(
    path: Path, revisited: Callable[[str], bool] = lambda url: True
) -> Iterator[Page | UnreadableRecord]:
    """The pages in a WARC file: its responses with status 200 or 203, its resources, and what
    revisits say was another page's body, or an earlier one of their own; content encoding undone. A
    body that is too large is cut one byte after :data:`LARGEST`. What can't be read is named, and
    what follows is looked for.

    :param revisited: whether the page at a URL is wanted where a revisit brings it: the record that
        it refers to is read again then.
    :raises UnusableFile: warcio is not installed, or the file can't be read or is no WARC file.
    """
    return (found for _, found in placed_pages_in_warc(path, revisited))


def placed_pages_in_warc(
    path: Path, revisited: Callable[[str], bool] = lambda url: True
) -> Iterator[tuple[Place, Page | UnreadableRecord]]:
    """The same, each with the place of its record.

    :raises UnusableFile: as :func:`pages_in_warc` does.
    """
    require_warcio()
    reader = _Reader(path, Originals(path, _WANTED), revisited)
    malformed: list[tuple[Place, Page | UnreadableRecord]] = []
    try:
        with path.open("rb") as file:
            for part in parts_of(file):
                for place, found in reader.read(part):
                    if reader.has_records:
                        yield from malformed
                        malformed.clear()
                        yield place, found
                    elif isinstance(found, UnreadableRecord):
                        malformed.append((place, found))
    except OSError as error:
        raise UnusableFile(f"it can't be read: {error.strerror}", path=path) from error
    except BrokenStreamError as error:
        raise UnusableFile(str(error), path=path) from error
    if malformed and not reader.has_records:
        raise UnusableFile("it is not a WARC file", path=path)
    yield from malformed


@dataclass(slots=True)
class _Reader:
    """Reads the records of one file. ``number`` counts them."""

    path: Path
    originals: Originals
    revisited: Callable[[str], bool]
    number: int = 0
    has_records: bool = False

    def read(self, part: Part) -> Iterator[tuple[Place, Page | UnreadableRecord]]:
        """What is in a part of the file, and where."""
        is_told = False
        for record in records_in(part.stream, _WANTED):
            self.number += 1
            self.has_records = self.has_records or record.is_one
            found = self._page_in(record, part)
            is_told = is_told or record.fault is not None
            if found is not None:
                yield Place(part.name, part.at, record.at), found
        if part.stream.fault is not None and not is_told:
            named = _named(part, f"byte {part.at}")
            place = Place(part.name, part.at, 0)
            yield place, UnreadableRecord(named, None, part.stream.fault)

    def _page_in(self, record: Record, part: Part) -> Page | UnreadableRecord | None:
        """The page in a record; None if it holds none."""
        url = record.headers.get("warc-target-uri", "").strip("<> \t").replace(" ", "%20") or None

        def unreadable(reason: str) -> UnreadableRecord:
            is_url = url is not None and url.casefold().startswith(_WEB)
            name = url if is_url and url else _named(part, f"record {self.number}")
            return UnreadableRecord(name, url if is_url else None, reason)

        if record.kind not in _WANTED and (record.is_one and record.kind):
            # What is no page is not missed, unless its fault may hide one behind it.
            return unreadable(record.fault) if record.fault is not None else None
        if record.fault is not None:
            return unreadable(record.fault)
        if record.kind not in _WANTED:
            return unreadable("it has no WARC-Type")
        if url is None or ":" not in url:
            return unreadable("it has no valid WARC-Target-URI")
        if not url.casefold().startswith(_WEB):
            return None
        try:
            return self._page(record, url, part)
        except BodyError as error:
            return unreadable(str(error))

    def _page(self, record: Record, url: str, part: Part) -> Page | None:
        """The page in a record that is well-formed.

        :raises BodyError: it can't be read.
        """
        status, headers, body = _message(record)
        if record.kind == "revisit":
            return self._revisited(record, url, status, headers)
        if status == "206":
            raise BodyError("it contains only part of the page (status 206)")
        if status not in _GOOD or not _may_be_page(record, headers):
            return None
        if record.headers.get("warc-truncated"):
            raise BodyError("the page was cut short when captured")
        if record.headers.get("warc-segment-number"):
            raise BodyError("it contains only part of the page, which was split")
        when = read_date(record.headers.get("warc-date", ""))
        if when is None:
            raise BodyError("it has no valid WARC-Date")
        page = Page(
            url, int(status), headers, decoded(body, headers, LARGEST + 1), when, self._via(record)
        )
        self.originals.note(record, url, part)
        return page

    def _via(self, record: Record) -> str:
        """Where the page came from: another archive, which fetched it first and from which it was
        taken into this file, as pywb writes it; else this file.
        """
        source = record.headers.get("warc-source-uri", "").strip("<> \t")
        return source if source.casefold().startswith(_WEB) else self.path.name

    def _revisited(
        self, record: Record, url: str, status: str, headers: Mapping[str, str]
    ) -> Page | None:
        """The page that a revisit says was the same as another; None where it was the same as it
        was before, so that nothing is new.

        :raises BodyError: the page is not in this file.
        """
        if status and status not in (*_GOOD, "304"):
            return None
        if not self.originals.knows(record, url):
            raise BodyError("it refers to a page that is not in this file (a revisit)")
        original = self.originals.original(record, url) if self.revisited(url) else None
        when = read_date(record.headers.get("warc-date", ""))
        if original is None or when is None:
            return None
        status_then, headers_then, body = _message(original)
        body = decoded(body, headers_then, LARGEST + 1)
        status = status if status in _GOOD else status_then
        return Page(url, int(status), headers or headers_then, body, when, self._via(record))


def _named(part: Part, what: str) -> str:
    return f"{part.name}: {what}" if part.name else what


def _message(record: Record) -> tuple[str, dict[str, str], bytes]:
    """The status, headers and body of a record's HTTP message.

    :raises BodyError: it is none, or its header is cut.
    """
    if record.kind == "resource":
        return "200", {"content-type": record.headers.get("content-type", "")}, record.block
    block = record.block.lstrip(b"\r\n")
    if record.kind == "revisit" and not block:
        return "", {}, b""
    if not block[:5].upper().startswith(b"HTTP/"):
        raise BodyError("it has no HTTP status")
    end = _HTTP_HEAD_END.search(block)
    if end is None and record.kind != "revisit":
        raise BodyError("its HTTP header is cut short")
    head = read_headers(block[: end.end()] if end else block)
    status = (head.statusline.split() or [""])[0]
    if not status:
        raise BodyError("it has no HTTP status")
    headers = {name.lower(): value for name, value in head.headers}
    return status, headers, block[end.end() :] if end else b""


def _may_be_page(record: Record, headers: Mapping[str, str]) -> bool:
    """Whether a resource is a page; responses are told from others by what they hold."""
    kind = headers.get("content-type", "").partition(";")[0].strip().casefold()
    return record.kind != "resource" or not kind or kind in _PAGES


def read_date(text: str) -> datetime | None:
    """A WARC-Date in UTC, also in the forms that other tools write; None if it is no date of the
    web's.
    """
    text = text.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when_loose = _loose_date(text)
        if when_loose is None:
            return None
        when = when_loose
    try:
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return when if when.year >= _FIRST_YEAR else None


def _loose_date(text: str) -> datetime | None:
    try:
        if found := _DATE.fullmatch(text):
            year, month, day, *rest = (int(part) if part else None for part in found.groups())
            hour, minute, second = (part or 0 for part in rest)
            return datetime(year or 0, month or 1, day or 1, hour, minute, second, tzinfo=UTC)
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
