"""``onrecord check`` and ``backup``: what rots on a disk is found, and mended where it can be."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from jobs.check import repair, sentence
from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.store import Archive
from scraper.errors import ArchiveError
from scraper.extract import extract
from scraper.model import StoryRef
from scraper.sources.npr import Npr
from tests.conftest import NOON, Command, a_page, raw, rot

NPR = Npr()
#: What was said, by whom, and the pages: everything but what only says when something was looked at
#: and when to ask again.
CONTENT = {
    "transcripts": "id, source, story_id, url, title, program, aired_on, published_at, modified_at,"
    " teaser, duration_s, audio_url, language, rights, word_count, turn_count, content_hash,"
    " duplicate_of, revision, first_seen_at, page_id, extractor, layout, doubt",
    "turns": "*",
    "speakers": "*",
    "appearances": "*",
    "notes": "*",
    "revisions": "*",
    "snapshots": "id, page_id, fetched_at, body_sha256, body, size, headers",
    "pages": "id, url, source, story_id, kind, state",
    "dictionaries": "body",
}


def fill(path: Path, stories: int = 12) -> None:
    """An archive of some stories, one of them corrected."""
    with Archive.write(path) as archive:
        lander = archive.lander()
        sheets = [s for s in all_sheets().values() if s.has_transcript]
        corrected = next(s for s in sheets if s.correction)
        for story in [corrected, *sheets[:stories], corrected.corrected()]:
            ref = StoryRef("npr", story.story_id, NPR.canonical_url(story.story_id))
            page = a_page(story_page(story), ref.url, "")
            lander.land(page, extract(page, NPR, ref), ref, NOON)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rot") / "archive.db"
    fill(path, 20)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def content(path: Path) -> list[object] | None:
    """All that is stored, None where it can't be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return [
                connection.execute(f"SELECT {columns} FROM {table} ORDER BY rowid").fetchall()
                for table, columns in CONTENT.items()
            ]
    except (sqlite3.Error, OverflowError, UnicodeError):
        return None


def problems(path: Path) -> list[str]:
    """What check says; of an archive that can't be opened the error's sentence."""
    try:
        with Archive.write(path) as archive:
            return [sentence(problem) for problem in archive.integrity.check()]
    except ArchiveError as error:
        return [str(error)]


def flip_a_byte(path: Path, chance: random.Random) -> str:
    """Flip some bits of one byte."""
    with path.open("r+b") as file:
        file.seek(0, 2)
        at = chance.randrange(file.tell())
        file.seek(at)
        old = file.read(1)[0]
        new = old ^ chance.randrange(1, 256)
        file.seek(at)
        file.write(bytes([new]))
    return f"byte {at}: {old} to {new}"


def test_an_archive_as_it_was_landed_is_whole(filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled, tmp_path / "a.db")
    assert problems(tmp_path / "a.db") == []


#: Bytes that are flipped, each in an archive of its own.
_FLIPPED = 50


def test_every_flipped_byte_is_found_or_changes_nothing(filled: Path, tmp_path: Path) -> None:
    before = content(filled)
    chance = random.Random("bits rot")
    found = harmless = 0
    for number in range(_FLIPPED):
        path = tmp_path / f"{number}.db"
        shutil.copy(filled, path)
        flipped = flip_a_byte(path, chance)
        changed = content(path) != before
        if problems(path):
            found += 1
        else:
            assert not changed, f"{number}: {flipped}"
            harmless += 1
        path.unlink()
    assert found > _FLIPPED / 5
    assert found + harmless == _FLIPPED


def test_what_rots_in_one_value_is_told_and_mended(filled: Path, tmp_path: Path) -> None:
    """A word, a label, a title, an index entry, a lost turn, a speaker's years: found, then put
    right from what is kept.
    """
    path = tmp_path / "archive.db"
    shutil.copy(filled, path)
    before = content(path)
    with closing(sqlite3.connect(path)) as connection:
        rot(
            connection,
            "UPDATE turns SET text = 'Other words.' WHERE transcript_id = 2 AND position = 2",
            "UPDATE turns SET label = 'SOMEBODY' WHERE transcript_id = 3 AND position = 1",
            "UPDATE transcripts SET title = 'Another title' WHERE id = 4",
            "INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', 20, 'never')",
            "UPDATE speakers SET first_date = '1999-01-01' WHERE id = 1",
            "DELETE FROM turns WHERE transcript_id = 6 AND position = 2",
            "INSERT INTO speakers (name, newsroom) VALUES ('Nobody Atall', 'npr')",
        )
        connection.commit()
    told = " ".join(problems(path))
    for what in ("the words of transcript 2", "transcript 3 (npr", "transcript 4 (npr",
                 "search index turns_fts", "last day of speaker 1", "the words of transcript 6",
                 "Nobody Atall) speaks nowhere"):  # fmt: skip
        assert what in told, what
    with Archive.write(path) as archive:
        revisions = raw(archive).execute("SELECT count(*) FROM revisions").fetchone()[0]
        assert repair(archive, [NPR], list(archive.integrity.check())) == []
        after_mending = raw(archive).execute("SELECT count(*) FROM revisions").fetchone()[0]
    assert after_mending == revisions, "what was mended is no revision"
    after = content(path)
    assert before is not None
    assert after is not None
    for table, old, new in zip(CONTENT, before, after, strict=True):
        # Written anew, under other numbers.
        if table not in ("turns", "speakers", "appearances", "notes"):
            assert new == old, table


