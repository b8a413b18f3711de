"""What somebody changes by SQL breaks nothing, is known for what it is, and does not last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from jobs.check import repair
from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.people import Reason
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.states import ProblemKind
from scraper.archive.store import Archive
from scraper.extract import extract
from scraper.model import StoryRef
from scraper.reading.reread import reader_of
from scraper.sources.npr import Npr
from tests.conftest import NOON, Command, a_page, raw
from tests.test_check import fill

NPR = Npr()
STORY = all_sheets()["nx-s1-5340027"]
REF = StoryRef("npr", STORY.story_id, NPR.canonical_url(STORY.story_id))
EDITS = (
    "UPDATE transcripts SET title = 'By hand' WHERE id = 1",
    "UPDATE transcripts SET program = NULL WHERE id = 1",
    "UPDATE turns SET text = 'Pelican.' WHERE transcript_id = 1 AND position = 2",
    "UPDATE turns SET label = 'SOMEBODY' WHERE transcript_id = 1 AND position = 2",
    "DELETE FROM turns WHERE transcript_id = 1 AND position = 2",
    "INSERT INTO turns (transcript_id, position, kind, text) VALUES (1, 999, 'speech', 'Pelican.')",
    "UPDATE appearances SET role = 'announcer' WHERE transcript_id = 1",
    "DELETE FROM appearances WHERE transcript_id = 1",
    "INSERT INTO notes (transcript_id, position, kind, text) VALUES (1, 9, 'note', 'Pelican.')",
    "UPDATE turns SET speaker_id = NULL WHERE transcript_id = 1",
    "UPDATE turns SET position = position + 1000 WHERE transcript_id = 1",
    "UPDATE OR ABORT turns SET text = 'Pelican.' WHERE transcript_id = 1",
    "UPDATE OR REPLACE turns SET position = 2 WHERE transcript_id = 1 AND position = 1",
    "REPLACE INTO turns (id, transcript_id, position, kind, text) VALUES (2, 1, 2, 'speech', 'X.')",
    "REPLACE INTO turns (transcript_id, position, kind, text) VALUES (1, 2, 'speech', 'Pelican.')",
    "UPDATE appearances SET word_count = 9999, turn_count = 99 WHERE transcript_id = 1",
    "UPDATE appearances SET called = NULL WHERE transcript_id = 1",
    "UPDATE transcripts SET revision = 0 WHERE id = 1",
    "UPDATE transcripts SET first_seen_at = '1999-01-01T00:00:00+00:00' WHERE id = 1",
    "UPDATE transcripts SET story_id = 'zz' WHERE id = 1",
    "UPDATE transcripts SET aired_on = 'January 1' WHERE id = 1",
    "UPDATE transcripts SET title = x'00ff' WHERE id = 1",
    (
        "REPLACE INTO transcripts SELECT id, source, story_id, url, 'By hand', program, aired_on,"
        " published_at, modified_at, teaser, duration_s, audio_url, language, rights, word_count,"
        " turn_count, content_hash, duplicate_of, revision, first_seen_at, last_seen_at, page_id,"
        " extractor, layout, checksum, doubt, counted FROM transcripts WHERE id = 1"
    ),
)


def land(archive: Archive, more: str = "", *, corrected: bool = False) -> Landed:
    sheet = replace(STORY, title="Another title") if corrected else STORY
    page = a_page(story_page(sheet) + more.encode(), REF.url)
    lander = archive.lander(LandingPolicy(reread=reader_of([NPR])))
    return lander.land(page, extract(page, NPR, REF), REF, NOON)


def edit(archive: Archive, sql: str) -> None:
    """As another program does it, with its own connection."""
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute(sql)


def everything(archive: Archive) -> list[list[tuple[object, ...]]]:
    tables = {
        "transcripts": "*",
        "turns": "position, speaker_id, label, kind, text, doubt",
        "appearances": "*",
        "notes": "position, before_turn, kind, text",
        "revisions": "*",
        "hand_edits": "*",
    }
    return [
        [tuple(row) for row in raw(archive).execute(f"SELECT {what} FROM {table}")]
        for table, what in tables.items()
    ]


@pytest.mark.parametrize("sql", EDITS)
def test_the_next_landing_restores_the_page_and_records_no_correction(
    archive: Archive, sql: str
) -> None:
    land(archive)
    before = everything(archive)
    edit(archive, sql)
    problem, *others = archive.integrity.check()
    assert problem.kind == ProblemKind.EDITED, problem
    assert "was edited by hand" in problem.what
    assert {other.repair for other in others} <= {"forget", "measure", "rename"}, others
    landed = land(archive)
    assert (landed.kind, landed.changed) == ("same", ())
    assert list(archive.integrity.check()) == []
    assert len(everything(archive)[2]) == len(before[2])
    assert archive.search.count("pelican") == 0
    after = everything(archive)
    for number, (was, now) in enumerate(zip(before, after, strict=True)):
        if number not in (1, 2):  # speakers may have been added anew, under other numbers
            assert now == was
    assert [row[2:] for row in after[1]] == [row[2:] for row in before[1]]


@pytest.mark.parametrize("sql", EDITS)
def test_check_repairs_it(tmp_path: Path, sql: str) -> None:
    path = tmp_path / "filled.db"
    fill(path, 4)
    with Archive.write(path) as archive:
        before = everything(archive)
        edit(archive, sql)
        assert repair(archive, [NPR], list(archive.integrity.check())) == []
        after = everything(archive)
        for number, (was, now) in enumerate(zip(before, after, strict=True)):
            if number not in (1, 2):
                assert now == was
        assert {row[2:] for row in after[1]} == {row[2:] for row in before[1]}


def test_a_turn_that_was_moved_to_another_transcript_marks_both(tmp_path: Path) -> None:
    path = tmp_path / "filled.db"
    fill(path, 4)
    with Archive.write(path) as archive:
        before = everything(archive)
        moved = "UPDATE turns SET transcript_id = 2, position = 99"
        edit(archive, f"{moved} WHERE transcript_id = 1 AND position = 1")
        problems = list(archive.integrity.check())
        edited = {one.row for one in problems if one.kind == ProblemKind.EDITED}
        assert {1, 2} <= edited
        assert repair(archive, [NPR], problems) == []
        assert everything(archive)[0] == before[0]


def test_sqlite_utils_breaks_nothing_either(tmp_path: Path) -> None:
    """It upserts, and has recursive triggers on when it replaces."""
    path = tmp_path / "filled.db"
    fill(path, 4)
    with closing(sqlite3.connect(path)) as connection:
        tables = Database(connection)
        turns = [dict(row) for row in tables.query("SELECT * FROM turns WHERE transcript_id = 1")]
        tables.table("turns").upsert_all([row | {"text": "Pelican."} for row in turns], pk="id")
        tables.table("turns").insert(turns[0] | {"text": "Heron."}, pk="id", replace=True)
        title = {"id": 2, "title": "By hand"}
        tables.table("transcripts").upsert(
            dict(tables.table("transcripts").get(2)) | title, pk="id"
        )
    with Archive.write(path) as archive:
        assert archive.search.count("heron") == 1
        problems = list(archive.integrity.check())
        assert {one.row for one in problems if one.kind == ProblemKind.EDITED} == {1, 2}
        assert not any(one.repair in ("index", "restore") for one in problems)
        assert repair(archive, [NPR], problems) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE revisions SET title = 'Mine' WHERE transcript_id = 1",
        "DELETE FROM revisions WHERE transcript_id = 1",
    ],
)
def test_what_was_published_can_not_be_edited(archive: Archive, sql: str) -> None:
    land(archive)
    with pytest.raises(sqlite3.IntegrityError, match="the record of what was published"):
        edit(archive, sql)
    assert list(archive.integrity.check()) == []


@pytest.mark.parametrize("sql", ["UPDATE own_write SET active = 1", "DELETE FROM own_write"])
def test_the_marker_of_our_own_writes_is_looked_after(archive: Archive, sql: str) -> None:
    land(archive)
    edit(archive, sql)
    (problem,) = archive.integrity.check()
    assert "own_write" in problem.what
    assert archive.integrity.repair([problem]) == []
    assert list(archive.integrity.check()) == []
    edit(archive, EDITS[0])
    assert [one.kind for one in archive.integrity.check()] == [ProblemKind.EDITED]


def test_search_finds_what_is_there(archive: Archive) -> None:
    land(archive)
    edit(archive, EDITS[2])
    assert archive.search.count("pelican") == 1
    edit(archive, EDITS[4])
    assert archive.search.count("pelican") == 0
    edit(archive, EDITS[5])
    assert archive.search.count("pelican") == 1


def test_a_correction_of_the_publishers_is_still_one(archive: Archive) -> None:
    """The page changed after the edit: what differs from the page before is the publisher's."""
    land(archive)
    edit(archive, EDITS[2])
    landed = land(archive, corrected=True)
    assert (landed.kind, landed.changed, landed.cause) == ("revision", ("title",), "publisher")
    assert archive.search.count("pelican") == 0
    found = archive.records.find(1)
    assert found is not None
    assert found.title == "Another title"
    assert archive.records.differences(found, 1, 2) == [], "the edit is in no revision"


