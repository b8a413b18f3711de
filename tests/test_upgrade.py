"""Archives of every version so far are brought up to date, with data in them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.archive.database import upgrade as upgrading
from scraper.archive.database.migrations import migrations
from scraper.archive.database.opening import APPLICATION_ID
from scraper.archive.database.speech import rebuild_speech
from scraper.archive.database.upgrade import Upgrade, UpgradeStep
from scraper.archive.integrity.checksums import seal_transcript
from scraper.archive.store import Archive
from scraper.errors import ArchiveUnusable
from tests.conftest import Command, raw, rot, rows
from tests.test_check import fill

NAMES = [migration.name for migration in migrations._migrations]
_TABLES = "pages dictionaries snapshots transcripts speakers turns appearances revisions runs notes"
_SEALED = (
    "transcript_id, revision, content_hash, seen_at, snapshot_id, extractor, changed, title, turns"
)


def without_affiliations(path: Path) -> None:
    """As a version left it that didn't know them."""
    with Archive.write(path) as archive, archive.transaction():
        none = ", ".join(
            f"{name} = NULL" for name in "office organization party place work".split()
        )
        raw(archive).execute(f"UPDATE appearances SET {none}")
        for (number,) in raw(archive).execute("SELECT id FROM transcripts").fetchall():
            seal_transcript(archive._db, number)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "now.db"
    fill(path, 6)
    without_affiliations(path)
    with closing(sqlite3.connect(path)) as connection:
        # As a version without causes left it.
        rows = connection.execute(f"SELECT id, {_SEALED} FROM revisions").fetchall()
        rot(connection, "UPDATE revisions SET cause = NULL")
        for number, *sealed in rows:
            checksum = hashlib.sha256(json.dumps([sealed], ensure_ascii=False).encode()).hexdigest()
            rot(connection, f"UPDATE revisions SET checksum = '{checksum}' WHERE id = {number}")
        connection.commit()
    return path


def of_schema(filled: Path, path: Path, before: str) -> None:
    """An archive with the schema before a migration, and the data that it can hold."""
    with closing(sqlite3.connect(path)) as old:
        migrations.apply(Database(old, execute_plugins=False), stop_before=before)
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("ATTACH ? AS now", (str(filled),))
        known = {row[0] for row in old.execute("SELECT name FROM main.sqlite_master")}
        if "own_write" in known:
            old.execute("UPDATE own_write SET active = 1")
        for table in _TABLES.split():
            if table in known:
                columns = ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
                old.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}"
                )
        for index in ("turns_fts", "transcripts_fts"):
            old.execute(f"INSERT INTO main.{index} ({index}) VALUES ('rebuild')")
        if "speech" in known:
            rebuild_speech(old)
        if "own_write" in known:
            old.execute("UPDATE own_write SET active = 0")
        old.commit()


@pytest.fixture(params=NAMES[1:])
def before(request: pytest.FixtureRequest, filled: Path, tmp_path: Path) -> Path:
    """An archive of each earlier schema."""
    path = tmp_path / "archive.db"
    of_schema(filled, path, request.param)
    return path


def words(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT transcript_id, position, label, kind, text FROM turns ORDER BY 1, 2"
        ).fetchall()


def test_check_has_nothing_to_report_afterwards(before: Path) -> None:
    was = words(before)
    steps: list[UpgradeStep] = []
    with Archive.write(before, Upgrade(progress=steps.append)) as archive:
        assert list(archive.integrity.check()) == []
    assert words(before) == was
    assert [step.number for step in steps] == list(range(1, steps[-1].count + 1))
    assert steps[0].what.startswith("copy it to archive.db.before-m0")
    assert steps[-1].what == "write checksums"
    (copy,) = before.parent.glob("archive.db.before-*")
    assert words(copy) == was
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_reader_upgrades_too(before: Path) -> None:
    with Archive.read(before, Upgrade(copy=False)) as archive:
        assert archive.health.totals().transcripts == 7
        assert archive.search.count("the") > 0
    assert not list(before.parent.glob("archive.db.before-*"))


