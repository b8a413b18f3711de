"""Pairs of transcripts whose kind is known because they were made that way.

Their words are sentences of the fake newsroom's stories and made sentences from its vocabulary.
Each pair is a first transcript and what a newsroom or a station might make of it. The label is the
recipe's: it is not worked out from the words, and not by the code under test.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from jobs.newsroom.sheets import all_sheets

Sentence = list[str]

#: Sentences that hundreds of transcripts have.
_SAID_DAILY = (
    "From NPR News in Washington, this is All Things Considered, and I'm Ari Shapiro.",
    "You're listening to Morning Edition from NPR News, good morning to you all.",
    "Support for this podcast and the following message come from our sponsors today.",
    "That's all for now, thanks for listening, and we'll be back tomorrow morning.",
)
_PUNCTUATION = ",.;:!?"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two transcripts, as texts of turns. ``kind`` is null where they are no near-duplicates of a
    known kind.
    """

    recipe: str
    kind: str | None
    first: tuple[str, ...]
    second: tuple[str, ...]


def pairs(each: int, seed: int = 1) -> Iterator[Pair]:
    """``each`` pairs of every recipe."""
    maker = _Maker(random.Random(seed))
    for _ in range(each):
        for recipe, (kind, make) in _RECIPES.items():
            first, second = make(maker)
            yield Pair(recipe, kind, maker.turns(first), maker.turns(second))


def vocabulary() -> list[str]:
    """The words of the fake newsroom, each as often as it is said there."""
    return _newsroom()[1]


@cache
def _newsroom() -> tuple[list[str], list[str]]:
    """The sentences of the fake newsroom's stories, and their words with the usual frequency."""
    texts = [
        text
        for story in all_sheets().values()
        for line in story.script
        if not line.cue
        for text in line.paragraphs
    ]
    sentences = [part.strip() + "." for text in texts for part in text.split(". ")]
    words = [word.strip(".,;:!?\"'()-").lower() for text in texts for word in text.split()]
    return sentences, [word for word in words if word.isalpha()]


