"""Quotations made from the turns of an archive, with the verdict that follows from how each was
made. No code under test has a part in that.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scraper.quotations.substance import keeps_substance
from tests.quotations.speech import sentences


@dataclass(frozen=True, slots=True)
class Made:
    """A quotation. ``stories`` are where its words are from: the story and the turn's position."""

    kind: str
    text: str
    verdict: str
    speaker: str | None = None
    stories: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that quotations are made from."""

    story_id: str
    position: int
    speaker_id: int
    speaker: str
    text: str

    @property
    def words(self) -> list[str]:
        """Its words with their punctuation."""
        return self.text.split()

    @property
    def place(self) -> tuple[str, int]:
        """Where it is."""
        return self.story_id, self.position


class Maker:
    """Makes quotations from an archive."""

    def __init__(self, connection: sqlite3.Connection, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._connection = connection
        self._last = connection.execute("SELECT max(id) FROM turns").fetchone()[0]
        self._invented = sentences(random.Random(seed + 1_000))

    def all(self, each: int) -> Iterator[Made]:
        """``each`` of every kind."""
        for _ in range(each):
            for kind, make in (KINDS | MORE_KINDS).items():
                yield make(self, kind)

    def _turn(self, least: int) -> Turn:
        """A turn of at least so many words, said once in the archive and by somebody known."""
        while True:
            row = self._connection.execute(
                "SELECT story_id, position, speaker_id, speakers.name, text FROM turns"
                " JOIN transcripts ON transcripts.id = turns.transcript_id"
                " JOIN speakers ON speakers.id = speaker_id"
                " WHERE turns.id >= ? AND kind = 'speech' AND counted AND turns.doubt IS NULL"
                " AND text NOT LIKE '%(%' AND text NOT LIKE '%...%'"
                " AND speakers.transcript_id IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM transcripts AS other"
                " WHERE other.duplicate_of = transcripts.id) ORDER BY turns.id LIMIT 1",
                (self._chance.randint(1, self._last),),
            ).fetchone()
            if row is not None and len(row[4].split()) >= least:
                return Turn(*row)

    def _part(self, words: Sequence[str], least: int, most: int) -> list[str]:
        size = self._chance.randint(least, min(most, len(words)))
        start = self._chance.randint(0, len(words) - size)
        return list(words[start : start + size])

    def exact(self, kind: str) -> Made:
        """What was said, set as another publication would."""
        turn = self._turn(8)
        text = " ".join(self._part(turn.words, 6, 30)).rstrip(".,;:-") + self._chance.choice(",.")
        style = self._chance.choice((str, _typographic, _capital, _spaced, str.lower))
        return Made(kind, style(text), "verbatim", stories=(turn.place,))

    def changed(self, kind: str) -> Made:
        """One word replaced, put in or taken out beside a replaced one."""
        turn = self._turn(10)
        words = self._part(turn.words, 8, 28)
        place = self._chance.choice([n for n, word in enumerate(words) if bare(word)])
        others = [w for w in self._turn(10).words if bare(w) not in {bare(x) for x in turn.words}]
        new = self._chance.choice([w for w in others if bare(w)] or ["zanzibar"])
        if self._chance.random() < 0.7:
            words[place] = new
        else:
            words.insert(min(max(place, 1), len(words) - 1), new.strip(".,?"))
        return Made(kind, " ".join(words), "changed", stories=(turn.place,))

    def shortened(self, kind: str) -> Made:
        """Words of a sentence left out without a mark, and no end of a sentence among them."""
        while True:
            turn = self._turn(14)
            words = self._part(turn.words, 13, 32)
            size = self._chance.randint(1, 5)
            start = self._chance.randint(3, len(words) - size - 3)
            cut = words[start : start + size]
            rest = words[:start] + words[start + size :]
            inside = not any(re.search(r"[.?!]", word) for word in [words[start - 1], *cut])
            apart = not {bare(word) for word in cut} & {
                bare(words[start - 1]),
                bare(words[start + size]),
            }
            if inside and apart and all(map(bare, cut)):
                return Made(kind, " ".join(rest), "shortened", stories=(turn.place,))

    def joined(self, kind: str) -> Made:
        """Words of two turns run together."""
        one, other = self._turn(10), self._turn(10)
        while other.place == one.place:
            other = self._turn(10)
        text = " ".join(self._part(one.words, 7, 16) + self._part(other.words, 7, 16))
        return Made(kind, text, "joined", stories=(one.place, other.place))

    def other_speaker(self, kind: str) -> Made:
        """Somebody else's words."""
        turn = self._turn(10)
        while True:
            other = self._turn(5)
            if other.speaker.split()[-1] != turn.speaker.split()[-1]:
                break
        text = " ".join(self._part(turn.words, 8, 24))
        return Made(kind, text, "other_speaker", other.speaker, (turn.place,))

    def same_speaker(self, kind: str) -> Made:
        """The speaker's own words."""
        turn = self._turn(10)
        text = " ".join(self._part(turn.words, 8, 24))
        return Made(kind, text, "verbatim", turn.speaker, (turn.place,))

    def never_said(self, kind: str) -> Made:
        """Words of the same language that nobody said: no four of them stand together anywhere."""
        while True:
            words = " ".join(next(self._invented) for _ in range(2)).split()
            text = " ".join(self._part(words, 9, 22))
            runs = [bare_words(text)[n : n + 4] for n in range(len(words) - 3)]
            if not any(self._is_said(run) for run in runs if len(run) == 4):
                return Made(kind, text, "not_on_record")

    def _is_said(self, words: Sequence[str]) -> bool:
        """True where words stand one after the other in some turn."""
        found = self._connection.execute(
            "SELECT 1 FROM turns_fts WHERE turns_fts MATCH ? LIMIT 1", (f'"{" ".join(words)}"',)
        )
        return found.fetchone() is not None

    def marked(self, kind: str) -> Made:
        """Words left out with a mark, or others put in brackets."""
        turn = self._turn(16)
        words = self._part(turn.words, 14, 34)
        size = self._chance.randint(1, 5)
        start = self._chance.randint(3, len(words) - size - 3)
        marks = ("…", "...", "[…]", "[...]", ". . .", "[the president]")
        mark, replaced = self._chance.choice(marks), " ".join(words[start : start + size])
        words[start : start + size] = [mark]
        # Brackets may not take a number or a negation away.
        holds = "president" not in mark or keeps_substance(replaced, mark)
        verdict = "verbatim" if holds else "changed"
        return Made(kind, " ".join(words), verdict, stories=(turn.place,))


def bare_words(text: str) -> list[str]:
    """The words of a text as the index has them."""
    return re.findall(r"[a-z0-9]+", text.lower())


def bare(word: str) -> str:
    """A word without its signs."""
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _typographic(text: str) -> str:
    return text.replace("'", "\u2019").replace(" - ", " \u2014 ")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _spaced(text: str) -> str:
    return text.replace(" ", "\n", 1).replace(" ", "  ", 2)


#: The six kinds that the bars are about.
KINDS: dict[str, Callable[[Maker, str], Made]] = {
    "exact": Maker.exact,
    "a word changed": Maker.changed,
    "shortened": Maker.shortened,
    "joined": Maker.joined,
    "other speaker": Maker.other_speaker,
    "never said": Maker.never_said,
}
#: Others that must be told apart from them.
MORE_KINDS: dict[str, Callable[[Maker, str], Made]] = {
    "marked": Maker.marked,
    "same speaker": Maker.same_speaker,
}
