"""A smaller archive: which kept pages go, what stays, and that it may be killed at any point."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.records.landing import LandingPolicy
from scraper.archive.states import KeepSnapshots
from scraper.archive.store import Archive
from scraper.crawl.land_saved import PageLander
from scraper.extract import extract
from scraper.model import Page, StoryRef
from scraper.reading.reader import PageReader
from scraper.sources.npr import Npr
from tests.benchmarks.processes import write_warc
from tests.conftest import NOON, Command, a_page, raw, rows
from tests.torture.kills import holds

ROOT = Path(__file__).parents[1]
NPR = Npr()
STORY = "nx-s1-5340027"
REF = StoryRef("npr", STORY, NPR.canonical_url(STORY))
PAGES = 640
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


def wording(number: int) -> bytes:
    """The story's page as its publisher had it that day: each has other words."""
    return story_page(all_sheets()[STORY]).replace(b"pay phone", f"phone {number}".encode())


def fetched(number: int, body: bytes | None = None) -> Page:
    page = a_page(wording(number) if body is None else body, REF.url)
    return replace(page, fetched_at=NOON + timedelta(days=number))


def land(archive: Archive, page: Page) -> str:
    """Land a page of the story on the day it was fetched."""
    outcome = extract(page, NPR, REF)
    return archive.lander().land(page, outcome, REF, page.fetched_at).kind


def drop(archive: Archive, keep: KeepSnapshots) -> int:
    wanted = archive.optimizing.droppable(keep)
    assert sum(archive.optimizing.drop(keep)) == wanted
    assert archive.optimizing.droppable(keep) == 0
    return wanted


def kept_days(archive: Archive) -> list[int]:
    """The days, counted from the first, whose copies of the page are kept."""
    times = raw(archive).execute("SELECT fetched_at FROM snapshots ORDER BY id").fetchall()
    days = [(NOON + timedelta(days=n)).isoformat() for n in range(10)]
    return [days.index(time) for (time,) in times]


# which copies go ----------------------------------------------------------------------------------


@pytest.fixture
def corrected(archive: Archive) -> Archive:
    """An archive of a story that its publisher corrected four times."""
    assert [land(archive, fetched(n)) for n in range(5)] == ["new", *["revision"] * 4]
    return archive


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (KeepSnapshots.ALL, [0, 1, 2, 3, 4]),
        (KeepSnapshots.FIRST_AND_LAST, [0, 4]),
        (KeepSnapshots.LAST, [4]),
    ],
)
def test_copies_are_kept_as_configured(
    corrected: Archive, keep: KeepSnapshots, left: list[int]
) -> None:
    before = raw(corrected).execute("SELECT revision, turns, cause FROM revisions").fetchall()
    assert drop(corrected, keep) == 5 - len(left)
    assert kept_days(corrected) == left
    assert (
        raw(corrected).execute("SELECT revision, turns, cause FROM revisions").fetchall() == before
    )
    named = raw(corrected).execute("SELECT snapshot_id IS NOT NULL FROM revisions").fetchall()
    assert [bool(one) for (one,) in named] == [n in left for n in range(5)]
    assert list(corrected.integrity.check()) == []


def test_what_was_corrected_is_still_shown_word_by_word(
    corrected: Archive, onrecord: Command, tmp_path: Path
) -> None:
    drop(corrected, KeepSnapshots.LAST)
    corrected.integrity.backup(tmp_path / "copy.db")
    ran = onrecord("show", STORY, "--db", "copy.db")
    assert ran.code == 0
    assert "phone [-3-] {+4+} on a corner" in ran.out
    assert onrecord("reextract", "--db", "copy.db").out == "1 page read again: 1 unchanged\n"
    assert onrecord("check", "--db", "copy.db").code == 0


def test_the_page_that_the_transcript_was_read_from_is_never_dropped(archive: Archive) -> None:
    """The last copy is no transcript: the one before is that of the words on record."""
    land(archive, fetched(0))
    land(archive, fetched(1))
    unread = fetched(2, b"<html><body><p>Something else.</p></body></html>")
    assert land(archive, unread) in ("quarantined", "no_transcript")
    assert drop(archive, KeepSnapshots.LAST) == 1
    assert kept_days(archive) == [1, 2]
    (kept,) = archive.snapshots.newest("npr")
    assert kept.page.body == wording(1)
    assert list(archive.integrity.check()) == []


