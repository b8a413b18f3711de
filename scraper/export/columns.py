"""The tables of an export: their columns, what each means, and its value for a story.

CSV, JSON Lines and Parquet hold the same tables; the package and the data card describe them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from scraper.archive.corpus import CorpusStory, CorpusTurn, CorpusVoice
from scraper.archive.records.reading import StoredNote

#: The types of Table Schema (https://specs.frictionlessdata.io/table-schema/) that are used.
Kind = Literal["string", "integer", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, what it means, and its value.

    :ivar value: takes the story, and what the row is about.
    """

    name: str
    kind: Kind
    meaning: str
    value: Callable[[CorpusStory, Any], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, its columns, and what of a story its rows are about."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    things: Callable[[CorpusStory], list[Any]]

    def rows(self, story: CorpusStory) -> Iterator[tuple[Any, ...]]:
        """The rows of a story."""
        values = [column.value for column in self.columns]
        for thing in self.things(story):
            yield tuple(value(story, thing) for value in values)


def _story_columns() -> tuple[Column, ...]:
    return (
        Column(
            "source", "string", "the site the transcript was read from", lambda s, _: s.row.source
        ),
        Column("story_id", "string", "the story's id at that site", lambda s, _: s.row.story_id),
    )


def _of_row(name: str, kind: Kind, meaning: str) -> Column:
    """A column of the archive's own table of transcripts."""
    return Column(name, kind, meaning, lambda story, _: getattr(story.row, name))


def _of_turn(name: str, kind: Kind, meaning: str) -> Column:
    def value(_: CorpusStory, turn: CorpusTurn) -> Any:
        return getattr(turn, name)

    return Column(name, kind, meaning, value)


def _of_voice(name: str, kind: Kind, meaning: str) -> Column:
    def value(_: CorpusStory, voice: CorpusVoice) -> Any:
        return getattr(voice, name)

    return Column(name, kind, meaning, value)


def _of_note(name: str, kind: Kind, meaning: str) -> Column:
    def value(_: CorpusStory, note: StoredNote) -> Any:
        return getattr(note, name)

    return Column(name, kind, meaning, value)


_COUNTED = Column(
    "counted",
    "boolean",
    "false where the same speech is counted in another transcript",
    lambda story, _: bool(story.row.counted),
)

TURNS = Table(
    "turns",
    "What one speaker says until another begins, or a cue such as a sound.",
    ("id",),
    (
        Column(
            "id",
            "string",
            "the turn's permanent id; it ends with a hash of the words",
            lambda story, turn: turn.permanent_id(story.row),
        ),
        *_story_columns(),
        _of_turn("position", "integer", "its place among all turns of the transcript, from 1"),
        _of_turn("kind", "string", "speech or cue"),
        _of_turn("speaker_id", "integer", "who speaks, in this archive; empty where unknown"),
        _of_turn("speaker", "string", "the speaker's full name, as far as it is known"),
        _of_turn("label", "string", "the label as the page prints it"),
        _of_turn("role", "string", "host, reporter, guest, announcer or unidentified"),
        _of_turn("doubt", "string", "why the speaker is not certain; empty where they are"),
        _of_turn("role_doubt", "string", "why the role is not certain; empty where it is"),
        _of_row("program", "string", "the program that aired the story"),
        _of_row("aired_on", "date", "the day it aired"),
        _COUNTED,
        _of_turn("words", "integer", "how many words the turn has"),
        _of_turn("text", "string", "the words as the publisher printed them; empty where withheld"),
    ),
    lambda story: story.turns,
)

TRANSCRIPTS = Table(
    "transcripts",
    "A story's transcript.",
    ("source", "story_id"),
    (
        *_story_columns(),
        _of_row("url", "string", "the publisher's page"),
        _of_row("title", "string", "the headline"),
        _of_row("program", "string", "the program that aired the story"),
        _of_row("aired_on", "date", "the day it aired"),
        _of_row("published_at", "datetime", "when the page says it was published"),
        _of_row("modified_at", "datetime", "when the page says it was changed"),
        _of_row("teaser", "string", "the page's summary; empty where words are withheld"),
        _of_row("duration_s", "integer", "how long the audio is, in seconds"),
        _of_row("audio_url", "string", "the audio"),
        _of_row("language", "string", "the language, as the page states it"),
        _of_row("rights", "string", "what the page says of rights"),
        _of_row("word_count", "integer", "how many words the whole transcript has"),
        _of_row("turn_count", "integer", "how many turns the whole transcript has"),
        _of_row("content_hash", "string", "a hash of the words spoken, see docs/schema.md"),
        _of_row("revision", "integer", "the number of this wording, from 1"),
        _of_row("doubt", "string", "why the whole transcript is in doubt; empty where it is not"),
        _COUNTED,
        Column(
            "duplicate_of",
            "string",
            "SOURCE/STORY of the earliest transcript with the same words",
            lambda story, _: story.duplicate_of,
        ),
        Column(
            "asks_noarchive",
            "boolean",
            "whether the page asks not to be shown from an archive",
            lambda story, _: story.asks_noarchive,
        ),
        Column("withheld", "boolean", "whether the words are left out of this export",
               lambda story, _: story.is_withheld),
        _of_row("extractor", "string", "the version of the rules that read the page"),
        _of_row("first_seen_at", "datetime", "when the archive first saw the transcript"),
        _of_row("last_seen_at", "datetime", "when it last did"),
    ),
    lambda story: [story],
)  # fmt: skip

APPEARANCES = Table(
    "appearances",
    "Somebody who speaks in a transcript.",
    ("source", "story_id", "speaker_id"),
    (
        *_story_columns(),
        _of_voice("speaker_id", "integer", "who, in this archive"),
        _of_voice("name", "string", "the full name, as far as it is known"),
        _of_voice("is_person", "boolean", "whether the name means the same person elsewhere"),
        _of_voice("role", "string", "host, reporter, guest, announcer or unidentified"),
        _of_voice("role_rule", "string", "which rule decided the role"),
        _of_voice("role_doubt", "string", "why the role is not certain; empty where it is"),
        _of_voice("called", "string", "the name that the transcript uses"),
        _of_voice("description", "string", "what the label says of them"),
        _of_voice("honorific", "string", "title or rank before the name"),
        _of_voice("office", "string", "office or job"),
        _of_voice("organization", "string", "whom they work for or speak for"),
        _of_voice("party", "string", "political party"),
        _of_voice("place", "string", "the place they are from or speak for"),
        _of_voice("work", "string", "a book, film or other work of theirs"),
        _of_voice("turn_count", "integer", "their turns in the whole transcript"),
        _of_voice("word_count", "integer", "their words in the whole transcript"),
    ),
    lambda story: story.voices,
)

NOTES = Table(
    "notes",
    "Text in a transcript that nobody said on air, such as a correction.",
    ("source", "story_id", "position"),
    (
        *_story_columns(),
        _of_note("position", "integer", "its place among the notes, from 1"),
        _of_note("before_turn", "integer", "the turn it stands before; empty behind the last"),
        _of_note("kind", "string", "note (the editor’s), correction, clarification or unexplained"),
        _of_note("text", "string", "the note as printed"),
    ),
    lambda story: story.notes,
)

#: Of partitioned tables, the folder's name has it, and the files don't: readers would see it twice.
PARTITIONED = frozenset({"source"})


def stored_columns(table: Table) -> list[Column]:
    """The columns that the files of a partitioned table have."""
    return [column for column in table.columns if column.name not in PARTITIONED]


#: Turns first: what most readers open.
TABLES = (TURNS, TRANSCRIPTS, APPEARANCES, NOTES)
