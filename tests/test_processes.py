"""Reading pages in processes of their own: the same archive however many there are, a crash costs
one page, and no process is left.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, LandedPage, PageLander
from scraper.crawl.reextract import reextract
from scraper.reading.reader import PageReader
from scraper.sources import Source
from scraper.sources.npr import Npr
from tests.benchmarks.processes import write_warc
from tests.conftest import NOON, Command, raw, rows
from tests.crashing_source import EXIT, FOREVER, OUT_OF_MEMORY, SEGFAULT, CrashingNpr

ROOT = Path(__file__).parents[1]
PAGES = 120
#: Seconds; reading a page takes some milliseconds.
LIMIT_S = 2.0
CRASHED = "reading this page crashed the parser"
TOO_LONG = "reading this page took longer than 2 seconds"
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


def no_mistake(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


def land(archive: Archive, files: Sequence[Path], jobs: int, source: Source) -> list[object]:
    """What became of the pages in files."""
    with PageReader([source], jobs, LIMIT_S) as reader:
        policy = LandingPolicy(reread=reader.reread, follow=False)
        lander = PageLander(archive, policy, no_mistake, lambda: NOON)
        return list(lander.land_files(files, [source], reader))


def read_again(archive: Archive, jobs: int, source: Source) -> list[Landed | Failed]:
    with PageReader([source], jobs, LIMIT_S) as reader:
        return list(reextract(archive, [source], reader, no_mistake, quarantined=False))


def whole(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables.fetchall()
            if name != "_sqlite_migrations"  # when each was applied
        }


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two files with varied pages."""
    directory = tmp_path_factory.mktemp("warcs")
    write_warc(directory / "a.warc.gz", PAGES, chrome=False)
    write_warc(directory / "b.warc", 7, chrome=False)
    return [directory / "a.warc.gz", directory / "b.warc"]


def test_the_archive_is_the_same_however_many_processes_read(
    warcs: list[Path], tmp_path: Path
) -> None:
    found = {}
    for jobs in (0, 1, 3):
        with Archive.write(tmp_path / f"{jobs}.db") as archive:
            land(archive, warcs, jobs, Npr())
            raw(archive).execute("UPDATE own_write SET active = 1")
            # Rules that read some pages otherwise: titles, speakers and words are put right.
            raw(archive).execute("UPDATE transcripts SET extractor = '1', title = 'x' WHERE id % 2")
            raw(archive).execute("UPDATE own_write SET active = 0")
            read_again(archive, jobs, Npr())
        found[jobs] = whole(tmp_path / f"{jobs}.db")
    assert len(found[0]["transcripts"]) > PAGES * 0.9
    assert not any("x" in row[3:6] for row in found[0]["transcripts"])
    assert found[0] == found[1] == found[3]


def test_an_unchanged_page_that_is_read_again_writes_nothing(
    warcs: list[Path], tmp_path: Path
) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, warcs, 0, Npr())
        before = whole(archive.path)
        statements: list[str] = []
        raw(archive).set_trace_callback(statements.append)
        done = read_again(archive, 0, Npr())
        raw(archive).set_trace_callback(None)
        assert {getattr(one, "kind", None) for one in done} == {"same", "no_transcript"}
        assert whole(archive.path) == before
    written = {one.split()[0] for one in statements} - {"SELECT", "SAVEPOINT", "RELEASE", "--"}
    assert written == {"BEGIN", "UPDATE", "COMMIT"}
    assert {one for one in statements if one.startswith("UPDATE")} == {
        "UPDATE own_write SET active = 1", "UPDATE own_write SET active = 0",
    }  # fmt: skip


# crashes ------------------------------------------------------------------------------------------


def bad_page(story: str) -> tuple[str, bytes]:
    """The page of a story of that number."""
    page = story_page(all_sheets()["nx-s1-5340027"]).replace(b"nx-s1-5340027", story.encode())
    return Npr().canonical_url(story), page


