"""WARC and WACZ files of an archive's pages: what stands in them, and what comes back."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.queue.refetch import DEFAULT
from scraper.archive.store import Archive
from scraper.errors import ErrorCode, ExportError
from scraper.export.folder import Folder
from scraper.export.sorted_lines import SortedLines
from scraper.export.surt import surt
from scraper.export.wacz import write_wacz
from scraper.export.warc import WarcCounts, write_warc
from scraper.export.warc_files import WarcFiles
from scraper.extract import extract
from scraper.model import FetchRecord, NoTranscript, Page, StoryRef
from scraper.sources.npr import Npr
from scraper.warc import UnreadableRecord, pages_in_warc
from tests.conftest import Command, raw, rot, rows
from tests.newsrooms.pages import made_pages, made_sites

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own
STORY, OTHER = "nx-s1-5340027", "nx-s1-5530290"
BODY = story_page(all_sheets()[STORY])
#: The same page with one word corrected by its publisher.
CORRECTED = BODY.replace(b"He lets it ring three times", b"He lets it ring four times")
DAY = datetime(2024, 2, 13, 10, tzinfo=UTC)
HEADERS = {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip",
           "content-length": "999", "transfer-encoding": "chunked", "etag": '"a"'}  # fmt: skip

Landing = Callable[..., None]


def url_of(story: str) -> str:
    return f"https://www.npr.org/transcripts/{story}"


def land(
    archive: Archive,
    body: bytes = BODY,
    at: datetime = DAY,
    story: str = STORY,
    headers: dict[str, str] = HEADERS,
    via: str | None = None,
) -> None:
    """Land a page as a run would have done that day."""
    source = Npr()
    ref = source.identify(url_of(story))
    assert ref is not None
    page = Page(ref.url, 200 if headers else 0, headers, body, at, via)
    archive.lander().land(page, extract(page, source, ref), ref, at)


def not_modified(archive: Archive, at: datetime, story: str = STORY) -> None:
    """What a 304 leaves behind."""
    archive.queue.make_due(["npr"], at)
    (due,) = [page for page in archive.queue.due("npr", at) if page.story_id == story]
    archive.queue.record_not_modified(due, at, DEFAULT)


def refetched_later(demo_archive: Path, path: Path) -> Path:
    """The demo's archive, as if it had looked at its pages again an hour later, not at once."""
    shutil.copy(demo_archive, path)
    with closing(sqlite3.connect(path)) as connection:
        rot(
            connection,
            "UPDATE pages SET fetched_at ="
            " strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '+1 hour') WHERE status = 304",
            # A quick machine fetches a page twice in a second, and replay counts whole seconds.
            "UPDATE snapshots SET fetched_at ="
            " strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '-1 hour') WHERE id IN"
            " (SELECT min(id) FROM snapshots GROUP BY page_id HAVING count(*) > 1)",
        )
        connection.commit()
    return path


def export(
    archive: Archive, to: Path, write: Callable[..., WarcCounts] = write_warc
) -> tuple[WarcCounts, list[Path]]:
    with Folder(to) as folder:
        counts = write(archive, folder)
    return counts, sorted(to.rglob("*.w*"))


