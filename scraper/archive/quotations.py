"""Where the words of a quotation may stand: turns by the full-text index, and the turns around
them.

The index is only asked for what is rare. How rare a word is, it is asked itself: it counts the
turns that hold the word, and stops counting early. (A table of document frequencies would need to
be written, which a read-only connection can't.)
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from scraper.archive.database.connection import Database
from scraper.permanent_id import PermanentId
from scraper.quotations.common_words import COMMON_WORDS
from scraper.quotations.passages import (
    MOST_CANDIDATES,
    Candidate,
    Effort,
    Passage,
    PassageTurn,
    Story,
)
from scraper.quotations.words import fold

#: The index that is asked: turns that hold some words, the newest row first.
_MATCHING = """
  SELECT turns_fts.rowid FROM turns_fts
  WHERE turns_fts MATCH :match AND (:speakers IS NULL OR EXISTS (
    SELECT 1 FROM turns WHERE turns.id = turns_fts.rowid
    AND turns.speaker_id IN (SELECT value FROM json_each(:speakers))))
"""
#: How far the turns that hold a word are counted.
_COUNTED_TO = 2_000
#: Words whose count is remembered: a draft has so many.
_REMEMBERED = 20_000
#: Words in a phrase, and phrases and words that are looked for.
_PHRASE, _MOST_PHRASES, _MOST_WORDS = 3, 12, 24
#: Of phrases that have no rare word so many are looked for, more where there are no others.
_MOST_FREQUENT, _LEAST = 2, 6
#: Once so many phrases were looked for, a turn that has so many of them is enough.
_ENOUGH_ASKED, _ENOUGH_SHARED = 4, 3
#: Phrases that a turn must have to hold a quotation word for word.
_TOGETHER = 3
#: A word in so few turns is looked for by itself.
_VERY_RARE = 60
#: Of the rarest words, any two in one turn make it a candidate; any three where all are frequent.
_RAREST, _FREQUENT = 5, 500


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that stand one after the other; ``turns`` is in how many the rarest of them is."""

    text: str
    turns: int


