"""The words of a passage on record, compared with those of a quotation, as a terminal and a web
page show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.quotations.verdict import Match, PieceKind

#: Words that are shown beside the quotation, and of a stretch that it leaves out.
_BESIDE, _LEFT_OUT = 25, 60
_WORD = re.compile(r"\S+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ShownStretch:
    """A stretch of a passage.

    :ivar kind: None for words outside the quotation.
    :ivar said: the exact text on record, with punctuation and spaces; clipped words are "…".
    :ivar quoted: the text in the quotation at that place.
    """

    kind: PieceKind | None
    said: str
    quoted: str


def shown_stretches(match: Match) -> Iterator[ShownStretch]:
    """A passage in stretches; joined, what is said in them is the passage, clipped far from the
    quotation.
    """
    found = list(match.stretches())
    for number, one in enumerate(found):
        said = _BLANKS.sub(" ", one.text)
        if one.piece is None:
            if number == 0:
                said = _last(said, _BESIDE)
            elif number == len(found) - 1:
                said = _first(said, _BESIDE)
            if said:
                yield ShownStretch(None, said, "")
            continue
        if one.piece.kind != PieceKind.SAME:
            said = _ends(said, _LEFT_OUT)
        yield ShownStretch(one.piece.kind, said, _ends(one.piece.quoted, _LEFT_OUT))


def _last(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    return text if len(words) <= count else f"… {text[words[-count].start() :]}"


def _first(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    return text if len(words) <= count else f"{text[: words[count - 1].end()]} …"


def _ends(text: str, count: int) -> str:
    words = list(_WORD.finditer(text))
    if len(words) <= count:
        return text
    half = count // 2
    return f"{text[: words[half - 1].end()]} … {text[words[-half].start() :]}"
