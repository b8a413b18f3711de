"""Doubt as data in the archive: why a speaker, a role or a transcript is not certain, and the notes
of a page.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.archive.database.migrations import migrations
from scraper.archive.database.opening import APPLICATION_ID
from scraper.archive.people import Reason
from scraper.archive.queue.refetch import DEFAULT
from scraper.archive.records.landing import Landed
from scraper.archive.store import Archive
from scraper.extract import content_hash
from scraper.model import (
    Note,
    NoTranscript,
    Outcome,
    Quarantined,
    Speaker,
    StoryRef,
    Transcript,
    Turn,
)
from tests.conftest import NOON, a_page, raw, rot
from tests.test_check import fill
from tests.test_upgrade import without_affiliations

REF = StoryRef("npr", "1000001", "https://www.npr.org/transcripts/1000001")
ANN = Speaker("Ann Lee", "host")
BEN = Speaker("Ben Orr", "guest", doubt="nothing says who he is")
TURNS = (
    Turn("ANN LEE, HOST", "speech", "It rains.", 0),
    Turn("B. ORR", "speech", "Not here.", 1, "the label is short"),
    Turn(None, "cue", "(MUSIC)"),
)
NOTES = (
    Note(0, "note", "[Editor's note: recorded on Friday.]"),
    Note(1, "unexplained", "Advert?"),
    Note(None, "correction", "An earlier version said snow."),
)
UNREADABLE = Quarantined(REF, "no layout fits the page")
MADE = Transcript(
    ref=REF,
    url="https://www.npr.org/2026/01/05/1000001/rain",
    turns=TURNS,
    speakers=(ANN, BEN),
    content_hash=content_hash(TURNS),
    title="Rain",
    aired_on=date(2026, 1, 5),
    notes=NOTES,
)
PLAIN = replace(
    MADE,
    turns=tuple(replace(turn, doubt=None) for turn in TURNS),
    speakers=(ANN, replace(BEN, doubt=None)),
    notes=(),
)


def land(archive: Archive, outcome: Outcome, body: str = "<p>x") -> Landed:
    return archive.lander().land(a_page(body, REF.url), outcome, REF, NOON)


def land_again(archive: Archive, outcome: Outcome) -> Landed:
    """Land what the kept page yields by other rules."""
    (kept,) = archive.snapshots.newest("npr")
    return archive.lander().land_again(kept, outcome)


def rows(archive: Archive, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in raw(archive).execute(sql)]


def doubt_of(archive: Archive) -> object:
    ((doubt,),) = rows(archive, "SELECT doubt FROM transcripts")
    return doubt


def problems(archive: Archive) -> list[str]:
    return [problem.what for problem in archive.integrity.check()]


# The migration ------------------------------------------------------------------------------------


def old_checksum(connection: sqlite3.Connection, transcript_id: int) -> str:
    """A transcript's checksum as the version before wrote it."""
    transcript = (
        "source, story_id, url, title, program, aired_on, published_at, modified_at, teaser,"
        " duration_s, audio_url, language, rights, word_count, turn_count, content_hash, revision,"
        " first_seen_at, page_id, extractor, layout"
    )
    appearance = "called, role, role_rule, description, honorific, turn_count, word_count"
    queries = (
        f"SELECT {transcript} FROM transcripts WHERE id = ?",
        "SELECT position, label, kind, text FROM turns WHERE transcript_id = ? ORDER BY position",
        f"SELECT {appearance} FROM appearances WHERE transcript_id = ? ORDER BY called, role",
    )
    found = [row for sql in queries for row in connection.execute(sql, (transcript_id,)).fetchall()]
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A filled archive in the schema before, as the version before left it."""
    fill(tmp_path / "now.db", 6)
    without_affiliations(tmp_path / "now.db")
    path = tmp_path / "before.db"
    with closing(sqlite3.connect(path)) as old:
        migrations.apply(Database(old, execute_plugins=False), stop_before="m006_doubt")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("ATTACH ? AS now", (str(tmp_path / "now.db"),))
        tables = "pages dictionaries snapshots transcripts speakers turns appearances revisions"
        for table in tables.split():
            names = [row[1] for row in old.execute(f"PRAGMA main.table_info({table})")]
            assert table not in ("turns", "appearances", "transcripts") or "doubt" not in names
            columns = ", ".join(names)
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
        for index in ("turns_fts", "transcripts_fts"):
            old.execute(f"INSERT INTO main.{index} ({index}) VALUES ('rebuild')")
        for (number,) in old.execute("SELECT id FROM main.transcripts").fetchall():
            old.execute(
                "UPDATE main.transcripts SET checksum = ? WHERE id = ?",
                (old_checksum(old, number), number),
            )
        old.commit()
    return path


def test_an_archive_of_the_schema_before_is_brought_up_to_date(before: Path) -> None:
    words = "SELECT id, transcript_id, position, speaker_id, label, kind, text FROM turns"
    view = "SELECT turn_id, speaker, role, text, title, url FROM lines ORDER BY turn_id"
    with closing(sqlite3.connect(before)) as old:
        said, lines = old.execute(words).fetchall(), old.execute(view).fetchall()
    assert len(said) > 20
    with Archive.write(before) as archive:
        assert problems(archive) == []
        assert rows(archive, words) == said
        assert rows(archive, view) == lines
        for table in ("turns", "appearances", "transcripts"):
            assert rows(archive, f"SELECT DISTINCT doubt FROM {table}") == [(None,)]
        assert rows(archive, "SELECT * FROM notes") == []
        land(archive, MADE)
        assert problems(archive) == []
    with Archive.read(before) as archive:
        assert rows(archive, "SELECT count(*) FROM notes") == [(3,)]


def test_a_note_has_a_known_kind_and_a_transcript(archive: Archive) -> None:
    land(archive, PLAIN)
    for transcript, kind in ((1, "advert"), (99, "note")):
        with pytest.raises(sqlite3.IntegrityError):
            raw(archive).execute(
                "INSERT INTO notes (transcript_id, position, kind, text) VALUES (?, 1, ?, 'x')",
                (transcript, kind),
            )


# Landing ------------------------------------------------------------------------------------------


def test_doubt_and_notes_land(archive: Archive) -> None:
    land(archive, MADE)
    columns = "position, speaker, doubt, role_doubt, transcript_doubt"
    assert rows(archive, f"SELECT {columns} FROM lines ORDER BY position") == [
        (1, "Ann Lee", None, None, None),
        (2, "Ben Orr", "the label is short", "nothing says who he is", None),
        (3, None, None, None, None),
    ]
    columns = "position, before_turn, kind, text, title, date, url, source"
    where = ("Rain", "2026-01-05", MADE.url, "npr")
    assert rows(archive, f"SELECT {columns} FROM transcript_notes ORDER BY position") == [
        (1, 1, "note", "[Editor's note: recorded on Friday.]", *where),
        (2, 2, "unexplained", "Advert?", *where),
        (3, None, "correction", "An earlier version said snow.", *where),
    ]
    assert problems(archive) == []


#: What a landing writes of doubt and notes.
WRITTEN = (
    "SELECT position, doubt FROM turns ORDER BY 1",
    "SELECT called, doubt FROM appearances ORDER BY 1",
    "SELECT position, before_turn, kind, text FROM notes ORDER BY 1",
)


@pytest.mark.parametrize(
    "other",
    [
        replace(MADE, turns=(TURNS[0], replace(TURNS[1], doubt="other"), TURNS[2])),
        replace(MADE, turns=(TURNS[0], replace(TURNS[1], doubt=None), TURNS[2])),
        replace(MADE, speakers=(ANN, replace(BEN, doubt="other"))),
        replace(MADE, speakers=(ANN, replace(BEN, doubt=None))),
        replace(MADE, notes=()),
        replace(MADE, notes=(NOTES[1], NOTES[0], NOTES[2])),
        replace(MADE, notes=(replace(NOTES[0], text="Other."), *NOTES[1:])),
        replace(MADE, notes=(replace(NOTES[0], before_turn=2), *NOTES[1:])),
        replace(MADE, notes=(replace(NOTES[0], kind="clarification"), *NOTES[1:])),
    ],
)
def test_a_change_of_doubt_or_notes_is_stored_and_is_no_revision(
    archive: Archive, tmp_path: Path, other: Transcript
) -> None:
    land(archive, MADE)
    before = [rows(archive, sql) for sql in WRITTEN]
    assert land(archive, other).kind == "same"
    after = [rows(archive, sql) for sql in WRITTEN]
    assert after != before
    with Archive.write(tmp_path / "fresh.db") as fresh:
        land(fresh, other)
        assert after == [rows(fresh, sql) for sql in WRITTEN]
    assert rows(archive, "SELECT revision FROM revisions") == [(1,)]
    assert problems(archive) == []


def test_the_same_doubt_and_notes_again_write_nothing_anew(archive: Archive) -> None:
    land(archive, MADE)
    before = rows(archive, "SELECT id FROM notes UNION ALL SELECT id FROM turns")
    land(archive, MADE)
    assert rows(archive, "SELECT id FROM notes UNION ALL SELECT id FROM turns") == before


def test_an_earlier_wording_keeps_its_doubt(archive: Archive) -> None:
    land(archive, MADE, "one")
    turns = (replace(TURNS[0], text="It rained."), *TURNS[1:])
    land(archive, replace(MADE, turns=turns, content_hash=content_hash(turns)), "two")
    ((kept,),) = rows(archive, "SELECT turns FROM revisions WHERE revision = 1")
    doubts = [turn.get("doubt") for turn in json.loads(str(kept))]
    assert doubts == [None, "the label is short", None]
    assert problems(archive) == []


@pytest.mark.parametrize("doubted", [0, 1])
def test_two_names_of_one_person_keep_the_doubt_of_either(archive: Archive, doubted: int) -> None:
    speakers = [replace(ANN, doubt=None), replace(BEN, doubt=None)]
    speakers[doubted] = replace(speakers[doubted], doubt="not sure")
    outcome = replace(MADE, speakers=tuple(speakers))
    land(archive, outcome)
    ids = {name: number for number, name in rows(archive, "SELECT id, name FROM speakers")}
    merged = [int(str(ids["Ben Orr"]))]
    archive.corrections.merge(int(str(ids["Ann Lee"])), merged, Reason(NOON), force=True)
    for _ in range(2):
        assert rows(archive, "SELECT called, role, turn_count, doubt FROM appearances") == [
            ("Ann Lee", "host", 2, "not sure")
        ]
        assert problems(archive) == []
        land(archive, outcome)  # by the rule that the merge left


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE turns SET doubt = NULL WHERE position = 2",
        "UPDATE turns SET doubt = 'x' WHERE position = 1",
        "UPDATE appearances SET doubt = NULL",
        "UPDATE transcripts SET doubt = 'x'",
        "UPDATE notes SET text = 'x' WHERE position = 1",
        "UPDATE notes SET before_turn = NULL WHERE position = 1",
        "UPDATE notes SET kind = 'note' WHERE position = 2",
        "UPDATE notes SET position = 7 WHERE position = 3",
        "DELETE FROM notes WHERE position = 3",
        "INSERT INTO notes (transcript_id, position, kind, text) VALUES (1, 4, 'note', 'x')",
    ],
)
def test_damaged_doubt_and_notes_are_found_and_put_right(archive: Archive, damage: str) -> None:
    land(archive, MADE)
    everything = (*WRITTEN, "SELECT doubt, checksum FROM transcripts")
    before = [rows(archive, sql) for sql in everything]
    rot(raw(archive), damage)
    assert problems(archive) == ["transcript 1 (npr 1000001) has changed since it landed"]
    (kept,) = archive.snapshots.newest("npr")
    archive.lander().land_again(kept, MADE)
    assert problems(archive) == []
    assert [rows(archive, sql) for sql in everything] == before


# Pages that are no longer understood --------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome", [UNREADABLE, NoTranscript(REF, "the story page has no transcript")]
)
def test_a_transcript_whose_kept_page_is_not_understood_stays_in_doubt(
    archive: Archive, outcome: Quarantined | NoTranscript
) -> None:
    first = land(archive, MADE)
    raw(archive).execute("UPDATE pages SET noarchive = 1")
    before = rows(archive, "SELECT * FROM turns")
    landed = land_again(archive, outcome)
    assert (landed.doubted, landed.transcript_id) == (True, first.transcript_id)
    assert landed.reason == outcome.reason
    assert rows(archive, "SELECT * FROM turns") == before
    assert rows(archive, "SELECT DISTINCT transcript_doubt FROM lines") == [(outcome.reason,)]
    assert rows(archive, "SELECT state, reason, noarchive FROM pages") == [
        ("landed", outcome.reason, 1)
    ]
    assert problems(archive) == []

    again = land_again(archive, MADE)
    assert (again.kind, again.doubted) == ("same", False)
    assert doubt_of(archive) is None
    assert rows(archive, "SELECT state, reason FROM pages") == [("landed", None)]
    assert problems(archive) == []


def test_a_page_without_a_transcript_has_nothing_to_doubt(archive: Archive) -> None:
    land(archive, NoTranscript(REF, "the story page has no transcript"))
    landed = land_again(archive, UNREADABLE)
    assert (landed.kind, landed.doubted, landed.transcript_id) == ("quarantined", False, None)
    assert rows(archive, "SELECT state, reason FROM pages") == [("quarantined", UNREADABLE.reason)]


def test_a_bad_copy_of_the_page_is_no_doubt(archive: Archive) -> None:
    land(archive, MADE, "good")
    assert land(archive, UNREADABLE, "bad").kind == "quarantined"
    assert doubt_of(archive) is None
    land_again(archive, MADE)
    assert rows(archive, "SELECT state, reason FROM pages") == [
        ("quarantined", UNREADABLE.reason)
    ], "the earlier copy, which reads well, is not what the site has now"
    assert problems(archive) == []


def test_a_bad_copy_does_not_clear_the_doubt_either(archive: Archive) -> None:
    land(archive, MADE, "good")
    land_again(archive, UNREADABLE)
    land(archive, Quarantined(REF, "a log-in"), "bad")
    assert doubt_of(archive) == UNREADABLE.reason


def test_a_page_that_is_gone_stays_gone(archive: Archive) -> None:
    land(archive, MADE)
    later = NOON + timedelta(days=400)
    (due,) = archive.queue.due("npr", later)
    with archive.transaction():
        archive.queue.record_gone(due, 410, later, DEFAULT)
    for outcome, doubt in ((MADE, None), (UNREADABLE, UNREADABLE.reason)):
        land_again(archive, outcome)
        assert doubt_of(archive) == doubt
        assert rows(archive, "SELECT state, reason FROM pages") == [
            ("gone", "the server answered 410")
        ]


def test_a_new_copy_that_reads_well_ends_the_doubt_for_good(archive: Archive) -> None:
    land(archive, MADE, "old markup")
    land_again(archive, UNREADABLE)
    assert land(archive, MADE, "new markup").kind == "same"
    assert doubt_of(archive) is None
    (kept,) = archive.snapshots.newest("npr")
    assert kept.page.body == b"new markup", "what the next rules are tried on"
    assert problems(archive) == []


def test_doubt_does_not_cover_up_damage(archive: Archive) -> None:
    land(archive, MADE)
    rot(raw(archive), "UPDATE turns SET label = 'WRONG' WHERE position = 1")
    land_again(archive, UNREADABLE)
    assert problems(archive) == ["transcript 1 (npr 1000001) has changed since it landed"]
