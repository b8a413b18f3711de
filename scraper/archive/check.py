"""Is the archive whole? Its structure, its indexes, every hash, every kept page, and whether its
parts belong together; and what can be mended by it alone.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import zstandard
from sqlite_utils import Database

from scraper.archive.checksums import (
    revision_checksum,
    seal_revisions,
    seal_snapshot,
    seal_transcripts,
    snapshot_checksum,
    transcript_checksum,
)
from scraper.archive.database import Archive
from scraper.archive.migrations import migrations
from scraper.archive.pages import ANY_STATE
from scraper.archive.people import forget, measure
from scraper.archive.snapshots import SnapshotStore
from scraper.archive.times import parse
from scraper.extract import content_hash
from scraper.model import Turn

#: What mends a problem. ``restore`` is a person's work: a backup.
Mend = Literal["index", "reextract", "refetch", "seal", "measure", "forget", "restore"]

_HOW: dict[Mend, str] = {
    "index": "`onrecord check --repair` builds the index anew",
    "reextract": "`onrecord check --repair` reads it again from its kept page",
    "refetch": "`onrecord check --repair` queues the page to be fetched again",
    "seal": "`onrecord check --repair` writes its checksum",
    "measure": "`onrecord check --repair` looks them up",
    "forget": "`onrecord check --repair` removes it",
    "restore": "restore a backup, or save what can be read: `sqlite3 archive.db .recover`",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be. ``row`` is the id in its table, where it is one's."""

    what: str
    mend: Mend
    row: int | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, and how it is mended."""
        return f"{self.what}; {_HOW[self.mend]}"


def check(archive: Archive) -> Iterator[Problem]:
    """Everything that is wrong with an archive that is open for writing (nothing is written: the
    full-text index is checked by a statement that counts as one).
    """
    connection = archive.connection
    for look in (
        _structure,
        _schema,
        _readable,
        _keys,
        _search_indexes,
        _transcripts,
        _revisions,
        _snapshots,
        _pages,
        _speakers,
    ):
        try:
            yield from look(connection)
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            yield Problem(f"the archive can't be read everywhere: {error}", "restore")


def _structure(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute("PRAGMA integrity_check").fetchall():
        if said != "ok":
            mend: Mend = "index" if "index" in said else "restore"
            yield Problem(f"SQLite says: {said}", mend)


def _schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Tables, indexes and views are those that the migrations make; what a user added is theirs."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations.apply(Database(fresh, execute_plugins=False))
        expected = _definitions(fresh)
    found = _definitions(connection)
    for name, definition in expected.items():
        if found.get(name) != definition:
            yield Problem(f"{name} is not defined as OnRecord defines it", "restore")


def _readable(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Every value of every table can be read."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        try:
            for _ in connection.execute(f'SELECT * FROM "{table}"'):
                pass
        except (sqlite3.Error, UnicodeError) as error:
            yield Problem(f"the table {table} can't be read everywhere: {error}", "restore")


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    return {
        row[0]: row[1]
        for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    }


def _keys(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Problem(f"row {row} of {table} belongs to a row of {parent} that is gone", "restore")


def _search_indexes(connection: sqlite3.Connection) -> Iterator[Problem]:
    for index in ("turns_fts", "transcripts_fts"):
        try:
            # https://www.sqlite.org/fts5.html#the_integrity_check_command; 1: against the table
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield Problem(f"the search index {index} is not that of its table ({error})", "index")


def _transcripts(connection: sqlite3.Connection) -> Iterator[Problem]:
    rows = connection.execute(
        "SELECT id, source, story_id, content_hash, checksum, duplicate_of, last_seen_at"
        " FROM transcripts ORDER BY id"
    ).fetchall()
    for row in rows:
        name = f"transcript {row['id']} ({row['source']} {row['story_id']})"
        turns = [
            Turn(turn["label"], turn["kind"], str(turn["text"]))
            for turn in connection.execute(
                "SELECT label, kind, text FROM turns WHERE transcript_id = ? ORDER BY position",
                (row["id"],),
            )
        ]
        if not turns:
            yield Problem(f"{name} has no turns", "reextract", row["id"])
        elif content_hash(turns) != row["content_hash"]:
            yield Problem(
                f"the words of {name} are not those it was landed with", "reextract", row["id"]
            )
        elif row["checksum"] is None:
            yield Problem(f"{name} has no checksum yet", "seal", row["id"])
        elif transcript_checksum(connection, row["id"]) != row["checksum"]:
            yield Problem(f"{name} is not as it was landed", "reextract", row["id"])
        elif not _counts_agree(connection, row["id"]):
            yield Problem(
                f"{name} gives turns to people who don't speak in it", "reextract", row["id"]
            )
        if not _is_time(row["last_seen_at"]):
            yield Problem(
                f"last_seen_at of {name} is {row['last_seen_at']!r}", "restore", row["id"]
            )
        if (
            row["duplicate_of"] is not None
            and not connection.execute(
                "SELECT 1 FROM transcripts WHERE id = ? AND content_hash = ?",
                (row["duplicate_of"], row["content_hash"]),
            ).fetchone()
        ):
            yield Problem(f"{name} is called a duplicate of other words", "reextract", row["id"])


def _counts_agree(connection: sqlite3.Connection, transcript_id: int) -> bool:
    """Each speaker of a transcript has as many turns as their appearance says."""
    counted = connection.execute(
        "SELECT speaker_id, count(*) FROM turns WHERE transcript_id = ? AND speaker_id IS NOT NULL"
        " GROUP BY speaker_id ORDER BY speaker_id",
        (transcript_id,),
    ).fetchall()
    said = connection.execute(
        "SELECT speaker_id, turn_count FROM appearances WHERE transcript_id = ? AND turn_count > 0"
        " ORDER BY speaker_id",
        (transcript_id,),
    ).fetchall()
    return [tuple(row) for row in counted] == [tuple(row) for row in said]


def _revisions(connection: sqlite3.Connection) -> Iterator[Problem]:
    rows = connection.execute(
        "SELECT id, transcript_id, revision, content_hash, turns, checksum FROM revisions"
    ).fetchall()
    for row in rows:
        name = f"revision {row['revision']} of transcript {row['transcript_id']}"
        if row["checksum"] is None:
            yield Problem(f"{name} has no checksum yet", "seal", row["id"])
        elif revision_checksum(connection, row["id"]) != row["checksum"]:
            yield Problem(f"{name} is not as it was kept", "restore", row["id"])
        elif row["turns"] is not None:
            kept = [Turn(t["label"], t["kind"], t["text"]) for t in json.loads(row["turns"])]
            if content_hash(kept) != row["content_hash"]:
                yield Problem(
                    f"the words of {name} are not those it was kept with", "restore", row["id"]
                )


def _snapshots(connection: sqlite3.Connection) -> Iterator[Problem]:
    store = SnapshotStore(connection)
    rows = connection.execute(
        "SELECT snapshots.id, body_sha256, size, checksum, url FROM snapshots"
        " JOIN pages ON pages.id = page_id ORDER BY snapshots.id"
    ).fetchall()
    for row in rows:
        name = f"snapshot {row['id']} ({row['url']})"
        try:
            body = store.body(row["id"])
        except (zstandard.ZstdError, MemoryError, LookupError, TypeError, ValueError) as error:
            yield Problem(f"{name} can't be decompressed ({error})", "refetch", row["id"])
            continue
        if len(body) != row["size"] or hashlib.sha256(body).hexdigest() != row["body_sha256"]:
            yield Problem(f"{name} is not the page that was fetched", "refetch", row["id"])
        elif row["checksum"] is None:
            yield Problem(f"{name} has no checksum yet", "seal", row["id"])
        elif snapshot_checksum(connection, row["id"]) != row["checksum"]:
            yield Problem(f"what is told of {name} is not as it was kept", "refetch", row["id"])


def _pages(connection: sqlite3.Connection) -> Iterator[Problem]:
    for row in connection.execute(
        "SELECT id, url, kind, state, next_attempt_at, discovered_at, fetched_at FROM pages"
    ).fetchall():
        name = f"page {row['id']} ({row['url']})"
        if row["state"] not in ANY_STATE or row["kind"] not in ("story", "listing"):
            yield Problem(f"{name} is {row['kind']!r} and {row['state']!r}", "restore", row["id"])
        for column in ("next_attempt_at", "discovered_at", "fetched_at"):
            if row[column] is not None and not _is_time(row[column]):
                yield Problem(f"{column} of {name} is {row[column]!r}", "restore", row["id"])
    for row in connection.execute(
        "SELECT id, url FROM pages WHERE kind = 'story' AND state = 'landed'"
        " AND id NOT IN (SELECT page_id FROM transcripts)"
    ).fetchall():
        yield Problem(f"page {row['id']} ({row['url']}) landed, but its transcript is gone",
                      "refetch", row["id"])  # fmt: skip
    for row in connection.execute(
        "SELECT transcripts.id, pages.url FROM transcripts JOIN pages ON pages.id = page_id"
        " WHERE pages.source <> transcripts.source OR pages.story_id IS NOT transcripts.story_id"
    ).fetchall():
        yield Problem(
            f"transcript {row['id']} is another story than its page {row['url']}", "restore"
        )


def _is_time(text: object) -> bool:
    try:
        parse(str(text))
    except ValueError:
        return False
    return True


def _speakers(connection: sqlite3.Connection) -> Iterator[Problem]:
    for row in connection.execute(
        "SELECT id, name FROM speakers WHERE id NOT IN (SELECT speaker_id FROM appearances)"
        " AND id NOT IN (SELECT speaker_id FROM speaker_merges)"
        " AND id NOT IN (SELECT speaker_id FROM speaker_splits)"
    ).fetchall():
        yield Problem(f"speaker {row['id']} ({row['name']}) speaks nowhere", "forget", row["id"])
    for row in connection.execute(
        "SELECT id, name FROM speakers WHERE NOT by_hand AND NOT EXISTS (SELECT 1 FROM appearances"
        " WHERE speaker_id = speakers.id AND called = speakers.name)"
        " AND EXISTS (SELECT 1 FROM appearances WHERE speaker_id = speakers.id)"
        " AND id NOT IN (SELECT speaker_id FROM speaker_merges)"
        " AND id NOT IN (SELECT speaker_id FROM speaker_splits)"
    ).fetchall():
        yield Problem(f"nobody calls speaker {row['id']} by their name, {row['name']!r}", "restore")
    for row in connection.execute(
        "SELECT speakers.id, name FROM speakers LEFT JOIN"
        " (SELECT speaker_id, min(aired_on) AS first, max(aired_on) AS last FROM appearances"
        "  JOIN transcripts ON transcripts.id = appearances.transcript_id GROUP BY speaker_id)"
        " ON speaker_id = speakers.id WHERE speakers.transcript_id IS NULL"
        " AND (first_date IS NOT first OR last_date IS NOT last)"
    ).fetchall():
        name = f"{row['id']} ({row['name']})"
        yield Problem(
            f"the years of speaker {name} are not those they were heard", "measure", row["id"]
        )


def repair(archive: Archive, problems: list[Problem]) -> list[Problem]:
    """Mend what the archive alone can mend; what is left for others: transcripts to be read again
    are the caller's (``reextract``), who has the newsrooms' rules.

    :raises ArchiveError: the archive can't be written.
    """
    left = []
    with archive.transaction() as connection:
        if any(problem.mend == "index" for problem in problems):
            connection.execute("REINDEX")
            for index in ("turns_fts", "transcripts_fts"):
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        for problem in problems:
            if problem.mend == "seal" and problem.row is not None:
                _seal[problem.what.partition(" ")[0]](connection, problem.row)
            elif problem.mend == "measure" and problem.row is not None:
                measure(connection, problem.row)
            elif problem.mend == "forget" and problem.row is not None:
                forget(connection, [problem.row])
            elif problem.mend == "refetch" and problem.row is not None:
                _queue_again(connection, problem)
            elif problem.mend in ("reextract", "restore"):
                left.append(problem)
    return left


_seal: dict[str, Callable[[sqlite3.Connection, int], None]] = {
    "transcript": lambda connection, row: seal_transcripts(connection, [row]),
    "revision": lambda connection, row: seal_revisions(connection, [row]),
    "snapshot": seal_snapshot,
}


def _queue_again(connection: sqlite3.Connection, problem: Problem) -> None:
    """Have a page fetched anew; a damaged snapshot is put aside so that the good one is kept."""
    page = problem.row
    if problem.what.startswith(("snapshot", "what is told of snapshot")):
        (page,) = connection.execute(
            "SELECT page_id FROM snapshots WHERE id = ?", (problem.row,)
        ).fetchone()
        connection.execute(
            "UPDATE snapshots SET body_sha256 = 'damaged ' || id WHERE id = ?", (problem.row,)
        )
        seal_snapshot(connection, problem.row or 0)
    connection.execute(
        "UPDATE pages SET etag = NULL, last_modified = NULL, attempts = 0,"
        " next_attempt_at = discovered_at WHERE id = ?",
        (page,),
    )