class Quotations:
    """Finds what may have been quoted."""

    def __init__(self, db: Database) -> None:
        self._db = db
        #: In how many turns words stand, as far as that was asked already.
        self._turns: dict[str, int] = {}

    def candidates(
        self,
        stretches: Sequence[Sequence[str]],
        effort: Effort,
        speakers: Collection[int] | None = None,
    ) -> list[Candidate]:
        """Turns that may hold some of these words, the newest first; see
        :class:`~scraper.quotations.passages.Passages`.
        """
        found: Counter[int] = Counter()
        for number, match in enumerate(self._queries(stretches, effort)):
            if number >= _ENOUGH_ASKED and max(found.values(), default=0) >= _ENOUGH_SHARED:
                break
            found.update(self.candidate_turns(match, speakers))
        return self._db.all(
            Candidate,
            "SELECT turns.transcript_id, turns.position, turns.speaker_id, turns.text,"
            " transcripts.counted, transcripts.aired_on FROM turns"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " WHERE turns.kind = 'speech' AND turns.id IN (SELECT value FROM json_each(:turns))"
            " ORDER BY turns.id DESC",
            {"turns": json.dumps(list(found))},
        )

    def candidate_turns(self, match: str, speakers: Collection[int] | None = None) -> list[int]:
        """The turns that match a query of the index, by number, the newest first."""
        return self._db.all(
            int,
            f"{_MATCHING} ORDER BY turns_fts.rowid DESC LIMIT {MOST_CANDIDATES}",
            {
                "match": match,
                "speakers": None if speakers is None else json.dumps(sorted(speakers)),
            },
        )

    def count_exact(self, stretch: Sequence[str], limit: int) -> int:
        """In how many turns that are counted these words stand, one after the other."""
        return int(
            self._db.value(
                "SELECT count(*) FROM (SELECT 1 FROM turns_fts"
                " JOIN turns ON turns.id = turns_fts.rowid"
                " JOIN transcripts ON transcripts.id = turns.transcript_id"
                " WHERE turns_fts MATCH :match AND turns.kind = 'speech' AND transcripts.counted"
                " LIMIT :limit)",
                {"match": _quoted(stretch), "limit": limit},
            )
        )

    def around(self, transcript_id: int, first: int, last: int) -> Passage:
        """The turns of a transcript from one position to another."""
        of = {"transcript": transcript_id, "first": first, "last": last}
        (story,) = self._db.all(
            Story,
            "SELECT id, source, story_id, url, title, program, aired_on, counted, doubt"
            " FROM transcripts WHERE id = :transcript",
            of,
        )
        turns = self._db.all(
            PassageTurn,
            "SELECT turns.position, turns.kind, turns.text, turns.label, turns.speaker_id,"
            " speakers.name, appearances.called, appearances.role, turns.doubt, turns.words_hash"
            " FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"
            " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
            " AND appearances.speaker_id = turns.speaker_id"
            " WHERE turns.transcript_id = :transcript AND turns.position BETWEEN :first AND :last"
            " ORDER BY turns.position",
            of,
        )
        return Passage(story, tuple(turns))

    def _queries(self, stretches: Sequence[Sequence[str]], effort: Effort) -> list[str]:
        """What the index is asked, one query after the other: what is frequent must not crowd out
        what is rare.
        """
        words = [word for stretch in stretches for word in stretch]
        if effort == Effort.EXACT and len(words) <= _PHRASE:
            return [" AND ".join(_quoted(stretch) for stretch in stretches)]
        turns = self._turns_with(words)
        if effort == Effort.WORDS:
            return _by_words(turns)
        phrases = sorted(_phrases(stretches, turns), key=lambda phrase: phrase.turns)
        if effort == Effort.EXACT:
            return [" AND ".join(phrase.text for phrase in phrases[:_TOGETHER])]
        rare = [phrase.text for phrase in phrases if 0 < phrase.turns < _COUNTED_TO]
        frequent = [phrase.text for phrase in phrases if phrase.turns >= _COUNTED_TO]
        return [*rare[:_MOST_PHRASES], *frequent[: max(_MOST_FREQUENT, _LEAST - len(rare))]]

    def _turns_with(self, words: Iterable[str]) -> dict[str, int]:
        """In how many turns each word stands that is not common; counted to an end."""
        rare = {word for word in words if fold(word) not in COMMON_WORDS}
        longest = sorted(rare, key=lambda word: (-len(word), word))[:_MOST_WORDS]
        return {word: self._turns_of(word) for word in longest}

    def _turns_of(self, word: str) -> int:
        if word not in self._turns:
            if len(self._turns) >= _REMEMBERED:
                self._turns.clear()
            self._turns[word] = self._db.value(
                "SELECT count(*) FROM (SELECT 1 FROM turns_fts WHERE turns_fts MATCH :match"
                " LIMIT :limit)",
                {"match": _quoted([word]), "limit": _COUNTED_TO},
            )
        return self._turns[word]


def permanent_id(story: Story, turn: PassageTurn) -> PermanentId:
    """The permanent id of a turn of a passage."""
    return PermanentId(story.source, story.story_id, turn.position, turn.words_hash)


def _phrases(stretches: Sequence[Sequence[str]], turns: dict[str, int]) -> Iterable[_Phrase]:
    """Every run of three words with a rare one, or of five where all are common."""
    for stretch in stretches:
        size = min(_PHRASE, len(stretch))
        for start in range(len(stretch) - size + 1):
            run = stretch[start : start + size]
            rare = [turns[word] for word in run if word in turns]
            if not rare:
                run = stretch[start : start + _PHRASE + 2]
                rare = [turns[word] for word in run if word in turns]
            yield _Phrase(_quoted(run), min(rare, default=_COUNTED_TO + 1))


def _by_words(turns: dict[str, int]) -> list[str]:
    """Turns with the rarest words: one that is very rare, two or three of the others."""
    known = sorted((word for word in turns if turns[word]), key=lambda word: turns[word])[:_RAREST]
    if not known:
        return []
    many = 3 if turns[known[0]] > _FREQUENT and len(known) > 3 else 2
    groups = list(combinations(known, min(many, len(known))))
    groups += [(word,) for word in known if turns[word] <= _VERY_RARE]
    return [" AND ".join(_quoted([word]) for word in group) for group in groups]


def _quoted(words: Sequence[str]) -> str:
    """Words as a phrase of FTS5's query language."""
    return '"' + " ".join(words).replace('"', " ") + '"'
