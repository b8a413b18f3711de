"""Finding people across transcripts."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from scraper.archive.database.connection import Database
from scraper.names import name_key


@dataclass(frozen=True, slots=True)
class Person:
    """A row of ``speakers`` with the person's totals. ``called`` has the names used for them in
    transcripts.
    """

    id: int
    name: str
    newsroom: str | None
    transcript_id: int | None
    transcripts: int
    words: int
    first_date: str | None
    last_date: str | None
    called: list[str] = field(default_factory=list, kw_only=True)


def _person(*row: Any) -> Person:
    """A person of the columns of a query, the last of them a JSON list."""
    return Person(
        *row[:-1], called=sorted(name for name in json.loads(row[-1]) if name is not None)
    )


@dataclass(frozen=True, slots=True)
class LabelExample:
    """A turn with a label that names no speaker, or a doubtful one."""

    transcript_id: int
    position: int
    doubt: str | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A printed label that often names nobody: the number of its turns and transcripts, how many of
    the turns have no speaker or are in doubt, and the last few as examples.
    """

    source: str
    label: str
    turns: int
    transcripts: int
    nobody: int
    doubted: int
    examples: tuple[LabelExample, ...] = ()


_EXAMPLES = 3
_UNKNOWN = (
    "JOIN transcripts ON transcripts.id = turns.transcript_id"
    " LEFT JOIN speakers ON speakers.id = turns.speaker_id"
    " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
    " AND appearances.speaker_id = turns.speaker_id"
    " WHERE turns.kind = 'speech' AND turns.label IS NOT NULL AND (turns.speaker_id IS NULL"
    " OR turns.doubt IS NOT NULL"
    " OR speakers.transcript_id IS NOT NULL AND appearances.role <> 'unidentified')"
    # A person looked at these already.
    " AND NOT EXISTS (SELECT 1 FROM extracted_turns AS told"
    " WHERE told.transcript_id = turns.transcript_id AND told.position = turns.position"
    " AND (told.speaker_id IS NOT turns.speaker_id OR told.doubt IS NOT turns.doubt))"
)


class People:
    """The speakers of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def named(self, name: str) -> set[int]:
        """Those who speak and whose name, or a name they were called by, has ``name`` in it,
        whatever the letter case, the accents and the shapes of apostrophes and hyphens.
        """
        wanted = name_key(name)
        # A key tells nearly always; it keeps accents where they tell two people apart.
        names = self._db.tuples(
            "SELECT id, name FROM speakers"
            " WHERE (instr(key, :wanted) OR renamed IS NOT NULL OR key GLOB '*[^ -~]*')"
            " AND EXISTS (SELECT 1 FROM appearances WHERE speaker_id = speakers.id)",
            {"wanted": wanted},
        )
        # In the order of the table: by the index on speakers it takes five times as long.
        names += self._db.tuples(
            "SELECT speaker_id, called FROM appearances NOT INDEXED"
            " CROSS JOIN speakers ON speakers.id = speaker_id WHERE called <> name"
        )
        return {speaker for speaker, called in set(names) if wanted in name_key(str(called))}

    def find(self, name: str, limit: int) -> list[Person]:
        """The people that :meth:`named` gives and who speak: who speaks most comes first."""
        return self.described(self.named(name), limit)

    def described(self, speakers: Collection[int], limit: int) -> list[Person]:
        """People by their numbers: who speaks most comes first; all where ``limit`` is negative."""
        return self._db.all(
            _person,
            "SELECT speakers.id, speakers.name, speakers.newsroom, speakers.transcript_id,"
            " count(DISTINCT appearances.transcript_id), sum(appearances.word_count) AS words,"
            " min(aired_on), max(aired_on), json_group_array(DISTINCT called)"
            " FROM speakers JOIN appearances ON appearances.speaker_id = speakers.id"
            " JOIN transcripts ON transcripts.id = appearances.transcript_id"
            " WHERE speakers.id IN (SELECT value FROM json_each(:speakers))"
            " GROUP BY speakers.id ORDER BY words DESC, speakers.id LIMIT :limit",
            {"speakers": json.dumps(sorted(speakers)), "limit": limit},
        )

    def name_of(self, speaker_id: int) -> str | None:
        """The name of a person; None if there is nobody with that number."""
        name = "SELECT name FROM speakers WHERE id = :id"
        return self._db.first(str, name, {"id": speaker_id})

    def unknown(self, limit: int) -> list[UnknownLabel]:
        """The labels that most often name nobody, or somebody in doubt, the commonest first: turns
        without a speaker, turns in doubt, and labels that mean a person in one transcript alone.
        """
        labels = self._db.all(
            UnknownLabel,
            "SELECT transcripts.source, turns.label, count(*), count(DISTINCT transcripts.id),"
            " sum(turns.speaker_id IS NULL), sum(turns.doubt IS NOT NULL)"
            f" FROM turns {_UNKNOWN} GROUP BY transcripts.source, turns.label"
            " ORDER BY count(*) DESC, turns.label LIMIT :limit",
            {"limit": limit},
        )
        return [replace(one, examples=self._examples(one.source, one.label)) for one in labels]

    def _examples(self, source: str, label: str) -> tuple[LabelExample, ...]:
        found = self._db.all(
            LabelExample,
            "SELECT transcripts.id, turns.position, turns.doubt, turns.text, transcripts.url"
            f" FROM turns {_UNKNOWN} AND transcripts.source = :source AND turns.label = :label"
            f" ORDER BY turns.id DESC LIMIT {_EXAMPLES}",
            {"source": source, "label": label},
        )
        return tuple(found)
