"""Reading transcripts: a transcript with all its parts, its revisions, and their differences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.records.differences import Difference, differences
from scraper.archive.records.provenance import Provenance, provenance
from scraper.archive.records.resolving import ResolvedTurn, resolve
from scraper.archive.records.wordings import edited_at, lines_of
from scraper.archive.row_statements import marks
from scraper.archive.rows import TranscriptRow
from scraper.archive.states import Cause, NearKind
from scraper.permanent_id import PermanentId


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn with its speaker. ``role_doubt`` says why their role is not certain;
    ``permanent_id`` is None if somebody edited the text by hand.
    """

    position: int
    label: str | None
    speaker: str | None
    role: str | None
    kind: str
    text: str
    doubt: str | None
    role_doubt: str | None
    permanent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody who speaks in a transcript."""

    name: str
    role: str
    role_rule: str
    description: str | None
    honorific: str | None
    turn_count: int
    word_count: int
    doubt: str | None
    office: str | None
    organization: str | None
    party: str | None
    place: str | None
    work: str | None


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note; ``before_turn`` is the position of the turn that follows it."""

    position: int
    before_turn: int | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A wording that was seen. ``cause`` says why it differs from the previous one."""

    revision: int
    seen_at: str
    cause: Cause | None
    changed: str | None
    title: str | None
    content_hash: str
    extractor: str
    snapshot_id: int | None


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A transcript with nearly the same words.

    :ivar other_is: ``earlier`` or ``later``.
    """

    transcript_id: int
    other_is: str
    kind: NearKind | None
    similarity: float
    containment: float
    source: str
    story_id: str
    program: str | None
    date: str | None
    title: str | None
    url: str
    words: int


@dataclass(frozen=True, slots=True)
class StoredTranscript:
    """A transcript with all its parts. ``edited_at`` is when somebody changed it with SQL; None if
    nobody did.
    """

    row: TranscriptRow
    turns: list[SpokenTurn]
    speakers: list[Appearance]
    notes: list[StoredNote]
    revisions: list[Revision]
    near_duplicates: list[NearDuplicate]
    edited_at: str | None

    @property
    def corrections(self) -> list[Revision]:
        """The revisions that are the publisher's doing."""
        return [one for one in self.revisions if one.cause == Cause.PUBLISHER]


@dataclass(frozen=True, slots=True)
class Summary:
    """A transcript in a list."""

    id: int
    program: str | None
    date: str | None
    title: str | None
    speakers: int
    turns: int
    words: int


def stored_notes(db: Database, row: TranscriptRow) -> list[StoredNote]:
    """The notes of a transcript, in their order."""
    return db.all(
        StoredNote,
        "SELECT position, before_turn, kind, text FROM notes"
        " WHERE transcript_id = :id ORDER BY position",
        {"id": row.id},
    )


