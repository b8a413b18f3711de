"""The spellings of words: how the index compares them, and how a phrase can be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

from scraper.accents import without_accents
from scraper.compounds import variants

#: Spellings of a phrase that are looked for.
MOST_SPELLINGS = 12
_WORDS = re.compile(r"[^\W_]+")
_CONTRACTED = re.compile(
    r"(?i)(are|ca|could|did|does|do|had|has|have|is|must|should|was|were|wo|would)nt"
    r"|(you|they)(re)|(you|they|we)(ve)|(that|what|there)(s)|(i)(m)"
)


def folded(text: str) -> tuple[str, ...]:
    """The words of a text as the index compares them: without letter case and accents."""
    bare = unicodedata.normalize("NFC", without_accents(text.casefold()))
    return tuple(_WORDS.findall(bare))


def quoted(words: str) -> str:
    """Words as a phrase in the query language of FTS5."""
    return '"' + words.replace('"', " ") + '"'


def spellings(words: str) -> list[str]:
    """A phrase in each of the spellings of its words, the one that was typed first."""
    each = [
        # What stands for C++ in the index has no place among the words.
        list(dict.fromkeys([word, *variants(word)[1:], *_apart(word)]))
        for word in words.split()
    ]
    return [" ".join(one) for one in islice(product(*each), MOST_SPELLINGS)]


def _apart(word: str) -> Iterator[str]:
    """What a word is where the tokenizer cuts it: in a phrase, each part has a place."""
    if (short := _CONTRACTED.fullmatch(word)) is not None:
        parts = [part for part in short.groups() if part]
        yield " ".join(parts) if len(parts) > 1 else f"{parts[0]}n t"
    if word.isascii() and word.isdigit() and len(word) > 3:
        yield f"{int(word):,}"
