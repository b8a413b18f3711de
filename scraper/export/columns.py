"""The tables of an export: their columns, what each means, and its value for a story.

CSV, JSON Lines and Parquet hold the same tables; the package and the data card describe them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from scraper.archive.corpus import CorpusStory

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


def _of(name: str, kind: Kind, meaning: str) -> Column:
    """A column that is an attribute of what the row is about."""
    return Column(name, kind, meaning, lambda _, thing: getattr(thing, name))


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
        _of("position", "integer", "its place among all turns of the transcript, from 1"),
        _of("kind", "string", "speech or cue"),
        _of("speaker_id", "integer", "who speaks, in this archive; empty where unknown"),
        _of("speaker", "string", "the speaker's full name, as far as it is known"),
        _of("label", "string", "the label as the page prints it"),
        _of("role", "string", "host, reporter, guest, announcer or unidentified"),
        _of("doubt", "string", "why the speaker is not certain; empty where they are"),
        _of("role_doubt", "string", "why the role is not certain; empty where it is"),
        _of_row("program", "string", "the program that aired the story"),
        _of_row("aired_on", "date", "the day it aired"),
        _COUNTED,
        _of("words", "integer", "how many words the turn has"),
        _of("text", "string", "the words as the publisher printed them; empty where withheld"),
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
        _of_row("rights", "string", "what the page says about rights"),
        _of_row("word_count", "integer", "how many words the whole transcript has"),
        _of_row("turn_count", "integer", "how many turns the whole transcript has"),
        Column(
            "content_hash",
            "string",
            "the SHA-256 of the words spoken in the whole transcript, as hash-v1 folds them",
            lambda story, _: story.content_hash,
        ),
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
        _of("speaker_id", "integer", "who, in this archive"),
        _of("name", "string", "the full name, as far as it is known"),
        _of("is_person", "boolean", "whether the name means the same person elsewhere"),
        _of("role", "string", "host, reporter, guest, announcer or unidentified"),
        _of("role_rule", "string", "which rule decided the role"),
        _of("role_doubt", "string", "why the role is not certain; empty where it is"),
        _of("called", "string", "the name that the transcript uses"),
        _of("description", "string", "what the label says of them"),
        _of("honorific", "string", "title or rank before the name"),
        _of("office", "string", "office or job"),
        _of("organization", "string", "whom they work for or speak for"),
        _of("party", "string", "political party"),
        _of("place", "string", "the place they are from or speak for"),
        _of("work", "string", "a book, film or other work of theirs"),
        _of("turn_count", "integer", "their turns in the whole transcript"),
        _of("word_count", "integer", "their words in the whole transcript"),
    ),
    lambda story: story.voices,
)

NOTES = Table(
    "notes",
    "Text in a transcript that nobody said on air, such as a correction.",
    ("source", "story_id", "position"),
    (
        *_story_columns(),
        _of("position", "integer", "its place among the notes, from 1"),
        _of("before_turn", "integer", "the turn it stands before; empty behind the last"),
        _of("kind", "string", "note (the editor’s), correction, clarification or unexplained"),
        _of("text", "string", "the note as printed"),
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
