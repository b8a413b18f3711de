"""Suggesting other forms of the words in a query, because a word matches only its own form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.archive.search.queries import Query, beginning, of_words

_SHORTEST_STEM = 4
_WORDS_WITH_FORMS = 3


@dataclass(frozen=True, slots=True)
class OtherForm:
    """A prefix such as ``teacher*``, and the number of turns it would add."""

    pattern: str
    turns: int


def other_forms(query: Query) -> Iterator[tuple[str, str]]:
    """For the words of a query that is words alone: what their forms begin with, and the expression
    for turns that have such a form and don't match the query.
    """
    words = [word for word in query.words if _stem(word)]
    for word in words[:_WORDS_WITH_FORMS]:
        others = [other for other in query.words if other != word]
        stem = _stem(word)
        wider = [beginning(stem), *([of_words(others).expression] if others else [])]
        yield f"{stem}*", f"({' AND '.join(wider)}) NOT {query.expression}"


def _stem(word: str) -> str:
    """What the forms of an English word begin with; empty if that would be too short to mean
    anything.
    """
    bare = word.lower().rstrip(",.;:?!")
    if not re.fullmatch(r"[^\W\d_]+", bare):
        return ""
    for ending in ("ing", "ed", "s"):
        if bare.endswith(ending) and not bare.endswith("ss"):
            bare = bare.removesuffix(ending)
            break
    return bare if len(bare) >= _SHORTEST_STEM else ""
