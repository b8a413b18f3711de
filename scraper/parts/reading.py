"""Reading a unit: its pages become the lines of its part. This needs no archive, and runs on any
machine that can reach the unit's files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scraper.archive.snapshots import KeptPage
from scraper.errors import OnRecordError, UnusableFile, UsageError
from scraper.extract import EXTRACTOR
from scraper.model import StoryRef
from scraper.parts.inputs import FileUnreachable, local_copy
from scraper.parts.line import FailedLine, KeptLine, Line, Origin, PageLine, StoredPage, stored
from scraper.parts.part import (
    Receipt,
    ReceiptInput,
    is_whole,
    read_receipt,
    receipt_path,
    write_part,
    write_receipt,
)
from scraper.parts.unit import (
    CdxUnit,
    KeptUnit,
    Unit,
    WarcUnit,
    content_digest,
    part_name,
    rules_of,
)
from scraper.reading.reader import PageReader
from scraper.reading.rules import ReadAgain, Reading, ReadSaved, Result
from scraper.saved_pages import SavedPage, stories_in_warc
from scraper.sources import Source
from scraper.warc import UnreadableRecord
from scraper.workers import Raised


class UnitFailed(OnRecordError):
    """A unit that can't be read now: its file or a server is out of reach. It has no part."""


class ReadKind(StrEnum):
    """What became of a unit."""

    READ = "read"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A unit that has its part, and whether it was read for it now."""

    receipt: Receipt
    kind: ReadKind


@dataclass(frozen=True, slots=True)
class _Placed:
    """A page, and where in which file it was found."""

    saved: SavedPage
    file: str
    offset: int


_Given = _Placed | FailedLine


def read_unit(
    unit: Unit, directory: Path, sources: Sequence[Source], reader: PageReader
) -> UnitRead:
    """Read a unit into its part, unless that is there; then write its receipt.

    :param reader: reads pages by the rules of ``sources``.
    :raises UnitFailed: it can't be read now, or the part can't be written.
    """
    try:
        return _read_unit(unit, directory, sources, reader)
    except FileUnreachable as error:
        raise UnitFailed(error.sentence) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise UnitFailed(f"its part can't be written: {why}") from error


def _read_unit(
    unit: Unit, directory: Path, sources: Sequence[Source], reader: PageReader
) -> UnitRead:
    if isinstance(unit, WarcUnit):
        if (known := _known(unit, directory)) is not None:
            return known
        with local_copy(unit.path) as path:
            before = path.stat()
            sha256 = _digest_of(path)
            of_unit = _Part(unit, sha256, directory, sources)
            found = of_unit.known() or of_unit.write(_warc_lines(unit, path, sources, reader))
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                receipt_path(directory, found.receipt.part).unlink(missing_ok=True)
                raise UnitFailed("the file changed while it was read")
            return found
    of_unit = _Part(unit, content_digest(unit), directory, sources)
    if (known := of_unit.known()) is not None:
        return known
    if isinstance(unit, KeptUnit):
        return of_unit.write(_kept_lines(unit, reader))
    return of_unit.write(_cdx_lines(unit, sources, reader))


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a unit."""

    unit: Unit
    content: str
    directory: Path
    sources: Sequence[Source]

    @property
    def name(self) -> str:
        return part_name(self.unit, self.content, rules_of(self.sources))

    def known(self) -> UnitRead | None:
        return _whole(self.directory, self.name)

    def write(self, lines: Iterable[Line]) -> UnitRead:
        refused: list[str] = []
        sha256, size, written = write_part(self.directory, self.name, _told(lines, refused))
        version = self.unit.version if isinstance(self.unit, WarcUnit) else None
        of_unit = ReceiptInput(*self.unit.order, self.content, version)
        receipt = Receipt(
            self.name,
            sha256,
            size,
            written.rows,
            written.errors,
            of_unit,
            EXTRACTOR,
            rules_of(self.sources),
            refused[0] if refused else None,
        )
        write_receipt(self.directory, receipt)
        return UnitRead(receipt, ReadKind.READ)