def test_a_wording_that_is_nowhere_else_keeps_its_page(corrected: Archive) -> None:
    """Of what somebody had edited by hand, the revision has no words of its own."""
    with corrected.transaction():
        raw(corrected).execute(
            "UPDATE revisions SET turns = NULL, checksum = NULL WHERE revision = 2"
        )
    drop(corrected, KeepSnapshots.LAST)
    assert kept_days(corrected) == [1, 4]


def test_a_damaged_copy_does_not_count_as_the_last(corrected: Archive) -> None:
    with corrected.transaction():
        raw(corrected).execute("UPDATE snapshots SET body_sha256 = 'damaged 5' WHERE id = 5")
    drop(corrected, KeepSnapshots.LAST)
    assert kept_days(corrected) == [3, 4], "the last good one, and that of the newest words"


def test_captures_that_held_no_transcript_stay_counted(archive: Archive) -> None:
    for number in range(3):
        body = f"<html><body><p>No transcript, {number}.</p></body></html>".encode()
        land(archive, replace(fetched(number, body), via=f"https://web.archive.org/web/{number}/x"))
    assert drop(archive, KeepSnapshots.LAST) == 0
    assert archive.queue.captures_tried(1) == 3


def test_damage_of_a_revision_is_not_covered_up(corrected: Archive) -> None:
    with corrected.transaction():
        raw(corrected).execute("UPDATE revisions SET title = 'rotten' WHERE revision = 2")
    drop(corrected, KeepSnapshots.LAST)
    (problem,) = corrected.integrity.check()
    assert "revision 2 of transcript 1 has changed" in problem.what


# smaller ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of varied pages, some of which changed."""
    directory = tmp_path_factory.mktemp("varied")
    write_warc(directory / "a.warc.gz", PAGES, chrome=False)
    with Archive.write(directory / "archive.db") as archive, PageReader([NPR], 0) as reader:
        lander = PageLander(archive, LandingPolicy(follow=False), _no_mistake, lambda: NOON)
        for _ in lander.land_files([directory / "a.warc.gz"], [NPR], reader):
            pass
        for number in range(5):
            land(archive, fetched(number))
    return directory / "archive.db"


