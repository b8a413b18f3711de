"""Repairing pieces: joining split labels, and separating line numbers and times from speech."""

from __future__ import annotations

import re

from scraper.extract.account import Piece, PieceKind
from scraper.extract.cues import leading_stamp
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import read_label
from scraper.extract.piece_labels import known_speakers, label_of
from scraper.extract.titles import is_title_word
from scraper.given_names import GIVEN_NAMES
from scraper.names import name_key

#: Transcripts of 2005 to 2011 open with the day: "October 4, 2010 - MICHELE NORRIS, host:".
DATELINE = re.compile(r"^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4} ?[-–—]+ ?(?=[A-Z])")
_LONGEST_CUT_LABEL, _FEW = 100, 4
_COLONS = (":", "：")
#: As long as a title that is cut short may be: "Capt.".
_ABBREVIATION = 5
_LINE_NUMBER = re.compile(r"^\d{1,4}[.)]?\s+(?=\D)")


def joined_labels(pieces: list[Piece], own: OwnNames) -> list[Piece]:
    """Pieces with the labels whole that a line break cuts: "SGT." and then "ANN LEE, DEPUTY: …"."""
    if not any(_may_be_cut(piece.text) for piece in pieces if piece.kind is PieceKind.SPEECH):
        return pieces
    whole: list[Piece] = []
    known: frozenset[str] | None = None
    for piece in pieces:
        last = whole[-1] if whole else None
        if (
            last is not None
            and last.kind is piece.kind is PieceKind.SPEECH
            and last.marked is piece.marked is None
            and _may_be_cut(last.text)
            and read_label(f"{last.text} {piece.text}", own)
        ):
            if known is None:
                known = known_speakers(one for one in pieces if one.kind is PieceKind.SPEECH)
            answers = len(whole) > 1 and whole[-2].text.endswith(_COLONS)
            if not answers and _belong_together(last.text, piece, pieces, known):
                whole[-1] = piece._replace(text=f"{last.text} {piece.text}")
                continue
        whole.append(piece)
    return whole


def _may_be_cut(text: str) -> bool:
    """True for what may be the first part of a label: titles, capitals, an open bracket."""
    if len(text) > _LONGEST_CUT_LABEL or ":" in text or not text[:1].isupper():
        return False
    if text.count("(") > text.count(")"):
        return True
    words = text.split()
    shouted = text.isupper() and (text[-1] == "," or (text[-1].isalpha() and len(words) < _FEW))
    return shouted or all(map(is_title_word, words))


def _belong_together(first: str, piece: Piece, pieces: list[Piece], known: frozenset[str]) -> bool:
    """Whether ``first`` begins the label of ``piece``. What somebody says may be a title or in
    capitals, too ("Senator.", "NO"), before the whole label of the next speaker.
    """
    label = label_of(piece)
    words = first.split()
    if label is None or label.kind != "person" or first[-1] == "," or "(" in first:
        return True
    key = name_key(label.name)
    elsewhere = any(name.endswith(f" {key}") for name in known)
    if all(map(is_title_word, words)):
        said = first[-1] == "." and len(words[-1]) > _ABBREVIATION
        titled = any(other.text.startswith(f"{first} ") for other in pieces)
        return not said and (titled or not elsewhere)
    again = sum(other.text.startswith(f"{label.printed}:") for other in pieces) > 1
    if again or (" " not in key and elsewhere):
        return False
    half = label.surname_only and bool(label.role or label.description)
    return half or name_key(words[0]).strip(".") in GIVEN_NAMES or is_title_word(words[0])


def without_line_numbers(pieces: list[Piece]) -> list[Piece]:
    """Pieces without the numbers of their lines, where nearly all have one."""
    numbered = [_LINE_NUMBER.match(piece.text) for piece in pieces]
    speech = sum(piece.kind is PieceKind.SPEECH for piece in pieces)
    if sum(found is not None for found in numbered) <= max(_FEW, speech / 2):
        return pieces
    return [
        piece._replace(text=piece.text[found.end() :], marked=None) if found else piece
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
        apart += [Piece(PieceKind.CUE, stamp), piece._replace(text=rest, marked=marked)]
    return apart


def without_dateline(piece: Piece) -> Piece:
    """A first piece without the day that stands before its label."""
    if piece.marked is None and (stamp := leading_stamp(piece.text)):
        rest = without_dateline(piece._replace(text=stamp[1]))
        return piece._replace(text=f"{stamp[0]} {rest.text}") if rest.text != stamp[1] else piece
    found = DATELINE.match(piece.text)
    if not found or not read_label(piece.text[found.end() :]):
        return piece
    marked = piece.marked
    if marked is not None:
        marked = marked[found.end() :] if len(marked) > found.end() else None
    return piece._replace(text=piece.text[found.end() :], marked=marked)
