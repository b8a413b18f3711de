"""The index behind a search: table ``speech`` and full-text index ``speech_fts``.

Triggers keep it up to date, whoever makes changes (schema/m015_speech.sql). Only the new turns of a
landing are added separately, all together.
"""

from __future__ import annotations

import sqlite3

from scraper.compounds import compounds

_COLUMNS = "id, turn_id, transcript_id, speaker_id, source, program, role, counted"
_INDEXED = "text, compounds, facets"


def add_speech(connection: sqlite3.Connection, after: int) -> None:
    """Index the turns whose ids are greater than ``after``, which no index knows yet."""
    _know_compounds(connection)
    _insert(connection, "WHERE turn_id > :after", {"after": after})
    # By +id: SQLite would look through the whole table in the order of its ids.
    connection.execute(
        f"INSERT INTO speech_fts (rowid, {_INDEXED})"
        f" SELECT id, {_INDEXED} FROM speech_content WHERE turn_id > :after ORDER BY +id",
        {"after": after},
    )


def rebuild_speech(connection: sqlite3.Connection) -> None:
    """Build the whole index anew."""
    _know_compounds(connection)
    connection.execute("DELETE FROM speech")
    _insert(connection, "", {})
    connection.execute("INSERT INTO speech_fts (speech_fts) VALUES ('rebuild')")


def wrong_speech(connection: sqlite3.Connection) -> int:
    """How many rows of ``speech`` are not as they should be, or are missing. Compounds of turns
    that somebody edited by hand can't be told.
    """
    _know_compounds(connection)
    found = connection.execute(
        f"SELECT count(*) FROM (SELECT {_COLUMNS} FROM speech_to_index"
        f" EXCEPT SELECT {_COLUMNS} FROM speech)"
        " UNION ALL SELECT count(*) FROM speech WHERE turn_id NOT IN"
        " (SELECT id FROM turns WHERE kind = 'speech')"
        " UNION ALL SELECT count(*) FROM speech JOIN turns ON turns.id = turn_id"
        " WHERE compounds IS NOT compounds_of(CAST(text AS BLOB))"
        " AND speech.transcript_id NOT IN (SELECT transcript_id FROM hand_edits)"
    )
    return sum(row[0] for row in found)


def _insert(connection: sqlite3.Connection, which: str, values: dict[str, int]) -> None:
    connection.execute(
        f"INSERT INTO speech ({_COLUMNS}, compounds)"
        f" SELECT {_COLUMNS}, compounds_of((SELECT CAST(text AS BLOB) FROM turns"
        f" WHERE turns.id = turn_id)) FROM speech_to_index {which} ORDER BY id",
        values,
    )


def _know_compounds(connection: sqlite3.Connection) -> None:
    """Have SQL know ``compounds_of``. It gets bytes, because a damaged text is no text. (SQLite
    refuses to define a function again while a statement is under way.)
    """
    try:
        connection.execute("SELECT compounds_of(x'')")
    except sqlite3.OperationalError:
        connection.create_function("compounds_of", 1, _compounds_of, deterministic=True)


def _compounds_of(text: bytes | None) -> str:
    return compounds((text or b"").decode("utf-8", "replace"))
