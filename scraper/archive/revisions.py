"""The wordings of a transcript: a row for each that was seen, with the words once they were
replaced. The caller holds the transaction.
"""

from __future__ import annotations

import json
import sqlite3

from scraper.archive.checksums import revision_checksum, seal_revisions
from scraper.archive.decision import Decision


def keep_wording(connection: sqlite3.Connection, transcript_id: int, revision: int) -> None:
    """Keep the turns of a revision about to be replaced, as JSON in its row."""
    turns = [
        {"label": row["label"], "speaker": row["name"], "kind": row["kind"], "text": row["text"]}
        | ({"doubt": row["doubt"]} if row["doubt"] is not None else {})
        for row in connection.execute(
            "SELECT label, name, kind, text, doubt FROM turns"
            " LEFT JOIN speakers ON speakers.id = speaker_id"
            " WHERE turns.transcript_id = ? ORDER BY position",
            (transcript_id,),
        )
    ]
    connection.execute(
        "UPDATE revisions SET turns = ? WHERE transcript_id = ? AND revision = ?",
        (json.dumps(turns, ensure_ascii=False), transcript_id, revision),
    )
    kept = connection.execute(
        "SELECT id FROM revisions WHERE transcript_id = ? AND revision = ?",
        (transcript_id, revision),
    ).fetchone()
    seal_revisions(connection, [int(kept["id"])])


def add_revision(
    connection: sqlite3.Connection,
    transcript_id: int,
    decision: Decision,
    snapshot_id: int,
    now: str,
) -> None:
    """Add the wording that the transcript's row has now."""
    cursor = connection.execute(
        "INSERT INTO revisions (transcript_id, revision, content_hash, seen_at, snapshot_id,"
        " extractor, changed, title)"
        " SELECT id, revision, content_hash, ?, ?, extractor, ?, title FROM transcripts"
        " WHERE id = ?",
        (now, snapshot_id, ", ".join(decision.changed) or None, transcript_id),
    )
    seal_revisions(connection, [int(cursor.lastrowid or 0)])


def read_from(connection: sqlite3.Connection, transcript_id: int, snapshot_id: int) -> None:
    """Write that the newest wording is that of this snapshot, too: the rules understand it, where
    they no longer understood the one before. A row that was damaged stays unsealed.
    """
    row = connection.execute(
        "SELECT id, snapshot_id, checksum FROM revisions WHERE transcript_id = ?"
        " ORDER BY revision DESC LIMIT 1",
        (transcript_id,),
    ).fetchone()
    if row is None or row["snapshot_id"] == snapshot_id:
        return
    sound = row["checksum"] == revision_checksum(connection, row["id"])
    connection.execute(
        "UPDATE revisions SET snapshot_id = ? WHERE id = ?", (snapshot_id, row["id"])
    )
    if sound:
        seal_revisions(connection, [int(row["id"])])
