"""A transcript to read, and transcripts in a list."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from scraper.archive.database.connection import Database
from scraper.archive.records.provenance import Provenance, kept_provenance
from scraper.archive.records.reading import StoredNote, stored_notes
from scraper.archive.records.wordings import edited_at
from scraper.archive.rows import TranscriptRow
from scraper.permanent_id import PermanentId


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn as it is read. ``doubt`` says why its speaker is not certain; ``words_hash`` is None
    where somebody edited it by hand.
    """

    position: int
    speaker_id: int | None
    speaker: str | None
    label: str | None
    kind: str
    text: str
    doubt: str | None
    words_hash: str | None

    def permanent_id(self, row: TranscriptRow) -> str:
        """The id to cite, without the hash if that is unknown."""
        return str(PermanentId(row.source, row.story_id, self.position, self.words_hash))


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a transcript."""

    speaker_id: int
    name: str
    role: str
    role_rule: str
    description: str | None
    turn_count: int
    word_count: int
    doubt: str | None
    called: str | None
    is_person: bool


@dataclass(frozen=True, slots=True)
class SameWords:
    """Another transcript with the same words."""

    id: int
    source: str
    story_id: str
    program: str | None
    date: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """A transcript with everything that a reader sees.

    :ivar asks_noarchive: its page asks not to be shown from an archive.
    :ivar edited_at: when somebody changed it by SQL.
    """

    row: TranscriptRow
    turns: list[ReadTurn]
    voices: list[Voice]
    notes: list[StoredNote]
    same_words: list[SameWords]
    fetched: Provenance | None
    asks_noarchive: bool
    edited_at: str | None


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A transcript in a list; ``voices`` has the names of the main speakers, hosts first."""

    id: int
    source: str
    story_id: str
    program: str | None
    date: str | None
    title: str | None
    teaser: str | None
    words: int
    counted: int
    role: str | None = None
    voices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoomTotals:
    """The number of transcripts, that of repeats among them, which are not counted again, and the
    first and last air date.
    """

    transcripts: int
    repeats: int
    first_date: str | None
    last_date: str | None


def room_totals(db: Database) -> RoomTotals:
    """How much there is to read."""
    (found,) = db.all(
        RoomTotals,
        # Those that are not counted have an index only by what they repeat.
        "SELECT (SELECT count(*) FROM transcripts),"
        " (SELECT count(*) FROM transcripts WHERE duplicate_of IS NOT NULL)"
        "  + (SELECT count(*) FROM transcripts WHERE NOT counted AND duplicate_of IS NULL AND id IN"
        "   (SELECT transcript_id FROM near_duplicates"
        "    UNION SELECT earlier_id FROM near_duplicates)),"
        " (SELECT min(aired_on) FROM transcripts),"
        " (SELECT max(aired_on) FROM transcripts)",
    )
    return found


LISTED = (
    "transcripts.id, transcripts.source, transcripts.story_id, transcripts.program,"
    " transcripts.aired_on, transcripts.title, transcripts.teaser, transcripts.word_count,"
    " transcripts.counted"
)
_VOICES = 4


def newest(db: Database, limit: int, offset: int) -> list[ListedStory]:
    """The transcripts that aired last, by day and program; those of unknown days are the last."""
    # The index orders by day alone, so the days are cut before programs are put in order.
    found = db.all(
        ListedStory,
        f"SELECT * FROM (SELECT {LISTED} FROM transcripts"
        " ORDER BY aired_on DESC LIMIT :limit OFFSET :offset)"
        " ORDER BY aired_on DESC, program IS NULL, program, id",
        {"limit": limit, "offset": offset},
    )
    return with_voices(db, found)


def with_voices(db: Database, stories: Sequence[ListedStory]) -> list[ListedStory]:
    """The stories with the names of those who speak most."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = db.tuples(
        "SELECT appearances.transcript_id, name FROM appearances"
        " JOIN speakers ON speakers.id = speaker_id"
        " WHERE appearances.transcript_id IN (SELECT value FROM json_each(:ids))"
        " AND role <> 'unidentified'"
        " ORDER BY role <> 'host', word_count DESC",
        {"ids": json.dumps([story.id for story in stories])},
    )
    for transcript, name in rows:
        if len(names[transcript]) < _VOICES:
            names[transcript].append(name)
    return [replace(story, voices=names[story.id]) for story in stories]


def asking_noarchive(db: Database, transcripts: Collection[int]) -> set[int]:
    """Those of some transcripts whose pages ask not to be shown from an archive."""
    rows = db.all(
        int,
        "SELECT transcripts.id FROM transcripts JOIN pages ON pages.id = page_id"
        " WHERE noarchive AND transcripts.id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(sorted(transcripts))},
    )
    return set(rows)


def read(db: Database, row: TranscriptRow) -> ReadTranscript:
    """A transcript with everything that a reader sees."""
    of = {"transcript": row.id}
    turns = db.all(
        ReadTurn,
        "SELECT position, speaker_id, name, label, kind, text, doubt, words_hash FROM turns"
        " LEFT JOIN speakers ON speakers.id = speaker_id"
        " WHERE turns.transcript_id = :transcript ORDER BY position",
        of,
    )
    voices = db.all(
        Voice,
        "SELECT speaker_id, name, role, role_rule, description, turn_count, word_count, doubt,"
        " called, speakers.transcript_id IS NULL"
        " FROM appearances JOIN speakers ON speakers.id = speaker_id"
        " WHERE appearances.transcript_id = :transcript ORDER BY speaker_id",
        of,
    )
    return ReadTranscript(
        row,
        turns,
        voices,
        stored_notes(db, row),
        _same_words(db, row),
        kept_provenance(db, row),
        bool(asking_noarchive(db, [row.id or 0])),
        edited_at(db, row),
    )


def _same_words(db: Database, row: TranscriptRow) -> list[SameWords]:
    return db.all(
        SameWords,
        "SELECT id, source, story_id, program, aired_on, title FROM transcripts"
        " WHERE id <> :id AND (id = :first OR duplicate_of = :first)"
        " ORDER BY aired_on IS NULL, aired_on, id",
        {"id": row.id, "first": row.duplicate_of or row.id},
    )
