"""Finding pairs of quotation marks of every usual style, and telling them from apostrophes.

Only the outermost marks count; a quotation inside is part of the outer one. A quotation of several
paragraphs has an opening mark before each paragraph and a closing mark after the last ("The Chicago
Manual of Style", 13.30).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.quotations.words import words

#: Opening marks with what may close them. „ and » are closed otherwise in German than in others.
_PAIRS = {"\u201c": "\u201d\"", "\u201e": "\u201c\u201d\"", "\u201f": "\u201d", "\u00ab": "\u00bb",
          "\u00bb": "\u00ab\u00bb", "\u2039": "\u203a", "\u300c": "\u300d", "\uff02": "\uff02",
          "\u300e": "\u300f", "\u301d": "\u301e\u301f", "\u201d": "\u201d",
          '"': "\"\u201d"}  # fmt: skip
#: TeX's marks, and the same ones in as many characters.
_TEX = re.compile(r"``(?=\S)((?:(?!``|'').)+)''", re.DOTALL)
_FILLER = "\u2060"
_SINGLE = {"\u2018": "\u2019", "'": "'", "\u201a": "\u2018\u2019"}
_OPENS_BEHIND = re.compile(r"[\s(\[{\u2014\u2013/\u2018\u201c'\"-]$")
_INCHES = re.compile("\\d['\u2019]\\s?\\d{1,2}$")
#: Words that begin with an apostrophe.
_ELIDED = re.compile(
    r"['\u2018](?:em|tis|twas|cause|til|till|n|round|bout|cos|nuff|\d)\b", re.IGNORECASE
)
_SENTENCE_MARKS = ".,!?;:\u2026-\u2014"
#: Words that a quotation in single marks has at least, and one that is never closed.
_SINGLE_WORDS, _UNCLOSED_WORDS = 2, 4


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation: from ``start``, its opening mark in one paragraph, to ``end``, after its closing
    mark in the last. ``text`` has no quotation marks.
    """

    paragraph: int
    start: int
    last_paragraph: int
    end: int
    text: str


@dataclass(slots=True)
class _Open:
    paragraph: int
    start: int
    mark: str
    text: list[str]
    depth: int = 1


def quoted_spans(paragraphs: Sequence[str]) -> list[Span]:
    """The quotations in paragraphs that follow each other."""
    found: list[Span] = []
    held: _Open | None = None
    curled = f"\u201c{_FILLER}\\1{_FILLER}\u201d"
    paragraphs = [_TEX.sub(curled, text) for text in paragraphs]
    for number, text in enumerate(paragraphs):
        place = 0
        if held is not None:
            lead = len(text) - len(text.lstrip())
            if text[lead : lead + 1] == held.mark:
                place = lead + 1
            else:
                found += _unclosed(held, number - 1, paragraphs)
                held = None
        held = _read(text, number, place, held, found)
    if held is not None:
        found += _unclosed(held, len(paragraphs) - 1, paragraphs)
    return found


def without_marks(text: str) -> str:
    """A quotation without marks around the whole of it."""
    spans = quoted_spans(text.split("\n"))
    stripped = text.strip()
    if len(spans) == 1 and stripped[:1] in _PAIRS and len(spans[0].text) >= len(stripped) - 8:
        return spans[0].text
    return stripped


def _read(
    text: str, number: int, place: int, held: _Open | None, found: list[Span]
) -> _Open | None:
    """Read a paragraph; what is open at its end."""
    start = place
    while place < len(text):
        char = text[place]
        if held is not None:
            if char == held.mark and char not in '"\uff02' and char not in _PAIRS[char]:
                held.depth += 1
            elif char in _PAIRS[held.mark] and not _belongs_inside(text, place, held):
                held.depth -= 1
                if not held.depth:
                    held.text.append(text[start:place])
                    whole = "\n".join(held.text).strip(_FILLER)
                    found.append(Span(held.paragraph, held.start, number, place + 1, whole))
                    held = None
        elif char in _PAIRS and _may_open(text, place):
            held, start = _Open(number, place, char, []), place + 1
        elif char in _SINGLE and (end := _single_end(text, place)):
            found.append(Span(number, place, number, end + 1, text[place + 1 : end]))
            place = end
        place += 1
    if held is not None:
        held.text.append(text[start:])
        held.depth = 1
    return held


def _may_open(text: str, place: int) -> bool:
    behind = text[place + 1 : place + 2]
    if not behind or (behind.isspace() and text[place] not in "\u00ab\u00bb"):
        return False
    if text[place] == "\u201d" and "\u201d" not in text[place + 1 :]:
        return False
    return (
        text[place] not in '"\u00bb\u201d' or place == 0 or bool(_OPENS_BEHIND.search(text[:place]))
    )


def _belongs_inside(text: str, place: int, held: _Open) -> bool:
    """True of a mark that could close what is open and does not: one that opens a quotation within,
    and that of inches.
    """
    if text[place] != '"':
        return False
    if _INCHES.search(text[:place]) and '"' in text[place + 1 :]:
        return True
    opens = _OPENS_BEHIND.search(text[:place]) and text[place + 1 : place + 2].isalnum()
    return held.mark != '"' and bool(opens)


def _single_end(text: str, place: int) -> int | None:
    """Where a quotation in single marks is closed; None if the mark is an apostrophe."""
    if (place and not _OPENS_BEHIND.search(text[:place])) or _ELIDED.match(text, place):
        return None
    if not text[place + 1 : place + 2].isalnum():
        return None
    closing = _SINGLE[text[place]]
    ends = []
    for end in range(place + 2, len(text)):
        if text[end] == "\u2018" and text[place] == "\u2018":
            break
        if (
            text[end] in closing
            and not text[end - 1].isspace()
            and not text[end + 1 : end + 2].isalnum()
        ):
            ends.append(end)
            if text[end - 1] in _SENTENCE_MARKS:
                break
    if not ends:
        return None
    end = ends[-1] if text[ends[-1] - 1] in _SENTENCE_MARKS else ends[0]
    return end if len(words(text[place + 1 : end])) >= _SINGLE_WORDS else None


def _unclosed(held: _Open, last: int, paragraphs: Sequence[str]) -> list[Span]:
    """A quotation whose closing mark was forgotten ends with its paragraph."""
    whole = "\n".join(held.text)
    if len(words(whole)) < _UNCLOSED_WORDS:
        return []
    return [Span(held.paragraph, held.start, last, len(paragraphs[last]), whole)]
