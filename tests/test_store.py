"""The archive is a store: nobody outside sees its SQL, and it opens wherever it can be read."""

from __future__ import annotations

import ast
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from scraper.archive import rows as rows_of
from scraper.archive import rule_rows
from scraper.archive.database.connection import Database
from scraper.archive.queue import Listed
from scraper.archive.row_statements import Row, names
from scraper.archive.rows import TurnRow
from scraper.archive.states import PageKind
from scraper.archive.store import Archive
from scraper.errors import ArchiveDamaged, ArchiveError, ArchiveUnusable, ErrorCode
from scraper.model import StoryRef
from tests.conftest import NOON, raw
from tests.test_check import fill

ROOT = Path(__file__).parents[1]
OUTSIDE = [
    file
    for folder in ("scraper", "jobs")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "archive" not in file.relative_to(ROOT).parts
]
_SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|WITH\s+(RECURSIVE\s+)?\w+(\s*\(.*?\))?\s+AS\s*\("
    r"|(INSERT|REPLACE)\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+(OR\s+\w+\s+)?\w+\s+SET\s|DELETE\s+FROM\s"
    r"|(PRAGMA|EXPLAIN|ATTACH|VACUUM)\s|(CREATE|DROP|ALTER)\s+(TABLE|VIEW|INDEX|TRIGGER|VIRTUAL)\s)",
    re.DOTALL | re.IGNORECASE,
)
#: What the demo tells people to try.
_SHOWN = "select speaker, text from lines where text like '%pie%'"
#: The modules that give a connection.
_DRIVERS = ("sqlite3", "sqlite_utils", "apsw", "aiosqlite")


def sql_or_connections(text: str) -> Iterator[str]:
    """What a module sees of an archive that only the archive should, with the line."""
    tree = ast.parse(text)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names]
            modules.append(getattr(node, "module", None) or "")
            if any(module.partition(".")[0] in _DRIVERS for module in modules):
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            named = node.value.partition(".")[0] in _DRIVERS  # for importlib
            sql = id(node) not in docs and node.value != _SHOWN and _SQL.match(node.value)
            if named or sql:
                yield f"line {node.lineno}: {node.value[:60]}"
        elif isinstance(node, ast.JoinedStr):
            whole = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
            if _SQL.match(whole):
                yield f"line {node.lineno}: {whole[:60]}"
        elif isinstance(node, ast.Attribute):
            of_archive = "archive" in ast.unparse(node.value).casefold()
            own = isinstance(node.value, ast.Name) and node.value.id == "self"
            if (node.attr == "_db" and not own) or (
                of_archive and node.attr in ("connection", "_connection")
            ):
                yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("file", OUTSIDE, ids=lambda file: str(file.relative_to(ROOT)))
def test_outside_the_archive_nobody_sees_sql_or_a_connection(file: Path) -> None:
    assert list(sql_or_connections(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import sqlite3",
        "from sqlite3 import connect",
        "from sqlite_utils.db import Database",
        "importlib.import_module('sqlite3')",
        "__import__('sqlite3.dbapi2')",
        "archive._db",
        "archive.records._db.execute(x)",
        "self._archive.queue._db",
        "shared.archive.connection",
        "getattr(archive, 'x')._db",
        "x = 'SELECT id FROM pages'",
        "x = f'SELECT {columns} FROM pages'",
        "x = 'select id from pages'",
        "x = 'WITH a AS (SELECT 1) SELECT * FROM a'",
        "x = 'WITH RECURSIVE a(n) AS (SELECT 1) SELECT * FROM a'",
        "x = 'REPLACE INTO pages VALUES (1)'",
        "x = 'UPDATE OR IGNORE pages SET id = 1'",
        "x = 'DROP TABLE pages'",
        "x = 'EXPLAIN SELECT 1'",
        "x = 'VACUUM INTO ?'",
    ],
)
def test_that_is_seen(line: str) -> None:
    assert list(sql_or_connections(line))


@pytest.mark.parametrize(
    "line",
    ['"""Select pages from a list."""', "x = 'Select a source.'", "x = 'update it with this'"],
)
def test_words_are_no_sql(line: str) -> None:
    assert not list(sql_or_connections(line))


def test_what_the_store_gives_is_typed() -> None:
    """No method that others may call gives SQLite's rows or a dict of anything."""
    for file in sorted((ROOT / "scraper/archive").rglob("*.py")):
        if "database" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = ast.unparse(node.returns) if node.returns else ""
                assert "sqlite3" not in given, f"{file.name}: {node.name}"
                assert "dict[str, Any]" not in given, f"{file.name}: {node.name}"


def test_the_columns_of_a_table_are_known_once(archive: Archive) -> None:
    found_rows: list[type[Row]] = [
        row
        for module in (rows_of, rule_rows)
        for row in vars(module).values()
        if isinstance(row, type) and row.__module__ == module.__name__
    ]
    assert len(found_rows) > 15
    for row in found_rows:
        found = raw(archive).execute(f"PRAGMA table_info({row.TABLE})").fetchall()
        assert sorted(names(row)) == sorted(column["name"] for column in found), row.TABLE


