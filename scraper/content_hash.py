"""The dedup hash, ``hash-v1``. The definition is frozen: archives depend on it.

Lower-case hex SHA-256 of the UTF-8 of the words that were spoken and of nothing else. Each speech
turn's text is NFKC-normalized (Unicode Standard Annex #15), typographic quotes and dashes are
folded to ASCII, the text is case-folded and its white space collapsed; turns are joined by one
space. See docs/schema.md for the definition in words and tests/test_content_hash.py for vectors.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from scraper.model import Turn

_SINGLE_QUOTES = re.compile("[\u2018-\u201b]")
_DOUBLE_QUOTES = re.compile("[\u201c-\u201f]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def normalized(text: str) -> str:
    """``text`` as it counts for the hash."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _SINGLE_QUOTES.sub("'", text)
        text = _DOUBLE_QUOTES.sub('"', text)
        text = _DASHES.sub("-", text)
    folded = text.casefold()
    # Most turns are collapsed already, save for their line breaks; isprintable() is false of any
    # other white space than a space.
    line = folded.replace("\n", " ")
    if line.isprintable() and "  " not in line and line == line.strip(" "):
        return line
    return " ".join(folded.split())


def content_hash(turns: Iterable[Turn]) -> str:
    """The hash of what was said in ``turns``; cues, labels and speakers don't count."""
    spoken = " ".join(normalized(turn.text) for turn in turns if turn.kind == "speech")
    return hashlib.sha256(spoken.encode()).hexdigest()
