"""Reading a text rendering of a page: what is left where an archive kept the text alone.

A line is a paragraph. The speech lies between borders: a bullet or heading that announces the
transcript, the rush-transcript line, or the first label above it; the copyright line, or the page's
furniture, below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from scraper.extract.account import Piece, PieceKind, classify
from scraper.extract.broad_reader import broad_head
from scraper.extract.cues import behind_cues
from scraper.extract.label_jobs import OwnNames
from scraper.extract.label_scan import find_head
from scraper.extract.labels import read_label
from scraper.extract.page_text import spoken
from scraper.extract.text_head import is_text_chrome, read_head, sounds_on_air
from scraper.sources.base import Source

_BULLET = re.compile(r"^\s*[•*·‣▪●◦]\s*(?=\S)")
_BORDER = re.compile(
    r"^(?:Transcript|TRANSCRIPT|Read the Full Transcript|Full Transcript|(?:Show"
    r"|Read) Transcript|Transcript ?:"
    r"|This is a rush transcript\..*|THIS IS A RUSH TRANSCRIPT\..*|Rush Transcript)$"
)
#: Where the furniture of a page begins below its speech.
_BELOW = re.compile(
    r"^(?:Please keep your community civil|Support Provided By|Additional Support Provided"
    r"|Listen to this Segment"
    r"|Go Deeper|Educate your inbox|Related (?:NPR )?(?:Stor(?:y|ies)|Content|Links|Coverage)"
    r"|Recent News"
    r"|Next story from this daily show"
    r"|Non-commercial news needs your support|Tags|Copyright \d{4}|TO ORDER A VIDEO|Up First"
    r"|Read More|Sign up for"
    r"|NPR thanks our sponsors|See stories by|Subscribe to|Watch the Full Episode"
    r"|We rely on contributions)\b",
    re.IGNORECASE,
)
_LONGEST_BULLET_LABEL = 120
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class TextRendering:
    """The parts of a text rendering; ``problem`` says why it can't be trusted."""

    title: str | None
    teaser: str | None
    program: str | None
    aired_on: date | None
    pieces: tuple[Piece, ...]
    rights: str | None
    problem: str | None = None


def read_text(text: str, source: Source, own: OwnNames) -> TextRendering | None:
    """The parts of ``text``; None when it holds no transcript: no label anywhere."""
    lines = [line for line in map(_line, text.splitlines()) if line.text]
    first = next(
        (i for i, line in enumerate(lines) if _is_labelled(line, own) and not _is_title(i, lines)),
        None,
    )
    if first is None:
        return None
    borders = [i for i, line in enumerate(lines[:first]) if _BORDER.match(line.text)]
    start = borders[-1] + 1 if borders else first
    above = [line.text for line in lines[: start - 1 if borders else first]]
    below = [line.text for line in lines[start:first]] if borders else None
    head = read_head(above, below, source)
    end = next(
        (i for i in range(first + 1, len(lines)) if _ends(lines[i].text, source, lines, i, own)),
        len(lines),
    )
    spoken_lines = [line for line in lines[first:end] if not is_text_chrome(line.text, source)]
    pieces = [
        *(Piece(PieceKind.NOTE, note) for note in head.notes),
        *(Piece(PieceKind.SPEECH, line) for line in head.opening),
        *(Piece(PieceKind.SPEECH, line.text, marked=line.marked) for line in spoken_lines),
    ]
    rights = next(
        (line.text for line in lines if line.text.startswith(source.disclaimers)
         and "copyright" in line.text.casefold()), None
    )  # fmt: skip
    return TextRendering(
        head.title,
        head.teaser,
        head.program,
        head.aired_on,
        tuple(classify(pieces, source.disclaimers)),
        rights,
        head.problem or _speech_below(lines[end:], own),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text without its bullet; ``marked`` is the label that stands on the bullet."""

    text: str
    bullet: bool = False
    marked: str | None = None


def _line(raw: str) -> _Line:
    found = _BULLET.match(raw)
    if found is None:
        return _Line(spoken(raw))
    text = spoken(raw[found.end() :])
    head = find_head(text)
    marked = None
    if head is not None and len(head.printed) < _LONGEST_BULLET_LABEL:
        marked = head.printed
    return _Line(text, bullet=True, marked=marked)


def _is_labelled(line: _Line, own: OwnNames) -> bool:
    return line.marked is not None or read_label(behind_cues(line.text), own) is not None


def _is_title(at: int, lines: list[_Line]) -> bool:
    """True for a first line that is all in capitals: a title may have a colon, too."""
    return at == 0 and lines[0].text.isupper() and not lines[0].text.endswith(":")


def _ends(text: str, source: Source, lines: list[_Line], at: int, own: OwnNames) -> bool:
    """True for the first line below the speech: a notice or furniture, and nobody speaks on."""
    notice = text.startswith(source.disclaimers)
    if not notice and not _BELOW.match(text):
        return False
    return notice or not any(_is_labelled(line, own) for line in lines[at + 1 :])


def _speech_below(lines: list[_Line], own: OwnNames) -> str | None:
    """Why labelled speech below the speech's end must be explained."""
    for line in lines:
        if (
            broad_head(line.text)
            and (found := read_label(line.text, own))
            and found[0].kind == "person"
        ):
            return f"labelled speech stands below the end of the transcript: {line.text[:_SHOWN]!r}"
    return None


__all__ = ["TextRendering", "read_text", "sounds_on_air"]