# Opening ------------------------------------------------------------------------------------------


def test_it_opens_over_a_connection_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    fill(path, 3)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as foreign:
        with Archive.over(foreign, path) as archive:
            assert archive.health.totals().transcripts > 3
            found = archive.records.find(1)
            assert found is not None
            assert archive.records.open(found).turns
            assert archive.search.count("rain*") >= 0
            with pytest.raises(ArchiveError, match="readonly"):
                archive.queue.add_stories([StoryRef("npr", "1", "https://a.example/1")], NOON)
        assert foreign.execute("SELECT count(*) FROM transcripts").fetchone()[0] > 3, "still open"


def test_an_older_archive_is_not_upgraded_over_a_foreign_connection(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.write(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as foreign,
        pytest.raises(ArchiveUnusable, match="made by an older version"),
    ):
        Archive.over(foreign, path)


@pytest.fixture
def others_place(tmp_path: Path) -> Iterator[Path]:
    """A directory in which everybody may write, with an archive of ours in it."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as another user")
    place = Path("/tmp") / f"onrecord-{os.getpid()}-{tmp_path.name}"
    place.mkdir()
    fill(place / "archive.db", 2)
    for file in place.iterdir():
        os.chown(file, 4321, 4321)
    place.chmod(0o777)
    yield place
    shutil.rmtree(place)


def as_user(user: int, do: Callable[[], object]) -> str:
    """What ``do`` returns in a process of another user, or the error it raises."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        try:
            said = str(do())
        except Exception as error:  # noqa: BLE001  the test is told what it is
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:  # noqa: PTH123  a pipe has no path
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def transcripts_in(path: Path) -> int:
    with Archive.read(path) as archive:
        return archive.health.totals().transcripts


def written(path: Path) -> str:
    Archive.write(path).close()
    return "written"


@pytest.mark.parametrize("left", [(), ("-wal",), ("-wal", "-shm")])
def test_a_reader_under_another_user_does_not_lock_the_owner_out(
    others_place: Path, left: tuple[str, ...]
) -> None:
    """Whatever files beside the archive are there already."""
    path = others_place / "archive.db"
    for end in ("-wal", "-shm"):
        if end not in left:
            path.with_name(path.name + end).unlink()
    assert int(as_user(1234, lambda: transcripts_in(path))) > 2
    owners = {file.name: file.stat().st_uid for file in others_place.iterdir()}
    assert set(owners.values()) == {4321}, owners
    assert as_user(4321, lambda: written(path)) == "written"


def test_a_log_that_belongs_to_another_user_is_named(others_place: Path) -> None:
    path = others_place / "archive.db"
    log = path.with_name(path.name + "-wal")
    for end in ("-wal", "-shm"):
        os.chown(path.with_name(path.name + end), 0, 0)
        path.with_name(path.name + end).chmod(0o644)
    said = as_user(4321, lambda: written(path))
    assert f"{log} belongs to another user" in said


def test_a_log_that_only_the_owner_can_read_is_told(others_place: Path) -> None:
    """A run was cut off, and its index is lost."""
    path = others_place / "archive.db"
    path.with_name(path.name + "-wal").write_bytes(b"something")
    path.with_name(path.name + "-shm").unlink()
    said = as_user(1234, lambda: transcripts_in(path))
    assert said.startswith("ArchiveUnusable:")
    assert "only the archive's owner can read what it left" in said


def test_whoever_reads_a_file_as_it_is_notices_that_it_is_written(others_place: Path) -> None:
    path = others_place / "archive.db"
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink()

    def read_while_it_is_written() -> int:
        with Archive.read(path) as archive:
            found = archive.health.totals().transcripts
            os.write(ready, b"1")
            os.read(go_on, 1)
        return found

    (readable, ready), (go_on, go) = os.pipe(), os.pipe()
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(as_user(1234, read_while_it_is_written)))
    reader.start()
    os.read(readable, 1)
    with Archive.write(path) as archive:
        ref = StoryRef("npr", "7", "https://www.npr.org/7")
        archive.queue.add_stories([ref], NOON)
    os.write(go, b"1")
    reader.join()
    assert "was written while it was read" in said[0]


def test_a_place_that_can_not_be_entered_is_told(others_place: Path) -> None:
    os.chown(others_place, 0, 0)
    others_place.chmod(0o700)
    path = others_place / "archive.db"
    assert as_user(1234, lambda: transcripts_in(path)).startswith("ArchiveUnusable:")
    assert as_user(1234, lambda: written(path)).startswith("ArchiveUnusable:")
    others_place.chmod(0o777)


