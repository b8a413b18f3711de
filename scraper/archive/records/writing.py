"""Writing a transcript and everything that belongs to it. The caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import seal_transcript, transcript_checksum
from scraper.archive.people.identity import Setting, forget_silent, measure, speaker_ids
from scraper.archive.records.decision import Decision, Stored, decide
from scraper.archive.records.parts import Landing, Parts, notes_of, parts_of, row_of, words_in
from scraper.archive.records.revisions import (
    Wording,
    keep_wording,
    newest_revision,
    read_from,
    revision_row,
)
from scraper.archive.rows import NoteRow, TranscriptRow, assignments, names
from scraper.archive.same_speech.duplicates import has_duplicates
from scraper.archive.same_speech.relating import SpeechRelations
from scraper.archive.states import Cause, LandedKind
from scraper.content_hash import words_hash
from scraper.model import Speaker, StoryRef, Transcript

#: What landing a transcript again does not replace.
_STAYS = frozenset(
    {
        "id",
        "source",
        "story_id",
        "duplicate_of",
        "counted",
        "first_seen_at",
        "last_seen_at",
        "checksum",
    }
)
_REPLACED = [name for name in names(TranscriptRow) if name not in _STAYS]
#: What the relations to other transcripts follow from.
_RELATED = ("content_hash", "word_count", "aired_on", "published_at")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a transcript."""

    decision: Decision
    transcript_id: int
    duplicate_of: int | None
    words: int
    cause: Cause | None
    duplicates: int


