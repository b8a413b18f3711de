"""Comparing a quotation with a passage, stretch by stretch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scraper.quotations.alignment import PUT_IN, Alignment, Run, align, weight
from scraper.quotations.gaps import Gap, joined, pieces_of_gap, quoted_text
from scraper.quotations.marked_off import with_marked_off
from scraper.quotations.marks import Quotation
from scraper.quotations.spoken import HEARD, Spoken
from scraper.quotations.substance import is_negation, is_number
from scraper.quotations.verdict import Piece, PieceKind
from scraper.quotations.words import words

#: Words that differ are alike from here on: "sell" and "sold" are not, "bacon" and "bacons" are.
_ALIKE = 0.75
#: A run so short at either end of a chain is chance behind so many words of the quotation, or of
#: the passage.
_CHANCE_RUN, _CHANCE_GAP, _CHANCE_DISTANCE = 2, 3, 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation compared with a passage. ``score`` is that of the alignment."""

    quotation: Quotation
    spoken: Spoken
    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]
    score: float
    pieces: tuple[Piece, ...]

    @property
    def coverage(self) -> float:
        """How much of the quotation is the same, by the weight of its words: 0 to 1."""
        counted = sum(map(weight, _keys(self.quotation, self.spoken)))
        return sum(map(_likeness, self.pieces)) / max(0.1, counted)

    @property
    def start(self) -> int:
        """The first word of the passage that the quotation has."""
        return min(self.gaps[0].p, self.runs[0].p)

    @property
    def end(self) -> int:
        """Behind the last word of the passage that the quotation has."""
        return max(self.gaps[-1].p_end, self.runs[-1].p_end)


def compare(quotation: Quotation, spoken: Spoken) -> Comparison | None:
    """Lay a quotation beside the words of some turns; None if no word is the same."""
    keys = _keys(quotation, spoken)
    compared = [
        _laid(quotation, spoken, keys, found)
        for found in align(keys, spoken.keys, quotation.omissions)
    ]
    return max(compared, key=lambda one: one.score + one.coverage, default=None)


def _laid(
    quotation: Quotation, spoken: Spoken, keys: Sequence[str], found: Alignment
) -> Comparison:
    runs = _without_chance(found, spoken, quotation.omissions)
    runs = with_marked_off(runs, keys, spoken, quotation.omissions)
    gaps = _gaps(runs, keys, spoken)
    pieces = list[Piece]()
    for gap, run in zip(gaps, [*runs, None], strict=True):
        pieces += pieces_of_gap(gap, quotation, spoken)
        if run is not None:
            said, quoted = spoken.text(run.p, run.p_end), quoted_text(quotation, run.q, run.q_end)
            pieces.append(Piece(PieceKind.SAME, said, quoted, *spoken.span(run.p, run.p_end)))
    return Comparison(quotation, spoken, runs, gaps, found.score, tuple(joined(pieces, spoken)))


def _likeness(piece: Piece) -> float:
    """How much of a piece is the same, by the weight of its words: also of a word with another
    ending or a slip of the pen.
    """
    quoted = sum(weight(word.folded) for word in words(piece.quoted))
    if piece.kind == PieceKind.SAME:
        return quoted
    if piece.kind != PieceKind.CHANGED:
        return 0.0
    alike = fuzz.ratio(piece.said.casefold(), piece.quoted.casefold()) / 100
    return quoted * alike if alike >= _ALIKE else 0.0


def _keys(quotation: Quotation, spoken: Spoken) -> list[str]:
    """What the words of a quotation are compared by: one that the writer fitted in with brackets by
    the word that it stands for.
    """
    keys = [word.folded for word in quotation.words]
    for bracket in quotation.brackets:
        for number in range(bracket.first, bracket.end):
            if bracket.inside is None:
                keys[number] = PUT_IN
            else:
                keys[number] = _stands_for(keys[number], bracket.inside, spoken)
    return keys


def _stands_for(word: str, inside: tuple[str, str], spoken: Spoken) -> str:
    """The word of a passage that another stands for: "play[ed]" for "play"."""
    before, behind = inside
    found = {
        key
        for key in spoken.keys
        if is_negation(key) == is_negation(word)
        and (key == word or not (is_number(key) or is_number(word)))
        and key.startswith(before)
        and key.endswith(behind)
        and len(before) + len(behind) >= min(2, len(key) - 1)
    }
    if word in found or not found:
        return word
    return min(found, key=lambda key: (abs(len(key) - len(word)), key))


def _without_chance(found: Alignment, spoken: Spoken, omissions: frozenset[int]) -> tuple[Run, ...]:
    """The runs of a chain without those at its ends that are there by chance: a word or two far
    from the others. A sentence of two words is none.
    """
    runs = list(found.runs)
    while len(runs) > 1 and _is_chance(runs[0], runs[:2], spoken, omissions):
        runs.pop(0)
    while len(runs) > 1 and _is_chance(runs[-1], runs[-2:], spoken, omissions):
        runs.pop()
    return tuple(runs)


def _is_chance(
    run: Run, neighbours: Sequence[Run], spoken: Spoken, omissions: frozenset[int]
) -> bool:
    """True if ``run``, one of two neighbours, is short and far from the other."""
    before, behind = neighbours
    if run.size > _CHANCE_RUN or any(before.q_end <= one <= behind.q for one in omissions):
        return False
    if run.size > 1 and spoken.begins_sentence(run.p) and spoken.ends_sentence(run.p_end - 1):
        return False
    far = behind.p - before.p_end >= _CHANCE_DISTANCE
    return far or behind.q - before.q_end >= _CHANCE_GAP


def _gaps(runs: Sequence[Run], keys: Sequence[str], spoken: Spoken) -> tuple[Gap, ...]:
    """What lies before, between and behind the runs."""
    first, last = runs[0], runs[-1]
    made = [Gap(0, first.q, _head(keys[: first.q], first.p, spoken), first.p)]
    for before, behind in itertools.pairwise(runs):
        made.append(Gap(before.q_end, behind.q, before.p_end, behind.p))
    made.append(
        Gap(last.q_end, len(keys), last.p_end, _tail(keys[last.q_end :], last.p_end, spoken))
    )
    return tuple(made)


def _head(lost: Sequence[str], behind: int, spoken: Spoken) -> int:
    """Where the words begin that the first words of a quotation stand for."""
    lost = [key for key in lost if key != PUT_IN]
    if not lost or spoken.begins_sentence(behind):
        whole = "".join(lost)
        for size in (1, 2, 3) if lost else ():
            if "".join(spoken.keys[max(0, behind - size) : behind]) == whole:
                return behind - size
        return behind
    for size in range(1, min(behind, len(lost) + 2) + 1):
        if "".join(spoken.keys[behind - size : behind]) == "".join(lost):
            return behind - size
    start, wanted = behind, len(lost)
    while start and wanted and not (start < behind and spoken.begins_sentence(start)):
        start -= 1
        wanted -= spoken.keys[start] != HEARD
    return start


def _tail(lost: Sequence[str], start: int, spoken: Spoken) -> int:
    """Where the words end that the last words of a quotation stand for."""
    lost = [key for key in lost if key != PUT_IN]
    if not lost:
        return start
    for size in range(1, len(lost) + 3):
        if "".join(spoken.keys[start : start + size]) == "".join(lost):
            return start + size
    if spoken.ends_sentence(start - 1):
        return start
    end, wanted = start, len(lost)
    while end < len(spoken.keys) and wanted and not (end > start and spoken.begins_sentence(end)):
        wanted -= spoken.keys[end] != HEARD
        end += 1
    return end
