"""Counting hits by speaker, program and month, as a share of the words spoken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.search.filters import DAY_BITS, Filters, Match, month_of
from scraper.archive.search.hits import TitleHit
from scraper.model import STAFF

#: CROSS JOIN keeps SQLite from looking at every turn for whether it matches.
_JOINED = "FROM speech_fts CROSS JOIN speech ON speech.id = speech_fts.rowid"
_TRANSCRIPTS = """
  (:all OR transcripts.counted)
  AND (:since IS NULL OR transcripts.aired_on >= :since)
  AND (:until IS NULL OR transcripts.aired_on <= :until)
  AND (:source IS NULL OR transcripts.source = :source)
  AND (:programs IS NULL OR transcripts.program IN (SELECT value FROM json_each(:programs)))
"""
_STAFF = ", ".join(f"'{role}'" for role in STAFF)
_APPEARANCES = f"""
  (:speakers IS NULL OR appearances.speaker_id IN (SELECT value FROM json_each(:speakers)))
  AND (:role IS NULL OR appearances.role = :role)
  AND (NOT :newsmakers OR appearances.role NOT IN ({_STAFF}))
"""


class By(StrEnum):
    """What hits are counted by."""

    SPEAKER = "speaker"
    PROGRAM = "program"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Share:
    """How many turns match of a speaker, a program or a month.

    :ivar name: None if the speaker, the program or the day is unknown.
    :ivar words: how many words they spoke in all, or were spoken, as far as the filters let them
        count.
    :ivar speaker_id: of a speaker.
    """

    name: str | None
    turns: int
    words: int
    speaker_id: int | None = None

    @property
    def per_1000_words(self) -> float | None:
        """Turns that match, per 1,000 words; None if no words are known."""
        return 1000 * self.turns / self.words if self.words else None


class Counts:
    """Counts the hits of a search."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def shares(
        self, by: By, found: Match, filters: Filters, programs: Collection[str], limit: int
    ) -> list[Share]:
        """See :meth:`scraper.archive.search.search.Search.shares`."""
        values = _values(filters, programs)
        if by == By.SPEAKER:
            return self._speakers(found, values, limit)
        if by == By.PROGRAM:
            turns = self._most("speech.program", found, limit)
            words = self._words("transcripts.program", values)
            return [Share(name, count, words.get(name, 0)) for name, count in turns.items()]
        return self._months(found, values)

    def turns_and_stories(self, found: Match) -> tuple[int, int]:
        """How many turns match, and in how many stories."""
        ((turns, stories),) = self._db.tuples(
            f"SELECT count(*), count(DISTINCT transcript_id) {_JOINED} WHERE {found.condition}",
            found.values,
        )
        return turns, stories

    def titles(
        self, expression: str, filters: Filters, programs: Collection[str], limit: int
    ) -> tuple[int, list[TitleHit]]:
        """See :meth:`scraper.archive.search.search.Search.titles`."""
        values = _values(filters, programs) | {"match": expression, "limit": limit}
        spoken = (
            "(:speakers IS NULL AND :role IS NULL AND NOT :newsmakers) OR EXISTS"
            f" (SELECT 1 FROM appearances WHERE transcript_id = transcripts.id AND {_APPEARANCES})"
        )
        matching = (
            "FROM transcripts_fts CROSS JOIN transcripts ON transcripts.id = transcripts_fts.rowid"
            f" WHERE transcripts_fts MATCH :match AND {_TRANSCRIPTS} AND ({spoken})"
        )
        total = int(self._db.value(f"SELECT count(*) {matching}", values))
        return total, self._db.all(
            TitleHit,
            "SELECT transcripts.id, source, story_id, program, aired_on, transcripts.title,"
            f" transcripts.teaser, url, doubt {matching}"
            " ORDER BY aired_on DESC, transcripts.id DESC LIMIT :limit",
            values,
        )

    def _speakers(self, found: Match, values: dict[str, Any], limit: int) -> list[Share]:
        turns = self._most("speech.speaker_id", found, limit)
        named = {"ids": json.dumps([who for who in turns if who is not None])}
        listed = "(SELECT value FROM json_each(:ids))"
        names = dict(self._db.tuples(f"SELECT id, name FROM speakers WHERE id IN {listed}", named))
        words: dict[int | None, int] = dict(
            self._db.tuples(
                "SELECT speaker_id, sum(appearances.word_count) FROM appearances"
                " JOIN transcripts ON transcripts.id = transcript_id"
                f" WHERE speaker_id IN {listed} AND {_TRANSCRIPTS} AND {_APPEARANCES} GROUP BY 1",
                values | named,
            )
        )
        if None in turns:
            words[None] = self._unattributed(values)
        return [
            Share(names.get(who), count, words.get(who, 0), who) for who, count in turns.items()
        ]

    def _unattributed(self, values: dict[str, Any]) -> int:
        """The words that belong to nobody who is known."""
        every, known = self._db.tuples(
            f"SELECT ifnull(sum(word_count), 0) FROM transcripts WHERE {_TRANSCRIPTS} UNION ALL"
            " SELECT ifnull(sum(appearances.word_count), 0) FROM appearances"
            f" JOIN transcripts ON transcripts.id = transcript_id WHERE {_TRANSCRIPTS}",
            values,
        )
        return int(every[0] - known[0])

    def _most(self, column: str, found: Match, limit: int) -> dict[Any, int]:
        """Turns that match by a column of speech, the most first."""
        rows = self._db.tuples(
            f"SELECT {column}, count(*) AS turns {_JOINED} WHERE {found.condition} GROUP BY 1"
            " ORDER BY turns DESC, 1 LIMIT :limit",
            found.values | {"limit": limit},
        )
        return dict(rows)

    def _months(self, found: Match, values: dict[str, Any]) -> list[Share]:
        """Every month in which anybody spoke, also where nothing matches."""
        turns: Counter[str | None] = Counter()
        days = self._db.tuples(
            "SELECT min(rowid), count(*) FROM speech_fts"
            f" WHERE {found.condition} GROUP BY rowid >> {DAY_BITS}",
            found.values,
        )
        for first, count in days:
            turns[month_of(first)] += count
        words = self._words("substr(aired_on, 1, 7)", values)
        months = sorted({*words, *turns}, key=lambda month: (month is None, month))
        return [Share(month, turns[month], words.get(month, 0)) for month in months]

    def _words(self, column: str, values: dict[str, Any]) -> dict[str | None, int]:
        """Words spoken, by a column of transcripts."""
        if values["speakers"] is None and values["role"] is None:
            # Voices that nobody knows have no appearance.
            what = (
                "sum(word_count - CASE WHEN :newsmakers THEN (SELECT ifnull(sum(word_count), 0)"
                " FROM appearances WHERE transcript_id = transcripts.id"
                f" AND role IN ({_STAFF})) ELSE 0 END)"
                f" FROM transcripts WHERE {_TRANSCRIPTS}"
            )
        else:
            what = (
                "sum(appearances.word_count) FROM appearances"
                " JOIN transcripts ON transcripts.id = transcript_id"
                f" WHERE {_TRANSCRIPTS} AND {_APPEARANCES}"
            )
        return dict(self._db.tuples(f"SELECT {column}, {what} GROUP BY 1", values))


def _values(filters: Filters, programs: Collection[str]) -> dict[str, Any]:
    return {
        "all": filters.duplicates,
        "since": filters.since,
        "until": filters.until,
        "source": filters.source,
        "role": filters.role,
        "newsmakers": filters.newsmakers,
        "programs": None if filters.program is None else json.dumps(sorted(programs)),
        "speakers": None if filters.speakers is None else json.dumps(sorted(filters.speakers)),
    }
