"""Checking that transcripts, revisions and kept pages are as they were written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import zstandard

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import (
    revision_checksum,
    snapshot_checksum,
    stored_checksum,
)
from scraper.archive.integrity.problem import Problem
from scraper.archive.rows import RevisionRow, SnapshotRow, TranscriptRow
from scraper.archive.snapshots.store import Snapshots
from scraper.archive.states import ProblemKind, Repair
from scraper.archive.times import is_time
from scraper.content_hash import content_hash
from scraper.errors import ArchiveError
from scraper.model import Turn


def check_transcripts(db: Database) -> Iterator[Problem]:
    """Every transcript is as it was landed, or known to be edited by hand."""
    edited = dict(db.tuples("SELECT transcript_id, edited_at FROM hand_edits"))
    for row in db.rows(TranscriptRow, "ORDER BY id"):
        assert row.id is not None
        if (when := edited.get(row.id)) is not None:
            yield Problem(
                f"{_name(row)} was edited by hand ({when})",
                Repair.REEXTRACT,
                ProblemKind.EDITED,
                "transcripts",
                row.id,
            )
        elif (problem := _of_transcript(db, row)) is not None:
            yield problem
        if not is_time(row.last_seen_at):
            yield Problem(
                f"last_seen_at of {_name(row)} is {row.last_seen_at!r}",
                Repair.RESTORE,
                table="transcripts",
                row=row.id,
            )


def _name(row: TranscriptRow) -> str:
    return f"transcript {row.id} ({row.source} {row.story_id})"


def _of_transcript(db: Database, row: TranscriptRow) -> Problem | None:
    name = _name(row)
    turns = db.all(
        lambda label, kind, text: Turn(label, kind, str(text)),
        "SELECT label, kind, text FROM turns WHERE transcript_id = :id ORDER BY position",
        {"id": row.id},
    )
    kind, repair = ProblemKind.DAMAGED, Repair.REEXTRACT
    if not turns:
        what = f"{name} has no turns"
    elif content_hash(turns) != row.content_hash:
        what = f"the words of {name} have changed since it landed"
    elif row.checksum is None:
        what, kind, repair = f"{name} has no checksum yet", ProblemKind.UNSEALED, Repair.SEAL
    elif stored_checksum(db, row) != row.checksum:
        what = f"{name} has changed since it landed"
    elif not _counts_agree(db, row):
        what = f"{name} has turns by people who are not among its speakers"
        kind = ProblemKind.INCONSISTENT
    else:
        return None
    return Problem(what, repair, kind, "transcripts", row.id)


def _counts_agree(db: Database, row: TranscriptRow) -> bool:
    """Each speaker of a transcript has as many turns as their appearance says."""
    of = {"id": row.id}
    counted = db.tuples(
        "SELECT speaker_id, count(*) FROM turns WHERE transcript_id = :id"
        " AND speaker_id IS NOT NULL GROUP BY speaker_id ORDER BY speaker_id",
        of,
    )
    said = db.tuples(
        "SELECT speaker_id, turn_count FROM appearances WHERE transcript_id = :id"
        " AND turn_count > 0 ORDER BY speaker_id",
        of,
    )
    return counted == said


def check_revisions(db: Database) -> Iterator[Problem]:
    """Every wording that was replaced is as it was kept."""
    for row in db.rows(RevisionRow, "ORDER BY id"):
        name = f"revision {row.revision} of transcript {row.transcript_id}"
        if row.checksum is None:
            what, kind, repair = f"{name} has no checksum yet", ProblemKind.UNSEALED, Repair.SEAL
        elif revision_checksum(row) != row.checksum:
            what = f"{name} has changed since it was stored"
            kind, repair = ProblemKind.DAMAGED, Repair.RESTORE
        elif row.turns is not None and _hash_of(row.turns) != row.content_hash:
            what = f"the words of {name} have changed since it was stored"
            kind, repair = ProblemKind.DAMAGED, Repair.RESTORE
        else:
            continue
        yield Problem(what, repair, kind, "revisions", row.id)


def _hash_of(turns: str) -> str | None:
    try:
        return content_hash(Turn(t["label"], t["kind"], t["text"]) for t in json.loads(turns))
    except (ValueError, TypeError, KeyError):
        return None


def check_snapshots(db: Database, snapshots: Snapshots) -> Iterator[Problem]:
    """Every kept page is the one that was fetched."""
    rows = db.all(
        int,
        # A damaged one that was put aside is no problem once a good one is kept.
        "SELECT id FROM snapshots WHERE NOT (body_sha256 LIKE 'damaged %' AND EXISTS"
        " (SELECT 1 FROM snapshots AS later WHERE later.page_id = snapshots.page_id"
        "  AND later.id > snapshots.id)) ORDER BY id",
    )
    for snapshot_id in rows:
        row = db.row(SnapshotRow, "WHERE id = :id", {"id": snapshot_id})
        assert row is not None
        url = db.value("SELECT url FROM pages WHERE id = :page", {"page": row.page_id})
        name = f"snapshot {row.id} ({url})"
        kind, repair = ProblemKind.DAMAGED, Repair.REFETCH
        try:
            body = snapshots.body(snapshot_id)
            whole = len(body) == row.size and hashlib.sha256(body).hexdigest() == row.body_sha256
        except (zstandard.ZstdError, MemoryError, LookupError, TypeError, ValueError,
                ArchiveError) as error:  # fmt: skip
            yield Problem(
                f"{name} can't be decompressed ({error})", repair, kind, "snapshots", row.id
            )
            continue
        if not whole:
            what = f"{name} is no longer the page that was fetched"
        elif row.checksum is None:
            what, kind, repair = f"{name} has no checksum yet", ProblemKind.UNSEALED, Repair.SEAL
        elif snapshot_checksum(row) != row.checksum:
            what = f"the metadata of {name} has changed since it was stored"
        else:
            continue
        yield Problem(what, repair, kind, "snapshots", row.id)