def test_our_own_changes_are_no_edits(archive: Archive) -> None:
    land(archive)
    people = [person.id for person in archive.people.find("", 10) if person.transcript_id is None]
    archive.corrections.merge(people[0], people[1:2], Reason(NOON), force=True)
    assert list(archive.integrity.check()) == []
    assert everything(archive)[-1] == []


def test_deleting_a_transcript_leaves_nothing_dangling(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    fill(path, 100)
    with Archive.write(path) as archive:
        duplicates = archive.health.totals().duplicates
        assert duplicates
        (first,) = (
            raw(archive)
            .execute("SELECT duplicate_of FROM transcripts WHERE duplicate_of IS NOT NULL LIMIT 1")
            .fetchone()
        )
        edit(archive, f"DELETE FROM transcripts WHERE id = {first}")
        kinds = {problem.repair for problem in archive.integrity.check()}
        assert kinds <= {"forget", "measure"}, kinds
        assert archive.integrity.repair(list(archive.integrity.check())) == []
        assert list(archive.integrity.check()) == []
        assert archive.health.totals().duplicates == duplicates - 1
        assert len(archive.queue.due("npr", NOON)) >= 1, "it is fetched again"


def test_the_commands_say_so(landed: Command, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute("UPDATE transcripts SET title = 'Mine' WHERE id = 3")
        connection.execute("UPDATE speakers SET name = 'Mine' WHERE id = 1")
    ran = landed("check")
    assert ran.code == 1
    assert "transcript 3 (npr" in ran.out
    assert "was edited by hand" in ran.out
    assert "restores the name" in ran.out
    assert "backup" not in ran.out
    assert "Edited by hand" in landed("show", "3").out
    assert landed("check", "--repair").code == 0
    assert landed("check").out.startswith("the archive is whole")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "edited.db") as opened:
        yield opened