class TranscriptWriter:
    """Writes transcripts into one archive."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._relations = SpeechRelations(db)

    def stored(self, ref: StoryRef) -> TranscriptRow | None:
        """The row of a story's transcript."""
        return self._db.row(
            TranscriptRow,
            "WHERE source = :source AND story_id = :story",
            {"source": ref.source, "story": ref.story_id},
        )

    def is_edited(self, row: TranscriptRow) -> bool:
        """True where somebody changed the transcript by SQL."""
        edited = "SELECT 1 FROM hand_edits WHERE transcript_id = :id"
        return self._db.value(edited, {"id": row.id}) is not None

    def read_from(self, row: TranscriptRow) -> int | None:
        """The snapshot that the transcript was read from, None where that is not known."""
        self._db.flush()
        newest = newest_revision(self._db, row.id or 0)
        return newest.snapshot_id if newest else None

    def add(self, transcript: Transcript, landing: Landing) -> Written:
        """Write a transcript of a story that has none yet."""
        db = self._db
        is_known = has_duplicates(db, transcript.content_hash)
        words = words_in(transcript)
        row = row_of(transcript, landing, words)
        transcript_id = db.insert(row)
        row = replace(row, id=transcript_id)
        db.execute(
            "INSERT INTO transcripts_fts (rowid, title, teaser) VALUES (:id, :title, :teaser)",
            {"id": transcript_id, "title": row.title, "teaser": row.teaser},
        )
        parts = self._add_parts(transcript, transcript_id, words)
        db.execute(
            "UPDATE transcripts SET checksum = :checksum WHERE id = :id",
            {
                "checksum": transcript_checksum(row, parts.turns, parts.appearances, parts.notes),
                "id": transcript_id,
            },
        )
        decision = Decision(LandedKind.NEW)
        wording = Wording(landing.snapshot_id, landing.now)
        db.insert_later([revision_row(row, decision, wording)])
        duplicates, duplicate_of = 0, None
        if is_known:
            duplicates = self._relations.update(transcript_id, {row.content_hash})
            duplicate_of = self._duplicate_of(transcript_id)
        else:
            said = (turn.text for turn in transcript.turns if turn.kind == "speech")
            self._relations.add(transcript_id, said, row.word_count)
        return Written(decision, transcript_id, duplicate_of, row.word_count, None, duplicates)

    def replace(self, transcript: Transcript, landing: Landing, cause: Cause | None) -> Written:
        """Write a transcript over the one of its story; a revision where the words, the labels or
        the title changed.

        :param cause: why they did, where they did.
        """
        self._db.flush()
        row = self.stored(transcript.ref)
        assert row is not None
        edited = self.is_edited(row)
        decision = decide(self._as_landed(row, edited=edited), transcript)
        if decision.kind == LandedKind.REVISION and not edited:
            keep_wording(self._db, row.id or 0, row.revision)
        written = self._write_over(row, transcript, landing, decision, cause)
        new = self.stored(transcript.ref)
        if edited or any(getattr(row, name) != getattr(new, name) for name in _RELATED):
            return self._relate(written, {row.content_hash, transcript.content_hash})
        return written

    def restore(self, transcript: Transcript, landing: Landing) -> Written:
        """Write a transcript over the one of its story, which is damaged: no revision."""
        self._db.flush()
        row = self.stored(transcript.ref)
        if row is None:
            return self.add(transcript, landing)
        written = self._write_over(row, transcript, landing, Decision(LandedKind.SAME), None)
        return self._relate(written, {row.content_hash, transcript.content_hash})

    def _write_over(
        self,
        row: TranscriptRow,
        transcript: Transcript,
        landing: Landing,
        decision: Decision,
        cause: Cause | None,
    ) -> Written:
        db = self._db
        transcript_id = row.id or 0
        revised = decision.kind == LandedKind.REVISION
        words = words_in(transcript)
        new = replace(
            row_of(transcript, landing, words),
            id=transcript_id,
            revision=row.revision + revised,
        )
        db.execute(
            f"UPDATE transcripts SET {assignments(_REPLACED)},"
            " last_seen_at = max(last_seen_at, :last_seen_at) WHERE id = :id",
            {name: getattr(new, name) for name in [*_REPLACED, "last_seen_at", "id"]},
        )
        self._replace_parts(row, transcript, new, words)
        if revised:
            wording = Wording(landing.snapshot_id, landing.now, cause)
            db.insert(revision_row(new, decision, wording))
        elif row.doubt is not None:
            read_from(db, transcript_id, landing.snapshot_id)
        seal_transcript(db, transcript_id)
        db.execute("DELETE FROM hand_edits WHERE transcript_id = :id", {"id": transcript_id})
        return Written(
            decision,
            transcript_id,
            row.duplicate_of,
            new.word_count,
            cause if revised else None,
            0,
        )

    def _relate(self, written: Written, hashes: set[str]) -> Written:
        """Relate a transcript that was written over to the others anew."""
        duplicates = self._relations.update(written.transcript_id, hashes)
        duplicate_of = self._duplicate_of(written.transcript_id)
        return replace(written, duplicate_of=duplicate_of, duplicates=duplicates)

    def _as_landed(self, row: TranscriptRow, *, edited: bool) -> Stored:
        """The transcript as it was landed, whatever somebody made of it since."""
        if edited and (newest := newest_revision(self._db, row.id or 0)) is not None:
            return Stored(newest.content_hash, newest.title, None)
        labels = self._db.all(
            str,
            "SELECT label FROM turns WHERE transcript_id = :id AND label IS NOT NULL"
            " ORDER BY position",
            {"id": row.id},
        )
        return Stored(row.content_hash, row.title, tuple(labels))

    def _add_parts(self, transcript: Transcript, transcript_id: int, words: list[int]) -> Parts:
        """Add turns, appearances and notes."""
        aired_on = transcript.aired_on.isoformat() if transcript.aired_on else None
        newsroom = transcript.newsroom or transcript.ref.source
        setting = Setting(transcript_id, newsroom, aired_on)
        speakers = speaker_ids(self._db, transcript.speakers, setting)
        parts = parts_of(transcript, transcript_id, speakers, words)
        for rows in (parts.turns, parts.appearances, parts.notes):
            self._db.insert_later(rows)
        return parts

    def _replace_parts(
        self, old: TranscriptRow, transcript: Transcript, new: TranscriptRow, words: list[int]
    ) -> None:
        """Write turns, appearances and notes where they are not as they are stored."""
        db, transcript_id = self._db, new.id or 0
        if not self._has_same_parts(transcript, transcript_id):
            silenced = self._remove_parts(transcript_id)
            self._add_parts(transcript, transcript_id, words)
            forget_silent(db, silenced)
        elif old.aired_on != new.aired_on:
            for speaker in self._speakers(transcript_id):
                measure(db, speaker)

    def _has_same_parts(self, transcript: Transcript, transcript_id: int) -> bool:
        of = {"transcript": transcript_id}
        stored = self._db.tuples(
            "SELECT turns.label, turns.kind, turns.text, turns.doubt, words_hash, called, role,"
            " role_rule, description, honorific, appearances.doubt FROM turns"
            " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
            " AND appearances.speaker_id = turns.speaker_id"
            " WHERE turns.transcript_id = :transcript ORDER BY position",
            of,
        )
        fetched = []
        for turn in transcript.turns:
            who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
            said = (turn.label, turn.kind, turn.text, turn.doubt, words_hash(turn.text))
            fetched.append((*said, *_described(who)))
        notes = self._db.rows(NoteRow, "WHERE transcript_id = :transcript ORDER BY position", of)
        return stored == fetched and (
            [replace(note, id=None) for note in notes] == notes_of(transcript, transcript_id)
        )

    def _remove_parts(self, transcript_id: int) -> list[int]:
        """Remove turns, appearances and notes; the ids of those who spoke."""
        speakers = self._speakers(transcript_id)
        for table in ("turns", "appearances", "notes", "speakers"):
            self._db.execute(
                f"DELETE FROM {table} WHERE transcript_id = :id", {"id": transcript_id}
            )
        return speakers

    def _speakers(self, transcript_id: int) -> list[int]:
        speak = "SELECT speaker_id FROM appearances WHERE transcript_id = :id"
        return self._db.all(int, speak, {"id": transcript_id})

    def _duplicate_of(self, transcript_id: int) -> int | None:
        found = "SELECT duplicate_of FROM transcripts WHERE id = :id"
        value: int | None = self._db.value(found, {"id": transcript_id})
        return value


def _described(speaker: Speaker | None) -> tuple[str | None, ...]:
    """What an appearance says of a speaker."""
    if speaker is None:
        return (None,) * 6
    return (
        speaker.name,
        speaker.role,
        speaker.role_rule,
        speaker.description,
        speaker.honorific,
        speaker.doubt,
    )
