"""Invented speech in any amount: sentences that look like English to an index.

Half of the words are the fake newsroom's, as often as they are said there; the rest is a long tail
of made words with frequencies after Zipf's law (G. K. Zipf, "Human Behavior and the Principle of
Least Effort", 1949). Runs of words of the newsroom recur, as "one of the" does in real speech.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from jobs.newsroom.sheets import all_sheets

_SYLLABLES = [consonant + vowel for consonant in "bcdfghlmnprstv" for vowel in "aeio"]
_ENDINGS = "n r l s t nd st ck m sh ng rt".split()
_TAIL = 40_000
_PHRASES = 3_000


@dataclass(frozen=True, slots=True)
class _Model:
    words: list[str]
    tail: list[str]
    tail_weights: list[float]
    phrases: list[tuple[str, ...]]
    phrase_weights: list[float]


@cache
def _model() -> _Model:
    chance = random.Random(7)
    texts = [
        text
        for story in all_sheets().values()
        for line in story.script
        if not line.cue
        for text in line.paragraphs
    ]
    words = [word for text in texts for word in re.findall(r"[A-Za-z][A-Za-z']*", text)]
    words = [word if word == "I" or word.startswith("I'") else word.lower() for word in words]
    tail: dict[str, None] = {}
    while len(tail) < _TAIL:
        count = chance.choice((1, 2, 2, 3, 3))
        made = "".join(chance.choices(_SYLLABLES, k=count)) + chance.choice(_ENDINGS)
        tail[made] = None
    phrases = []
    for _ in range(_PHRASES):
        size = chance.choice((2, 2, 3, 3, 4))
        start = chance.randrange(len(words) - size)
        phrases.append(tuple(words[start : start + size]))
    return _Model(
        words,
        list(tail),
        list(accumulate(1 / rank for rank in range(20, _TAIL + 20))),
        phrases,
        list(accumulate(1 / rank for rank in range(1, _PHRASES + 1))),
    )


def sentences(chance: random.Random) -> Iterator[str]:
    """Sentences without end."""
    model = _model()
    while True:
        tails = iter(chance.choices(model.tail, cum_weights=model.tail_weights, k=1_000))
        phrases = iter(chance.choices(model.phrases, cum_weights=model.phrase_weights, k=1_000))
        common = iter(chance.choices(model.words, k=2_000))
        try:
            while True:
                yield _sentence(chance, tails, phrases, common)
        except (StopIteration, RuntimeError):
            continue


def _sentence(
    chance: random.Random,
    tails: Iterator[str],
    phrases: Iterator[tuple[str, ...]],
    common: Iterator[str],
) -> str:
    wanted, made = chance.randint(5, 24), list[str]()
    while len(made) < wanted:
        which = chance.random()
        if which < 0.25:
            made += next(phrases)
        elif which < 0.65:
            made.append(next(common))
        else:
            made.append(next(tails))
        if chance.random() < 0.06:
            made[-1] += ","
    text = " ".join(made).rstrip(",")
    return text[0].upper() + text[1:] + chance.choice("....?.")