def records(path: Path) -> list[dict[str, str]]:
    """The headers of the records in a file, and what warcio makes of the rest."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            told = dict(record.rec_headers.headers)
            if record.http_headers:
                told |= {f"http:{name}": value for name, value in record.http_headers.headers}
                told["http"] = record.http_headers.statusline
            told["payload"] = record.content_stream().read().decode("utf-8", "replace")
            found.append(told)
    return found


def kinds(path: Path) -> list[tuple[str, str, str]]:
    return [
        (one["WARC-Type"], one.get("WARC-Target-URI", ""), one["WARC-Date"])
        for one in records(path)
    ]


# what is written ----------------------------------------------------------------------------------


def test_every_snapshot_is_a_response_with_what_was_answered(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    land(archive, CORRECTED, DAY + timedelta(days=3))
    counts, (path,) = export(archive, tmp_path / "out")
    assert (counts.files, counts.pages, counts.snapshots, counts.revisits) == (1, 1, 2, 0)
    info, first, second = records(path)
    assert (info["WARC-Type"], info["WARC-Date"]) == ("warcinfo", "2024-02-16T10:00:00Z")
    assert "warcio/" in info["payload"]
    assert "zlib/" in info["payload"]
    assert (first["WARC-Date"], second["WARC-Date"]) == (
        "2024-02-13T10:00:00Z", "2024-02-16T10:00:00Z",
    )  # fmt: skip
    assert first["payload"].encode() == BODY
    assert second["payload"].encode() == CORRECTED
    assert first["http"] == "200 OK"
    assert first["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(BODY).hexdigest()}"


def test_headers_speak_of_the_decoded_body_and_the_others_are_set_aside(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    _, (path,) = export(archive, tmp_path / "out")
    record = records(path)[1]
    assert {name: value for name, value in record.items() if name.startswith("http:")} == {
        "http:content-type": "text/html; charset=utf-8",
        "http:X-Archive-Orig-Content-Encoding": "gzip",
        "http:X-Archive-Orig-Content-Length": "999",
        "http:X-Archive-Orig-Transfer-Encoding": "chunked",
        "http:etag": '"a"',
        "http:content-length": str(len(BODY)),
    }


def test_a_304_is_a_revisit_of_the_page_that_it_left_unchanged(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    not_modified(archive, DAY + timedelta(days=1))
    counts, (path,) = export(archive, tmp_path / "out")
    assert counts.revisits == 1
    _, original, again = records(path)
    assert again["WARC-Type"] == "revisit"
    assert again["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert again["WARC-Date"] == "2024-02-14T10:00:00Z"
    assert again["WARC-Refers-To"] == original["WARC-Record-ID"]
    assert again["WARC-Refers-To-Date"] == original["WARC-Date"]
    assert again["WARC-Refers-To-Target-URI"] == url_of(STORY)
    assert again["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]


def test_a_page_that_came_again_with_the_same_bytes_is_a_revisit(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    land(archive, at=DAY + timedelta(days=1))
    _, (path,) = export(archive, tmp_path / "out")
    again = records(path)[2]
    assert again["WARC-Date"] == "2024-02-14T10:00:00Z"
    assert again["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")


def test_every_304_that_is_still_logged_is_a_revisit(archive: Archive, tmp_path: Path) -> None:
    land(archive)
    run = archive.runs.start("run", DAY)
    days = [DAY + timedelta(days=number) for number in (1, 3)]
    archive.runs.log_requests(
        run, [FetchRecord(url_of(STORY), day, 304, 0, 5) for day in days]
    )  # fmt: skip
    not_modified(archive, days[-1])
    _, (path,) = export(archive, tmp_path / "out")
    assert [date for kind, _, date in kinds(path) if kind == "revisit"] == [
        "2024-02-14T10:00:00Z", "2024-02-16T10:00:00Z",
    ]  # fmt: skip


def test_nothing_is_invented_where_two_snapshots_may_be_meant(
    archive: Archive, tmp_path: Path
) -> None:
    """Only the bytes around the words changed, and no validator tells which page the 304 meant."""
    land(archive, headers={"content-type": "text/html"})
    around = BODY.replace(b"<header", b"<!-- changed --><header")
    land(archive, around, DAY + timedelta(days=1), headers={"content-type": "text/html"})
    not_modified(archive, DAY + timedelta(days=2))
    counts, _ = export(archive, tmp_path / "out")
    assert (counts.snapshots, counts.revisits) == (2, 0)


def test_validators_tell_which_page_a_304_meant(archive: Archive, tmp_path: Path) -> None:
    land(archive)
    around = BODY.replace(b"<header", b"<!-- changed --><header")
    land(archive, around, DAY + timedelta(days=1), headers={**HEADERS, "etag": '"b"'})
    not_modified(archive, DAY + timedelta(days=2))
    _, (path,) = export(archive, tmp_path / "out")
    last = records(path)[-1]
    assert last["WARC-Refers-To-Date"] == "2024-02-14T10:00:00Z"


def test_the_same_body_at_another_url_refers_to_the_first(archive: Archive, tmp_path: Path) -> None:
    gone = b"<html><body><p>This page is not here any more, and nothing else is.</p></body></html>"
    land(archive, gone)
    land(archive, gone, DAY + timedelta(hours=1), OTHER)
    counts, (path,) = export(archive, tmp_path / "out")
    assert (counts.snapshots, counts.revisits) == (1, 1)
    again = records(path)[-1]
    assert again["WARC-Target-URI"] == url_of(OTHER)
    assert again["WARC-Refers-To-Target-URI"] == url_of(STORY)
    assert again["http:content-type"] == "text/html; charset=utf-8"
    pages = [page for page in pages_in_warc(path) if isinstance(page, Page)]
    assert [(page.url, page.body, page.fetched_at) for page in pages] == [
        (url_of(STORY), gone, DAY), (url_of(OTHER), gone, DAY + timedelta(hours=1)),
    ]  # fmt: skip


def test_a_page_saved_as_a_file_has_no_answer_and_is_a_resource(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive, headers={})
    _, (path,) = export(archive, tmp_path / "out")
    record = records(path)[1]
    assert (record["WARC-Type"], record["Content-Type"]) == ("resource", "text/html")
    assert "http" not in record


def test_a_capture_says_where_it_was_taken_from(archive: Archive, tmp_path: Path) -> None:
    capture = f"https://web.archive.org/web/20240213100000id_/{url_of(STORY)}"
    land(archive, via=capture)
    _, (path,) = export(archive, tmp_path / "out")
    record = records(path)[1]
    assert (record["WARC-Source-URI"], record["WARC-Date"]) == (capture, "2024-02-13T10:00:00Z")
    (page,) = pages_in_warc(path)
    assert isinstance(page, Page)
    assert (page.via, page.fetched_at) == (capture, DAY)


def test_a_mirror_is_not_named_as_the_publisher(archive: Archive, tmp_path: Path) -> None:
    land(archive)
    raw(archive).execute(
        "UPDATE pages SET fetched_url = 'http://127.0.0.1:8000/transcripts/' || story_id"
    )
    _, (path,) = export(archive, tmp_path / "out")
    assert records(path)[1]["WARC-Target-URI"] == url_of(STORY)


def test_a_damaged_snapshot_is_left_out_and_named(archive: Archive, tmp_path: Path) -> None:
    land(archive)
    land(archive, CORRECTED, DAY + timedelta(days=3))
    raw(archive).execute("UPDATE snapshots SET body = x'00' WHERE id = 1")
    counts, (path,) = export(archive, tmp_path / "out")
    assert (counts.snapshots, counts.damaged) == (1, [url_of(STORY)])
    assert len(records(path)) == 2


def test_only_chosen_pages_are_written(archive: Archive, tmp_path: Path) -> None:
    for story in (STORY, OTHER):
        land(archive, story_page(all_sheets()[story]), story=story)
    (chosen,) = raw(archive).execute("SELECT id FROM pages WHERE story_id = ?", (OTHER,)).fetchone()
    with Folder(tmp_path / "out") as folder:
        counts = write_warc(archive, folder, [chosen])
    assert counts.pages == 1
    assert {url for _, url, _ in kinds(tmp_path / "out/onrecord-00001.warc.gz")} == {
        "", url_of(OTHER),
    }  # fmt: skip


def test_without_warcio_the_reason_is_a_sentence(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warcio.warcwriter", None)
    with pytest.raises(ExportError) as raised, Folder(tmp_path / "out") as folder:
        write_warc(archive, folder)
    assert raised.value.code == ErrorCode.EXPORT_SUPPORT_MISSING


@pytest.mark.parametrize("write", [write_warc, write_wacz])
def test_the_same_archive_gives_the_same_bytes(
    demo_archive: Path, tmp_path: Path, write: Callable[..., WarcCounts]
) -> None:
    with Archive.read(demo_archive) as archive:
        _, (first,) = export(archive, tmp_path / "one", write)
    shutil.copy(demo_archive, tmp_path / "copy.db")
    with Archive.read(tmp_path / "copy.db") as archive:
        _, (second,) = export(archive, tmp_path / "two", write)
    assert first.read_bytes() == second.read_bytes()


def test_warcio_finds_nothing_wrong(demo_archive: Path, tmp_path: Path) -> None:
    with Archive.read(refetched_later(demo_archive, tmp_path / "later.db")) as archive:
        counts, (path,) = export(archive, tmp_path / "out")
    assert counts.revisits > 40
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    assert "digest pass" in checked.stdout
    assert "fail" not in checked.stdout


def test_full_files_end_with_a_page_and_each_revisit_is_with_its_original(
    demo_archive: Path, tmp_path: Path
) -> None:
    with (
        Archive.read(refetched_later(demo_archive, tmp_path / "later.db")) as archive,
        Folder(tmp_path / "out") as folder,
        WarcFiles(archive, folder.file, size=20_000).written() as files,
    ):
        for page in archive.histories.pages():
            files.add(page)
    paths = sorted((tmp_path / "out").glob("*.gz"))
    assert len(paths) == files.counts.files > 4
    seen = 0
    for path in paths:
        known: set[str] = set()
        for record in records(path):
            known.add(record["WARC-Record-ID"])
            if record["WARC-Type"] == "revisit":
                assert record["WARC-Refers-To"] in known
                seen += 1
        assert not any(isinstance(page, UnreadableRecord) for page in pages_in_warc(path))
    assert seen == files.counts.revisits


# what comes back ----------------------------------------------------------------------------------

#: All that a page gives, by what it is and not by numbers or by when it was landed.
SAME = {
    "transcripts": """SELECT source, story_id, url, title, program, aired_on, published_at,
        word_count, content_hash, revision, extractor, layout, doubt FROM transcripts""",
    "turns": """SELECT story_id, position, speakers.name, label, kind, text, turns.doubt
        FROM turns JOIN transcripts ON transcripts.id = turns.transcript_id
        LEFT JOIN speakers ON speakers.id = speaker_id""",
    "revisions": """SELECT story_id, revisions.revision, revisions.content_hash, changed, cause,
        body_sha256 FROM revisions JOIN transcripts ON transcripts.id = transcript_id
        JOIN snapshots ON snapshots.id = snapshot_id""",
    "snapshots": """SELECT url, snapshots.fetched_at, body_sha256 FROM snapshots
        JOIN pages ON pages.id = page_id""",
    "pages": "SELECT url, story_id, state, noarchive FROM pages WHERE kind = 'story'"
    " AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id)",
}


def everything(directory: Path) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(rows(directory, sql), key=repr) for name, sql in SAME.items()}


def differing(one: dict[str, list[tuple[object, ...]]], other: Path) -> dict[str, object]:
    found = everything(other)
    return {name: set(one[name]) ^ set(found[name]) for name in SAME if one[name] != found[name]}


@pytest.mark.parametrize("write", [write_warc, write_wacz])
def test_the_archive_comes_back_row_for_row(
    landed: Command, tmp_path: Path, write: Callable[..., WarcCounts]
) -> None:
    with Archive.read(tmp_path / "archive.db") as archive:
        _, (path,) = export(archive, tmp_path / "out", write)
    before = everything(tmp_path)
    (tmp_path / "back").mkdir()
    ran = landed("add", path, "--db", tmp_path / "back/archive.db")
    assert (ran.code, ran.err) == (0, "")
    assert differing(before, tmp_path / "back") == {}


@pytest.mark.parametrize("write", [write_warc, write_wacz])
def test_the_pages_of_every_newsroom_come_back(
    onrecord: Command, archive: Archive, tmp_path: Path, write: Callable[..., WarcCounts]
) -> None:
    for number, made in enumerate(made_pages()):
        ref = made.source.identify(made.url)
        assert ref is not None
        at = DAY + timedelta(hours=number)
        headers = {"content-type": f"text/html; charset={made.charset}"}
        page = Page(made.url, 200, headers, made.body, at)
        archive.lander().land(page, extract(page, made.source, ref), ref, at)
    _, (path,) = export(archive, tmp_path / "out", write)
    before = everything(tmp_path)
    assert {row[0] for row in before["transcripts"]} == set(made_sites())
    (tmp_path / "back").mkdir()
    onrecord("add", path, "--db", tmp_path / "back/archive.db")
    assert differing(before, tmp_path / "back") == {}


def test_a_capture_keeps_its_date_and_place(
    onrecord: Command, archive: Archive, tmp_path: Path
) -> None:
    capture = f"https://web.archive.org/web/20240213100000id_/{url_of(STORY)}"
    land(archive, via=capture)
    _, (path,) = export(archive, tmp_path / "out")
    (tmp_path / "back").mkdir()
    onrecord("add", path, "--db", tmp_path / "back/archive.db")
    assert rows(tmp_path / "back", "SELECT fetched_at, via FROM snapshots") == [
        ("2024-02-13T10:00:00+00:00", capture),
    ]  # fmt: skip


def test_a_page_that_changed_and_changed_back_comes_back_as_three_revisions(
    onrecord: Command, archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    land(archive, CORRECTED, DAY + timedelta(days=1))
    land(archive, BODY, DAY + timedelta(days=3))
    land(archive, story_page(all_sheets()[OTHER]), story=OTHER)
    _, (path,) = export(archive, tmp_path / "out")
    before = everything(tmp_path)
    assert [row[1] for row in before["revisions"] if row[0] == STORY] == [1, 2, 3]
    (tmp_path / "back").mkdir()
    for _ in range(2):  # the second time changes nothing
        ran = onrecord("add", path, "--db", tmp_path / "back/archive.db")
        assert (ran.code, ran.err) == (0, "")
        assert differing(before, tmp_path / "back") == {}


def test_two_wordings_of_one_second_both_come_back(
    onrecord: Command, archive: Archive, tmp_path: Path
) -> None:
    land(archive)
    land(archive, CORRECTED, DAY)
    _, (path,) = export(archive, tmp_path / "out")
    before = everything(tmp_path)
    (tmp_path / "back").mkdir()
    for _ in range(2):
        onrecord("add", path, "--db", tmp_path / "back/archive.db")
        assert differing(before, tmp_path / "back") == {}


@pytest.mark.parametrize("packing", ["gz", "plain", "one member", "zstd", "wacz"])
def test_a_revisit_is_resolved_however_its_file_is_packed(
    archive: Archive, tmp_path: Path, packing: str
) -> None:
    land(archive)
    land(archive, CORRECTED, DAY + timedelta(days=1))
    land(archive, BODY, DAY + timedelta(days=3))
    _, (path,) = export(archive, tmp_path / "out")
    plain = gzip.decompress(path.read_bytes())
    packed = tmp_path / "packed.warc"
    if packing == "wacz":
        with zipfile.ZipFile(packed, "w") as made:
            made.write(path, "archive/a.warc.gz")
    else:
        packed.write_bytes(
            {
                "gz": path.read_bytes(),
                "plain": plain,
                "one member": gzip.compress(plain),
                "zstd": zstandard.compress(plain),
            }[packing]
        )
    bodies = [page.body for page in pages_in_warc(packed) if isinstance(page, Page)]
    assert bodies == [BODY, CORRECTED, BODY]


# WACZ ---------------------------------------------------------------------------------------------


def test_a_wacz_file_holds_what_its_specification_says(demo_archive: Path, tmp_path: Path) -> None:
    with Archive.read(demo_archive) as archive:
        counts, (path,) = export(archive, tmp_path / "out", write_wacz)
    with zipfile.ZipFile(path) as packed:
        assert {entry.compress_type for entry in packed.infolist()} == {zipfile.ZIP_STORED}
        package = json.loads(packed.read("datapackage.json"))
        digest = json.loads(packed.read("datapackage-digest.json"))
        held = {one["path"]: one for one in package["resources"]}
        assert set(held) == {one for one in packed.namelist() if "datapackage" not in one}
        for name, one in held.items():
            data = packed.read(name)
            assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
            assert one["bytes"] == len(data)
        assert digest["hash"] == (
            f"sha256:{hashlib.sha256(packed.read('datapackage.json')).hexdigest()}"
        )
        first, *pages = map(json.loads, packed.read("pages/pages.jsonl").splitlines())
        assert first["format"] == "json-pages-1.0"
        assert len(pages) == counts.pages
        assert {"url", "ts", "title"} <= set(pages[0])
        index = gzip.decompress(packed.read("indexes/index.cdx.gz")).splitlines()
        assert index == sorted(index)
        assert len(index) == counts.snapshots + counts.revisits
        records = packed.read("archive/onrecord-00001.warc.gz")
        blocks = packed.read("indexes/index.idx").splitlines()
        compressed = packed.read("indexes/index.cdx.gz")
    assert blocks[0].startswith(b"!meta 0 ")
    assert json.loads(blocks[0].split(b" ", 2)[2])["filename"] == "index.cdx.gz"
    told_of = b""
    for line in blocks[1:]:
        found = json.loads(line[line.index(b"{") :])
        told_of += compressed[found["offset"] : found["offset"] + found["length"]]
    assert told_of == compressed, "the index of blocks names all of them, in order"
    for line in index:
        told = json.loads(line.split(b" ", 2)[2])
        at = int(told["offset"])
        piece = BytesIO(records[at : at + int(told["length"])])
        (record,) = ArchiveIterator(piece)
        assert record.rec_headers.get_header("WARC-Target-URI") == told["url"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.npr.org/transcripts/222172602", "org,npr)/transcripts/222172602"),
        ("http://www2.npr.org/Sections/", "org,npr)/sections"),
        ("http://npr.org", "org,npr)/"),
        ("http://user:secret@npr.org:80/a#b", "org,npr)/a"),
        ("https://npr.org:443/a", "org,npr)/a"),
        ("https://npr.org:80/a", "org,npr:80)/a"),
        ("http://npr.org:8080/a", "org,npr:8080)/a"),
        ("http://npr.org/a?c=1&B=2&b=1", "org,npr)/a?b=1&b=2&c=1"),
        ("http://npr.org/a?sid=0123456789abcdef0123456789abcdef&b=1", "org,npr)/a?b=1"),
        ("ftp://npr.org/A", "ftp://npr.org/A"),
        ("mailto:Ann@npr.org", "mailto:Ann@npr.org"),
        ("http://[npr.org/A", "http://[npr.org/A"),
        ("http:///A", "http:///A"),
    ],
)
def test_the_key_of_a_url_is_that_of_web_archives(url: str, key: str) -> None:
    """By the rules of the Internet Archive; with `make test-replay`, its library judges."""
    assert surt(url) == key


# memory -------------------------------------------------------------------------------------------


def test_memory_does_not_grow_with_the_number_of_pages(archive: Archive, tmp_path: Path) -> None:
    peaks = []
    for until in (300, 1500):
        with archive.transaction():
            for number in range(until):
                ref = StoryRef("npr", f"{1_000_000 + number}", url_of(f"{1_000_000 + number}"))
                page = Page(ref.url, 200, HEADERS, BODY + b"<!-- %d -->" % number, DAY)
                archive.lander().land(page, NoTranscript(ref, "a test"), ref, DAY)
        tracemalloc.start()
        counts, _ = export(archive, tmp_path / f"out{until}", write_wacz)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert counts.pages == until
    # What grows is the index, up to the lines that are sorted in memory: some hundred bytes a page.
    assert peaks[1] - peaks[0] < 1200 * 1500


# odd things ---------------------------------------------------------------------------------------


def test_odd_headers_do_not_break_the_record(
    onrecord: Command, archive: Archive, tmp_path: Path
) -> None:
    odd = {"content-type": "text/html", "x-title": "Café “x”", "x-two": "a\r\nb: c", "x y:": "d"}
    land(archive, headers=odd)
    _, (path,) = export(archive, tmp_path / "out")
    record = records(path)[1]
    assert record["http:x-title"] == "Caf%C3%A9%20%E2%80%9Cx%E2%80%9D"
    assert record["http:x-two"] == "a b: c"
    assert record["http:x-y-"] == "d"
    assert record["payload"].encode() == BODY
    ran = onrecord("add", path, "--db", tmp_path / "back.db")
    assert (ran.code, ran.err) == (0, "")


def test_sorting_on_the_disk_is_sorting() -> None:
    lines = [b"%d" % (number * 7919 % 1000) for number in range(1000)]
    with SortedLines(run=64) as held:
        for line in lines:
            held.add(line)
        assert list(held) == sorted(line + b"\n" for line in lines)
