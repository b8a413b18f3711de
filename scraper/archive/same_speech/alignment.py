"""Finding the words that two transcripts share, in the same order.

The shared beginning and end are found word by word, and the rest by shared shingles: the longest
series that moves forward in both transcripts counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from scraper.archive.same_speech.words import SHINGLE, Speech

#: Stretches without a shared shingle are aligned word by word up to this length.
_ALIGNED = 60


@dataclass(slots=True)
class Run:
    """Shared words, which start at ``a`` in one transcript and at ``b`` in the other."""

    a: int
    b: int
    size: int

    @property
    def a_end(self) -> int:
        """Behind the last of them in the one."""
        return self.a + self.size

    @property
    def b_end(self) -> int:
        """Behind the last of them in the other."""
        return self.b + self.size


def shared_runs(one: Speech, other: Speech) -> list[Run]:
    """The runs of at least five words, for the most part, that two transcripts have in order."""
    a_end, b_end = len(one.words), len(other.words)
    start = _agreeing(zip(one.words, other.words, strict=False))
    start = start if start >= SHINGLE else 0
    end = _agreeing(zip(reversed(one.words), reversed(other.words), strict=False))
    end = min(end, a_end - start, b_end - start)
    end = end if end >= SHINGLE else 0
    runs = [Run(0, 0, start)] if start else []
    last = [Run(a_end - end, b_end - end, end)] if end else []
    places = _shared_places(
        one.hashes[start : max(start, len(one.hashes) - end)],
        other.hashes[start : max(start, len(other.hashes) - end)],
    )
    for a, b in _rising(places):
        _add(runs, Run(a + start, b + start, SHINGLE), one.words, other.words)
    for run in last:
        _add(runs, run, one.words, other.words)
    return runs


def changed_words(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words differ between two stretches: those of the longer one that don't agree."""
    longest = max(len(one), len(other))
    if not one or not other or longest > _ALIGNED:
        return longest
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return longest - sum(block.size for block in matcher.get_matching_blocks())


def _agreeing(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs, from the first on, are two of the same."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _add(runs: list[Run], run: Run, one: Sequence[str], other: Sequence[str]) -> None:
    """Add a run to those before it: as a part of the last one where it goes on with the same words,
    else with the words around it that agree, too.
    """
    if not runs:
        while run.a and run.b and one[run.a - 1] == other[run.b - 1]:
            run.a, run.b, run.size = run.a - 1, run.b - 1, run.size + 1
        runs.append(run)
        return
    last = runs[-1]
    if run.a - last.a == run.b - last.b and run.a <= last.a_end:
        last.size = max(last.size, run.a_end - last.a)
        return
    while last.a_end < run.a and last.b_end < run.b and one[last.a_end] == other[last.b_end]:
        last.size += 1
    # Where a word was left out or said twice, shingles on both sides of it overlap.
    overlap = max(0, last.a_end - run.a, last.b_end - run.b)
    if overlap < run.size:
        runs.append(Run(run.a + overlap, run.b + overlap, run.size - overlap))


def _shared_places(one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int]]:
    """Where the shingles stand that both have: the first of each with the first, the second with
    the second, and so on.
    """
    places = _places(other)
    return [
        (place, places[shingle]) for shingle, place in _places(one).items() if shingle in places
    ]


def _places(hashes: Sequence[int]) -> dict[tuple[int, int], int]:
    """Where each shingle stands for which time."""
    seen: Counter[int] = Counter()
    places = {}
    for place, shingle in enumerate(hashes):
        places[shingle, seen[shingle]] = place
        seen[shingle] += 1
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest series of ``pairs``, which are sorted, that rises on both sides (by patience
    sorting).
    """
    if all(before < after for (_, before), (_, after) in pairwise(pairs)):
        return pairs
    smallest: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for number, (_, b) in enumerate(pairs):
        length = bisect_left(smallest, b)
        previous.append(last[length - 1] if length else -1)
        smallest[length : length + 1] = [b]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = previous[number]
    return found[::-1]
