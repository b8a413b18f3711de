"""The dedup hash, ``hash-v1``. The definition is frozen: archives depend on it.

It is the SHA-256 of the spoken words in UTF-8, as lower-case hexadecimal digits. Each speech turn's
text is NFKC-normalized (Unicode Standard Annex #15), typographic quotes and dashes are replaced
with ASCII, the text is case-folded, and runs of white space are collapsed. The turns are joined by
one space. docs/schema.md has the definition, and tests/test_content_hash.py has test vectors.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

from scraper.model import Turn

_SIGNS = (
    *((quote, "'") for quote in "\u2018\u2019\u201a\u201b"),
    *((quote, '"') for quote in "\u201c\u201d\u201e\u201f"),
    *((dash, "-") for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
)


def normalized(text: str) -> str:
    """``text`` as it counts for the hash."""
    folded = folded_signs(text)
    return folded if _is_collapsed(folded) else " ".join(folded.split())


def folded_signs(text: str) -> str:
    """``text`` as it counts for the hash, except that its white space is not collapsed; line
    breaks become spaces.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    return text.casefold().replace("\n", " ")


def _is_collapsed(line: str) -> bool:
    """True for text whose white space is single spaces inside it; isprintable() is false of any
    other white space.
    """
    return line.isprintable() and "  " not in line and line == line.strip(" ")


def content_hash(turns: Iterable[Turn]) -> str:
    """The hash of what was said in ``turns``; cues, labels and speakers don't count."""
    texts = [turn.text for turn in turns if turn.kind == "speech"]
    spoken = folded_signs("\n".join(texts))  # nearly always all that is to be done
    if not _is_collapsed(spoken):
        spoken = " ".join(map(normalized, texts))
    return hashlib.sha256(spoken.encode()).hexdigest()


def words_hash(text: str) -> str:
    """The first 8 hexadecimal digits of the SHA-256 of one turn's text as the hash folds it. A
    turn's permanent id ends with it, so that the id still finds the words when turns move.
    """
    return hashlib.sha256(normalized(text).encode()).hexdigest()[:8]
