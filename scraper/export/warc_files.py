"""Writing an archive's pages into WARC files, one after another, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from scraper.archive.snapshots import KeptSnapshot, PageHistory, Refetch
from scraper.archive.store import Archive
from scraper.export.warc_records import (
    WARC_VERSION,
    Draft,
    Original,
    oldest_first,
    response,
    revisit,
    to_warcio,
    warcinfo,
)

#: In bytes, about: a page's records are never parted, so a file ends with the page that fills it.
#: 1 GB is what the WARC specification recommends (annex C).
FILE_SIZE = 1_000_000_000

#: Opens a file to write by its name.
OpenFile = Callable[[str], AbstractContextManager[BinaryIO]]


@dataclass(slots=True)
class WarcCounts:
    """What was written.

    :ivar pages: stories' pages; ``snapshots`` of them as responses, or resources where no answer is
        known; ``revisits``, those that refer to a snapshot of another page among them.
    :ivar damaged: the URLs of pages of which a snapshot is damaged, which is left out.
    """

    files: int = 0
    pages: int = 0
    snapshots: int = 0
    revisits: int = 0
    damaged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record of a page that was written: where it stands in which file, in bytes."""

    draft: Draft
    file: str
    offset: int
    length: int


@dataclass(slots=True)
class _Open:
    """The file that is being written. ``shared`` are the originals of bodies that several pages
    have.
    """

    name: str
    out: BinaryIO
    writer: Any
    info: str
    shared: dict[str, Original] = field(default_factory=dict)


class WarcFiles:
    """Writes records into files of about ``size`` bytes.

    :param open_file: opens each.
    :param noted: is told of each record of a page.
    """

    def __init__(
        self,
        archive: Archive,
        open_file: OpenFile,
        noted: Callable[[WrittenRecord], None] = lambda record: None,
        *,
        size: int = FILE_SIZE,
    ) -> None:
        self._histories, self._open_file, self._noted = archive.histories, open_file, noted
        self._size = size
        self._last_fetch = archive.histories.last_fetch() or ""
        self._shared = archive.histories.shared_bodies()
        self._stack = ExitStack()
        self._file: _Open | None = None
        self.counts = WarcCounts()

    @contextmanager
    def written(self) -> Iterator[WarcFiles]:
        """Write inside; the last file is closed at the end."""
        with self._stack:
            yield self

    def add(self, page: PageHistory) -> bool:
        """Write the records of a page; False where nothing of it can be read."""
        if self._file is not None and self._file.out.tell() >= self._size:
            self._stack.close()
            self._file = None
        originals: dict[int, Original] = {}
        damaged = False
        last = page.snapshots[-1]
        for event in oldest_first(page):
            if isinstance(event, Refetch):
                if (known := originals.get(event.snapshot_id)) is not None:
                    self._revisit(page, event, known)
            elif (written := self._snapshot(page, event, is_last=event is last)) is not None:
                originals[event.id] = written
            else:
                damaged = True
        if damaged:
            self.counts.damaged.append(page.ref.url)
        self.counts.pages += bool(originals)
        return bool(originals)

    def _snapshot(
        self, page: PageHistory, snapshot: KeptSnapshot, *, is_last: bool
    ) -> Original | None:
        """Write a snapshot; None where it is damaged. The last one of a page may refer to another
        page's: of a file that is read once, the pages of each story then still come in their order.
        """
        file = self._current()
        if (
            is_last
            and (known := file.shared.get(snapshot.body_sha256))
            and snapshot.headers != "{}"
        ):
            self._revisit(page, snapshot, known)
            return known
        body = self._histories.body(snapshot)
        if body is None:
            return None
        draft = response(page, snapshot, body, file.info)
        self._write(draft)
        self.counts.snapshots += 1
        original = Original(
            draft.header("WARC-Record-ID"),
            draft.header("WARC-Target-URI"),
            draft.header("WARC-Date"),
            draft.header("WARC-Payload-Digest"),
        )
        if snapshot.body_sha256 in self._shared:
            file.shared.setdefault(snapshot.body_sha256, original)
        return original

    def _revisit(
        self, page: PageHistory, again: Refetch | KeptSnapshot, original: Original
    ) -> None:
        self._write(revisit(page, again, original, self._current().info))
        self.counts.revisits += 1

    def _write(self, draft: Draft) -> None:
        file = self._current()
        offset = file.out.tell()
        file.writer.write_record(to_warcio(draft, file.writer))
        self._noted(WrittenRecord(draft, file.name, offset, file.out.tell() - offset))

    def _current(self) -> _Open:
        if self._file is None:
            from warcio.warcwriter import WARCWriter  # noqa: PLC0415  an extra

            self.counts.files += 1
            name = f"onrecord-{self.counts.files:05}.warc.gz"
            out = self._stack.enter_context(self._open_file(name))
            writer = WARCWriter(out, gzip=True, warc_version=WARC_VERSION)
            head = warcinfo(name, self._last_fetch)
            writer.write_record(to_warcio(head, writer))
            self._file = _Open(name, out, writer, head.header("WARC-Record-ID"))
        return self._file
