"""Whether a stored transcript is the same as what its page says now. The caller holds the
transaction.

Most pages that are read again have not changed. So this is checked first, with few queries and
without writing.
"""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import transcript_checksum
from scraper.archive.people.correcting import as_told
from scraper.archive.records.measures import Measures, measures_of
from scraper.archive.records.parts import Landing, notes_of, parts_of, row_of
from scraper.archive.row_statements import columns, names, values
from scraper.archive.rows import AppearanceRow, NoteRow, TranscriptRow
from scraper.model import Transcript

#: What a page says of a turn, and of a speaker.
_SAID_ROW = attrgetter("label", "kind", "text", "doubt", "words_hash")
_ALIKE = (
    "role", "role_rule", "description", "honorific", "doubt",
    "office", "organization", "party", "place", "work",
)  # fmt: skip
_DESCRIBED, _DESCRIBED_ROW = attrgetter("name", *_ALIKE), attrgetter("called", *_ALIKE)
#: What of a transcript's row other landings change.
_OF_OTHERS = ("id", "duplicate_of", "counted", "last_seen_at", "checksum")
_TURNS = """SELECT label, kind, text, turns.doubt, words_hash, called FROM turns
    LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
      AND appearances.speaker_id = turns.speaker_id
    WHERE turns.transcript_id = :id ORDER BY position"""
_SPEAKERS = [name for name in names(AppearanceRow) if name not in ("transcript_id", "speaker_id")]
_APPEARANCES = (
    f"SELECT {', '.join(_SPEAKERS)} FROM appearances WHERE transcript_id = :id ORDER BY rowid"
)
_SPEAKER = attrgetter(*_SPEAKERS)
_NOTES = f"SELECT {columns(NoteRow)} FROM notes WHERE transcript_id = :id ORDER BY position"
#: The snapshot of the newest wording, unless somebody edited the transcript, a rule corrects it or
#: the disk damaged that snapshot.
_READ_FROM = """SELECT snapshot_id FROM revisions
    JOIN snapshots ON snapshots.id = snapshot_id AND body_sha256 NOT LIKE 'damaged %'
    WHERE transcript_id = :id AND revision = :revision
    AND NOT EXISTS (SELECT 1 FROM hand_edits WHERE transcript_id = :id)
    AND NOT EXISTS (SELECT 1 FROM extracted_turns WHERE transcript_id = :id)
    AND NOT EXISTS (SELECT 1 FROM extracted_appearances WHERE transcript_id = :id)"""


def is_unchanged(
    db: Database, row: TranscriptRow, transcript: Transcript, landing: Landing
) -> bool:
    """True if landing ``transcript`` would write what is stored already, sealed and whole: the
    row, each turn, speaker and note. Where False, it may be so nevertheless.

    :param row: that of the transcript on record.
    """
    measures = landing.measures or measures_of(transcript)
    new = replace(
        row_of(transcript, landing, measures),
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        **{name: getattr(row, name) for name in _OF_OTHERS},
    )
    if row != new:
        return False
    db.flush()
    of = {"id": row.id, "revision": row.revision}
    if db.value(_READ_FROM, of) is None:
        return False
    # Each speaker as a row of their own: where two names are one person, this is not so.
    speakers = list(range(len(transcript.speakers)))
    parts = parts_of(transcript, row.id or 0, speakers, measures)
    called = {at: speaker.name for at, speaker in enumerate(transcript.speakers)}
    turns = [
        (*_SAID_ROW(turn), None if turn.speaker_id is None else called[turn.speaker_id])
        for turn in parts.turns
    ]
    return (
        db.tuples(_TURNS, of) == turns
        and db.tuples(_APPEARANCES, of) == [_SPEAKER(one) for one in parts.appearances]
        and [note[1:] for note in db.tuples(_NOTES, of)]
        == [values(NoteRow)(note)[1:] for note in parts.notes]
        and row.checksum == transcript_checksum(row, parts.turns, parts.appearances, parts.notes)
    )


def has_same_parts(
    db: Database, transcript: Transcript, transcript_id: int, measures: Measures
) -> bool:
    """Whether the turns, speakers and notes that are stored are those of ``transcript``, whoever
    corrected them since.
    """
    of = {"transcript": transcript_id}
    told = as_told(db, transcript_id)
    described = {row.speaker_id: _DESCRIBED_ROW(row) for row in told.appearances}
    stored = [(*_SAID_ROW(turn), described.get(turn.speaker_id or 0)) for turn in told.turns]
    fetched = []
    for turn, words_hash in zip(transcript.turns, measures.hashes, strict=True):
        who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
        said = (turn.label, turn.kind, turn.text, turn.doubt, words_hash)
        fetched.append((*said, None if who is None else _DESCRIBED(who)))
    notes = db.rows(NoteRow, "WHERE transcript_id = :transcript ORDER BY position", of)
    return stored == fetched and (
        [replace(note, id=None) for note in notes] == notes_of(transcript, transcript_id)
    )
