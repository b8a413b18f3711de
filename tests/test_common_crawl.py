"""Records that an index names, fetched from a server by their range of bytes; and WARC files of
other file systems.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from scraper.errors import UnusableFile, UsageError
from scraper.parts.index_records import cdx_units
from scraper.parts.inputs import local_copy, warc_units
from scraper.parts.landing import find_parts
from scraper.parts.line import FailedLine, PageLine, decoded
from scraper.parts.part import raw_lines
from scraper.parts.reading import UnitFailed, UnitRead, read_unit
from scraper.reading.reader import PageReader
from scraper.sources.npr import Npr
from tests.conftest import FAST, Command, configured, rows
from tests.test_warc_reading import DAY, http, record, story, url_of
from tests.torture.lost_workers import rows_of

NAME = "crawl-data/CC-MAIN-2013-20/segments/1/warc/CC-MAIN-1.warc.gz"
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


class Crawl:
    """A server with one WARC file, as Common Crawl has them, and the lines of its index."""

    def __init__(self, count: int) -> None:
        self.data, self.lines = b"", list[str]()
        for number in range(count):
            self.add(url_of(number), gzip.compress(story(number), mtime=0))
        self.asked: list[tuple[str, str | None, str | None]] = []
        self.broken = 0
        self.ranges = True

    def add(self, url: str, member: bytes, **more: str) -> None:
        fields = {
            "url": url, "mime": "text/html", "status": "200", "digest": "X",
            "length": str(len(member)), "offset": str(len(self.data)), "filename": NAME, **more,
        }  # fmt: skip
        self.lines.append(f"org,npr)/x 20130520120000 {json.dumps(fields)}")
        self.data += member

    def write(self, path: Path) -> Path:
        path.write_text("".join(f"{line}\n" for line in self.lines))
        return path

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = handler.headers.get("Range")
        self.asked.append((handler.path, wanted, handler.headers.get("User-Agent")))
        if handler.path != f"/{NAME}":
            handler.send_error(404)
            return
        if self.broken:
            self.broken -= 1
            handler.send_error(503)
            return
        body, status = self.data, 200
        if wanted and self.ranges:
            first, last = map(int, wanted.removeprefix("bytes=").split("-"))
            body, status = self.data[first : last + 1], 206
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def crawl() -> Iterator[Crawl]:
    served = Crawl(5)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined]
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def read(crawl: Crawl, directory: Path) -> list[UnitRead]:
    index = crawl.write(directory / "index.cdxj")
    units = cdx_units(index, [Npr()], crawl.url, FAST)  # type: ignore[attr-defined]
    with PageReader([Npr()], 0) as reader:
        return [read_unit(unit, directory / "parts", [Npr()], reader) for unit in units]


def lines_of(directory: Path) -> list[object]:
    found, _ = find_parts([directory / "parts"])
    return [decoded(line) for one in found for line in raw_lines(one.directory, one.receipt)]


def test_records_are_fetched_by_their_range(crawl: Crawl, tmp_path: Path) -> None:
    crawl.add("https://example.org/", gzip.compress(b"no story of ours"))
    crawl.add(url_of(99), gzip.compress(b"a redirect"), status="301")
    read(crawl, tmp_path)
    records = [one for one in crawl.asked if one[0] != "/robots.txt"]
    assert len(records) == 5
    assert {agent for _, _, agent in crawl.asked} == {FAST.user_agent}
    pages = [line for line in lines_of(tmp_path) if isinstance(line, PageLine)]
    assert [line.page.url for line in pages] == [url_of(number) for number in range(5)]
    for line, (_, wanted, _) in zip(pages, records, strict=True):
        assert line.origin.file == NAME
        assert wanted is not None
        assert wanted.startswith(f"bytes={line.origin.offset}-")
        assert line.page.via == "CC-MAIN-1.warc.gz"
        assert line.outcome.record.ref is not None


def test_what_is_gone_or_no_record_costs_itself_alone(crawl: Crawl, tmp_path: Path) -> None:
    crawl.add(url_of(7), gzip.compress(b"no record at all, but as many bytes as it says"))
    crawl.add(
        url_of(8), gzip.compress(record(http(), url_of(8), date=DAY)), filename="gone.warc.gz"
    )
    (unit,) = read(crawl, tmp_path)
    assert (unit.receipt.rows, unit.receipt.errors) == (7, 2)
    failed = [line for line in lines_of(tmp_path) if isinstance(line, FailedLine)]
    assert [line.name for line in failed] == [url_of(7), url_of(8)]
    assert failed[0].reason == "it is not a WARC file"
    assert "the server answered 404" in failed[1].reason


def test_a_server_that_is_down_leaves_the_unit_for_later(crawl: Crawl, tmp_path: Path) -> None:
    crawl.broken = 100
    with pytest.raises(UnitFailed, match="the server answered 503"):
        read(crawl, tmp_path)
    assert not list(tmp_path.glob("parts/*"))
    crawl.broken = 1  # within one unit, requests are retried
    (unit,) = read(crawl, tmp_path)
    assert unit.receipt.rows == 5


def test_a_server_that_sends_the_whole_file_is_refused(crawl: Crawl, tmp_path: Path) -> None:
    crawl.ranges = False
    (unit,) = read(crawl, tmp_path)
    assert unit.receipt.errors == 5
    assert all(isinstance(line, FailedLine) for line in lines_of(tmp_path))


def test_the_command_gives_the_archive_that_the_whole_file_gives(
    crawl: Crawl, onrecord: Command, tmp_path: Path
) -> None:
    url: str = crawl.url  # type: ignore[attr-defined]
    configured(tmp_path, url)
    crawl.write(tmp_path / "index.cdxj")
    ran = onrecord("backfill", "--cdx", "index.cdxj", "--cdx-base", url)
    assert ran.code == 0, ran.err
    (tmp_path / "CC-MAIN-1.warc.gz").write_bytes(crawl.data)
    again = onrecord("backfill", "--warc", "CC-MAIN-1.warc.gz", "--db", "b.db")
    assert again.out == ran.out
    found = rows(tmp_path, "SELECT story_id, content_hash, title FROM transcripts")
    assert len(found) == 5
    tables = ("turns", "speakers", "appearances", "notes")
    one, other = (rows_of(tmp_path / name) for name in ("archive.db", "b.db"))
    assert [one[name] for name in tables] == [other[name] for name in tables]


def test_an_index_that_is_none_is_told_of(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "index.cdxj").write_text("org,npr)/x 2013 no object\n")
    ran = onrecord("backfill", "--cdx", "index.cdxj", "--parts", "p")
    assert ran.code == 2
    assert ran.err.endswith("error: index.cdxj, line 1: it is no line of an index\n")


# other file systems -------------------------------------------------------------------------------


def test_files_of_other_file_systems_are_copied_and_read(
    crawl: Crawl, onrecord: Command, tmp_path: Path
) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    memory.pipe("/crawl/b.warc.gz", crawl.data)
    memory.pipe("/crawl/a.warc", story(7))
    try:
        units = warc_units(["memory://crawl/*.warc*"])
        assert [unit.path for unit in units] == [
            "memory:///crawl/a.warc", "memory:///crawl/b.warc.gz",
        ]  # fmt: skip
        with local_copy(units[1].path) as copy:
            assert (copy.name, copy.read_bytes()) == ("b.warc.gz", crawl.data)
        assert not copy.exists()
        assert onrecord("backfill", "--warc", "memory://crawl/*.warc*").code == 0
        (tmp_path / "a.warc").write_bytes(story(7))
        (tmp_path / "b.warc.gz").write_bytes(crawl.data)
        assert onrecord("backfill", "--warc", "*.warc*", "--db", "b.db").code == 0
        assert rows_of(tmp_path / "archive.db")["turns"] == rows_of(tmp_path / "b.db")["turns"]
        with pytest.raises(UsageError, match="there is no file memory://crawl/c"):
            warc_units(["memory://crawl/c*"])
        with pytest.raises(UnusableFile, match="can't be read"):
            warc_units(["nonsense://crawl/a.warc"])
    finally:
        memory.rm("/crawl", recursive=True)