def test_old_pages_get_their_host_and_old_revisions_their_cause(
    filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m007_store")
    with closing(sqlite3.connect(path)) as connection, connection:
        (first,) = connection.execute(
            "SELECT transcript_id FROM revisions WHERE revision = 2"
        ).fetchone()
        (snapshot,) = connection.execute(
            "SELECT snapshot_id FROM revisions WHERE transcript_id = ? AND revision = 2", (first,)
        ).fetchone()
        for number, extractor, read_from in ((3, "old", snapshot), (4, "new", snapshot + 1)):
            connection.execute(
                f"INSERT INTO revisions ({_SEALED}) SELECT transcript_id, ?, content_hash,"
                " seen_at, ?, ?, changed, title, turns FROM revisions"
                " WHERE transcript_id = ? AND revision = 2",
                (number, read_from, extractor, first),
            )
    with Archive.write(path) as archive:
        hosts = raw(archive).execute("SELECT DISTINCT host FROM pages").fetchall()
        assert [row[0] for row in hosts] == ["www.npr.org"]
        found = raw(archive).execute(
            "SELECT revision, cause FROM revisions WHERE transcript_id = ?", (first,)
        )
        assert [tuple(row) for row in found] == [
            (1, None),
            (2, "publisher"),  # another page, the same rules
            (3, "extractor"),  # the same page, other rules
            (4, None),  # both changed
        ]


def test_a_damaged_revision_stays_known_for_it(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m007_store")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE revisions SET title = 'Rotten' WHERE revision = 2")
    with Archive.write(path) as archive:
        (problem,) = archive.integrity.check()
        assert "revision 2 of transcript" in problem.what


def test_a_disk_that_is_too_full_is_told_before_anything_is_done(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m007_store")
    usage = namedtuple("usage", "total used free")
    size = path.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 0, size))
    with pytest.raises(ArchiveUnusable, match=r"upgrading .* needs .* bytes of free space"):
        Archive.write(path)
    assert words(path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 0, size * 2))
    with Archive.write(path) as archive:
        assert list(archive.integrity.check()) == []
    assert not list(tmp_path.glob("archive.db.before-*")), "no room for a copy"


