"""Matching the words of a quotation to the words of a passage.

First, runs of shared words are found, and then the chain of runs that explains the quotation best:
it moves forward on both sides, and pays for what it skips (seed, chain and extend: H. Li,
"Minimap2", 2018). That keeps together what belongs together, whereas an edit distance over the
whole passage would scatter common words over it. RapidFuzz aligns the words between the runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from scraper.quotations.common_words import COMMON_WORDS

#: A word that stands in every passage says less.
_COMMON_WEIGHT = 0.6
#: What a gap costs: to open it, for each word that was replaced, added or left out.
_OPEN, _REPLACED, _ADDED, _LEFT_OUT = 0.5, 0.3, 0.15, 0.02
_MOST_LEFT_OUT = 2.0
#: What a gap costs at which the writer marked that words are left out, and each word of it.
_OPEN_MARKED, _LEFT_OUT_MARKED = 0.05, 0.002
#: Stands for a word that the writer put in, in brackets: nobody said it, and it costs nothing.
PUT_IN = "\1"
#: Runs that are tried in a chain, and quotations that are short enough for every single word.
_MOST_RUNS = 150
_SHORT = 4
#: Chains that are looked at, where they are nearly as good as the best.
_CHAINS, _NEARLY_BEST = 3, 0.75


@dataclass(frozen=True, slots=True)
class Run:
    """Shared words, which start at ``q`` in the quotation and at ``p`` in the passage."""

    q: int
    p: int
    size: int

    @property
    def q_end(self) -> int:
        """Behind the last of them in the quotation."""
        return self.q + self.size

    @property
    def p_end(self) -> int:
        """Behind the last of them in the passage."""
        return self.p + self.size


@dataclass(frozen=True, slots=True)
class Alignment:
    """The runs that a quotation and a passage share, in order. ``score`` is 1.0 if one run is the
    whole quotation, and about 0 if they share nothing.
    """

    runs: tuple[Run, ...]
    score: float


def weight(word: str) -> float:
    """How much it says that a word is the same."""
    if word == PUT_IN:
        return 0.0
    return _COMMON_WEIGHT if word in COMMON_WORDS else 1.0


def align(
    quotation: Sequence[str], passage: Sequence[str], omissions: Collection[int] = ()
) -> list[Alignment]:
    """The best chains of runs, the best first; none where no word is the same.

    :param omissions: numbers of words before which the writer marked that words are left out.
    """
    if not quotation:
        return []
    exact = _whole(quotation, passage)
    if exact is not None:
        return [Alignment((exact,), 1.0)]
    found = _runs(quotation, passage, set(omissions))
    whole = max(0.1, sum(map(weight, quotation)))
    return [
        Alignment(tuple(chain), score / whole)
        for chain, score in _best_chains(found, quotation, omissions)
    ]


def edits(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How one stretch of words becomes another: ``equal``, ``replace``, ``delete``, ``insert``,
    each with from where to where in either.
    """
    return [
        (one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end)
        for one in Levenshtein.opcodes(list(one), list(other))
    ]


def _whole(quotation: Sequence[str], passage: Sequence[str]) -> Run | None:
    """The quotation as it stands in the passage, word for word."""
    first, size, wanted = quotation[0], len(quotation), list(quotation)
    start = 0
    try:
        while True:
            start = passage.index(first, start)
            if list(passage[start : start + size]) == wanted:
                return Run(0, start, size)
            start += 1
    except ValueError:
        return None


def _runs(quotation: Sequence[str], passage: Sequence[str], omissions: set[int]) -> list[Run]:
    """Every run that can't be made longer and crosses no mark of omission; single common words only
    of short quotations.
    """
    places: dict[str, list[int]] = defaultdict(list)
    wanted = set(quotation)
    for place, word in enumerate(passage):
        if word in wanted:
            places[word].append(place)
    found = []
    for q, word in enumerate(quotation):
        for p in places.get(word, ()):
            if q and p and quotation[q - 1] == passage[p - 1] and q not in omissions:
                continue
            size = 1
            while (
                q + size < len(quotation)
                and q + size not in omissions
                and p + size < len(passage)
                and quotation[q + size] == passage[p + size]
            ):
                size += 1
            if size > 1 or len(quotation) <= _SHORT or word not in COMMON_WORDS:
                found.append(Run(q, p, size))
    found.sort(key=lambda run: -run.size)
    return sorted(found[:_MOST_RUNS], key=lambda run: (run.q_end, run.p_end))


def _best_chains(
    found: list[Run], quotation: Sequence[str], omissions: Collection[int]
) -> Iterator[tuple[list[Run], float]]:
    sums = [0.0, *accumulate(map(weight, quotation))]
    counts = [0, *accumulate(word != PUT_IN for word in quotation)]
    best: list[tuple[float, int, Run]] = []
    for run in found:
        top = (sums[run.q_end] - sums[run.q], -1, run)
        for number, (score, _, before) in enumerate(best):
            cut = max(0, before.q_end - run.q, before.p_end - run.p)
            if cut >= run.size:
                continue
            rest = Run(run.q + cut, run.p + cut, run.size - cut) if cut else run
            marked = any(before.q_end <= one <= rest.q for one in omissions)
            lost = counts[rest.q] - counts[before.q_end]
            marked = marked or lost < rest.q - before.q_end
            cost = _gap_cost(lost, rest.p - before.p_end, marked=marked)
            gained = score + sums[rest.q_end] - sums[rest.q] - cost
            if gained > top[0]:
                top = (gained, number, rest)
        best.append(top)
    ends = sorted(range(len(best)), key=lambda one: -best[one][0])[:_CHAINS]
    for number in ends:
        score, chain = best[number][0], list[Run]()
        if score < _NEARLY_BEST * best[ends[0]][0]:
            break
        while number >= 0:
            _, number, run = best[number]
            chain.append(run)
        yield chain[::-1], score


def _gap_cost(of_quotation: int, of_passage: int, *, marked: bool) -> float:
    """What it costs to skip so many words of either."""
    if not of_quotation and not of_passage:
        return 0.0
    both = min(of_quotation, of_passage)
    left_out = of_passage - both
    if marked:
        cost = _OPEN_MARKED + _LEFT_OUT_MARKED * left_out
    else:
        cost = _OPEN + min(_LEFT_OUT * left_out, _MOST_LEFT_OUT)
    return cost + _REPLACED * both + _ADDED * (of_quotation - both)