def test_another_user_sees_that_a_run_holds_the_archive(others_place: Path) -> None:
    path = others_place / "archive.db"

    def held() -> bool:
        with Archive.read(path) as reader:
            return reader.is_held()

    with Archive.write(path):
        assert as_user(1234, held) == "True"
    assert as_user(1234, held) == "False"


def test_what_is_left_after_a_run_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    fill(path, 2)
    assert path.with_name("archive.db-wal").stat().st_size == 0
    copy = tmp_path / "elsewhere.db"
    shutil.copy(path, copy)
    with Archive.read(copy) as archive:
        assert archive.health.totals().transcripts > 2


# Damage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE speech_fts",
        "DROP VIEW lines; DROP TABLE revisions",
        "UPDATE transcripts SET title = CAST(x'ff' AS TEXT)",
        "UPDATE runs SET sources = 'no JSON'",
        "ALTER TABLE pages DROP COLUMN reason",
    ],
)
def test_damage_is_told_with_the_files_name(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "archive.db"
    fill(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO runs (command, started_at, sources) VALUES ('run','','[]')")
        connection.commit()
        connection.executescript(damage)
    with Archive.read(path) as archive, pytest.raises(ArchiveDamaged) as caught:
        use_everything(archive)
    assert f"{path} is damaged" in str(caught.value)


def test_an_archive_with_a_damaged_schema_is_not_taken_for_a_foreign_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    fill(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE (' WHERE name = 'pages'")
        connection.commit()
    for opened in (Archive.read, Archive.write):
        with pytest.raises(ArchiveUnusable, match="is damaged") as caught:
            opened(path)
        assert caught.value.code is ErrorCode.ARCHIVE_DAMAGED


def use_everything(archive: Archive) -> None:
    archive.search.find("rain")
    archive.records.newest(-1)
    archive.runs.sources()
    archive.health.problems()
    found = archive.records.find(1)
    assert found is not None
    archive.records.revisions(found)


# The queue ----------------------------------------------------------------------------------------


def test_a_page_knows_its_host_program_and_day(archive: Archive) -> None:
    ref = StoryRef("npr", "1", "https://www.npr.org/transcripts/1")
    archive.queue.add_stories([ref], NOON, listed={ref: Listed("Fresh Air", "2026-03-01")})
    (page,) = archive.queue.due("npr", NOON)
    assert (page.kind, page.host) == (PageKind.STORY, "www.npr.org")
    assert (page.program, page.listed_on) == ("Fresh Air", "2026-03-01")


def test_the_queue_reads_no_more_than_it_gives(archive: Archive) -> None:
    """Its order is that of its index, so it takes as long in a large archive as in a small one."""
    plans: list[str] = []
    raw(archive).set_trace_callback(plans.append)
    archive.queue.due("npr", NOON)
    raw(archive).set_trace_callback(None)
    assert len(plans) == 4
    for sql in plans:
        plan = [row["detail"] for row in raw(archive).execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("pages_queue" in step for step in plan), plan
        assert not any("TEMP B-TREE" in step for step in plan), plan


# Transactions -------------------------------------------------------------------------------------


def test_a_part_that_fails_takes_nothing_else_with_it(archive: Archive) -> None:
    first, second = (StoryRef("npr", n, f"https://www.npr.org/{n}") for n in "12")

    def fail() -> None:
        with archive.savepoint():
            archive.queue.add_stories([second], NOON)
            raise ValueError("no")

    with archive.transaction():
        archive.queue.add_stories([first], NOON)
        with pytest.raises(ValueError, match="no"):
            fail()
    assert [page.story_id for page in archive.queue.due("npr", NOON)] == ["1"]


def test_rows_that_wait_for_the_commit_follow_savepoints(archive: Archive) -> None:
    """Rows are inserted together at the end; those of a part that failed are not."""
    fill_with = archive._db
    assert isinstance(fill_with, Database)
    with archive.transaction():
        raw(archive).execute(
            "INSERT INTO pages (id, url, source, kind, state, discovered_at)"
            " VALUES (1, 'u', 'npr', 'story', 'landed', '')"
        )
        raw(archive).execute(
            "INSERT INTO transcripts (id, source, story_id, url, word_count, turn_count,"
            " content_hash, first_seen_at, last_seen_at, page_id, extractor)"
            " VALUES (1, 'npr', '1', 'u', 0, 0, 'h', '', '', 1, '')"
        )
        fill_with.insert_later([a_turn(1)])
        with suppress(ValueError), archive.savepoint():
            fill_with.insert_later([a_turn(2)])
            fill_with.flush()
            fill_with.insert_later([a_turn(3)])
            raise ValueError
        fill_with.insert_later([a_turn(4)])
    turns = raw(archive).execute("SELECT position FROM turns ORDER BY position").fetchall()
    assert [row[0] for row in turns] == [1, 4]
    assert archive.search.count("word") == 2


def a_turn(position: int) -> TurnRow:
    return TurnRow(None, 1, position, None, None, "speech", "word", None, None)
