"""Checking the file: its structure, its schema, its keys and its search indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from sqlite_utils import Database as SqliteUtils

from scraper.archive.database.connection import Database
from scraper.archive.database.migrations import migrations
from scraper.archive.database.speech import rebuild_speech, wrong_speech
from scraper.archive.integrity.problem import Problem
from scraper.archive.states import Repair


def search_indexes(db: Database) -> list[str]:
    """The full-text tables: that of a search, and those that sqlite-utils detects."""
    found = (
        table.detect_fts()
        for table in SqliteUtils(db.connection, execute_plugins=False).tables
        if table.name in ("turns", "transcripts")
    )
    return sorted(["speech_fts", *(index for index in found if index)])


def check_structure(db: Database) -> Iterator[Problem]:
    """What SQLite itself finds."""
    for said in db.all(str, "PRAGMA integrity_check"):
        if said != "ok":
            repair = Repair.INDEX if "index" in said else Repair.RESTORE
            yield Problem(f"SQLite says: {said}", repair)


def check_schema(db: Database) -> Iterator[Problem]:
    """Tables, indexes and views are those that the migrations make; what a user added is theirs."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations.apply(SqliteUtils(fresh, execute_plugins=False))
        expected = _definitions(fresh)
    found = _definitions(db.connection)
    for name, definition in expected.items():
        if found.get(name) != definition:
            yield Problem(f"{name} differs from OnRecord's own definition", Repair.RESTORE)


def check_values(db: Database) -> Iterator[Problem]:
    """Every value of every table can be read."""
    for table in db.all(str, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        try:
            for _ in db.connection.execute(f'SELECT * FROM "{table}"'):
                pass
        except (sqlite3.Error, UnicodeError) as error:
            yield Problem(f"parts of the table {table} can't be read: {error}", Repair.RESTORE)


def check_keys(db: Database) -> Iterator[Problem]:
    """Every foreign key leads somewhere."""
    for table, row, parent, _ in db.tuples("PRAGMA foreign_key_check"):
        yield Problem(
            f"row {row} of {table} belongs to a row of {parent} that is missing", Repair.RESTORE
        )


def check_search_indexes(db: Database) -> Iterator[Problem]:
    """The search indexes are those of their tables. (The statement counts as a write.)"""
    for index in search_indexes(db):
        try:
            # https://www.sqlite.org/fts5.html#the_integrity_check_command; 1: against the table
            db.connection.execute(
                f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.DatabaseError as error:
            yield Problem(
                f"the search index {index} does not match its table ({error})", Repair.INDEX
            )


def check_speech(db: Database) -> Iterator[Problem]:
    """The table of a search holds every spoken turn, with what it can be filtered by."""
    if wrong := wrong_speech(db.connection):
        yield Problem(f"{wrong} rows of speech do not match their turns", Repair.INDEX)


def rebuild_indexes(db: Database) -> None:
    """Build every index anew from its table."""
    db.execute("REINDEX")
    tables = SqliteUtils(db.connection, execute_plugins=False)
    for name in ("turns", "transcripts"):
        tables.table(name).rebuild_fts()
    with db.transaction():
        rebuild_speech(db.connection)


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    return {
        row[0]: row[1]
        for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    }
