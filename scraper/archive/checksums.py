"""Checksums of what is stored, so that bits that rot on the disk are noticed.

SQLite checks the structure of its file and not what is in it. The words of a transcript have their
``content_hash`` and a kept page its ``body_sha256``; ``checksum`` covers the rest of their rows: a
SHA-256 of the row, and for a transcript of its turns, appearances and notes too, as JSON. What
other landings change is left out: who a speaker is across transcripts, duplicates, when it was last
seen. Doubt and notes count only where there are some: archives that were made before there were any
have checksums without them, and those must stay valid.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_TRANSCRIPT = """source, story_id, url, title, program, aired_on, published_at, modified_at, teaser,
duration_s, audio_url, language, rights, word_count, turn_count, content_hash, revision,
first_seen_at, page_id, extractor, layout"""
_SNAPSHOT = "page_id, fetched_at, body_sha256, size, headers"
_REVISION = (
    "transcript_id, revision, content_hash, seen_at, snapshot_id, extractor, changed, title, turns"
)
_TURN = "position, label, kind, text"
_APPEARANCE = "called, role, role_rule, description, honorific, turn_count, word_count"
_IN_ORDER = "ORDER BY called, role"
_NOTE = "position, before_turn, kind, text"


def transcript_checksum(connection: sqlite3.Connection, transcript_id: int) -> str:
    """The checksum of a transcript as it is stored now."""
    queries = (
        f"SELECT {_TRANSCRIPT}, doubt FROM transcripts WHERE id = ?",
        f"SELECT {_TURN}, doubt FROM turns WHERE transcript_id = ? ORDER BY position",
        f"SELECT {_APPEARANCE}, doubt FROM appearances WHERE transcript_id = ? {_IN_ORDER}",
    )
    rows = [
        _without_null_at_end(row)
        for query in queries
        for row in connection.execute(query, (transcript_id,))
    ]
    notes = connection.execute(
        f"SELECT {_NOTE} FROM notes WHERE transcript_id = ? ORDER BY position", (transcript_id,)
    )
    return _digest([*rows, *(("note", *note) for note in notes)])


def snapshot_checksum(connection: sqlite3.Connection, snapshot_id: int) -> str:
    """The checksum of a snapshot's row; its body has a hash of its own."""
    *row, via = connection.execute(
        f"SELECT {_SNAPSHOT}, via FROM snapshots WHERE id = ?", (snapshot_id,)
    ).fetchone()
    return checksum_of_snapshot(*row, via=via)


def checksum_of_snapshot(
    page_id: int, fetched_at: str, body_sha256: str, size: int, headers: str, *, via: str | None
) -> str:
    """The checksum of a snapshot with these values."""
    # Older archives have no `via`, and their checksums must stay valid.
    return _digest([_without_null_at_end((page_id, fetched_at, body_sha256, size, headers, via))])


def revision_checksum(connection: sqlite3.Connection, revision_id: int) -> str:
    """The checksum of a revision's row, the wording it keeps included."""
    row = connection.execute(f"SELECT {_REVISION} FROM revisions WHERE id = ?", (revision_id,))
    return _digest([tuple(row.fetchone())])


def seal_transcripts(connection: sqlite3.Connection, transcripts: Iterable[int]) -> None:
    """Write the checksums of transcripts that changed, inside the transaction that changed them."""
    connection.executemany(
        "UPDATE transcripts SET checksum = ? WHERE id = ?",
        [(transcript_checksum(connection, one), one) for one in transcripts],
    )


def seal_revisions(connection: sqlite3.Connection, revisions: Iterable[int]) -> None:
    """Write the checksums of revisions that changed."""
    connection.executemany(
        "UPDATE revisions SET checksum = ? WHERE id = ?",
        [(revision_checksum(connection, one), one) for one in revisions],
    )


@contextmanager
def resealed(connection: sqlite3.Connection, transcripts: Iterable[int]) -> Iterator[None]:
    """Seal ``transcripts`` anew after what is done to them inside; one that was damaged before
    stays unsealed, so that the damage is not covered up.
    """
    sound = [
        one
        for one in transcripts
        if connection.execute("SELECT checksum FROM transcripts WHERE id = ?", (one,)).fetchone()[0]
        == transcript_checksum(connection, one)
    ]
    yield
    seal_transcripts(connection, sound)


def seal_snapshot(connection: sqlite3.Connection, snapshot_id: int) -> None:
    """Write the checksum of a new snapshot."""
    connection.execute(
        "UPDATE snapshots SET checksum = ? WHERE id = ?",
        (snapshot_checksum(connection, snapshot_id), snapshot_id),
    )


def _without_null_at_end(row: Iterable[object]) -> tuple[object, ...]:
    """``row``, less its last value where that is null: older archives don't have that column."""
    *values, last = row
    return tuple(values) if last is None else (*values, last)


def _digest(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(
        json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")
    ).hexdigest()
