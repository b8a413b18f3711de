"""The gaps between the words that a quotation and a passage share: words changed, left out or
added, or marked as such by the writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.quotations.alignment import edits
from scraper.quotations.marks import Quotation
from scraper.quotations.spoken import Spoken
from scraper.quotations.substance import keeps_substance
from scraper.quotations.verdict import Piece, PieceKind
from scraper.quotations.words import Said, is_same_compound, words

#: So many words at most may stand for others in brackets, or behind a mark of omission.
_BRACKETED_FOR, MARKED_FOR = 15, 200


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap between two runs: words of the quotation, and words that were said."""

    q: int
    q_end: int
    p: int
    p_end: int


def pieces_of_gap(gap: Gap, quotation: Quotation, spoken: Spoken) -> Iterator[Piece]:
    """How the quotation differs in a gap from what was said."""
    marked = any(gap.q <= one <= gap.q_end for one in quotation.omissions)
    inserted = [one for one in quotation.brackets if one.first < gap.q_end and gap.q < one.end]
    put_in = {
        number for one in inserted if one.inside is None for number in range(one.first, one.end)
    }
    plain = [number for number in range(gap.q, gap.q_end) if number not in put_in]
    said, quoted = spoken.text(gap.p, gap.p_end), quoted_text(quotation, gap.q, gap.q_end)
    count, span = spoken.said(gap.p, gap.p_end), spoken.span(gap.p, gap.p_end)
    if not plain:
        if inserted and not keeps_substance(said, quoted):
            kind = PieceKind.CHANGED if count else PieceKind.ADDED
        elif not count:
            kind = PieceKind.INSERTION if quoted else PieceKind.SAME
        elif marked and count <= MARKED_FOR:
            kind = PieceKind.OMISSION
        elif inserted and count <= _BRACKETED_FOR:
            kind = PieceKind.INSERTION
        else:
            kind = PieceKind.LEFT_OUT
        if said or quoted:
            yield Piece(kind, said, quoted, *span)
    elif not count:
        yield Piece(PieceKind.ADDED, "", quoted, *spoken.span(gap.p, gap.p))
    elif _is_compound(gap, quotation, spoken):
        yield Piece(PieceKind.SAME, said, quoted, *span)
    elif marked:
        yield from _around_omission(gap, quotation, spoken)
    else:
        yield from _changed(gap, quotation, spoken)


def _is_compound(gap: Gap, quotation: Quotation, spoken: Spoken) -> bool:
    turns = {spoken.words[place][0] for place in range(gap.p, gap.p_end)}
    if len(turns) != 1:
        return False
    return is_same_compound(
        spoken.turn_of(gap.p).text,
        [
            spoken.words[place][1]
            for place in range(gap.p, gap.p_end)
            if spoken.words[place][1].said != Said.HEARD
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
        said, span = spoken.text(first, last), spoken.span(first, last)
        yield Piece(PieceKind.OMISSION, said, "", *span)
    if mark < gap.q_end:
        yield from _changed(Gap(mark, gap.q_end, last, gap.p_end), quotation, spoken)


def _changed(gap: Gap, quotation: Quotation, spoken: Spoken) -> Iterator[Piece]:
    """What was changed, with the words between that are the same after all."""
    kinds = {"equal": PieceKind.SAME, "replace": PieceKind.CHANGED, "delete": PieceKind.LEFT_OUT,
             "insert": PieceKind.ADDED}  # fmt: skip
    # What was heard at either end of the gap is no word that another stands for.
    first, last = gap.p, gap.p_end
    while first < last and spoken.words[first][1].said == Said.HEARD:
        first += 1
    while first < last and spoken.words[last - 1][1].said == Said.HEARD:
        last -= 1
    gap = Gap(gap.q, gap.q_end, first, last)
    said = spoken.keys[gap.p : gap.p_end]
    quoted = [word.folded for word in quotation.words[gap.q : gap.q_end]]
    for tag, p, p_end, q, q_end in edits(said, quoted):
        yield Piece(
            kinds[tag],
            spoken.text(gap.p + p, gap.p + p_end),
            quoted_text(quotation, gap.q + q, gap.q + q_end),
            *spoken.span(gap.p + p, gap.p + p_end),
        )


def quoted_text(quotation: Quotation, start: int, end: int) -> str:
    """Words of a quotation as they stand, with the brackets around them."""
    if start >= end:
        return ""
    text = quotation.text[quotation.words[start].start : quotation.words[end - 1].end]
    bracket = quotation.bracket_at(start)
    opening = "[" if bracket is not None and bracket.inside is None else ""
    bracket = quotation.bracket_at(end - 1)
    closing = "]" if bracket is not None and bracket.inside is None else ""
    return " ".join((opening + text + closing).split())


def joined(pieces: Sequence[Piece], spoken: Spoken) -> Iterator[Piece]:
    """The pieces, with neighbours of one kind made one: a word that was replaced beside one that
    was left out is one change.
    """
    text = spoken.whole
    changes = (PieceKind.CHANGED, PieceKind.LEFT_OUT, PieceKind.ADDED)
    last: Piece | None = None
    for piece in pieces:
        if last is not None and (
            piece.kind == last.kind or (piece.kind in changes and last.kind in changes)
        ):
            kind = piece.kind if piece.kind == last.kind else PieceKind.CHANGED
            last = _one(kind, last, piece, text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _one(kind: PieceKind, before: Piece, behind: Piece, text: str) -> Piece:
    """Two neighbours as one piece. What stands between them belongs to it, but for what was heard:
    that is not said.
    """
    quoted = " ".join(filter(None, (before.quoted, behind.quoted)))
    if not (before.said and behind.said):
        one = before if before.said else behind
        return Piece(kind, one.said, quoted, one.start, one.end)
    said = f"{before.said} {behind.said}"
    if not words(text[before.end : behind.start]):
        said = " ".join(text[before.start : behind.end].split())
    return Piece(kind, said, quoted, before.start, behind.end)