class _Maker:
    """Makes sentences and changes them, at random."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._sentences, self._words = _newsroom()

    def word(self) -> str:
        """A word; one in ten is a name that nobody else has."""
        if self.chance.random() < 0.1:
            return "".join(self.chance.choices("abdegiklmnorstu", k=7)).capitalize()
        return self.chance.choice(self._words)

    def sentence(self) -> Sentence:
        """A made sentence of 6 to 20 words."""
        words = [self.word() for _ in range(self.chance.randint(6, 20))]
        return [words[0].capitalize(), *words[1:-1], words[-1] + "."]

    def sentences(self, words: int) -> list[Sentence]:
        """Made sentences of at least so many words in all."""
        made: list[Sentence] = []
        while count(made) < words:
            made.append(self.sentence())
        return made

    def speech(self, fewest: int = 40, most: int = 4000) -> list[Sentence]:
        """A transcript: made sentences, and up to a fifth of the newsroom's."""
        words = int(fewest * (most / fewest) ** self.chance.random())
        said = self.sentences(words)
        for _ in range(len(said) // 6):
            said.insert(self.chance.randint(1, len(said)), self.newsroom_sentence())
        return said

    def newsroom_sentence(self) -> Sentence:
        """A sentence of the fake newsroom's stories."""
        return self.chance.choice(self._sentences).split()

    def turns(self, said: list[Sentence]) -> tuple[str, ...]:
        """Sentences as texts of turns, one to five sentences each."""
        texts, left = [], list(said)
        while left:
            size = self.chance.randint(1, 5)
            texts.append(" ".join(word for sentence in left[:size] for word in sentence))
            del left[:size]
        return tuple(texts)

    def punctuated(self, word: str) -> str:
        """A word with other punctuation, or none, or in capitals."""
        kind = self.chance.randrange(12)
        if kind == 0:
            return word.rstrip(_PUNCTUATION) + self.chance.choice([",", ".", ";", " --", "…", "!"])
        if kind == 1:
            return word.strip(_PUNCTUATION)
        if kind == 2:
            return f"“{word}”"
        if kind == 3:
            return word.upper()
        return word.replace("'", "’")


def count(said: list[Sentence]) -> int:
    """How many words sentences have."""
    return sum(map(len, said))


_Made = tuple[list[Sentence], list[Sentence]]


def _repunctuated(maker: _Maker) -> _Made:
    first = maker.speech(fewest=25)
    return first, [[maker.punctuated(word) for word in sentence] for sentence in first]


def _with_lines(maker: _Maker) -> _Made:
    """Lines added at one end or both, up to a fifth of the words."""
    first = maker.speech(fewest=80)
    second = [[maker.punctuated(word) for word in sentence] for sentence in first]
    room = count(first) // 10
    ends = maker.chance.choice(["start", "end", "both"])
    if ends != "end":
        second = _within(maker, room) + second
    if ends != "start":
        second = second + _within(maker, room)
    return first, second


def _with_a_long_close(maker: _Maker) -> _Made:
    """Lines added at the end, of a quarter to half of the words."""
    first = maker.speech(fewest=150)
    words = int(maker.chance.uniform(0.25, 0.5) * count(first))
    return first, first + maker.sentences(words - 20)


def _lines_each(maker: _Maker) -> _Made:
    """One has another introduction, the other another close."""
    same = maker.speech(fewest=150)
    return [maker.sentence(), *same], [*same, maker.sentence()]


def _within(maker: _Maker, words: int) -> list[Sentence]:
    """A sentence or more of at most so many words."""
    made = [maker.sentence()[: max(1, words)]]
    while count(made) + 20 <= words and maker.chance.random() < 0.7:
        made.append(maker.sentence())
    return made


def _one_word(maker: _Maker) -> _Made:
    first = maker.speech(fewest=25)
    return first, _changed(maker, first, 1)


def _some_words(maker: _Maker) -> _Made:
    first = maker.speech(fewest=60)
    most = max(1, int(0.09 * count(first)))
    return first, _changed(maker, first, maker.chance.randint(1, most))


def _a_name_throughout(maker: _Maker) -> _Made:
    """A name is put right wherever it stands: every twentieth to fortieth word."""
    first = maker.speech(fewest=100)
    right, wrong = maker.word() + "ova", maker.word() + "ow"
    every = maker.chance.randint(20, 40)
    places = range(every // 2, count(first) - 6, every)
    return _put(first, places, wrong), _put(first, places, right)


def _changed(maker: _Maker, said: list[Sentence], words: int) -> list[Sentence]:
    """``words`` of them changed, left out or added, none of them the first or the last."""
    flat = [word for sentence in said for word in sentence]
    places = maker.chance.sample(range(1, len(flat) - 1), words)
    for place in sorted(places, reverse=True):
        how = maker.chance.random()
        if how < 0.7:
            flat[place] = maker.word() + "esque"
        elif how < 0.85:
            del flat[place]
        else:
            flat.insert(place, maker.word() + "esque")
    return [flat]


def _put(said: list[Sentence], places: range, word: str) -> list[Sentence]:
    flat = [word for sentence in said for word in sentence]
    for place in places:
        flat[place] = word
    return [flat]


def _another_introduction(maker: _Maker) -> _Made:
    same = maker.speech(fewest=100)
    return _introduction(maker, same) + same, _introduction(maker, same) + same


def _another_close(maker: _Maker) -> _Made:
    same = maker.speech(fewest=100)
    return same + _introduction(maker, same), same + _introduction(maker, same)


def _both_ends_other(maker: _Maker) -> _Made:
    same = maker.speech(fewest=150)
    first = _introduction(maker, same) + same + _introduction(maker, same)
    return first, _introduction(maker, same) + same + _introduction(maker, same)


def _introduction(maker: _Maker, same: list[Sentence]) -> list[Sentence]:
    """Made sentences of 8 words up to a fifth of what stays the same."""
    return maker.sentences(maker.chance.randint(8, max(9, count(same) // 5 - 20)))


def _one_part(maker: _Maker) -> _Made:
    """Sentences in a row, of a twentieth to half of the words."""
    first = maker.speech(fewest=200)
    return first, _part(maker, first, maker.chance.uniform(0.05, 0.5))


def _part(maker: _Maker, said: list[Sentence], share: float) -> list[Sentence]:
    words = max(25, share * count(said))
    start = maker.chance.randrange(len(said))
    while count(said[start:]) < words:
        start -= 1
    part: list[Sentence] = []
    while count(part) < words:
        part.append(said[start + len(part)])
    return part


def _two_parts(maker: _Maker) -> _Made:
    """Two parts with something left out between them, in at most half of the words."""
    first = maker.speech(fewest=500)
    half = len(first) // 2
    share = maker.chance.uniform(0.15, 0.4)
    return first, _part(maker, first[:half], share) + _part(maker, first[half:], share)


def _part_with_a_line(maker: _Maker) -> _Made:
    """A part, behind a line of its own that is less than a tenth of it."""
    first = maker.speech(fewest=600)
    part = _part(maker, first, maker.chance.uniform(0.35, 0.5))
    return first, [maker.sentence()[: count(part) // 12], *part]


def _nothing_in_common(maker: _Maker) -> _Made:
    return maker.speech(), maker.speech()


def _same_frame(maker: _Maker) -> _Made:
    """Other stories between the lines that are said daily."""
    opening, *more, close = [line.split() for line in _SAID_DAILY]
    first, second = maker.speech(fewest=150), maker.speech(fewest=150)
    return [opening, *more, *first, close], [opening, *more, *second, close]


def _a_third_in_common(maker: _Maker) -> _Made:
    """Both quote the same statement."""
    same = maker.speech(fewest=100)
    first, second = maker.sentences(2 * count(same)), maker.sentences(2 * count(same))
    return first + same, same + second


def _words_moved(maker: _Maker) -> _Made:
    """The same words in another order."""
    first = maker.speech()
    flat = [word for sentence in first for word in sentence]
    maker.chance.shuffle(flat)
    return first, [flat]


def _rewritten(maker: _Maker) -> _Made:
    """Every fourth word is another."""
    first = maker.speech(fewest=60)
    flat = [word for sentence in first for word in sentence]
    for place in range(0, len(flat), 4):
        flat[place] = maker.word() + "esque"
    return first, [flat]


def _most_of_a_part(maker: _Maker) -> _Made:
    """Half of the shorter one is in the longer one."""
    first = maker.speech(fewest=500)
    part = _part(maker, first, 0.2)
    return first, part + maker.sentences(count(part))


_RECIPES: dict[str, tuple[str | None, Callable[[_Maker], _Made]]] = {
    "other punctuation": ("copy", _repunctuated),
    "lines added": ("copy", _with_lines),
    "a long close added": ("copy", _with_a_long_close),
    "a line each": ("rerun", _lines_each),
    "one word": ("corrected", _one_word),
    "some words": ("corrected", _some_words),
    "a name throughout": ("corrected", _a_name_throughout),
    "another introduction": ("rerun", _another_introduction),
    "another close": ("rerun", _another_close),
    "both ends other": ("rerun", _both_ends_other),
    "one part": ("excerpt", _one_part),
    "two parts": ("excerpt", _two_parts),
    "a part with a line": ("excerpt", _part_with_a_line),
    "nothing in common": (None, _nothing_in_common),
    "the same frame": (None, _same_frame),
    "a third in common": (None, _a_third_in_common),
    "words moved": (None, _words_moved),
    "rewritten": (None, _rewritten),
    "half of a part": (None, _most_of_a_part),
}
