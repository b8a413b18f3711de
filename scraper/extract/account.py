"""The account of a page: what each piece of text in and around its speech is.

Nothing that a reader sees may be dropped without a name or become speech by default. A piece is
speech, a cue, a note, a legal notice, or chrome of a named kind (a caption, a promo, a heading, …);
anything else is unexplained, which leads to doubt or to quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scraper.extract.cues import is_cue, is_on_screen
from scraper.extract.notes import note_kind


class PieceKind(StrEnum):
    """What a piece of text is."""

    SPEECH = "speech"
    CUE = "cue"
    NOTE = "note"
    LEGAL = "legal notice"
    CHROME = "chrome"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or what stands for one. ``name`` is the kind of chrome, or why a piece is
    unexplained; ``marked`` the label that the markup sets apart at its head, without the colon;
    ``group`` its class in the markup.
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
        return tuple(piece for piece in self.pieces if piece.kind is kind)


#: Chrome that its words alone give away.
_SAYS_CHROME = (
    (
        re.compile(
            r"^(?:RELATED|READ MORE|READ ALSO|SEE ALSO|WATCH MORE|MORE|RECOMMENDED|FURTHER READING"
            r"|RELATED (?:STORY|STORIES|CONTENT|LINKS?|COVERAGE|VIDEO|READING)|READ THE STORY)\s?:"
            r"|^(?:Related|Read more|Read also|See also|Recommended)\s?: ?\S.{0,120}$"
        ),
        "related link",
    ),
    (
        re.compile(
            r"^(?:advertisement|sponsor message|sponsored|(?:ad|article) continues below.*)$",
            re.IGNORECASE,
        ),
        "advertisement",
    ),
    (re.compile(r"^SPONSOR MESSAGE\s?:"), "advertisement"),
    (
        re.compile(
            r"^(?:(?:like|love|enjoy)\w* (?:this"
            r"|what you)\b.{0,60}[?!] )?(?:please )?(?:sign up|subscribe"
            r"|donate|become a member|support (?:our|local|public)|get (?:our|the) newsletter"
            r"|follow us)\b"
            r".{0,160}$",
            re.IGNORECASE,
        ),
        "appeal",
    ),
    (
        re.compile(
            r"^(?:toggle (?:caption|more options)|hide caption|enlarge this image|listen"
            r"|download|embed"
            r"|transcript|playlist|share|print|email|facebook|twitter|flipboard|copy link"
            r"|heard on.{0,60}"
            r"|\d{1,2}[:-]\d\d(?:-minute listen)?|play live radio|listen live|read transcript)$",
            re.IGNORECASE,
        ),
        "player",
    ),
)
#: The first words of what chrome says, for a quick look.
_OPENS_CHROME = frozenset(
    """related read see watch more recommended further advertisement sponsor sponsored ad article
    like love loved enjoy enjoyed enjoying liking loving please sign subscribe donate become support
    get follow toggle hide enlarge listen download embed transcript playlist share print email
    facebook twitter flipboard copy heard play""".split()
)
_LONGEST_CHROME = 220
_END = re.compile(
    r"^(?:[-–—*#\s]*)(?:END|THE END|\(END\)|\[END\]|END OF TRANSCRIPT|XXX|###)(?:[-–—*#.\s]*)$"
)
_ENDS_SENTENCE = '.?!…)"”’]'


def classify(pieces: Iterable[Piece], disclaimers: tuple[str, ...]) -> list[Piece]:
    """``pieces`` with those that the markup leaves as speech told apart by their words."""
    told = [_by_words(piece, disclaimers) for piece in pieces]
    return _without_end(_cut_notice(told, disclaimers))


def _by_words(piece: Piece, disclaimers: tuple[str, ...]) -> Piece:
    if piece.kind is not PieceKind.SPEECH:
        return piece
    text = piece.text
    if text.startswith(disclaimers):
        return replace(piece, kind=PieceKind.LEGAL)
    first = text[0]
    if (first in "([" or first.isdigit()) and piece.marked is None and is_cue(text):
        if note_kind(text):
            return replace(piece, kind=PieceKind.NOTE)
        return replace(piece, kind=PieceKind.CUE)
    if is_on_screen(text):
        return replace(piece, kind=PieceKind.CUE)
    if note_kind(text):
        return replace(piece, kind=PieceKind.NOTE)
    if len(text) < _LONGEST_CHROME and (name := chrome_said(text)):
        return replace(piece, kind=PieceKind.CHROME, name=name)
    return piece


def chrome_said(text: str) -> str | None:
    """The kind of chrome that the words of ``text`` are, None where they may be anything."""
    first = text.split(None, 1)[0].rstrip(":").casefold()
    if first not in _OPENS_CHROME and not first[:1].isdigit():
        return None
    for pattern, name in _SAYS_CHROME:
        if pattern.match(text):
            return name
    return None


def _cut_notice(pieces: list[Piece], disclaimers: Sequence[str]) -> list[Piece]:
    """A notice that runs on in the last paragraph of speech stands by itself: "(SOUNDBITE OF MUSIC)
    Transcript provided by …".
    """
    last = next(
        (i for i in reversed(range(len(pieces))) if pieces[i].kind is PieceKind.SPEECH), None
    )
    if last is None:
        return pieces
    text = pieces[last].text
    cuts = (text.find(f" {begin}") for begin in disclaimers)
    cut = min((at for at in cuts if at > 0 and text[at - 1] in _ENDS_SENTENCE), default=-1)
    if cut <= 0:
        return pieces
    speech = replace(pieces[last], text=text[:cut].rstrip())
    if is_cue(speech.text):
        speech = replace(speech, kind=PieceKind.CUE)
    notice = Piece(PieceKind.LEGAL, text[cut:].strip())
    return [*pieces[:last], speech, notice, *pieces[last + 1 :]]


def _without_end(pieces: list[Piece]) -> list[Piece]:
    """A closing "END" is no speech."""
    for at in reversed(range(len(pieces))):
        piece = pieces[at]
        if piece.kind in (PieceKind.SPEECH, PieceKind.CUE):
            if _END.match(piece.text):
                pieces[at] = replace(piece, kind=PieceKind.CHROME, name="end mark")
            break
    return pieces