def with_bad_pages(path: Path, bad: Sequence[str]) -> None:
    """A WARC file with good pages, and the bad ones in their midst."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=False)
    good = [bad_page(f"nx-s1-{number}") for number in range(5_000_000, 5_000_040)]
    for number, url in enumerate(bad):
        good.insert(7 * (number + 1), bad_page(url))
    for url, page in good:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=BytesIO(page), http_headers=http)
        )
    path.write_bytes(stream.getvalue())


BAD = [f"nx-s1-{number}" for number in (SEGFAULT, FOREVER, EXIT, OUT_OF_MEMORY)]
REASONS = dict(zip(BAD, (CRASHED, TOO_LONG, CRASHED, CRASHED), strict=True))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_crashes_the_parser_costs_itself_alone(tmp_path: Path, jobs: int) -> None:
    with_bad_pages(tmp_path / "a.warc", BAD)
    with Archive.write(tmp_path / "archive.db") as archive:
        done = land(archive, [tmp_path / "a.warc"], jobs, CrashingNpr())
        landed = [one.landed for one in done if isinstance(one, LandedPage)]
        assert Counter(one.kind for one in landed) == {"new": 40, "quarantined": 4}
        assert {one.ref.story_id: one.reason for one in landed if one.reason} == REASONS
        found = archive.queue.quarantined(["npr"], -1)[1]
        assert {page.reason for page in found} == {CRASHED, TOO_LONG}
        assert archive.snapshots.count("npr", quarantined=True) == 4, "the pages are kept"
        # By rules that understand them, they land.
        again = read_again(archive, jobs, Npr())
        assert Counter(one.kind for one in again if isinstance(one, Landed)) == {
            "same": 40, "new": 4,
        }  # fmt: skip
        assert list(archive.integrity.check()) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_transcript_whose_page_crashes_the_parser_now_stays_in_doubt(
    tmp_path: Path, jobs: int
) -> None:
    with_bad_pages(tmp_path / "a.warc", BAD)
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, [tmp_path / "a.warc"], 0, Npr())
        before = raw(archive).execute("SELECT text FROM turns").fetchall()
        done = read_again(archive, jobs, CrashingNpr())
        doubted = {
            one.ref.story_id: one.reason for one in done if isinstance(one, Landed) if one.doubted
        }
        assert doubted == REASONS
        stored = raw(archive).execute(
            "SELECT story_id, doubt FROM transcripts WHERE doubt IS NOT NULL"
        )
        assert dict(map(tuple, stored)) == REASONS
        assert raw(archive).execute("SELECT text FROM turns").fetchall() == before
        assert list(archive.integrity.check()) == []


def test_a_saved_page_that_crashes_the_parser_is_kept_where_it_is_known_whose_it_is(
    tmp_path: Path,
) -> None:
    files = []
    for name, story in (("good", "nx-s1-5000001"), ("bad", BAD[0]), ("other", "nx-s1-5000002")):
        url, page = bad_page(story)
        files.append(tmp_path / f"{name}.html")
        files[-1].write_bytes(f"<!-- saved from url=({len(url):04}){url} -->".encode() + page)
    with Archive.write(tmp_path / "archive.db") as archive:
        done = land(archive, files, 1, CrashingNpr())
    assert [one.landed.kind for one in done if isinstance(one, LandedPage)] == [
        "new", "quarantined", "new",
    ]  # fmt: skip
    kept = rows(tmp_path, "SELECT story_id, reason FROM pages WHERE state = 'quarantined'")
    assert kept == [(BAD[0], CRASHED)]


def test_the_page_before_is_read_by_a_process_of_its_own_too(tmp_path: Path) -> None:
    """Where rules and page both changed, the page before is read again, and may crash."""
    url, page = bad_page(BAD[0])
    with Archive.write(tmp_path / "archive.db") as archive:
        with_bad_pages(tmp_path / "a.warc", BAD[:1])
        land(archive, [tmp_path / "a.warc"], 0, Npr())
        (kept,) = (one for one in archive.snapshots.newest("npr") if one.ref.url == url)
        assert kept.page.body == page
        with PageReader([CrashingNpr()], 1, LIMIT_S) as reader:
            outcome = reader.reread(kept)
        assert getattr(outcome, "reason", None) == CRASHED


# signals ------------------------------------------------------------------------------------------


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command in the middle of reading pages, one of which never ends."""
    with_bad_pages(tmp_path / "a.warc", [f"nx-s1-{FOREVER}"])
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, [tmp_path / "a.warc"], 0, Npr())
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crashing_source", "reextract", "--jobs", "2",
         "--db", tmp_path / "archive.db"],
        cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    with process:
        wait_until(lambda: len(children_of(process.pid)) >= 3)  # two, and Python's own
        time.sleep(1)
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("group", [True, False], ids=["Ctrl-C", "one process"])
def test_no_process_is_left_when_the_command_ends(
    endless: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals, group: bool
) -> None:
    children = children_of(endless.pid)
    (os.killpg if group else os.kill)(endless.pid, number)
    _, said = endless.communicate(timeout=20)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    if number != signal.SIGKILL:
        assert endless.returncode == 130
        assert said.strip() == b"interrupted; the archive is safe"
    with Archive.write(tmp_path / "archive.db") as archive:
        assert list(archive.integrity.check()) == []


# the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_the_commands_take_the_number_of_processes(
    onrecord: Command, warcs: list[Path], jobs: str
) -> None:
    ran = onrecord("backfill", "--warc", warcs[1], "--jobs", jobs, "--db", "b.db")
    assert (ran.code, ran.out) == (0, "7 new transcripts (0 requests, 0 listings)\n")
    ran = onrecord("add", *warcs, "--jobs", jobs)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == PAGES + 7
    ran = onrecord("reextract", "--jobs", jobs)
    assert ran.code == 0
    assert ran.out.startswith(f"{PAGES} pages read again: ")


def test_a_senseless_number_of_processes_is_refused(onrecord: Command) -> None:
    assert onrecord("reextract", "--jobs", "-1").code == 2
    assert onrecord("reextract", "--jobs", "many").code == 2


@pytest.mark.parametrize("jobs", ["0", "1", "2"])
def test_a_file_that_is_no_page_is_said_the_same_way(
    onrecord: Command, tmp_path: Path, jobs: str
) -> None:
    url, page = bad_page("nx-s1-5000001")
    (tmp_path / "good.html").write_bytes(f"<!-- saved from url=(0042){url} -->".encode() + page)
    (tmp_path / "nameless.html").write_bytes(b"<html><body><p>Words.</p></body></html>")
    ran = onrecord("add", "nameless.html", "good.html", "--jobs", jobs)
    assert ran.code == 1
    assert ran.err == (
        "error: nameless.html: the page doesn't say which story it is; give the URL of its story"
        " with --url\n"
    )
    assert ran.out.startswith("new [1]: good.html: ")
