"""The words of a text, each with its place and the form in which it is compared.

Two words are the same if they sound the same: letter case, accents, the style of apostrophes and
hyphens, thousands separators, soft hyphens and punctuation don't count.
The fold is NFKC (Unicode Standard Annex #15), full case folding (Unicode Standard, section 3.13),
then NFKD without combining characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scraper.accents import without_accents
from scraper.invisible import INVISIBLE
from scraper.quotations.common_words import COMMON_WORDS

_APOSTROPHE = "['`\u00b4\u02bb\u02bc\u2018-\u201b\u2032\uff07]"
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
#: Letters, with accents and what has no width between or behind them.
_LETTERS_RUN = rf"[^\W_]+(?:[\u0300-\u036f{_HIDDEN}]+[^\W_]*)*"
#: A plus sign behind a word is part of it: "C++", "50+".
_PLUS = r"(?:\++(?![^\W_]))?"
_WORD = re.compile(
    rf"""
    (?P<initials>(?<![^\W_])(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?)   # U.S., a.m., U.S.A
    |(?P<number>\d{{1,3}}(?:[,'\u2019\u00a0\u2009\u202f]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.:]\d+)+)
     (?P<unit>(?:{_LETTERS_RUN})?{_PLUS})
    |(?P<minus>(?<![^\s(\["'\u2018\u201c$€£¥])[-\u2013\u2212](?=[$€£¥]?\.?\d))       # -5, -$5
    |(?P<decimal>(?<![\w.])\.\d+)                                                    # .5
    |(?<![^\W_])[^\W\d_]\#(?!\w)                                                     # C#
    |{_LETTERS_RUN}(?:{_APOSTROPHE}{_LETTERS_RUN})*{_PLUS}
    |[%&$€£¥]
    """,
    re.VERBOSE,
)
_SIGNS = {"%": "percent", "&": "and"}
_APOSTROPHES = re.compile(_APOSTROPHE)
_SEPARATOR = re.compile("[,'\u2019\u00a0\u2009\u202f]")
#: A raised digit is an exponent: 10⁶ is not 106.
_RAISED = str.maketrans({char: f"^{digit}" for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
#: Letters that have no decomposition, as they are written where a keyboard lacks them.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
#: Words in which an apostrophe makes another word: "we're" and "were".
_WITH_APOSTROPHE = frozenset(
    "cant hed hell id ill lets shed shell wed well were whore wont".split()
)
_HYPHENS = re.compile("[-\u00ad\u2010-\u2015\u2212]")
#: Texts whose words are remembered: a turn is looked at in several ways.
_TEXTS = 1 << 11
#: Letters that both parts of a compound need to be the same with and without a space.
_COMPOUND_PART = 3


class Said(Enum):
    """What a word of a transcript is: spoken, or in parentheses, where not all words are spoken.
    ``LOST`` stands for spoken words that could not be understood.
    """

    SPOKEN = 1
    ASIDE = 2
    HEARD = 3
    LOST = 4


class Word(NamedTuple):
    """A word: the form in which it is compared, and its place in the text."""

    folded: str
    start: int
    end: int
    said: Said = Said.SPOKEN


@lru_cache(_TEXTS)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, in their order."""
    return tuple(
        Word(folded, found.start(), found.end())
        for found in _WORD.finditer(text)
        if (folded := _folded(found.group(), found.lastgroup))
    )


@lru_cache(1 << 16)
def _folded(word: str, kind: str | None) -> str:
    if kind == "minus":
        return kind
    if kind == "decimal":
        return "0" + word
    if kind == "initials":
        word = word.replace(".", "")
    elif kind in ("number", "unit"):
        word = _SEPARATOR.sub("", word)
    return fold(word)


def fold(word: str) -> str:
    """One word as it is compared."""
    if word in _SIGNS:
        return _SIGNS[word]
    if not word.isascii():
        word = unicodedata.normalize("NFKC", INVISIBLE.sub("", word).translate(_RAISED)).casefold()
        word = without_accents(word).translate(_LETTERS)
    plain = _APOSTROPHES.sub("", word).casefold()
    if plain in _WITH_APOSTROPHE and _APOSTROPHES.search(word.strip("'\u2018\u2019")):
        return _APOSTROPHES.sub("'", word).casefold()
    return plain


def is_same_compound(
    one: str, one_words: Sequence[Word], other: str, other_words: Sequence[Word]
) -> bool:
    """True if two stretches differ only in how a compound is written: "pay-phone", "payphone",
    "pay phone". Two numbers are no compound: "2-0" is not "20". Without a hyphen
    both parts must be words of their own weight: "a part" is not "apart", nor "not able" "notable".
    """
    joined = "".join(word.folded for word in one_words)
    if not joined or joined != "".join(word.folded for word in other_words):
        return False
    of_one, of_other = _joints(one, one_words), _joints(other, other_words)
    return all(
        is_compound
        for joints, others in ((of_one, of_other), (of_other, of_one))
        for place, is_compound in joints.items()
        if place not in others
    )


def _joints(text: str, found: Sequence[Word]) -> dict[int, bool]:
    """Where words meet, counted in letters, and whether they may be written as one there."""
    joints, place = {}, 0
    for before, after in pairwise(found):
        place += len(before.folded)
        parts = (before.folded, after.folded)
        if before.folded[-1].isdigit() and (after.folded[0].isdigit() or after.folded[0] == "^"):
            joints[place] = False
            continue
        joints[place] = bool(_HYPHENS.search(text[before.end : after.start])) or not any(
            len(part) < _COMPOUND_PART or part in COMMON_WORDS for part in parts
        )
    return joints