def _no_mistake(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
def copied(varied: Path, tmp_path: Path) -> Path:
    shutil.copy(varied, tmp_path / "archive.db")
    return tmp_path / "archive.db"


def bodies(path: Path) -> dict[int, bytes]:
    with Archive.read(path) as archive:
        return {id_: archive.snapshots.body(id_) for id_ in snapshot_ids(path)}


def snapshot_ids(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM snapshots ORDER BY id")]


def test_nothing_is_lost_and_the_archive_is_smaller(
    onrecord: Command, copied: Path, varied: Path
) -> None:
    held, before = holds(varied), bodies(varied)
    ran = onrecord("optimize", "--json", "-q")
    assert (ran.code, ran.err) == (0, "")
    sizes = {one["kind"]: (one["before"], one["after"]) for one in json.loads(ran.out)["sizes"]}
    assert sizes["kept_pages"][1] + sizes["dictionaries"][1] < sum(
        sizes[kind][0] for kind in ("kept_pages", "dictionaries")
    )
    assert sizes["file"][1] == copied.stat().st_size < sizes["file"][0] == varied.stat().st_size
    assert holds(copied) == held
    assert bodies(copied) == before
    assert onrecord("check").code == 0
    with closing(sqlite3.connect(copied)) as connection:
        for index in ("turns_fts", "speech_fts", "transcripts_fts"):
            segments = f"SELECT count(DISTINCT segid) FROM {index}_idx"
            assert connection.execute(segments).fetchone() == (1,)
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_a_second_time_changes_nothing(onrecord: Command, copied: Path) -> None:
    onrecord("optimize", "-q")
    packed = "SELECT id, dictionary_id, body FROM snapshots"
    before = rows(copied.parent, packed), rows(copied.parent, "SELECT * FROM dictionaries")
    assert onrecord("optimize", "-q").out.endswith("saved\n")
    after = rows(copied.parent, packed), rows(copied.parent, "SELECT * FROM dictionaries")
    assert after == before


def test_new_pages_are_packed_with_the_dictionary_of_the_newest(copied: Path) -> None:
    with Archive.write(copied) as archive:
        assert sum(archive.optimizing.repack(NOON)) == archive.optimizing.snapshots()
        newest = raw(archive).execute(
            "SELECT dictionary_id FROM snapshots JOIN pages ON pages.id = page_id"
            " WHERE dictionary_id IS NOT NULL ORDER BY snapshots.fetched_at DESC LIMIT 1"
        ).fetchone()[0]  # fmt: skip
        assert archive.snapshots.packing("npr").dictionary_id is not None
        assert raw(archive).execute("SELECT max(id) FROM dictionaries").fetchone()[0] == newest
        assert land(archive, fetched(9)) == "revision"
        assert list(archive.integrity.check()) == []


def test_a_damaged_page_stays_as_it_is(copied: Path) -> None:
    with Archive.write(copied) as archive:
        with archive.transaction():
            raw(archive).execute("UPDATE snapshots SET body = x'00' WHERE id = 7")
        list(archive.optimizing.repack(NOON))
        (problem,) = archive.integrity.check()
        assert problem.what.startswith("snapshot 7 ")


def test_the_command_drops_what_the_configuration_says(onrecord: Command, copied: Path) -> None:
    (copied.parent / "onrecord.toml").write_text('[keep]\nsnapshots = "last"\n')
    ran = onrecord("optimize", "--dry-run")
    assert ran.code == 0
    assert "4 of 645 kept pages will be dropped" in ran.err
    assert len(snapshot_ids(copied)) == PAGES + 5
    ran = onrecord("optimize")
    assert ran.code == 0
    assert "optimizing, step 1 of 4: drop kept pages\n" in ran.err
    assert "4 kept pages dropped\n" in ran.out
    assert len(snapshot_ids(copied)) == PAGES + 1
    assert onrecord("check").code == 0
    assert rows(copied.parent, "SELECT command, outcome FROM runs") == [("optimize", "done")]


def test_a_wrong_value_is_refused(onrecord: Command, copied: Path) -> None:
    (copied.parent / "onrecord.toml").write_text('[keep]\nsnapshots = "first"\n')
    ran = onrecord("optimize")
    assert ran.code == 2
    assert 'expected "all" or "first-and-last" or "last", got "first"' in ran.err


def test_without_room_nothing_is_done(
    onrecord: Command, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = SimpleNamespace(free=1_000_000)
    monkeypatch.setattr("scraper.archive.optimizing.optimizing.shutil.disk_usage", lambda _: free)
    before = holds(copied), copied.stat().st_size
    ran = onrecord("optimize", "-q")
    assert ran.code == 2
    assert ran.err.startswith("error: optimizing archive.db needs ")
    assert ran.err.endswith(" bytes of free space on its disk; 1,000,000 are free\n")
    assert (holds(copied), copied.stat().st_size) == before


# killed -------------------------------------------------------------------------------------------


def kills() -> Iterator[tuple[str, int]]:
    """Points at which the command is killed, and at which time it comes there."""
    chance = random.Random("optimize")
    for _ in range(2):
        for point, most in (("begin", 12), ("commit", 12), ("committed", 12)):
            yield point, chance.randint(1, most)
        for _ in range(3):  # two of three in the midst of writing the file anew
            yield "statement", chance.randint(1, 1700)


def test_killed_at_any_point_it_goes_on_when_it_is_started_again(
    copied: Path, varied: Path
) -> None:
    (copied.parent / "onrecord.toml").write_text('[keep]\nsnapshots = "last"\n')
    held, killed = holds(varied), 0
    for point, nth in [*kills(), ("nowhere", 1)]:
        process = subprocess.run(
            [sys.executable, "-m", "tests.torture.victim", point, str(nth), "optimize", "-q",
             "--db", copied, "--config", copied.parent / "onrecord.toml"],
            cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        assert process.returncode in (0, -signal.SIGKILL), process.stderr.decode()
        killed += process.returncode != 0
        with closing(sqlite3.connect(copied)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if killed % 4 == 0 and point != "nowhere":  # anew, so that each step is met
            shutil.copy(varied, copied)
    assert killed >= 6
    with Archive.write(copied) as archive:
        assert list(archive.integrity.check()) == []
    now = holds(copied)
    for table in ("transcripts", "turns", "appearances", "notes", "speakers", "pages"):
        assert now[table] == held[table]
    assert len(snapshot_ids(copied)) == PAGES + 1
