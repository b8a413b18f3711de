"""A transcript, to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from jobs.near_duplicates import nearly_the_same
from jobs.show import as_json as transcript_json
from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.closed import quotations
from jobs.web.corrected import Corrected, corrected
from jobs.web.rendering import marked_at, page
from jobs.web.search_export import json_answer
from scraper.archive.reading_room import ReadTranscript, ReadTurn, Voice
from scraper.archive.records.reading import NearDuplicate, StoredNote
from scraper.archive.rows import TranscriptRow
from scraper.archive.search import Phrase, marked_spans, phrases_of
from scraper.archive.states import Cause
from scraper.archive.store import Archive
from scraper.errors import QueryError

#: Characters of a page, its markup included: longer transcripts are read in parts.
_PART = 200_000
_MARKUP = 420
#: Quotations that are shown of a transcript that is closed.
_QUOTATIONS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A doubt that stands in a page: its number there, and whether it was told of the same person
    before.
    """

    number: int
    is_again: bool


class Doubts:
    """The doubts of a page, numbered: in print the reasons stand at its end, each once."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._told: set[tuple[str, object]] = set()

    def told(self, sentence: str | None, of: object) -> Told | None:
        """The doubt as it is told of somebody; None where there is none."""
        if sentence is None:
            return None
        if sentence not in self.sentences:
            self.sentences.append(sentence)
        is_again = (sentence, of) in self._told
        self._told.add((sentence, of))
        return Told(self.sentences.index(sentence) + 1, is_again)


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as the page shows it.

    :ivar voice: who speaks; None where nobody knows, and in cues.
    :ivar is_named: the speaker's name stands beside it: the turn before is another's.
    :ivar is_first: nothing that they said comes before it: role and description stand below.
    :ivar doubt: why the name is uncertain, as far as it stands here; ``role_doubt`` the same.
    :ivar notes: what stands before it and nobody said.
    """

    turn: ReadTurn
    permanent_id: str
    paragraphs: list[Markup]
    voice: Voice | None
    is_named: bool
    is_first: bool
    doubt: Told | None = None
    role_doubt: Told | None = None
    notes: list[StoredNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a long transcript."""

    number: int
    first: int
    last: int


def transcript(archive: Archive, asked: Asked) -> Answer:
    """A transcript, or a part of a long one."""
    row = _row(archive, asked)
    found = archive.room.read(row)
    is_closed = found.asks_noarchive and not asked.reads_everything
    query = asked.text("q")
    phrases = _phrases(query)
    parts = _parts(found.turns)
    at = asked.number("turn", 1, 10**9)
    part = asked.number("part", next((p.number for p in parts if at <= p.last), 1), len(parts))
    now = parts[part - 1]
    doubts = Doubts()
    turns = [] if is_closed else list(_shown(found, now, phrases, doubts))
    revisions = archive.records.revisions(row)
    corrections = [
        corrected(archive, row, one, is_closed=is_closed)
        for one in revisions
        if one.cause == Cause.PUBLISHER
    ]
    return page(
        asked,
        "transcript.html",
        found=found,
        row=row,
        turns=turns,
        doubts=doubts.sentences,
        example=next(("#" + one.permanent_id.rpartition("#")[2] for one in turns), None),
        last_notes=[] if is_closed or now != parts[-1] else _notes(found, None),
        parts=parts if not is_closed else parts[:1],
        part=now,
        query=query,
        is_closed=is_closed,
        quotations=[hit.snippet for hit in quotations(archive, query, row.id or 0)]
        if is_closed
        else [],
        near=[(other, _nearly(other, row)) for other in archive.records.near_duplicates(row)],
        corrections=corrections,
        corrected_on=_corrected_on(corrections),
        ours=[one for one in revisions if one.cause == Cause.EXTRACTOR],
        length=_length(row.duration_s),
        turn_at=at if asked.text("turn") else None,
    )


def _corrected_on(corrections: Sequence[Corrected]) -> dict[int, str]:
    """When the last correction of a turn was seen, by its position."""
    return {
        turn.position: one.seen_at
        for one in corrections
        for turn in one.turns or ()
        if turn.position is not None
    }


def as_json(archive: Archive, asked: Asked) -> Answer:
    """The transcript as the command prints it for machines."""
    row = _row(archive, asked)
    found = archive.records.open(row)
    told = transcript_json(found)
    if asked.closed(archive, [row.id or 0]):
        told |= {"turns": None, "notes": None, "closed": "its page asks not to be archived"}
    return json_answer(told)


def _row(archive: Archive, asked: Asked) -> TranscriptRow:
    source, story_id = asked.path["source"], asked.path["story"].rstrip("/")
    row = archive.records.find_story(story_id, source)
    if row is None:
        raise NoSuchPage(f"There is no transcript of {source} {story_id} here.")
    return row


def _phrases(query: str) -> Sequence[Phrase]:
    try:
        return phrases_of(query) if query else ()
    except QueryError:
        return ()


def _parts(turns: Sequence[ReadTurn]) -> list[Part]:
    """The parts of a transcript, each short enough for a page."""
    parts: list[Part] = []
    first, size = 1, 0
    for one in turns:
        cost = len(one.text.encode()) + _MARKUP
        if size and size + cost > _PART:
            parts.append(Part(len(parts) + 1, first, one.position - 1))
            first, size = one.position, 0
        size += cost
    last = turns[-1].position if turns else first
    return [*parts, Part(len(parts) + 1, first, last)]


def _shown(
    found: ReadTranscript, part: Part, phrases: Sequence[Phrase], doubts: Doubts
) -> Iterator[ShownTurn]:
    voices = {voice.speaker_id: voice for voice in found.voices}
    heard: set[tuple[int | None, str | None]] = set()
    before: tuple[int | None, str | None, str | None] | None = None
    for one in found.turns:
        notes = _notes(found, one.position)
        voice = voices.get(one.speaker_id or 0) if one.kind == "speech" else None
        who = (one.speaker_id, None if voice else one.label)
        if one.kind == "speech":
            is_named = before != (*who, one.doubt) or bool(notes) or one.position == part.first
            is_first = who not in heard
            heard.add(who)
            before = (*who, one.doubt)
        else:
            is_named = is_first = False
        if part.first <= one.position <= part.last:
            paragraphs = [
                marked_at(text, marked_spans(text, phrases)) for text in one.text.split("\n")
            ]
            name = f"This name is uncertain: {one.doubt}" if is_named and one.doubt else None
            role = f"This role is uncertain: {voice.doubt}" if voice and voice.doubt else None
            yield ShownTurn(
                one,
                one.permanent_id(found.row),
                paragraphs,
                voice,
                is_named,
                is_first,
                doubts.told(name, who),
                doubts.told(role if is_first else None, who),
                notes,
            )


def _notes(found: ReadTranscript, before_turn: int | None) -> list[StoredNote]:
    return [note for note in found.notes if note.before_turn == before_turn]


def _nearly(other: NearDuplicate, row: TranscriptRow) -> str:
    """What it has to do with another one, up to the other's name."""
    return nearly_the_same(other, row.word_count).partition(f" transcript {other.transcript_id}:")[
        0
    ]


def _length(seconds: int | None) -> str | None:
    if not seconds:
        return None
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
