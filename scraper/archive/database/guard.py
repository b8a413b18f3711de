"""Connections that the caller opened: recognizing an archive, and hiding the stored pages."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from scraper.archive.database.opening import APPLICATION_ID

#: How an SQLite file begins, and where its application id stands
#: (https://www.sqlite.org/fileformat.html#the_database_header).
_SQLITE, _HEADER, _ID_AT = b"SQLite format 3\0", 100, 68
#: Columns that hold pages as they were fetched, and what unpacks them.
_KEPT_PAGES = {("snapshots", "body"), ("dictionaries", "body")}
#: Tables that readers have no use for: indexes, locks, rules in parts, what the queue is made of.
MACHINERY = (
    "_sqlite_migrations",
    "alert_queue",
    "alert_turns",
    "dictionaries",
    "extracted_appearances",
    "extracted_turns",
    "fetch_totals",
    "fetches",
    "hand_edits",
    "landed_parts",
    "listed_days",
    "own_write",
    "resting_hosts",
    "sketch_hashes",
    "sketches",
    "speaker_rule_people",
    "speaker_rule_stories",
    "speaker_rules",
    "speech",
    "speech_fts",
    "transcripts_fts",
    "turns_fts",
    "upgrade_reports",
    "due_runs",
    "run_sources",
    "snapshots",
    "forgotten",
)


def is_archive(connection: sqlite3.Connection) -> bool:
    """Whether a connection is one to an archive."""
    try:
        found = connection.execute("PRAGMA main.application_id").fetchone()
    except sqlite3.DatabaseError:
        return False
    return found is not None and int(found[0]) == APPLICATION_ID


def is_archive_file(path: Path) -> bool:
    """Whether a file is an archive, also one that is damaged or can't be opened where it is."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
        if head.startswith(_SQLITE) and head[_ID_AT : _ID_AT + 4] == APPLICATION_ID.to_bytes(4):
            return True
        place = f"file:{quote(os.fsencode(path))}?mode=ro"
        with closing(sqlite3.connect(place, uri=True)) as connection:
            return is_archive(connection)
    except (sqlite3.Error, OSError):
        return False


def hide_kept_pages(connection: sqlite3.Connection, schemas: Collection[str] | None = None) -> None:
    """Have whoever reads a stored page through this connection get null.

    :param schemas: of the databases attached to it under these names; None: of all.
    """

    def authorize(
        action: int, table: str | None, column: str | None, schema: str | None, _inner: str | None
    ) -> int:
        # To deny it would make every page that lists the table's rows fail.
        is_hidden = schemas is None or schema in schemas
        if is_hidden and action == sqlite3.SQLITE_READ and (table, column) in _KEPT_PAGES:
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)


@contextmanager
def kept_pages_shown(connection: sqlite3.Connection) -> Iterator[None]:
    """Read stored pages through a connection that hides them."""
    # Setting no authorizer at all would leave statements as they were prepared.
    connection.set_authorizer(lambda *_: sqlite3.SQLITE_OK)
    try:
        yield
    finally:
        hide_kept_pages(connection)
