"""The account of a page: the kind of each piece of text in and around its speech.

No text that a reader sees may be dropped without a reason, or become speech by default. A piece is
speech, a cue, a note, a legal notice, or chrome of a named kind (a caption, a promo, a heading, …).
Anything else is unexplained, which leads to doubt or to quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from scraper.extract.broad_reader import reads_as_head
from scraper.extract.chrome_words import (
    chrome_said,
    is_appeal_or_said,
    is_continuation_notice,
    is_legal_notice,
    is_rule,
)
from scraper.extract.cues import is_cue, is_on_screen
from scraper.extract.notes import LONGEST_NOTE, holds_page_words, is_about_a_part, note_kind
from scraper.extract.ordinary_speech import is_ordinary


class PieceKind(StrEnum):
    """What a piece of text is."""

    SPEECH = "speech"
    CUE = "cue"
    NOTE = "note"
    LEGAL = "legal notice"
    CHROME = "chrome"
    UNEXPLAINED = "unexplained"


class Piece(NamedTuple):
    """A paragraph, or its equivalent. ``name`` is the kind of chrome, or why the piece is
    unexplained. ``marked`` is the label that the markup sets apart at its beginning, without the
    colon. ``group`` is its class in the markup.
    """

    kind: PieceKind
    text: str
    name: str = ""
    marked: str | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All pieces in the order of the page; ``problem`` says why they can't be trusted."""

    pieces: tuple[Piece, ...]
    problem: str | None = None

    def of_kind(self, kind: PieceKind) -> tuple[Piece, ...]:
        """The pieces that are ``kind``."""
        return tuple([piece for piece in self.pieces if piece.kind is kind])


_END = re.compile(
    r"^(?:[-–—*#\s]*)(?:END|THE END|\(END\)|\[END\]|END OF TRANSCRIPT|XXX|###)(?:[-–—*#.\s]*)$"
)
_TAPE = ("BEGIN ", "END ", "COMMERCIAL")
_LONGEST_CHROME = 220
_ENDS_SENTENCE = '.?!…)"”’]'
#: A notice runs on in one of so many last paragraphs; fewer paragraphs twice are said twice.
_LAST, _FEWEST_TWICE = 3, 3


def classify(pieces: Iterable[Piece], disclaimers: tuple[str, ...]) -> list[Piece]:
    """``pieces`` with those that the markup leaves as speech told apart by their words."""
    told = list(pieces)
    speech = [at for at, piece in enumerate(told) if piece.kind is PieceKind.SPEECH]
    texts = [told[at].text for at in speech]
    page_words = holds_page_words("\n".join([text for text in texts if len(text) < LONGEST_NOTE]))
    for at in speech:
        text = told[at].text
        plain = is_ordinary(text) and not is_about_a_part(text) and not text.startswith(disclaimers)
        if not plain or (page_words and holds_page_words(text)):
            told[at] = _by_words(told[at], disclaimers)
    told = _without_end(_cut_notice(told, disclaimers))
    return _without_repeated(_once(told))


def _by_words(piece: Piece, disclaimers: tuple[str, ...]) -> Piece:
    text = piece.text
    if text.startswith(disclaimers) or is_legal_notice(text):
        return piece._replace(kind=PieceKind.LEGAL)
    first = text[0]
    may_be_cue = first in "([<" or first.isdigit() or text[-1] in ")>" or text.startswith(_TAPE)
    if may_be_cue and piece.marked is None and is_cue(text):
        if note_kind(text):
            return piece._replace(kind=PieceKind.NOTE)
        if is_continuation_notice(text):
            return piece._replace(kind=PieceKind.CHROME, name="advertisement")
        return piece._replace(kind=PieceKind.CUE)
    if is_rule(text):
        return piece._replace(kind=PieceKind.CHROME, name="rule")
    if is_on_screen(text):
        return piece._replace(kind=PieceKind.CUE)
    if note_kind(text):
        return piece._replace(kind=PieceKind.NOTE)
    if len(text) < _LONGEST_CHROME and (name := chrome_said(text)):
        if is_appeal_or_said(text):
            return piece._replace(kind=PieceKind.UNEXPLAINED, name="an appeal, or said on air")
        return piece._replace(kind=PieceKind.CHROME, name=name)
    return piece


def _cut_notice(pieces: list[Piece], disclaimers: Sequence[str]) -> list[Piece]:
    """A notice that runs on in one of the last paragraphs of speech stands by itself: "(SOUNDBITE
    OF MUSIC) Transcript provided by …".
    """
    spoken = [i for i in range(len(pieces)) if pieces[i].kind is PieceKind.SPEECH][-_LAST:]
    said = "\n".join([pieces[i].text for i in spoken])
    begins = [f" {begin}" for begin in disclaimers if begin in said]
    for last in reversed(spoken) if begins else ():
        text = pieces[last].text
        cuts = [text.find(begin) for begin in begins]
        cut = min([at for at in cuts if at > 0 and text[at - 1] in _ENDS_SENTENCE], default=-1)
        if cut > 0:
            speech = pieces[last]._replace(text=text[:cut].rstrip())
            if is_cue(speech.text):
                speech = speech._replace(kind=PieceKind.CUE)
            pieces[last : last + 1] = [speech, Piece(PieceKind.LEGAL, text[cut:].strip())]
    return pieces


def _once(pieces: list[Piece]) -> list[Piece]:
    """A block that holds a copy of itself says everything once."""
    at = [i for i, piece in enumerate(pieces) if piece.kind in (PieceKind.SPEECH, PieceKind.CUE)]
    half = len(at) // 2
    if half < _FEWEST_TWICE or len(at) % 2:
        return pieces
    if pieces[at[0]].text != pieces[at[half]].text:
        return pieces
    texts = [pieces[i].text for i in at]
    if texts[:half] != texts[half:]:
        return pieces
    copies = set(at[half:])
    return [
        piece._replace(kind=PieceKind.CHROME, name="copy") if i in copies else piece
        for i, piece in enumerate(pieces)
    ]


def _without_repeated(pieces: list[Piece]) -> list[Piece]:
    """A quotation that repeats what is said is a pull quote, and a paragraph all in italics behind
    the last turn is nothing that anybody says.
    """
    for i, piece in enumerate(pieces):
        if piece.kind is PieceKind.SPEECH and piece.name == "blockquote" and piece.marked is None:
            quoted = piece.text.strip("\"“”'‘’ ")
            if any(quoted in other.text for j, other in enumerate(pieces) if j != i):
                pieces[i] = piece._replace(kind=PieceKind.CHROME, name="pull quote")
    last = next((i for i in reversed(range(len(pieces))) if pieces[i].kind is PieceKind.SPEECH), -1)
    if last > 0 and pieces[last].name == "italics" and not reads_as_head(pieces[last].text):
        pieces[last] = pieces[last]._replace(kind=PieceKind.UNEXPLAINED, name="italics at the end")
    return pieces


def _without_end(pieces: list[Piece]) -> list[Piece]:
    """A closing "END" is no speech."""
    for at in reversed(range(len(pieces))):
        piece = pieces[at]
        if piece.kind in (PieceKind.SPEECH, PieceKind.CUE):
            if _END.match(piece.text):
                pieces[at] = piece._replace(kind=PieceKind.CHROME, name="end mark")
            break
    return pieces
