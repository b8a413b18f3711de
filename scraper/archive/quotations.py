"""Where the words of a quotation may stand: turns by the full-text index, and the turns around
them.

The index is only asked for what is rare. How rare a word is, it is asked itself: it counts the
turns that hold the word, and stops counting early. (A table of document frequencies would need to
be written, which a read-only connection can't.)
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from scraper.archive.database.connection import Database
from scraper.quotations.common_words import COMMON_WORDS
from scraper.quotations.passages import Candidate, Effort, Passage, PassageTurn, Story
from scraper.quotations.words import fold

#: The index that is asked: turns that hold some words, the newest row first.
_MATCHING = """
  SELECT turns_fts.rowid FROM turns_fts
  WHERE turns_fts MATCH :match AND (:speakers IS NULL OR EXISTS (
    SELECT 1 FROM turns WHERE turns.id = turns_fts.rowid
    AND turns.speaker_id IN (SELECT value FROM json_each(:speakers))))
"""
#: Turns that are looked at for one quotation.
_MOST = 300
#: How far the turns that hold a word are counted.
_COUNTED_TO = 4_000
#: Words in a phrase, and phrases and words that are looked for.
_PHRASE, _MOST_PHRASES, _MOST_WORDS = 3, 16, 24
#: A word in so few turns is looked for by itself.
_VERY_RARE = 60
#: Of the rarest words, any two in one turn make it a candidate; any three where all are frequent.
_RAREST, _FREQUENT = 6, 1_500


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that stand one after the other; ``turns`` is in how many the rarest of them is."""

    text: str
    turns: int


class Quotations:
    """Finds what may have been quoted."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def candidates(
        self,
        stretches: Sequence[Sequence[str]],
        effort: Effort,
        speakers: Collection[int] | None = None,
    ) -> list[Candidate]:
        """Turns that may hold some of these words, the newest first; see
        :class:`~scraper.quotations.passages.Passages`.
        """
        match = self._query(stretches, effort)
        if not match:
            return []
        return self._db.all(
            Candidate,
            "SELECT turns.transcript_id, turns.position, turns.speaker_id, turns.text,"
            " transcripts.counted, transcripts.aired_on FROM turns"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " WHERE turns.kind = 'speech' AND turns.id IN (SELECT value FROM json_each(:turns))"
            " ORDER BY turns.id DESC",
            {"turns": json.dumps(self.candidate_turns(match, speakers))},
        )

    def candidate_turns(
        self, match: str, speakers: Collection[int] | None = None, limit: int = _MOST
    ) -> list[int]:
        """The turns that match a query of the index, by number, the newest first."""
        return self._db.all(
            int,
            f"{_MATCHING} ORDER BY turns_fts.rowid DESC LIMIT :limit",
            {
                "match": match,
                "speakers": None if speakers is None else json.dumps(sorted(speakers)),
                "limit": limit,
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
            lambda *row: Story(*row[:-2], counted=bool(row[-2]), doubt=row[-1]),
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

    def _query(self, stretches: Sequence[Sequence[str]], effort: Effort) -> str:
        """What the index is asked; empty where these words give nothing to ask for."""
        words = [word for stretch in stretches for word in stretch]
        if len(words) <= _PHRASE and effort == Effort.EXACT:
            return " AND ".join(_quoted(stretch) for stretch in stretches)
        turns = self._turns_with(words)
        if effort == Effort.WORDS:
            return _by_words(turns)
        phrases = list(_phrases(stretches, turns))
        phrases.sort(key=lambda phrase: phrase.turns)
        if effort == Effort.EXACT:
            return " AND ".join(phrase.text for phrase in phrases[:3] if phrase.turns) or " AND ".join(
                _quoted(stretch) for stretch in stretches
            )
        known = [phrase.text for phrase in phrases if phrase.turns]
        return " OR ".join(known[:_MOST_PHRASES])

    def _turns_with(self, words: Iterable[str]) -> dict[str, int]:
        """In how many turns each word stands that is not common; counted to an end."""
        rare = {word for word in words if fold(word) not in COMMON_WORDS}
        longest = sorted(rare, key=lambda word: (-len(word), word))[:_MOST_WORDS]
        counting = (
            "SELECT count(*) FROM (SELECT 1 FROM turns_fts WHERE turns_fts MATCH :match"
            " LIMIT :limit)"
        )
        return {
            word: self._db.value(counting, {"match": _quoted([word]), "limit": _COUNTED_TO})
            for word in longest
        }


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


def _by_words(turns: dict[str, int]) -> str:
    """Turns with the rarest words: one that is very rare, two or three of the others."""
    known = sorted((word for word in turns if turns[word]), key=lambda word: turns[word])[:_RAREST]
    asked = [_quoted([word]) for word in known if turns[word] <= _VERY_RARE]
    many = 3 if known and turns[known[0]] > _FREQUENT and len(known) > 3 else 2
    for group in combinations(known, min(many, len(known))):
        asked.append("(" + " AND ".join(_quoted([word]) for word in group) + ")")
    return " OR ".join(asked)


def _quoted(words: Sequence[str]) -> str:
    """Words as a phrase of FTS5's query language."""
    return '"' + " ".join(words).replace('"', " ") + '"'
