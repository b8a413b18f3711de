"""Headings inside the speech: they are chrome, unless they contain a label."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extract.account import Piece, PieceKind
from scraper.extract.names import name_keys
from scraper.extract.piece_labels import is_of, is_told, known_speakers, label_alone

#: Chrome that may be a label without its colon, by its kind.
_MAY_NAME = frozenset({"heading", "part of the layout"})
#: So many of them show that the page sets its labels so.
_SEVERAL = 3
_SHOWN = 60


def with_heading_labels(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], str | None]:
    """``pieces`` with headings told apart, and why they can't be.

    One with a colon is speech where it is a label alone, or a known speaker's. One without is a
    label where several name the page's speakers; fewer may be anything.
    """
    if not any(piece.name in _MAY_NAME for piece in pieces):
        return tuple(pieces), None
    speech = [p for p in pieces if p.kind is PieceKind.SPEECH and p.name != "heading"]
    known = known_speakers(speech)
    alone = (label_alone(p.text) for p in speech if p.marked is None)
    full = [label for label in alone if label is not None and is_told(label, frozenset())]
    told = [_plain_heading(piece, known) for piece in pieces]
    named = {
        at: label
        for at, piece in enumerate(told)
        if piece.kind is PieceKind.CHROME and piece.name in _MAY_NAME
        if (label := label_alone(piece.text)) is not None
    }
    full += [label for label in named.values() if is_told(label, frozenset())]
    known |= {key for label in full for key in name_keys(label.name)}
    named = {at: label for at, label in named.items() if is_told(label, known)}
    if len(named) >= _SEVERAL:
        for at in named:
            text = told[at].text
            told[at] = Piece(PieceKind.SPEECH, text, marked=text)
    elif doubtful := [told[at].text for at, label in named.items() if label.name.isupper()]:
        return tuple(told), f"a heading names a speaker: {doubtful[0][:_SHOWN]!r}"
    return tuple(told), None


def _plain_heading(piece: Piece, known: frozenset[str]) -> Piece:
    """A heading with a colon that is no speaker's is no speech."""
    if piece.kind is not PieceKind.SPEECH or piece.name != "heading" or piece.text.endswith(":"):
        return piece
    return piece if is_of(piece, known) else piece._replace(kind=PieceKind.CHROME)