def _known(unit: WarcUnit, directory: Path) -> UnitRead | None:
    """The part of that version of a file, which need not be read then."""
    return _whole(directory, unit.part) if unit.part is not None else None


def _whole(directory: Path, name: str) -> UnitRead | None:
    try:
        receipt = read_receipt(receipt_path(directory, name))
    except UnusableFile:
        return None
    return UnitRead(receipt, ReadKind.KNOWN) if is_whole(directory, receipt) else None


def _told(lines: Iterable[Line], refused: list[str]) -> Iterator[Line]:
    """The lines; where the input holds no page, ``refused`` says why."""
    try:
        yield from lines
    except UsageError as error:
        refused.append(error.sentence)


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnitFailed(f"it can't be read: {error.strerror}") from error


# pages in WARC files ------------------------------------------------------------------------------


def _warc_lines(
    unit: WarcUnit, path: Path, sources: Sequence[Source], reader: PageReader
) -> Iterator[Line]:
    return _page_lines(_in_file(path, unit.path, None, sources), reader)


def _cdx_lines(unit: CdxUnit, sources: Sequence[Source], reader: PageReader) -> Iterator[Line]:
    from scraper.parts.index_records import records_at  # noqa: PLC0415  it imports the HTTP client

    with records_at(unit) as records:
        given: list[_Given] = []
        for record in records:
            if record.path is None:
                given.append(FailedLine(record.url, record.reason))
                continue
            try:
                given += _in_file(record.path, record.file, record.offset, sources)
            except UsageError as error:
                given.append(FailedLine(record.url, error.sentence))
        yield from _page_lines(iter(given), reader)


def _in_file(
    path: Path, name: str, offset: int | None, sources: Sequence[Source]
) -> Iterator[_Given]:
    """The story pages in a file.

    :param name: what the file is called in their origin.
    :param offset: where in that file its only record begins; None: it is the whole file.
    """
    for found in stories_in_warc(path, sources):
        if isinstance(found, UnreadableRecord):
            called = found.name if offset is not None else f"{name}: {found.name}"
            yield FailedLine(called, found.reason)
        else:
            assert found.place is not None
            yield _Placed(found, name, found.place.part_at if offset is None else offset)


def _page_lines(given: Iterator[_Given], reader: PageReader) -> Iterator[Line]:
    for batch in reader.read_all(given, _task):
        for one, found in batch:
            yield one if isinstance(one, FailedLine) else _page_line(one, found)


def _task(given: _Given) -> ReadSaved | None:
    if isinstance(given, FailedLine):
        return None
    saved = given.saved
    return ReadSaved(saved.source.name, saved.page, saved.ref, None)


def _page_line(given: _Placed, found: Result | Raised | None) -> Line:
    saved = given.saved
    if isinstance(found, Raised):
        return _mistake(saved.ref, found)
    assert isinstance(found, Reading)
    place = saved.place
    assert place is not None
    body = hashlib.sha256(saved.page.body).hexdigest()
    origin = Origin(given.file, given.offset, body, place.name, place.record_at)
    outcome = stored(found.outcome)
    return PageLine(
        saved.source.name, saved.name, saved.ref, origin, outcome, StoredPage.of(saved.page)
    )


# kept pages ---------------------------------------------------------------------------------------


def _kept_lines(unit: KeptUnit, reader: PageReader) -> Iterator[Line]:
    for batch in reader.read_all(unit.pages, ReadAgain):
        for kept, found in batch:
            yield _kept_line(kept, found)


def _kept_line(kept: KeptPage, found: Result | Raised | None) -> Line:
    if isinstance(found, Raised):
        return _mistake(kept.ref, found)
    assert isinstance(found, Reading)
    body = hashlib.sha256(kept.page.body).hexdigest()
    return KeptLine(kept.ref.source, kept.snapshot_id, body, kept.ref, stored(found.outcome))


def _mistake(ref: StoryRef, raised: Raised) -> FailedLine:
    error = raised.error
    return FailedLine(ref.url, f"unforeseen error: {type(error).__name__}: {error}")
