"""Ranking hits by relevance.

This is Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over the
turns to rank. FTS5 has BM25 too, but it first counts every phrase in the whole index, which takes
longer than the search.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from scraper.archive.search.queries import Phrase
from scraper.archive.search.spellings import folded

_K1, _B = 1.2, 0.75


def best(
    texts: Mapping[int, str], phrases: Sequence[Phrase], count: Callable[[Phrase], float]
) -> list[int]:
    """The turns, the best first; of two that are as good, the one with the higher id.

    :param texts: the words of each turn by its id.
    :param count: the share of all turns that have a phrase.
    """
    wanted = [
        # How rare it is tells nothing if there is no other to compare it with.
        (_pattern(one), 1.0 if len(phrases) == 1 else -math.log(max(min(count(one), 0.5), 1e-9)))
        for one in phrases
    ]
    usual = sum(map(len, texts.values())) / len(texts) if texts else 1
    scores = {}
    for turn, text in texts.items():
        plain = text.lower() if text.isascii() else " ".join(folded(text))
        norm = _K1 * (1 - _B + _B * len(text) / (usual or 1))
        scores[turn] = sum(
            weight * times * (_K1 + 1) / (times + norm)
            for pattern, weight in wanted
            if (times := len(pattern.findall(plain)))
        )
    return sorted(texts, key=lambda turn: (-scores[turn], -turn))


def _pattern(phrase: Phrase) -> re.Pattern[str]:
    """What finds a phrase in a folded text, apostrophes and hyphens between its letters or not."""
    words = [re.escape(word) for word in phrase.words]
    if len(words) == 1 and len(phrase.words[0]) > 3:
        words = ["[-',]?".join(re.escape(char) for char in phrase.words[0])]
    return re.compile(r"\b" + r"\W+".join(words) + ("" if phrase.is_prefix else r"\b"))
