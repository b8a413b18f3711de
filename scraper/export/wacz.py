"""The stories' pages of an archive as one WACZ file: WARC files with an index, a list of pages and
checksums of all of it (https://specs.webrecorder.net/wacz/1.1.1/).

Nothing in the zip is compressed a second time, so that a reader can fetch a record by its range.
The same archive gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

from scraper import __version__
from scraper.archive.snapshots import PageHistory
from scraper.archive.store import Archive
from scraper.export.cdxj import block_line, blocks, cdxj_line, first_line
from scraper.export.extras import require_warcio
from scraper.export.folder import Folder
from scraper.export.sorted_lines import SortedLines
from scraper.export.warc_files import WarcCounts, WarcFiles
from scraper.export.warc_records import published_url, warc_date

FILE = "onrecord.wacz"
WACZ_VERSION = "1.1.1"
_INDEX = "index.cdx.gz"
#: The earliest time that a zip file can give; no time of its own has any meaning here.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TITLE = "Story pages kept by OnRecord"


def write_wacz(
    archive: Archive, folder: Folder, pages: Collection[int] | None = None
) -> WarcCounts:
    """Write the pages into one file, :data:`FILE`.

    :param pages: only these, by id; None: all stories' pages of which a snapshot is kept.
    :raises ExportError: warcio is not installed, or the folder can't be written.
    :raises ArchiveError: the archive can't be read.
    """
    require_warcio()
    with (
        folder.file(FILE) as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed,
        SortedLines() as index,
        tempfile.TemporaryFile() as listed,
    ):
        package = _Package(packed)
        files = WarcFiles(
            archive,
            lambda name: package.file(f"archive/{name}"),
            lambda record: index.add(cdxj_line(record)),
        )
        with files.written():
            for page in archive.histories.pages(pages):
                if files.add(page):
                    listed.write(_page_line(page))
        _write_index(package, index)
        _write_pages(package, listed)
        package.finish(archive.histories.last_fetch())
    return files.counts


@dataclass(slots=True)
class _Package:
    """The zip file, and what its datapackage says of each file in it."""

    packed: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def file(self, path: str) -> Iterator[BinaryIO]:
        """A file to write."""
        with self.packed.open(_entry(path), "w", force_zip64=True) as opened:
            hashed = _Hashed(opened)
            yield cast("BinaryIO", hashed)
        self.resources.append(
            {
                "name": path.rpartition("/")[2],
                "path": path,
                "hash": f"sha256:{hashed.digest.hexdigest()}",
                "bytes": hashed.size,
            }
        )

    def finish(self, last_fetch: str | None) -> None:
        """Write the datapackage and its digest."""
        package = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": _TITLE,
            "software": f"OnRecord/{__version__}",
            **({"created": warc_date(last_fetch)} if last_fetch else {}),
            "resources": self.resources,
        }
        written = json.dumps(package, indent=2).encode()
        self.packed.writestr(_entry("datapackage.json"), written)
        digest = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(written).hexdigest()}",
        }
        entry = _entry("datapackage-digest.json")
        self.packed.writestr(entry, json.dumps(digest, indent=2).encode())


class _Hashed:
    """What is written passes on, and is counted and hashed."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.digest, self.size = hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._out.write(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        self._out.flush()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _NO_TIME)
    entry.create_system = 3  # as on Unix, wherever it is written
    entry.external_attr = 0o644 << 16
    return entry


def _page_line(page: PageHistory) -> bytes:
    """A page in the list, as it was fetched last."""
    told = {
        "id": f"{page.ref.source}/{page.ref.story_id}",
        "url": published_url(page),
        "ts": warc_date(page.snapshots[-1].fetched_at),
        **({"title": page.title} if page.title else {}),
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _write_index(package: _Package, lines: SortedLines) -> None:
    with tempfile.TemporaryFile() as index:
        index.write(first_line(_INDEX))
        with package.file(f"indexes/{_INDEX}") as out:
            for key, block in blocks(lines):
                index.write(block_line(key, block, out.tell(), _INDEX))
                out.write(block)
        index.seek(0)
        with package.file("indexes/index.idx") as out:
            for line in index:
                out.write(line)


def _write_pages(package: _Package, listed: IO[bytes]) -> None:
    listed.seek(0)
    with package.file("pages/pages.jsonl") as out:
        head = {"format": "json-pages-1.0", "id": "pages", "title": _TITLE}
        out.write(json.dumps(head).encode() + b"\n")
        for line in listed:
            out.write(line)
