"""The records that lines of an index of web archives name, fetched one by one.

The lines are CDXJ, as Common Crawl's index has them (https://index.commoncrawl.org/; the format:
https://specs.webrecorder.net/cdxj/0.1.0/), or the JSON alone, as its server answers. Of other
pages than a source's stories, nothing is fetched.
"""

from __future__ import annotations

import asyncio
import gzip
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import msgspec

from scraper.errors import FetchError, Refused, ServerError, UnusableFile
from scraper.fetch.asked import ByteRange
from scraper.fetch.client import Fetcher
from scraper.fetch.settings import FetchSettings
from scraper.parts.inputs import FileUnreachable
from scraper.parts.unit import CdxUnit
from scraper.sources import Source

#: Lines to a unit: of a minute or two, at a request a second.
_TOGETHER = 100
#: Answers that no later try changes.
_GONE = frozenset({404, 410, 416})
_GOOD = frozenset({"200", "203"})


class RecordsUnreachable(FileUnreachable):
    """Records that can't be fetched now."""


class IndexLine(msgspec.Struct, frozen=True):
    """What a line says: which page was captured, and where its record is."""

    url: str
    filename: str
    offset: int
    length: int
    status: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """A record that was fetched into a file on this machine's disk; ``path`` is None where that
    failed for good, which ``reason`` says. ``file`` and ``offset`` are its place in the archive.
    """

    url: str
    file: str
    offset: int
    path: Path | None = None
    reason: str = ""


def cdx_units(
    path: Path, sources: Sequence[Source], base_url: str, settings: FetchSettings
) -> Iterator[CdxUnit]:
    """The units of an index, whose file may be compressed with gzip.

    :raises UnusableFile: it can't be read, or a line of it is none.
    """
    wanted = _wanted(path, sources)
    for number, lines in enumerate(iter(lambda: tuple(islice(wanted, _TOGETHER)), ()), start=1):
        yield CdxUnit(str(path), number, lines, base_url, settings)


@contextmanager
def records_at(unit: CdxUnit) -> Iterator[list[IndexRecord]]:
    """The records of a unit, in the order of its lines. What is given is there until the end.

    :raises RecordsUnreachable: one can't be fetched now.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-") as directory:
        lines = [parsed(line) for line in unit.lines]
        yield asyncio.run(_fetch(unit, lines, Path(directory)))


def parsed(line: str) -> IndexLine:
    """A line of an index.

    :raises ValueError: it is none.
    """
    start = line.find("{")
    return msgspec.json.decode(line[max(start, 0) :], type=IndexLine, strict=False)


def _wanted(path: Path, sources: Sequence[Source]) -> Iterator[str]:
    """The lines that name a story's page."""
    for number, line in _lines(path):
        try:
            found = parsed(line)
        except ValueError as error:
            reason = f"{path}, line {number}: it is no line of an index"
            raise UnusableFile(reason, path=path) from error
        is_page = found.status in _GOOD and found.mime.partition(";")[0] in _PAGES
        if is_page and any(source.identify(found.url) for source in sources):
            yield line


_PAGES = ("", "text/html", "application/xhtml+xml", "text/plain")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open("rb") as start:
            packed = start.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            lines: Iterable[bytes] = file
            for number, line in enumerate(lines, start=1):
                if text := line.decode("utf-8", "replace").strip():
                    yield number, text
    except OSError as error:
        reason = f"{path} can't be read: {error.strerror or error}"
        raise UnusableFile(reason, path=path) from error
    except (EOFError, zlib.error) as error:
        raise UnusableFile(f"{path} is damaged: {error}", path=path) from error


async def _fetch(unit: CdxUnit, lines: Sequence[IndexLine], directory: Path) -> list[IndexRecord]:
    async with Fetcher(unit.settings) as fetcher:
        return [
            await _record(fetcher, unit, line, directory / str(number))
            for number, line in enumerate(lines)
        ]


async def _record(fetcher: Fetcher, unit: CdxUnit, line: IndexLine, directory: Path) -> IndexRecord:
    url = urljoin(unit.base_url, line.filename)
    try:
        data = await fetcher.fetch_part(url, ByteRange(line.offset, line.length))
    except FetchError as error:
        gone = isinstance(error, ServerError) and error.status in _GONE
        if not (gone or isinstance(error, Refused)):
            raise RecordsUnreachable(str(error)) from error
        return IndexRecord(line.url, line.filename, line.offset, reason=str(error))
    return IndexRecord(line.url, line.filename, line.offset, _written(data, line, directory))


def _written(data: bytes, line: IndexLine, directory: Path) -> Path:
    """A file with that record, which has the name of the one that it is from."""
    path = directory / PurePosixPath(line.filename).name
    directory.mkdir()
    path.write_bytes(data)
    return path