def test_a_damaged_page_is_put_aside_and_queued(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(filled, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE snapshots SET body = substr(body, 1, 100) WHERE id = 5")
        connection.execute("UPDATE pages SET next_attempt_at = NULL")
        connection.commit()
    with Archive.write(path) as archive:
        count = "SELECT count(*) FROM snapshots"
        kept = raw(archive).execute(count).fetchone()[0]
        (problem,) = archive.integrity.check()
        assert "snapshot 5 (https://www.npr.org/transcripts/" in problem.what
        assert "queues the page to be fetched again" in sentence(problem)
        repair(archive, [NPR], [problem])
        (due,) = (
            raw(archive)
            .execute("SELECT story_id, etag FROM pages WHERE next_attempt_at IS NOT NULL")
            .fetchall()
        )
        ref = StoryRef("npr", due["story_id"], NPR.canonical_url(due["story_id"]))
        page = a_page(story_page(all_sheets()[due["story_id"]]), ref.url, "")
        assert archive.lander().land(page, extract(page, NPR, ref), ref, NOON).kind == "same"
        assert raw(archive).execute(count).fetchone()[0] == kept + 1


def test_the_command_says_what_is_wrong_and_mends_it(landed: Command, tmp_path: Path) -> None:
    assert landed("check").out == "the archive is whole: structure, indexes, words, kept pages\n"
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        rot(connection, "UPDATE turns SET text = 'No.' WHERE id = 7")
        connection.commit()
    ran = landed("check")
    assert ran.code == 1
    assert "the words of transcript" in ran.out
    assert "`onrecord check --repair` reads it again from its kept page" in ran.out
    told = json.loads(landed("check", "--json").out)["problems"]
    assert {problem["repair"] for problem in told} == {"reextract"}
    ran = landed("check", "--repair")
    assert (ran.code, ran.out) == (0, "1 problem repaired, 0 left\n")
    assert landed("check").code == 0


def test_an_archive_from_before_there_were_checksums(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    fill(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        for table in ("transcripts", "revisions", "snapshots"):
            rot(connection, f"UPDATE {table} SET checksum = NULL")
        connection.commit()
    with Archive.write(path) as archive:
        found = list(archive.integrity.check())
        assert {problem.repair for problem in found} == {"seal"}
        assert repair(archive, [NPR], found) == []


# backup -------------------------------------------------------------------------------------------


def test_a_backup_is_the_archive_of_one_moment(filled: Path, tmp_path: Path) -> None:
    path, copy = tmp_path / "archive.db", tmp_path / "copy.db"
    shutil.copy(filled, path)
    with Archive.read(path) as archive:
        assert archive.integrity.backup(copy) == copy.stat().st_size
    assert content(copy) == content(path)
    assert problems(copy) == []
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_while_a_run_writes(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(filled, path)
    stop = threading.Event()

    def write() -> None:
        with Archive.write(path) as archive:
            lander = archive.lander()
            for number in range(100_000):
                if stop.is_set():
                    return
                ref = StoryRef("npr", f"nx-s1-{number}", NPR.canonical_url(f"nx-s1-{number}"))
                body = story_page(all_sheets()["nx-s1-5340027"]) + f"<!-- {number} -->".encode()
                page = a_page(body, ref.url)
                lander.land(page, extract(page, NPR, ref), ref, NOON)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = []
        for number in range(5):
            time.sleep(0.05)
            with Archive.read(path) as archive:
                archive.integrity.backup(tmp_path / f"{number}.db")
            with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
                sizes.append(copy.execute("SELECT count(*) FROM transcripts").fetchone()[0])
                landed = "SELECT count(*) FROM pages WHERE state = 'landed'"
                assert copy.execute(landed).fetchone()[0] == sizes[-1]
    finally:
        stop.set()
        writer.join()
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0], "the run went on meanwhile"
    assert problems(tmp_path / "4.db") == []


def test_a_backup_that_fails_leaves_the_one_before(filled: Path, tmp_path: Path) -> None:
    path, copy = tmp_path / "archive.db", tmp_path / "copy.db"
    shutil.copy(filled, path)
    with Archive.read(path) as archive:
        archive.integrity.backup(copy)
    before = copy.read_bytes()
    with path.open("r+b") as file:  # some pages of the file are lost
        file.seek(path.stat().st_size // 4096 * 9 // 10 * 4096)
        file.write(bytes(4096 * 8))
    with Archive.read(path) as archive, pytest.raises(ArchiveError, match=r"not whole|malformed"):
        archive.integrity.backup(copy)
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_goes_nowhere_else(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann")
    for place, told in (
        ("archive.db", "is the archive itself"),
        (".", "is a directory"),
        ("none/copy.db", "there is no directory none"),
        ("letter.txt", "is not a backup"),
        ("/dev/full", "is a device"),
    ):
        ran = landed("backup", place)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err
    assert (tmp_path / "letter.txt").read_text() == "Dear Ann"
    assert landed("backup", "copy.db").out.endswith("B, verified\n")


def test_the_restore_of_the_docs(landed: Command, tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")
    commands = ["rm -f archive.db archive.db-wal archive.db-shm", "cp copy.db archive.db"]
    assert "\n".join(commands) in page
    assert landed("backup", "copy.db").code == 0
    (tmp_path / "archive.db").write_bytes(b"lost")
    for command in commands:
        subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=True)
    assert landed("check").code == 0
    assert landed("show", "nx-s1-5340027").code == 0
