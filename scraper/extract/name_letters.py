"""The letters in a name's words: capitals, and the lower-case letters that occur in names."""

from __future__ import annotations

import re

from scraper.extract.casing import PARTICLES, PREFIXED
from scraper.extract.label_words import NAME_SUFFIXES

#: A name has no more words, a band's no more than this.
MOST_WORDS, MOST_BAND_WORDS = 8, 12
#: What tells voices of one kind apart.
NUMBER = re.compile(r"^#?\d{1,3}$")
#: A nickname in quotes or brackets.
QUOTED = re.compile(r"""["“'‘(][^"”'’()]+["”'’)]""")
_AL_PREFIX = re.compile(r"^(?:al|el|ad|as|ash|at|an|ar)-[A-Z]", re.IGNORECASE)
_JOINS = frozenset({"and", "&", "+", "with", "n'", "'n'", "featuring", "feat.", "y"})
_ODD = re.compile(r"[?;=@\\<>|*_{}%…]|\.\.|--|[!$/](?![A-Z])|(?<![A-Z])[$/]")


def is_shouted_name(words: list[str], *, after_title: bool) -> bool:
    """True for words in capitals, with the small ones that names have."""
    if len(words) > (
        MOST_BAND_WORDS if _JOINS.intersection(map(str.casefold, words)) else MOST_WORDS
    ):
        return False
    shouted = letters = 0
    for position, word in enumerate(words):
        if word.isalpha() and word.isupper():  # nearly all of them
            shouted += 1
            letters += len(word)
            continue
        kind = _word_kind(word, first=position == 0)
        if kind is None:
            return False
        shouted += kind == "shouted"
        letters += sum(map(str.isalpha, word)) if kind == "shouted" else 0
    if letters < 2 and not any(word[0].isalpha() and word[-1].isdigit() for word in words):
        return after_title and shouted > 0
    return shouted > 0


def _word_kind(word: str, *, first: bool) -> str | None:
    """``shouted``, ``other`` for a word that names have in any letters, None for any other."""
    if QUOTED.fullmatch(word):
        return "other"
    if word.isupper():
        if _ODD.search(word) or not (word[0].isalnum() or word[0] in "'’\"“#"):
            return None
        return "shouted"
    if PREFIXED.match(word) or _AL_PREFIX.match(word) or _has_small_accent(word):
        return "shouted"
    if word.replace("-", "").isdigit() or NUMBER.match(word) or word in ("&", "+"):
        return "other"
    if word.casefold().strip(".,") in NAME_SUFFIXES:
        return "other"
    if word.casefold() in PARTICLES and (not first or word.islower()):
        return "other"
    return None


def _has_small_accent(word: str) -> bool:
    """True for "BEYANé": capitals but for accented letters, which were printed small."""
    small = [char for char in word if char.islower()]
    return bool(small) and all(ord(char) > 0x7F for char in small) and len(word) - len(small) > 1


def is_mixed_name(words: list[str]) -> bool:
    """True for a name in any letters: each word begins with a capital, save particles."""
    if len(words) > MOST_WORDS or (
        not words[0][:1].isupper() and words[0][:1] not in "\"“'‘0123456789"
    ):
        return words[0].casefold() in PARTICLES and len(words) > 1 and words[1][:1].isupper()
    for word in words[1:]:
        small = not word[:1].isupper() and word.casefold() not in PARTICLES
        small = small and word[:1] not in "\"“'‘(#"
        if small and not _AL_PREFIX.match(word) and not PREFIXED.match(word):
            return False
    return not any(_ODD.search(word) or word.endswith(("'s", "’s")) for word in words)