class Records:
    """Reads the transcripts of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, transcript_id: int) -> TranscriptRow | None:
        """A transcript by its number."""
        return self._db.row(TranscriptRow, "WHERE id = :id", {"id": transcript_id})

    def find_story(self, story_id: str, source: str | None = None) -> TranscriptRow | None:
        """The transcript of a story by its id; of any source where none is given."""
        return self._db.row(
            TranscriptRow,
            "WHERE story_id = :story AND (:source IS NULL OR source = :source) ORDER BY id",
            {"story": story_id, "source": source},
        )

    def resolve(self, asked: PermanentId) -> ResolvedTurn:
        """What the permanent id of a turn means now, and what became of the words it cites."""
        return resolve(self._db, asked)

    def provenance(self, row: TranscriptRow) -> Provenance:
        """When and where the page was fetched that a transcript has its words from."""
        return provenance(self._db, row)

    def open(self, row: TranscriptRow) -> StoredTranscript:
        """A transcript with all that belongs to it."""
        of = {"transcript": row.id}
        turns = self.turns(row.id or 0)
        speakers = self._db.all(
            Appearance,
            "SELECT name, role, role_rule, description, honorific, turn_count, word_count, doubt,"
            " office, organization, party, place, work"
            " FROM appearances JOIN speakers ON speakers.id = speaker_id"
            " WHERE appearances.transcript_id = :transcript ORDER BY speakers.id",
            of,
        )
        return StoredTranscript(
            row,
            turns,
            speakers,
            stored_notes(self._db, row),
            self.revisions(row),
            self.near_duplicates(row),
            edited_at(self._db, row),
        )

    def turns(
        self, transcript_id: int, first: int = 1, last: int | None = None
    ) -> list[SpokenTurn]:
        """The turns of a transcript, or those of the positions ``first`` to ``last``."""
        return self._db.all(
            SpokenTurn,
            "SELECT turns.position, turns.label, speakers.name, appearances.role, turns.kind,"
            " turns.text, turns.doubt, appearances.doubt, 'onrecord:' || source || '/' || story_id"
            " || '#' || turns.position || '~' || turns.words_hash FROM turns"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " LEFT JOIN speakers ON speakers.id = turns.speaker_id"
            " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
            " AND appearances.speaker_id = turns.speaker_id"
            " WHERE turns.transcript_id = :transcript AND turns.position >= :first"
            " AND (:last IS NULL OR turns.position <= :last) ORDER BY turns.position",
            {"transcript": transcript_id, "first": first, "last": last},
        )

    def near_duplicates(self, row: TranscriptRow) -> list[NearDuplicate]:
        """The transcripts with nearly the same words, the most alike first. Of a duplicate they
        are those of the one it copies.
        """
        return self._db.all(
            NearDuplicate,
            "SELECT other_id, other_is, kind, similarity, containment, source, story_id, program,"
            " date, title, url, words FROM near_duplicate_stories WHERE transcript_id = :transcript"
            " ORDER BY containment DESC, similarity DESC, other_id",
            {"transcript": row.duplicate_of or row.id},
        )

    def revisions(self, row: TranscriptRow) -> list[Revision]:
        """Every wording of a transcript that was seen, the first first."""
        return self._db.all(
            Revision,
            "SELECT revision, seen_at, cause, changed, title, content_hash, extractor, snapshot_id"
            " FROM revisions WHERE transcript_id = :transcript ORDER BY revision",
            {"transcript": row.id},
        )

    def differences(self, row: TranscriptRow, before: int, after: int) -> list[Difference]:
        """How two revisions of a transcript differ, word by word.

        :raises UnknownStory: there is no such revision, or its words are not kept.
        """
        return differences(lines_of(self._db, row, before), lines_of(self._db, row, after))

    def count_aired(self, source: str, since: str, until: str, programs: Sequence[str] = ()) -> int:
        """How many transcripts of a source aired in a range of days (ISO dates).

        :param programs: only these count, as the page or the listing names them.
        """
        among = f"program IN ({marks(programs)})"
        of = f" AND ({among} OR page_id IN (SELECT id FROM pages WHERE {among}))"
        return int(
            self._db.value(
                "SELECT count(*) FROM transcripts WHERE source = ? AND aired_on BETWEEN ? AND ?"
                + of * bool(programs),
                (source, since, until, *programs, *programs),
            )
        )

    def pages_of(self, transcripts: Iterable[int]) -> set[int]:
        """The pages that transcripts were read from, by id."""
        rows = self._db.all(
            int,
            "SELECT coalesce((SELECT snapshots.page_id FROM revisions JOIN snapshots"
            "  ON snapshots.id = snapshot_id WHERE transcript_id = transcripts.id"
            "  ORDER BY revision DESC LIMIT 1), page_id) FROM transcripts"
            " WHERE id IN (SELECT value FROM json_each(:wanted))",
            {"wanted": json.dumps(list(transcripts))},
        )
        return set(rows)

    def newest(self, limit: int) -> list[Summary]:
        """The transcripts that aired last, the newest first; all where ``limit`` is negative."""
        return self._db.all(
            Summary,
            "SELECT id, program, aired_on, title,"
            " (SELECT count(*) FROM appearances WHERE transcript_id = transcripts.id),"
            " turn_count, word_count FROM transcripts"
            " ORDER BY aired_on DESC, id LIMIT :limit",
            {"limit": limit},
        )

    def is_empty(self) -> bool:
        """True if the archive holds no transcript."""
        return self._db.value("SELECT 1 FROM transcripts LIMIT 1") is None
