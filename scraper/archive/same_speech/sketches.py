"""Sketches: a few hashes of a transcript, for finding others that share words with it.

A bottom-k sketch keeps the smallest hashes of the whole. If one minute of a long interview airs
again, it has hardly any hashes from that minute. Winnowing (S. Schleimer, D. Wilkerson and A.
Aiken, "Winnowing: local algorithms for document fingerprinting", 2003) keeps the smallest hash of
every window of shingles instead. Two transcripts that share a whole window of words share a hash,
wherever the words are and however long the rest is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.archive.same_speech.words import shingle_hashes, words_of

#: Shingles in the window of a long transcript. A hash is kept for every fifty words.
WINDOW = 100
#: Short transcripts have smaller windows, so that each has about twice as many hashes.
_WINDOWS = 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sketch of a transcript, and the number of its shingles."""

    hashes: tuple[int, ...]
    shingles: int


def sketch_of(texts: Iterable[str]) -> Sketch:
    """The sketch of what is said in turns of these texts."""
    hashes = shingle_hashes(words_of(texts))
    return Sketch(tuple(sketch(hashes)), len(hashes))


def window_of(shingles: int) -> int:
    """The window of a transcript with so many shingles."""
    return min(WINDOW, max(1, shingles // _WINDOWS))


def sketch(hashes: Sequence[int]) -> list[int]:
    """The smallest hash of every window of ``hashes``, sorted, each once."""
    width = window_of(len(hashes))
    if len(hashes) <= width:
        return sorted(set(hashes))
    window = hashes[:width]
    smallest = min(window)
    place = window.index(smallest)
    kept = {smallest}
    while place + 1 + width <= len(hashes):
        window = hashes[place + 1 : place + 1 + width]
        # What is smaller than the last one is kept as soon as a window reaches it.
        least = min(window)
        step = width - 1 - window[::-1].index(least)  # the last of several
        if least < smallest:
            for value in window[:step]:
                if value < smallest:
                    smallest = value
                    kept.add(value)
        kept.add(least)
        smallest = least
        place += 1 + step
    for value in hashes[place + 1 :]:
        if value < smallest:
            smallest = value
            kept.add(value)
    return sorted(kept)
