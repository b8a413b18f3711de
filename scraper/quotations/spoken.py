"""The words of a passage's turns in one list, each with its turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.quotations.marks import spoken_words
from scraper.quotations.passages import PassageTurn
from scraper.quotations.words import Said, Word

#: Stands for what was heard and not said: no word of a quotation is the same.
HEARD = "\0"
#: What ends a sentence, also before a closing quote.
_SENTENCE_END = re.compile("[.?!\u2026][\"'\u201d\u2019)\\]]*\\s*$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of some turns.

    :ivar starts: where each turn begins in the joined text, with a line break between turns.
    :ivar voices: the number of each turn's voice, which increases when another person speaks.
    :ivar keys: the form in which each word is compared.
    """

    turns: tuple[PassageTurn, ...]
    starts: tuple[int, ...]
    voices: tuple[int, ...]
    words: tuple[tuple[int, Word], ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, turns: Sequence[PassageTurn]) -> Spoken:
        """The words of the turns that are speech; cues are none, and interrupt nobody."""
        speech = tuple(turn for turn in turns if turn.kind == "speech")
        found = tuple(
            (number, word) for number, turn in enumerate(speech) for word in spoken_words(turn.text)
        )
        starts, end = list[int](), 0
        for turn in speech:
            starts.append(end)
            end += len(turn.text) + 1
        voices, voice = list[int](), 0
        for number, turn in enumerate(speech):
            voice += number > 0 and not turn.is_same_voice(speech[number - 1])
            voices.append(voice)
        keys = tuple(
            HEARD if word.said in (Said.HEARD, Said.LOST) else word.folded for _, word in found
        )
        return cls(speech, tuple(starts), tuple(voices), found, keys)

    def of_voice(self, voice: int) -> Spoken:
        """What one person says until another begins."""
        return Spoken.of(
            [turn for turn, one in zip(self.turns, self.voices, strict=True) if one == voice]
        )

    def voice_of(self, place: int) -> int:
        """The voice that says a word."""
        return self.voices[self.words[place][0]]

    def turn_of(self, place: int) -> PassageTurn:
        """The turn that a word is from."""
        return self.turns[self.words[place][0]]

    def text(self, start: int, end: int) -> str:
        """The words from one to before another, as they stand, with what is between them."""
        pieces = []
        while start < end:
            number, first = self.words[start]
            stop = start
            while stop < end and self.words[stop][0] == number:
                stop += 1
            pieces.append(self.turns[number].text[first.start : self.words[stop - 1][1].end])
            start = stop
        return " ".join(" ".join(pieces).split())

    @property
    def whole(self) -> str:
        """The text of all turns."""
        return "\n".join(turn.text for turn in self.turns)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words from one to before another stand in the text of all turns; where there
        are none, behind the word before.
        """
        if start < end:
            return self._place(start)[0], self._place(end - 1)[1]
        place = self._place(start - 1)[1] if start else 0
        return place, place

    def _place(self, place: int) -> tuple[int, int]:
        number, word = self.words[place]
        return self.starts[number] + word.start, self.starts[number] + word.end

    def begins_sentence(self, place: int) -> bool:
        """True if a word is the first of a sentence or of a turn."""
        number, word = self.words[place]
        if place == 0 or self.words[place - 1][0] != number:
            return True
        between = self.turns[number].text[self.words[place - 1][1].end : word.start]
        return _SENTENCE_END.search(between) is not None or "\n" in between

    def ends_sentence(self, place: int) -> bool:
        """True if a word is the last of a sentence or of a turn."""
        return place + 1 >= len(self.words) or self.begins_sentence(place + 1)

    def said(self, start: int, end: int) -> int:
        """How many words were said from one to before another, whatever was heard between. Words
        that nobody understood were said, too.
        """
        spoken = (Said.SPOKEN, Said.LOST)
        return sum(self.words[place][1].said in spoken for place in range(start, end))
