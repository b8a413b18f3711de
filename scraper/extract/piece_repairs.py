"""Pieces as they are meant: labels whole, line numbers and times apart from what is said."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.extract.account import Piece, PieceKind
from scraper.extract.cues import leading_stamp
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import read_label
from scraper.extract.titles import is_title_word

# Transcripts of 2005 to 2011 open with the day: "October 4, 2010 - MICHELE NORRIS, host:".
_DATELINE = re.compile(r"^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4} ?[-–—]+ ?(?=[A-Z])")
_LONGEST_CUT_LABEL, _FEW = 100, 4
_LINE_NUMBER = re.compile(r"^\d{1,4}[.)]?\s+(?=\D)")


def joined_labels(pieces: list[Piece], own: OwnNames) -> list[Piece]:
    """Pieces with the labels whole that a line break cuts: "SGT." and then "ANN LEE, DEPUTY: …"."""
    whole: list[Piece] = []
    for piece in pieces:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.kind is piece.kind is PieceKind.SPEECH
            and last.marked is piece.marked is None
            and _may_be_cut(last.text)
            and read_label(f"{last.text} {piece.text}", own)
        ):
            whole[-1] = replace(piece, text=f"{last.text} {piece.text}")
        else:
            whole.append(piece)
    return whole


def _may_be_cut(text: str) -> bool:
    """True for what may be the first part of a label: titles, capitals, an open bracket."""
    if len(text) > _LONGEST_CUT_LABEL or ":" in text or not text[0].isupper():
        return False
    if text.count("(") > text.count(")"):
        return True
    words = text.split()
    shouted = text.isupper() and (text[-1] == "," or (text[-1].isalpha() and len(words) < _FEW))
    return shouted or all(map(is_title_word, words))


def without_line_numbers(pieces: list[Piece]) -> list[Piece]:
    """Pieces without the numbers of their lines, where nearly all have one."""
    numbered = [_LINE_NUMBER.match(piece.text) for piece in pieces]
    speech = sum(piece.kind is PieceKind.SPEECH for piece in pieces)
    if sum(found is not None for found in numbered) <= max(_FEW, speech / 2):
        return pieces
    return [
        replace(piece, text=piece.text[found.end() :], marked=None) if found else piece
        for piece, found in zip(pieces, numbered, strict=True)
    ]


def stamps_apart(pieces: list[Piece]) -> list[Piece]:
    """Pieces with the times before them as cues of their own, where most have one."""
    stamped = [
        leading_stamp(piece.text) if piece.kind is PieceKind.SPEECH else None for piece in pieces
    ]
    speech = sum(piece.kind is PieceKind.SPEECH for piece in pieces)
    if sum(found is not None for found in stamped) <= max(_FEW, speech / 2):
        return pieces
    apart: list[Piece] = []
    for piece, found in zip(pieces, stamped, strict=True):
        if found is None:
            apart.append(piece)
            continue
        stamp, rest = found
        marked = piece.marked if piece.marked and rest.startswith(piece.marked) else None
        apart += [Piece(PieceKind.CUE, stamp), replace(piece, text=rest, marked=marked)]
    return apart


def without_dateline(piece: Piece) -> Piece:
    """A first piece without the day that stands before its label."""
    if piece.marked is None and (stamp := leading_stamp(piece.text)):
        rest = without_dateline(replace(piece, text=stamp[1]))
        return replace(piece, text=f"{stamp[0]} {rest.text}") if rest.text != stamp[1] else piece
    found = _DATELINE.match(piece.text)
    if not found or not read_label(piece.text[found.end() :]):
        return piece
    marked = piece.marked
    if marked is not None:
        marked = marked[found.end() :] if len(marked) > found.end() else None
    return replace(piece, text=piece.text[found.end() :], marked=marked)
