"""Checksums of the stored rows, so that bit rot on the disk is noticed.

SQLite checks the structure of its file, but not its contents. The words of a transcript have a
``content_hash``, and a kept page has a ``body_sha256``. ``checksum`` covers the rest: it is a
SHA-256 of the row, and for a transcript, of its turns, appearances and notes too. It leaves out
what other landings can change: who a speaker is across transcripts, duplicates and whether they
count, and when the transcript was last seen. It also leaves out what follows from the words: the
hashes of turns. Columns that older archives don't have are included only if they have a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.integrity.digest import digest, without_null_at_end
from scraper.archive.row_statements import Row, names
from scraper.archive.rows import (
    AppearanceRow,
    NoteRow,
    RevisionRow,
    SnapshotRow,
    TranscriptRow,
    TurnRow,
)

#: What is left out of a row's checksum.
_LEFT_OUT: dict[type[Row], frozenset[str]] = {
    TranscriptRow: frozenset({"id", "duplicate_of", "counted", "last_seen_at", "checksum"}),
    TurnRow: frozenset({"id", "transcript_id", "speaker_id", "words_hash"}),
    AppearanceRow: frozenset({"transcript_id", "speaker_id"}),
    NoteRow: frozenset({"id", "transcript_id"}),
    RevisionRow: frozenset({"id", "checksum"}),
    SnapshotRow: frozenset({"id", "body", "dictionary_id", "checksum"}),
}


def _sealed(row: type[Row], first: str | None = None) -> Any:
    """What gives the values of a row that its checksum covers; ``first`` comes before the rest."""
    kept = [name for name in names(row) if name not in _LEFT_OUT[row]]
    if first is not None:
        kept.remove(first)
        kept.insert(0, first)
    return attrgetter(*kept)


_TRANSCRIPT, _TURN = _sealed(TranscriptRow), _sealed(TurnRow)
_APPEARANCE = _sealed(AppearanceRow, "called")
_NOTE, _REVISION, _SNAPSHOT = _sealed(NoteRow), _sealed(RevisionRow), _sealed(SnapshotRow)

#: Columns of an appearance that older archives don't have: its doubt, and its affiliation.
_LATER_APPEARANCE = 6


def transcript_checksum(
    transcript: TranscriptRow,
    turns: Iterable[TurnRow],
    appearances: Iterable[AppearanceRow],
    notes: Iterable[NoteRow],
) -> str:
    """The checksum of a transcript with these rows; turns and notes in the order of positions."""
    in_order = sorted(appearances, key=lambda row: (row.called or "", row.role))
    return digest(
        [
            without_null_at_end(_TRANSCRIPT(transcript)),
            *(without_null_at_end(_TURN(turn)) for turn in turns),
            *(without_null_at_end(_APPEARANCE(row), _LATER_APPEARANCE) for row in in_order),
            *(("note", *_NOTE(note)) for note in notes),
        ]
    )


def snapshot_checksum(row: SnapshotRow) -> str:
    """The checksum of a snapshot's row; its body has a hash of its own."""
    return digest([without_null_at_end(_SNAPSHOT(row))])


def revision_checksum(row: RevisionRow) -> str:
    """The checksum of a revision's row, the wording it keeps included."""
    return digest([without_null_at_end(_REVISION(row))])


def stored_checksum(db: Database, transcript: TranscriptRow) -> str:
    """The checksum of a transcript as it is stored now."""
    of = {"transcript": transcript.id}
    return transcript_checksum(
        transcript,
        db.rows(TurnRow, "WHERE transcript_id = :transcript ORDER BY position", of),
        db.rows(AppearanceRow, "WHERE transcript_id = :transcript", of),
        db.rows(NoteRow, "WHERE transcript_id = :transcript ORDER BY position", of),
    )


def seal_transcript(db: Database, transcript_id: int) -> None:
    """Write the checksum of a transcript that changed, inside the transaction that changed it."""
    db.flush()
    row = db.row(TranscriptRow, "WHERE id = :id", {"id": transcript_id})
    assert row is not None
    db.execute(
        "UPDATE transcripts SET checksum = :checksum WHERE id = :id",
        {"checksum": stored_checksum(db, row), "id": transcript_id},
    )


def seal_revision(db: Database, revision_id: int) -> None:
    """Write the checksum of a revision that changed."""
    db.flush()
    row = db.row(RevisionRow, "WHERE id = :id", {"id": revision_id})
    assert row is not None
    db.execute(
        "UPDATE revisions SET checksum = :checksum WHERE id = :id",
        {"checksum": revision_checksum(row), "id": revision_id},
    )


def seal_snapshot(db: Database, snapshot_id: int) -> None:
    """Write the checksum of a snapshot that changed."""
    row = db.row(SnapshotRow, "WHERE id = :id", {"id": snapshot_id})
    assert row is not None
    db.execute(
        "UPDATE snapshots SET checksum = :checksum WHERE id = :id",
        {"checksum": snapshot_checksum(row), "id": snapshot_id},
    )


@contextmanager
def resealed(db: Database, transcripts: Collection[int]) -> Iterator[None]:
    """Seal ``transcripts`` anew after what is done to them inside. One that was damaged or edited
    before stays as it is, so that this is not covered up.
    """
    db.flush()
    sound = [one for one in transcripts if _is_sound(db, one)]
    yield
    for one in sound:
        seal_transcript(db, one)


def _is_sound(db: Database, transcript_id: int) -> bool:
    row = db.row(TranscriptRow, "WHERE id = :id", {"id": transcript_id})
    return row is not None and row.checksum == stored_checksum(db, row)