def test_an_upgrade_that_was_cut_off_goes_on(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last migration and the checksums."""
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m002_people")

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(upgrading, "_seal_rows", dies)
        with pytest.raises(KeyboardInterrupt):
            Archive.write(path)
    with Archive.read(path) as archive:
        assert archive.health.totals().transcripts == 7
    with Archive.write(path) as archive:
        assert list(archive.integrity.check()) == []


def test_the_command_shows_the_steps(onrecord: Command, filled: Path, tmp_path: Path) -> None:
    of_schema(filled, tmp_path / "archive.db", "m006_doubt")
    ran = onrecord("status")
    count = 4 + len(NAMES[NAMES.index("m006_doubt") :])
    said = f"upgrading archive.db, step 1 of {count}: copy it to archive.db.before-m006_doubt"
    assert said in ran.err
    assert f"step 3 of {count}: apply m007_store" in ran.err
    assert onrecord("status").err == ""
    (tmp_path / "archive.db").unlink()
    (tmp_path / "archive.db.before-m006_doubt").unlink()
    for log in tmp_path.glob("archive.db-*"):
        log.unlink()
    of_schema(filled, tmp_path / "archive.db", "m006_doubt")
    assert onrecord("status", "--no-copy", "-q").err == ""
    assert not list(tmp_path.glob("archive.db.before-*"))


def test_one_person_in_two_spellings_becomes_one_and_that_is_said(
    onrecord: Command, filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m009_name_keys")
    with closing(sqlite3.connect(path)) as connection:
        rot(
            connection,
            # Heard in another transcript than the one whose name is spelled another way now.
            "INSERT INTO speakers (id, name, newsroom, first_date, last_date)"
            " VALUES (901, 'JUAN GONZALEZ', 'npr', '2020-01-01', '2020-01-01'),"
            " (902, 'Juan González', 'npr', '2021-01-01', '2021-01-01'),"
            " (903, 'Juan Gonzalez', 'cnn', '2021-01-01', '2021-01-01'),"
            " (904, 'juan gonzalez', 'npr', '1960-01-01', '1960-01-01')",
            *(
                "INSERT INTO appearances (transcript_id, speaker_id, role, role_rule, turn_count,"
                f" word_count, called) VALUES ({transcript}, {speaker}, 'guest', 'default', 0, 0,"
                f" (SELECT name FROM speakers WHERE id = {speaker}))"
                for transcript, speaker in ((2, 901), (3, 902), (4, 903), (5, 904))
            ),
        )
        connection.commit()
    ran = onrecord("speakers", "find", "gonzalez", "--json")
    assert "speaker 902 (Juan González) is speaker 901 (JUAN GONZALEZ) in another" in ran.err
    found = {(one["id"], one["name"], one["newsroom"], one["transcripts"]) for one in ran.rows}
    assert found == {
        (901, "Juan González", "npr", 2),
        (903, "Juan Gonzalez", "cnn", 1),
        (904, "juan gonzalez", "npr", 1),
    }
    assert rows(tmp_path, "SELECT id FROM speakers WHERE id > 900") == [(901,), (903,), (904,)]


def test_old_corrections_become_rules_that_can_be_taken_back(filled: Path, tmp_path: Path) -> None:
    """As the version before wrote them: over what the pages said."""
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m011_speaker_rules")
    with closing(sqlite3.connect(path)) as connection:
        (merged,), (into,), (parted, where) = (
            connection.execute(
                f"SELECT speaker_id{also} FROM appearances WHERE called = '{name}' ORDER BY 1"
            ).fetchone()
            for also, name in (
                ("", "Madeleine Orth"),
                ("", "Carla Wendt"),
                (", transcript_id", "Ronald Pace"),
            )
        )
        before = said(connection)
        there = f"speaker_id = {parted} AND transcript_id = {where}"
        rot(
            connection,
            f"UPDATE appearances SET speaker_id = {into} WHERE speaker_id = {merged}",
            f"UPDATE turns SET speaker_id = {into} WHERE speaker_id = {merged}",
            "INSERT INTO speaker_merges (name, newsroom, speaker_id, key) SELECT name, newsroom,"
            f" {into}, key FROM speakers WHERE id = {merged}",
            f"DELETE FROM speakers WHERE id = {merged}",
            "INSERT INTO speakers (id, name, newsroom, by_hand, key)"
            f" SELECT 990, 'Somebody', newsroom, 1, 'somebody' FROM speakers WHERE id = {parted}",
            f"UPDATE appearances SET speaker_id = 990 WHERE {there}",
            f"UPDATE turns SET speaker_id = 990 WHERE {there}",
            "INSERT INTO speaker_splits (transcript_id, name, speaker_id, key)"
            f" SELECT {where}, name, 990, key FROM speakers WHERE id = {parted}",
        )
        connection.commit()
        corrected = said(connection)
    assert corrected != before
    with Archive.write(path) as archive:
        assert said(raw(archive)) == corrected
        assert list(archive.integrity.check()) == []
        assert [(rule.kind, rule.holds, rule.made_at) for rule in archive.corrections.rules()] == [
            ("split", True, None),
            ("merge", True, None),
        ]
        for rule in archive.corrections.rules():
            archive.corrections.undo(rule.id)
        assert said(raw(archive)) == before
        assert list(archive.integrity.check()) == []


@pytest.mark.parametrize("dated", [True, False])
def test_an_old_merge_in_one_transcript_becomes_a_rule(
    filled: Path, tmp_path: Path, *, dated: bool
) -> None:
    """Ronald Pace of one transcript was taken for Carla Wendt; he of the others was not."""
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m011_speaker_rules")
    with closing(sqlite3.connect(path)) as connection:
        of = "SELECT speaker_id, transcript_id FROM appearances WHERE called ="
        into, _ = connection.execute(f"{of} 'Carla Wendt'").fetchone()
        ((merged, where), *others) = connection.execute(f"{of} 'Ronald Pace'").fetchall()
        assert others
        before = said(connection)
        there = f"speaker_id = {merged} AND transcript_id = {where}"
        rot(
            connection,
            f"UPDATE appearances SET speaker_id = {into} WHERE {there}",
            f"UPDATE turns SET speaker_id = {into} WHERE {there}",
            "INSERT INTO speaker_splits (transcript_id, name, speaker_id, key)"
            f" SELECT {where}, name, {into}, key FROM speakers WHERE id = {merged}",
        )
        if not dated:
            rot(connection, f"UPDATE speakers SET first_date = NULL WHERE id = {merged}")
        connection.commit()
        corrected = said(connection)
    assert corrected != before
    with Archive.write(path) as archive:
        assert said(raw(archive)) == corrected
        (rule,) = archive.corrections.rules()
        assert (rule.kind, rule.holds) == ("merge", True)
        assert numbers_of(archive, "Ronald Pace") == [merged], "no second one is made"
        archive.corrections.undo(rule.id)
        assert numbers_of(archive, "Ronald Pace") == [merged]
        assert said(raw(archive)) == before
        assert list(archive.integrity.check()) == []


def numbers_of(archive: Archive, name: str) -> list[int]:
    return [one.id for one in archive.people.find(name, 9) if one.name == name]


def said(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Who says what, by name."""
    rows = connection.execute(
        "SELECT transcript_id, position, speaker FROM lines ORDER BY 1, 2"
    ).fetchall()
    return [tuple(row) for row in rows]


def test_old_merges_of_one_name_find_the_right_person(filled: Path, tmp_path: Path) -> None:
    """People of one name at two newsrooms, and at one newsroom with many years between."""
    path = tmp_path / "archive.db"
    of_schema(filled, path, "m011_speaker_rules")
    with closing(sqlite3.connect(path)) as connection:
        (inskeep,) = connection.execute(
            "SELECT speaker_id FROM appearances WHERE called = 'Madeleine Orth'"
        ).fetchone()
        rot(
            connection,
            # At another newsroom: merged into the one of npr, in transcript 1.
            "UPDATE transcripts SET source = 'cnn', checksum = NULL WHERE id = 1",
            "UPDATE pages SET source = 'cnn'"
            " WHERE id = (SELECT page_id FROM transcripts WHERE id = 1)",
            "DELETE FROM turns WHERE transcript_id = 1 AND position > 1",
            "DELETE FROM appearances WHERE transcript_id = 1",
            "INSERT INTO appearances (transcript_id, speaker_id, role, role_rule, turn_count,"
            f" word_count, called) VALUES (1, {inskeep}, 'guest', 'default', 1, 1,"
            " 'Madeleine Orth')",
            f"UPDATE turns SET speaker_id = {inskeep} WHERE transcript_id = 1",
            "INSERT INTO speaker_merges (name, newsroom, speaker_id, key)"
            f" VALUES ('Madeleine Orth', 'cnn', {inskeep}, 'madeleine orth')",
            # 40 years before the one who was merged into Carla Wendt: another Ronald Pace.
            "INSERT INTO speakers (id, name, newsroom, first_date, last_date, key) VALUES"
            " (700, 'Ronald Pace', 'npr', '1970-01-01', '1970-01-01', 'ronald pace')",
            "INSERT INTO speaker_merges (name, newsroom, speaker_id, key) SELECT 'Ronald Pace',"
            " 'npr', id, 'ronald pace' FROM speakers WHERE name = 'Carla Wendt'",
            "UPDATE turns SET speaker_id = (SELECT id FROM speakers WHERE name = 'Carla Wendt')"
            " WHERE speaker_id = (SELECT id FROM speakers WHERE name = 'Ronald Pace' AND id < 700)",
            "UPDATE appearances SET speaker_id ="
            " (SELECT id FROM speakers WHERE name = 'Carla Wendt')"
            " WHERE speaker_id = (SELECT id FROM speakers WHERE name = 'Ronald Pace' AND id < 700)",
            "DELETE FROM speakers WHERE name = 'Ronald Pace' AND id < 700",
        )
        connection.commit()
    with Archive.write(path) as archive:
        told = {
            (rule.of.name, rule.into.name, rule.holds)
            for rule in archive.corrections.rules()
            if rule.of and rule.into
        }
        assert told == {
            ("Madeleine Orth", "Madeleine Orth", True),
            ("Ronald Pace", "Carla Wendt", True),
        }
        for rule in archive.corrections.rules():
            archive.corrections.undo(rule.id)
        people = {(one.name, one.newsroom) for one in archive.people.find("orth", 9)}
        assert people == {("Madeleine Orth", "npr"), ("Madeleine Orth", "cnn")}
        (ronald,) = archive.people.find("ronald", 9)
        assert ronald.id != 700, "he of 1970 speaks nowhere"
        assert ronald.transcripts == 2
