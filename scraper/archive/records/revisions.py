"""The wordings of a transcript: one row per wording seen, with its words once they are replaced.
The caller holds the transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import revision_checksum, seal_revision
from scraper.archive.people.applying import Spoken
from scraper.archive.people.correcting import as_told
from scraper.archive.records.decision import Decision
from scraper.archive.rows import RevisionRow, TranscriptRow, TurnRow
from scraper.archive.states import Cause
from scraper.names import name_key


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording to store: its snapshot, when it was seen, and why it differs from the previous one
    (None if unknown, or if it is the first).
    """

    snapshot_id: int
    seen_at: str
    cause: Cause | None = None


def revision_row(transcript: TranscriptRow, decision: Decision, wording: Wording) -> RevisionRow:
    """The row of the wording that ``transcript`` has, with its checksum."""
    assert transcript.id is not None
    row = RevisionRow(
        id=None,
        transcript_id=transcript.id,
        revision=transcript.revision,
        content_hash=transcript.content_hash,
        seen_at=wording.seen_at,
        snapshot_id=wording.snapshot_id,
        extractor=transcript.extractor,
        changed=", ".join(decision.changed) or None,
        title=transcript.title,
        turns=None,
        checksum=None,
        cause=wording.cause,
    )
    return replace(row, checksum=revision_checksum(row))


def newest_revision(db: Database, transcript_id: int) -> RevisionRow | None:
    """The row of the wording that a transcript has now."""
    return db.row(
        RevisionRow,
        "WHERE transcript_id = :transcript ORDER BY revision DESC LIMIT 1",
        {"transcript": transcript_id},
    )


def keep_wording(db: Database, transcript_id: int, revision: int) -> None:
    """Keep the turns of a revision about to be replaced, as JSON in its row: as the page told
    them, whatever was corrected by hand.
    """
    of = {"transcript": transcript_id, "revision": revision}
    turns = told_turns(as_told(db, transcript_id))
    kept = db.value(
        "SELECT id FROM revisions WHERE transcript_id = :transcript AND revision = :revision", of
    )
    if kept is None:
        return
    db.execute(
        "UPDATE revisions SET turns = :turns WHERE id = :id",
        {"turns": json.dumps(turns, ensure_ascii=False), "id": kept},
    )
    seal_revision(db, int(kept))


def told_turns(told: Spoken) -> list[dict[str, str | None]]:
    """The turns of a transcript as a revision keeps them."""
    called = {row.speaker_id: row.called for row in told.appearances}
    return [_turn(turn, called.get(turn.speaker_id or 0)) for turn in told.turns]


def kept_keys(db: Database, transcript_id: int) -> set[str]:
    """The keys of the names of those who speak in earlier wordings of a transcript."""
    found = db.all(
        str,
        "SELECT DISTINCT turn.value ->> 'speaker' FROM revisions, json_each(turns) AS turn"
        " WHERE transcript_id = :transcript AND turn.value ->> 'speaker' IS NOT NULL",
        {"transcript": transcript_id},
    )
    return {name_key(name) for name in found}


def _turn(turn: TurnRow, speaker: str | None) -> dict[str, str | None]:
    kept = {"label": turn.label, "speaker": speaker, "kind": turn.kind, "text": turn.text}
    return kept if turn.doubt is None else kept | {"doubt": turn.doubt}


def read_from(db: Database, transcript_id: int, snapshot_id: int) -> None:
    """Write that the newest wording is that of this snapshot, too: the rules understand it, where
    they no longer understood the one before. A row that was damaged stays unsealed.
    """
    row = newest_revision(db, transcript_id)
    if row is None or row.snapshot_id == snapshot_id:
        return
    assert row.id is not None
    db.execute(
        "UPDATE revisions SET snapshot_id = :snapshot WHERE id = :id",
        {"snapshot": snapshot_id, "id": row.id},
    )
    if row.checksum == revision_checksum(row):
        seal_revision(db, row.id)
