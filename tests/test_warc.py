"""WARC files with records that are malformed, and pages that fail as nobody foresaw."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.records.landing import Landed, Lander
from scraper.archive.snapshots import KeptPage
from scraper.model import Outcome, Page, StoryRef
from tests.conftest import Command, configured
from tests.test_cli import rows

STORIES = ["nx-s1-5340027", "nx-s1-5530290", "100552318"]
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


def url_of(story: str) -> str:
    return f"https://www.npr.org/transcripts/{story}"


def record_of(story: str) -> bytes:
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=False)
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    page = BytesIO(story_page(all_sheets()[story]))
    writer.write_record(
        writer.create_warc_record(url_of(story), "response", payload=page, http_headers=http)
    )
    return stream.getvalue()


def without(header: bytes, value: bytes | None = None) -> Callable[[bytes], bytes]:
    """Spoils one header of a record: leaves it out, or gives it another value."""
    line = b"" if value is None else header + b": " + value + b"\r\n"
    return lambda record: re.sub(header + rb":.*\r\n", lambda _: line, record, count=1)


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no date": (without(b"WARC-Date"), "it has no valid WARC-Date"),
    "a wrong date": (without(b"WARC-Date", b"yesterday"), "it has no valid WARC-Date"),
    "an early date": (without(b"WARC-Date", b"0001-01-01T00:00:00+14:00"), "no valid WARC-Date"),
    "no URL": (without(b"WARC-Target-URI"), "record 2: it has no valid WARC-Target-URI"),
    "no length": (without(b"Content-Length"), "it has no valid Content-Length"),
    "too short": (without(b"Content-Length", b"500"), "its Content-Length is wrong"),
    "too long": (without(b"Content-Length", b"99999"), "the file ends before the record does"),
    "no type": (without(b"WARC-Type"), "it has no WARC-Type"),
    "cut": (lambda record: record[: len(record) // 2], "5530290: "),
    "cut in its header": (lambda record: record[:150], ": "),
    "no such URL": (without(b"WARC-Target-URI", b"nowhere"), "record 2: it has no valid WARC-"),
    "a wrong length": (without(b"Content-Length", b"x"), "it has no valid Content-Length"),
    "another format": (lambda record: record.replace(b"WARC/1.0", b"WXRC/1.0", 1), "malformed"),
    "noise": (lambda _: bytes(range(256)), "record 2: it is malformed"),
}


@pytest.mark.parametrize("command", [["add"], ["backfill", "--warc"]], ids=["add", "backfill"])
@pytest.mark.parametrize("zipped", [True, False], ids=["gz", "plain"])
@pytest.mark.parametrize(("spoil", "reason"), SPOILT.values(), ids=SPOILT)
def test_a_malformed_record_fails_and_the_rest_lands(
    onrecord: Command,
    newsroom: Newsroom,
    tmp_path: Path,
    command: list[str],
    zipped: bool,
    spoil: Callable[[bytes], bytes],
    reason: str,
) -> None:
    configured(tmp_path, newsroom.url)
    first, second, third = map(record_of, STORIES)
    records = [first, spoil(second), third]
    path = tmp_path / ("a.warc.gz" if zipped else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, records) if zipped else records))
    ran = onrecord(*command, path)
    assert ran.code == 1
    assert reason in ran.err
    assert "Traceback" not in ran.err
    found = rows(tmp_path / "archive.db", "SELECT story_id FROM transcripts ORDER BY id")
    assert found == [(STORIES[0],), (STORIES[2],)]
    assert rows(tmp_path / "archive.db", "SELECT outcome FROM runs") == [("troubled",)]


def test_the_url_of_a_record_may_stand_in_angle_brackets(onrecord: Command, tmp_path: Path) -> None:
    """As wget wrote them for years."""
    quoted = without(b"WARC-Target-URI", f"<{url_of(STORIES[0])}>".encode())
    (tmp_path / "a.warc").write_bytes(quoted(record_of(STORIES[0])))
    assert onrecord("add", "a.warc").code == 0


def test_what_is_no_warc_file_is_said_in_a_few_words(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"<html>" * 100))
    ran = onrecord("add", "a.warc.gz")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: a.warc.gz: it is not a WARC file\n"


# what nobody foresaw ------------------------------------------------------------------------------


@pytest.fixture
def one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Landing one story raises."""
    land, land_again = Lander.land, Lander.land_again

    def landing(self: Lander, page: Page, outcome: Outcome, ref: StoryRef, *rest: Any) -> Landed:
        if ref.story_id == STORIES[1]:
            raise ZeroDivisionError("division by zero")
        return land(self, page, outcome, ref, *rest)

    def landing_again(self: Lander, kept: KeptPage, *rest: Any) -> Landed:
        if kept.ref.story_id == STORIES[1]:
            raise ZeroDivisionError("division by zero")
        return land_again(self, kept, *rest)

    monkeypatch.setattr(Lander, "land", landing)
    monkeypatch.setattr(Lander, "land_again", landing_again)


@pytest.mark.parametrize("given", ["files", "a WARC file", "URLs", "a backfilled WARC file"])
@pytest.mark.usefixtures("one_fails")
def test_a_page_that_fails_holds_up_no_other(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path, given: str
) -> None:
    configured(tmp_path, newsroom.url)
    (tmp_path / "a.warc").write_bytes(b"".join(map(record_of, STORIES)))
    for story in STORIES:
        (tmp_path / f"{story}.html").write_bytes(story_page(all_sheets()[story]))
    command = {
        "files": ["add", *(f"{story}.html" for story in STORIES)],
        "a WARC file": ["add", "a.warc"],
        "URLs": ["add", *map(url_of, STORIES)],
        "a backfilled WARC file": ["backfill", "--warc", "a.warc"],
    }[given]
    ran = onrecord(*command)
    assert ran.code == 1
    assert "unforeseen error: ZeroDivisionError: division by zero" in ran.err
    assert "Traceback" in ran.err, "whoever mends it needs it"
    found = rows(tmp_path / "archive.db", "SELECT story_id FROM transcripts ORDER BY id")
    assert found == [(STORIES[0],), (STORIES[2],)]
    assert rows(tmp_path / "archive.db", "SELECT outcome FROM runs") == [("troubled",)]


def test_a_kept_page_that_fails_holds_up_no_other(
    landed: Command, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("one_fails")
    ran = landed("reextract")
    assert ran.code == 1
    assert ran.out == "48 pages read again: 43 unchanged, 4 without a transcript, 1 failed\n"
    assert f"error: {url_of(STORIES[1])}: unforeseen error: ZeroDivisionError" in ran.err
    last = rows(tmp_path / "archive.db", "SELECT command, outcome FROM runs ORDER BY id DESC")[0]
    assert last == ("reextract", "troubled")
