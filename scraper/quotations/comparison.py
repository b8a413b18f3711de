"""A quotation beside a passage: stretch by stretch, what is the same, and what is not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scraper.quotations.alignment import PUT_IN, Alignment, Run, align, edits, weight
from scraper.quotations.marks import Bracket, Quotation
from scraper.quotations.spoken import HEARD, Spoken
from scraper.quotations.verdict import Piece, PieceKind
from scraper.quotations.words import is_same_compound, words

#: So many words at most may stand for others in brackets, or behind a mark of omission.
_BRACKETED_FOR, _MARKED_FOR = 15, 200
#: Words that differ are alike from here on: "sell" and "sold" are not, "bacon" and "bacons" are.
_ALIKE = 0.75
#: A run so short at either end of a chain is chance behind so many words of the quotation, or of
#: the passage.
_CHANCE_RUN, _CHANCE_GAP, _CHANCE_DISTANCE = 2, 3, 12


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between two runs: words of the quotation, and words that were said."""

    q: int
    q_end: int
    p: int
    p_end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation laid beside a passage. ``score`` as of an alignment."""

    quotation: Quotation
    spoken: Spoken
    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]
    score: float
    pieces: tuple[Piece, ...]

    @property
    def coverage(self) -> float:
        """How much of the quotation is the same, by the weight of its words: 0 to 1."""
        counted = sum(map(weight, _keys(self.quotation)))
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
    """Lay a quotation beside the words of some turns; None where no word is the same."""
    keys = _keys(quotation)
    compared = [
        _laid(quotation, spoken, keys, found)
        for found in align(keys, spoken.keys, quotation.omissions)
    ]
    return max(compared, key=lambda one: one.score + one.coverage, default=None)


def _laid(
    quotation: Quotation, spoken: Spoken, keys: Sequence[str], found: Alignment
) -> Comparison:
    runs = _without_chance(found, quotation.omissions)
    gaps = _gaps(runs, keys, spoken)
    pieces = list[Piece]()
    for gap, run in zip(gaps, [*runs, None], strict=True):
        pieces += _pieces_of_gap(gap, quotation, spoken)
        if run is not None:
            said, quoted = spoken.text(run.p, run.p_end), _quoted(quotation, run.q, run.q_end)
            pieces.append(Piece(PieceKind.SAME, said, quoted))
    return Comparison(quotation, spoken, runs, gaps, found.score, tuple(_joined(pieces)))


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


def _keys(quotation: Quotation) -> list[str]:
    put_in = {
        number
        for bracket in quotation.brackets
        if bracket.inside is None
        for number in range(bracket.first, bracket.end)
    }
    return [
        PUT_IN if number in put_in else word.folded for number, word in enumerate(quotation.words)
    ]


def _without_chance(found: Alignment, omissions: frozenset[int]) -> tuple[Run, ...]:
    """The runs of a chain without those at its ends that are there by chance: a word or two far
    from the others.
    """
    runs = list(found.runs)
    while len(runs) > 1 and _is_chance(runs[0], runs[0], runs[1], omissions):
        runs.pop(0)
    while len(runs) > 1 and _is_chance(runs[-1], runs[-2], runs[-1], omissions):
        runs.pop()
    return tuple(runs)


def _is_chance(run: Run, before: Run, behind: Run, omissions: frozenset[int]) -> bool:
    """True where ``run``, one of two neighbours, is short and far from the other."""
    if run.size > _CHANCE_RUN or any(before.q_end <= one <= behind.q for one in omissions):
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


def _pieces_of_gap(gap: Gap, quotation: Quotation, spoken: Spoken) -> Iterator[Piece]:
    marked = any(gap.q <= one <= gap.q_end for one in quotation.omissions)
    inserted = [one for one in quotation.brackets if one.first < gap.q_end and gap.q < one.end]
    put_in = {
        number for one in inserted if one.inside is None for number in range(one.first, one.end)
    }
    plain = [number for number in range(gap.q, gap.q_end) if number not in put_in]
    said, quoted = spoken.text(gap.p, gap.p_end), _quoted(quotation, gap.q, gap.q_end)
    count = spoken.said(gap.p, gap.p_end)
    if not plain:
        if not count:
            kind = PieceKind.INSERTION if quoted else PieceKind.SAME
        elif marked and count <= _MARKED_FOR:
            kind = PieceKind.OMISSION
        elif inserted and count <= _BRACKETED_FOR:
            kind = PieceKind.INSERTION
        else:
            kind = PieceKind.LEFT_OUT
        if said or quoted:
            yield Piece(kind, said, quoted)
    elif not count:
        yield Piece(PieceKind.ADDED, "", quoted)
    elif _is_altered(plain, inserted, spoken, gap):
        yield Piece(PieceKind.INSERTION, said, quoted)
    elif _is_compound(gap, quotation, spoken):
        yield Piece(PieceKind.SAME, said, quoted)
    elif marked:
        yield from _around_omission(gap, quotation, spoken)
    else:
        yield from _changed(gap, quotation, spoken)


def _is_altered(plain: list[int], inserted: list[Bracket], spoken: Spoken, gap: Gap) -> bool:
    """True of one word that the writer fitted in, with brackets: "play[ed]" for "play"."""
    if len(plain) != 1 or len(inserted) != 1 or inserted[0].inside is None:
        return False
    before, behind = inserted[0].inside
    said = [key for key in spoken.keys[gap.p : gap.p_end] if key != HEARD]
    return (
        len(said) == 1
        and said[0].startswith(before)
        and said[0].endswith(behind)
        and len(before) + len(behind) >= min(2, len(said[0]) - 1)
    )


def _is_compound(gap: Gap, quotation: Quotation, spoken: Spoken) -> bool:
    turns = {spoken.words[place][0] for place in range(gap.p, gap.p_end)}
    if len(turns) != 1:
        return False
    return is_same_compound(
        spoken.turn_of(gap.p).text,
        [
            spoken.words[place][1]
            for place in range(gap.p, gap.p_end)
            if spoken.keys[place] != HEARD
        ],
        quotation.text,
        list(quotation.words[gap.q : gap.q_end]),
    )


def _around_omission(gap: Gap, quotation: Quotation, spoken: Spoken) -> Iterator[Piece]:
    """A gap in which words were changed beside a mark of omission: the changed words stand for as
    many beside the words that are the same.
    """
    mark = next(one for one in sorted(quotation.omissions) if gap.q <= one <= gap.q_end)
    first = min(gap.p + mark - gap.q, gap.p_end)
    last = max(first, gap.p_end - (gap.q_end - mark))
    if mark > gap.q:
        yield from _changed(Gap(gap.q, mark, gap.p, first), quotation, spoken)
    if last > first:
        yield Piece(PieceKind.OMISSION, spoken.text(first, last), "")
    if mark < gap.q_end:
        yield from _changed(Gap(mark, gap.q_end, last, gap.p_end), quotation, spoken)


def _changed(gap: Gap, quotation: Quotation, spoken: Spoken) -> Iterator[Piece]:
    """What was changed, with the words between that are the same after all."""
    kinds = {"equal": PieceKind.SAME, "replace": PieceKind.CHANGED, "delete": PieceKind.LEFT_OUT,
             "insert": PieceKind.ADDED}  # fmt: skip
    said = spoken.keys[gap.p : gap.p_end]
    quoted = [word.folded for word in quotation.words[gap.q : gap.q_end]]
    for tag, p, p_end, q, q_end in edits(said, quoted):
        yield Piece(
            kinds[tag],
            spoken.text(gap.p + p, gap.p + p_end),
            _quoted(quotation, gap.q + q, gap.q + q_end),
        )


def _quoted(quotation: Quotation, start: int, end: int) -> str:
    if start >= end:
        return ""
    text = quotation.text[quotation.words[start].start : quotation.words[end - 1].end]
    bracket = quotation.bracket_at(start)
    opening = "[" if bracket is not None and bracket.inside is None else ""
    bracket = quotation.bracket_at(end - 1)
    closing = "]" if bracket is not None and bracket.inside is None else ""
    return " ".join((opening + text + closing).split())


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with neighbours of one kind made one: a word that was replaced beside one that
    was left out is one change.
    """
    changes = (PieceKind.CHANGED, PieceKind.LEFT_OUT, PieceKind.ADDED)
    last: Piece | None = None
    for piece in pieces:
        if last is not None and (
            piece.kind == last.kind or (piece.kind in changes and last.kind in changes)
        ):
            kind = piece.kind if piece.kind == last.kind else PieceKind.CHANGED
            said = " ".join(filter(None, (last.said, piece.said)))
            last = Piece(kind, said, " ".join(filter(None, (last.quoted, piece.quoted))))
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
