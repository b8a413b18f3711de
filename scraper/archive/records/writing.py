"""Writing a transcript and everything that belongs to it. The caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import (
    seal_transcript,
    stored_checksum,
    transcript_checksum,
)
from scraper.archive.people.correcting import keys_in, rules_followed
from scraper.archive.people.identity import (
    Setting,
    forget_silent,
    keys_of,
    measure,
    speaker_ids,
    voices_of,
)
from scraper.archive.records.decision import Decision, Stored, decide
from scraper.archive.records.measures import Measures, measures_of, spoken
from scraper.archive.records.parts import Landing, Parts, parts_of, row_of
from scraper.archive.records.revisions import (
    Wording,
    keep_wording,
    newest_revision,
    read_from,
    revision_row,
)
from scraper.archive.records.unchanged import has_same_parts, is_unchanged
from scraper.archive.row_statements import assignments, names
from scraper.archive.rows import TranscriptRow
from scraper.archive.same_speech.duplicates import has_duplicates
from scraper.archive.same_speech.relating import SpeechRelations
from scraper.archive.states import Cause, LandedKind
from scraper.model import StoryRef, Transcript

#: What landing a transcript again does not replace.
_STAYS = frozenset({"id", "duplicate_of", "counted", "last_seen_at", "checksum"})
_REPLACED = [name for name in names(TranscriptRow) if name not in _STAYS]
#: What belongs to a transcript, in the order in which it can be removed.
_PARTS = (
    "turns",
    "appearances",
    "notes",
    "extracted_turns",
    "extracted_appearances",
    "speakers",
)
#: What the relations to other transcripts follow from.
_RELATED = ("content_hash", "word_count", "aired_on", "published_at")


@dataclass(frozen=True, slots=True)
class Written:
    """The rows written for a transcript."""

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

    def stored(self, ref: StoryRef, page_id: int) -> TranscriptRow | None:
        """The row of a story's transcript; where somebody edited which story it is, that of its
        page.
        """
        of = {"source": ref.source, "story": ref.story_id, "page": page_id}
        by_story = "WHERE source = :source AND story_id = :story"
        if (row := self._db.row(TranscriptRow, by_story, of)) is not None:
            return row
        if self._db.value("SELECT 1 FROM hand_edits LIMIT 1") is None:
            return None
        edited = "JOIN hand_edits ON transcript_id = transcripts.id WHERE page_id = :page"
        return self._db.row(TranscriptRow, edited, of)

    def is_changed(self, row: TranscriptRow) -> bool:
        """True if a transcript is not as it was landed: somebody edited it, or the disk did."""
        self._db.flush()
        edited = "SELECT 1 FROM hand_edits WHERE transcript_id = :id"
        return (
            self._db.value(edited, {"id": row.id}) is not None
            or stored_checksum(self._db, row) != row.checksum
        )

    def read_from(self, row: TranscriptRow) -> int | None:
        """The snapshot that the transcript was read from, None if unknown."""
        self._db.flush()
        newest = newest_revision(self._db, row.id or 0)
        return newest.snapshot_id if newest else None

    def keep_unchanged(
        self, row: TranscriptRow, transcript: Transcript, landing: Landing
    ) -> Written | None:
        """Write no more than that a transcript was seen, where it is as it is stored; None if it
        may not be, and nothing is written.
        """
        if not is_unchanged(self._db, row, transcript, landing):
            return None
        if landing.now > row.last_seen_at:
            self._db.execute(
                "UPDATE transcripts SET last_seen_at = :now WHERE id = :id",
                {"now": landing.now, "id": row.id},
            )
        same = Decision(LandedKind.SAME)
        return Written(same, row.id or 0, row.duplicate_of, row.word_count, None, 0)

    def add(self, transcript: Transcript, landing: Landing) -> Written:
        """Write a transcript of a story that has none yet."""
        told: set[int] = set()
        story = (transcript.ref.source, transcript.ref.story_id)
        with rules_followed(self._db, story, keys_of(transcript.speakers), told):
            written = self._add(transcript, landing, told)
            told.add(written.transcript_id)
        return written

    def _add(self, transcript: Transcript, landing: Landing, told: set[int]) -> Written:
        db = self._db
        is_known = has_duplicates(db, transcript.content_hash)
        measures = landing.measures or measures_of(transcript)
        row = row_of(transcript, landing, measures)
        transcript_id = db.insert(row)
        row = replace(row, id=transcript_id)
        db.execute(
            "INSERT INTO transcripts_fts (rowid, title, teaser) VALUES (:id, :title, :teaser)",
            {"id": transcript_id, "title": row.title, "teaser": row.teaser},
        )
        parts = self._add_parts(transcript, transcript_id, measures, told)
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
            said = spoken(transcript)
            self._relations.add(transcript_id, said, row.word_count, measures.sketch)
        return Written(decision, transcript_id, duplicate_of, row.word_count, None, duplicates)

    def replace(
        self, row: TranscriptRow, transcript: Transcript, landing: Landing, cause: Cause | None
    ) -> Written:
        """Write a transcript over the one of its story; a revision where the words, the labels or
        the title changed since that was landed. What somebody edited, or the disk changed, is
        written anew and is no revision.

        :param row: the row of the one before.
        :param cause: why they changed, where they did.
        """
        told = {row.id or 0}
        story = (transcript.ref.source, transcript.ref.story_id)
        keys = {*keys_of(transcript.speakers), *keys_in(self._db, row.id or 0).values()}
        with rules_followed(self._db, story, keys, told):
            return self._replace(row, transcript, landing, cause, told)

    def _replace(
        self,
        row: TranscriptRow,
        transcript: Transcript,
        landing: Landing,
        cause: Cause | None,
        told: set[int],
    ) -> Written:
        changed = self.is_changed(row)
        if changed:
            row = self._as_it_was(row)
        as_landed = self._as_landed(row, changed=changed)
        decision = decide(as_landed, transcript) if as_landed else Decision(LandedKind.SAME)
        revised = decision.kind == LandedKind.REVISION
        if revised and not changed:
            keep_wording(self._db, row.id or 0, row.revision)
        measures = landing.measures or measures_of(transcript)
        new = replace(
            row_of(transcript, landing, measures), id=row.id, revision=row.revision + revised,
            first_seen_at=row.first_seen_at,
        )  # fmt: skip
        self._write_row(new)
        if changed or not has_same_parts(self._db, transcript, row.id or 0, measures):
            silenced = self._remove_parts(row.id or 0)
            self._add_parts(transcript, row.id or 0, measures, told)
            forget_silent(self._db, {*silenced, *voices_of(self._db, row.id or 0)})
        elif row.aired_on != new.aired_on:
            for speaker in voices_of(self._db, row.id or 0):
                measure(self._db, speaker)
        self._record_wording(row, new, decision, Wording(landing.snapshot_id, landing.now, cause))
        seal_transcript(self._db, row.id or 0)
        duplicates = 0
        if changed or any(getattr(row, name) != getattr(new, name) for name in _RELATED):
            hashes = {row.content_hash, new.content_hash}
            duplicates = self._relations.update(row.id or 0, hashes)
        return Written(
            decision,
            row.id or 0,
            duplicates=duplicates,
            duplicate_of=self._duplicate_of(row.id or 0),
            words=new.word_count,
            cause=cause if revised else None,
        )

    def _write_row(self, new: TranscriptRow) -> None:
        db, wanted = self._db, [*_REPLACED, "last_seen_at", "id"]
        db.execute(
            f"UPDATE transcripts SET {assignments(_REPLACED)},"
            " last_seen_at = max(last_seen_at, :last_seen_at) WHERE id = :id",
            {name: getattr(new, name) for name in wanted},
        )
        db.execute("DELETE FROM hand_edits WHERE transcript_id = :id", {"id": new.id})

    def _record_wording(
        self, row: TranscriptRow, new: TranscriptRow, decision: Decision, wording: Wording
    ) -> None:
        """Add the wording where it is another; else write that it is that of this snapshot, too,
        where the one it was read from is no longer understood or not readable any more.
        """
        newest = newest_revision(self._db, new.id or 0)
        if decision.kind == LandedKind.REVISION or newest is None:
            self._db.insert(revision_row(new, decision, wording))
        elif row.doubt is not None or self._is_put_aside(newest.snapshot_id):
            read_from(self._db, new.id or 0, wording.snapshot_id)

    def _is_put_aside(self, snapshot_id: int | None) -> bool:
        aside = "SELECT 1 FROM snapshots WHERE id = :id AND body_sha256 LIKE 'damaged %'"
        return self._db.value(aside, {"id": snapshot_id}) is not None

    def _as_it_was(self, row: TranscriptRow) -> TranscriptRow:
        """The row with what its revisions know better than whoever edited it."""
        known = self._db.tuples(
            "SELECT max(revision), min(seen_at) FROM revisions WHERE transcript_id = :id",
            {"id": row.id},
        )
        ((revision, first_seen_at),) = known
        return replace(
            row,
            revision=revision or row.revision,
            first_seen_at=first_seen_at or row.first_seen_at,
        )

    def _as_landed(self, row: TranscriptRow, *, changed: bool) -> Stored | None:
        """The transcript as it was landed, whatever became of it since; None if unknown."""
        if changed:
            newest = newest_revision(self._db, row.id or 0)
            return Stored(newest.content_hash, newest.title, None) if newest else None
        labels = self._db.all(
            str,
            "SELECT label FROM turns WHERE transcript_id = :id AND label IS NOT NULL"
            " ORDER BY position",
            {"id": row.id},
        )
        return Stored(row.content_hash, row.title, tuple(labels))

    def _add_parts(
        self, transcript: Transcript, transcript_id: int, measures: Measures, told: set[int]
    ) -> Parts:
        """Add turns, appearances and notes, as the page tells them."""
        aired_on = transcript.aired_on.isoformat() if transcript.aired_on else None
        newsroom = transcript.newsroom or transcript.ref.source
        setting = Setting(transcript_id, newsroom, aired_on, told)
        speakers = speaker_ids(self._db, transcript.speakers, setting)
        parts = parts_of(transcript, transcript_id, speakers, measures)
        for rows in (parts.turns, parts.appearances, parts.notes):
            self._db.insert_later(rows)
        return parts

    def _remove_parts(self, transcript_id: int) -> list[int]:
        """Remove turns, appearances and notes; the ids of those who spoke."""
        speakers = voices_of(self._db, transcript_id)
        for table in _PARTS:
            self._db.execute(
                f"DELETE FROM {table} WHERE transcript_id = :id", {"id": transcript_id}
            )
        return speakers

    def _duplicate_of(self, transcript_id: int) -> int | None:
        found = "SELECT duplicate_of FROM transcripts WHERE id = :id"
        value: int | None = self._db.value(found, {"id": transcript_id})
        return value
