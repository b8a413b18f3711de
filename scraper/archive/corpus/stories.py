"""Whole transcripts, read many at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scraper.archive.database.connection import Database
from scraper.archive.records.reading import StoredNote
from scraper.archive.rows import TranscriptRow
from scraper.content_hash import content_hash
from scraper.errors import ArchiveDamaged
from scraper.model import Turn
from scraper.permanent_id import PermanentId


@dataclass(frozen=True, slots=True)
class CorpusTurn:
    """A turn with its speaker.

    :ivar text: None if the words are withheld.
    :ivar doubt: why the speaker is not certain; ``role_doubt``, why their role is not.
    :ivar words_hash: None if somebody edited the turn by hand.
    """

    number: int
    position: int
    kind: str
    speaker_id: int | None
    speaker: str | None
    label: str | None
    role: str | None
    text: str | None
    words: int
    doubt: str | None
    role_doubt: str | None
    words_hash: str | None

    def permanent_id(self, row: TranscriptRow) -> str:
        """The id to cite, without the hash if that is unknown."""
        return str(PermanentId(row.source, row.story_id, self.position, self.words_hash))


@dataclass(frozen=True, slots=True)
class CorpusVoice:
    """Somebody who speaks in a transcript.

    :ivar is_person: the name means the same person in other transcripts.
    """

    speaker_id: int
    name: str
    is_person: bool
    role: str
    role_rule: str
    role_doubt: str | None
    called: str | None
    description: str | None
    honorific: str | None
    office: str | None
    organization: str | None
    party: str | None
    place: str | None
    work: str | None
    turn_count: int
    word_count: int


@dataclass(frozen=True, slots=True)
class CorpusStory:
    """A transcript with everything that a corpus includes.

    :ivar content_hash: the hash of all its words, also where somebody edited them by hand.
    :ivar duplicate_of: ``SOURCE/STORY`` of the transcript that has the same words.
    :ivar asks_noarchive: its page asks not to be shown from an archive.
    :ivar is_withheld: its words are left out.
    """

    row: TranscriptRow
    content_hash: str
    duplicate_of: str | None
    asks_noarchive: bool
    turns: list[CorpusTurn]
    voices: list[CorpusVoice]
    notes: list[StoredNote]
    is_withheld: bool = False

    @property
    def key(self) -> str:
        """``SOURCE/STORY``."""
        return f"{self.row.source}/{self.row.story_id}"

    @property
    def year(self) -> int | None:
        """When it aired; None if unknown.

        :raises ArchiveDamaged: the day is none.
        """
        if self.row.aired_on is None:
            return None
        try:
            return date.fromisoformat(self.row.aired_on).year
        except ValueError as error:
            sentence = f"{self.key} is damaged: it aired on {self.row.aired_on!r}"
            raise ArchiveDamaged(sentence) from error


def read_stories(db: Database, ids: Sequence[int]) -> Iterator[CorpusStory]:
    """The transcripts with these ids, in their order, with all that belongs to each."""
    of = {"ids": json.dumps(list(ids))}
    rows = {
        row.id: row
        for row in db.rows(TranscriptRow, "WHERE id IN (SELECT value FROM json_each(:ids))", of)
    }
    besides = {number: (first, noarchive) for number, first, noarchive in db.tuples(_BESIDES, of)}
    voices = _voices(db, of)
    turns = _turns(db, of, voices)
    notes = _notes(db, of)
    for number in ids:
        row = rows[number]
        duplicate_of, noarchive = besides[number]
        yield CorpusStory(
            row,
            _content_hash(row, turns[number]),
            duplicate_of,
            bool(noarchive),
            turns[number],
            [voice for _, voice in sorted(voices[number].items())],
            notes[number],
        )


def _content_hash(row: TranscriptRow, turns: Sequence[CorpusTurn]) -> str:
    if all(turn.words_hash is not None for turn in turns):
        return row.content_hash
    return content_hash(
        Turn(turn.label, "cue" if turn.kind == "cue" else "speech", turn.text or "")
        for turn in turns
    )


_BESIDES = """SELECT transcripts.id, first.source || '/' || first.story_id, pages.noarchive
  FROM transcripts LEFT JOIN transcripts AS first ON first.id = transcripts.duplicate_of
  LEFT JOIN pages ON pages.id = transcripts.page_id
  WHERE transcripts.id IN (SELECT value FROM json_each(:ids))"""
_VOICES = """SELECT appearances.transcript_id, speaker_id, name, speakers.transcript_id IS NULL,
    role, role_rule, doubt, called, description, honorific, office, organization, party, place,
    work, turn_count, word_count
  FROM appearances JOIN speakers ON speakers.id = speaker_id
  WHERE appearances.transcript_id IN (SELECT value FROM json_each(:ids))"""
_TURNS = """SELECT turns.transcript_id, turns.id, position, kind, speaker_id, name, label, text,
    doubt, words_hash
  FROM turns LEFT JOIN speakers ON speakers.id = speaker_id
  WHERE turns.transcript_id IN (SELECT value FROM json_each(:ids))
  ORDER BY turns.transcript_id, position"""


def _voices(db: Database, of: dict[str, str]) -> dict[int, dict[int, CorpusVoice]]:
    found: dict[int, dict[int, CorpusVoice]] = defaultdict(dict)
    for transcript, speaker, name, is_person, *rest in db.tuples(_VOICES, of):
        found[transcript][speaker] = CorpusVoice(speaker, name, bool(is_person), *rest)
    return found


def _turns(
    db: Database, of: dict[str, str], voices: dict[int, dict[int, CorpusVoice]]
) -> dict[int, list[CorpusTurn]]:
    found: dict[int, list[CorpusTurn]] = defaultdict(list)
    for row in db.tuples(_TURNS, of):
        transcript, number, position, kind, speaker, name, label, text, doubt, words_hash = row
        if not isinstance(text, str):
            raise ArchiveDamaged(f"{db.path} is damaged: turn {number} has no text")
        voice = voices[transcript].get(speaker)
        role, role_doubt = (voice.role, voice.role_doubt) if voice else (None, None)
        found[transcript].append(
            CorpusTurn(
                number,
                position,
                kind,
                speaker,
                name,
                label,
                role,
                text,
                len(text.split()),
                doubt,
                role_doubt,
                words_hash,
            )
        )
    return found


def _notes(db: Database, of: dict[str, str]) -> dict[int, list[StoredNote]]:
    found: dict[int, list[StoredNote]] = defaultdict(list)
    rows = db.tuples(
        "SELECT transcript_id, position, before_turn, kind, text FROM notes"
        " WHERE transcript_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY transcript_id, position",
        of,
    )
    for transcript, *rest in rows:
        found[transcript].append(StoredNote(*rest))
    return found
