"""Finding the words of a query in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.archive.search.queries import Phrase
from scraper.archive.search.spellings import folded
from scraper.compounds import JOINERS, compounds

#: What brackets a hit in a snippet: control characters that no transcript holds.
HIT_START, HIT_END = "\x02", "\x03"
_SNIPPET_WORDS = 24
_BEFORE = 6
_TOKEN = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?![\d,]*\d)|[^\W_]+(?:[{JOINERS}][^\W_]+)*(?:\+\+|#)?"
)
_WORD = re.compile(r"[^\W_]+")
_PLACE = re.compile(r"\S+")


def spans(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where the phrases stand in ``text``: start and end of each, in order, none within another."""
    words = _words(text)
    found: set[tuple[int, int]] = set()
    for phrase in phrases:
        wanted = phrase.words
        for at in range(len(words) - len(wanted) + 1) if wanted else ():
            there = words[at : at + len(wanted)]
            if _is(phrase, [word for word, _, _ in there]):
                found.add((there[0][1], there[-1][2]))
    found |= _compounds(text, phrases)
    return _apart(found)


def snippet(text: str, phrases: Sequence[Phrase]) -> str:
    """Some words of a text around the first hit, each hit in it bracketed."""
    marks = spans(text, phrases)
    places = [match.span() for match in _PLACE.finditer(text)]
    if not places:
        return text
    first_hit = marks[0][0] if marks else 0
    at = next((n for n, (_, end) in enumerate(places) if end > first_hit), 0)
    start = max(min(at - _BEFORE, len(places) - _SNIPPET_WORDS), 0)
    stop = min(start + _SNIPPET_WORDS, len(places))
    begin, end = places[start][0], places[stop - 1][1]
    pieces, last = ["…"] if start else [], begin
    for left, right in marks:
        if left >= begin and right <= end:
            pieces += [text[last:left], HIT_START, text[left:right], HIT_END]
            last = right
    pieces += [text[last:end], *(["…"] if stop < len(places) else [])]
    return "".join(pieces)


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as the index cuts them, folded, with their places."""
    if text.isascii():
        return [(match[0].lower(), *match.span()) for match in _WORD.finditer(text)]
    return [(" ".join(folded(match[0])), *match.span()) for match in _WORD.finditer(text)]


def _is(phrase: Phrase, words: list[str]) -> bool:
    *whole, last = phrase.words
    return words[:-1] == whole and (
        words[-1].startswith(last) if phrase.is_prefix else words[-1] == last
    )


def _compounds(text: str, phrases: Sequence[Phrase]) -> set[tuple[int, int]]:
    """Words that the index cuts, where one was looked for as a whole."""
    wanted = [phrase for phrase in phrases if len(phrase.words) == 1]
    return {
        match.span()
        for match in _TOKEN.finditer(text)
        if not match[0].isalnum()
        and any(_is(phrase, [one]) for one in folded(compounds(match[0])) for phrase in wanted)
    }


def _apart(found: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in order, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
