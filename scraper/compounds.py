"""Words with several spellings: ``pay-phone`` and ``payphone``, ``don't`` and ``dont``, ``1,000``
and ``1000``, ``C++``.

The tokenizer cuts a text at every character that is not a letter or digit
(https://www.sqlite.org/fts5.html#unicode61_tokenizer): ``don't`` becomes ``don`` and ``t``. The
column ``compounds`` of the index has the cut words, joined.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise

#: Apostrophes, hyphens and the soft hyphen: what may stand inside a word.
JOINERS = "'\u2018\u2019\u02bc\u2032\uff07\\-\u2010\u2011\u00ad"
#: A hyphen between digits joins nothing: 20-30 is not 2030.
_JOIN = rf"(?:(?<!\d)[{JOINERS}]|[{JOINERS}](?!\d))"
_JOINED = re.compile(rf"[^\W_]+(?:{_JOIN}[^\W_]+)+")
_JOINER = re.compile(rf"[{JOINERS}]")
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,]*\d)")
_SIGNED = re.compile(r"(?<![^\W_])([^\W\d_]{1,3})(\+\+|#)(?![^\W_])")
_SIGNS = {"++": "plusplus", "#": "sharp"}
_AROUND = ".,;:?!()[]\"“”‘’'…–—-"
#: Longer compounds are joined as a whole and in pairs alone.
_PARTS = 5


def compounds(text: str) -> str:
    """The words of ``text`` that the tokenizer cuts, each joined in every way that a person may
    type: ``mother-in-law's`` also as ``motherinlaw``. Separated by spaces.
    """
    found: list[str] = []
    for word in text.split():
        if word.isalnum() or word.strip(_AROUND).isalnum():
            continue  # as nearly all are
        if "," in word:
            found += [match.replace(",", "") for match in _THOUSANDS.findall(word)]
            word = _without_commas(word)
        found += [one for match in _JOINED.findall(word) for one in _joined(match)]
        if "+" in word or "#" in word:
            found += [letters + _SIGNS[sign] for letters, sign in _SIGNED.findall(word)]
    return " ".join(found)


def variants(word: str) -> list[str]:
    """What to look for when somebody types ``word``, each of them one or more tokens: as it is, and
    as the column ``compounds`` holds it.
    """
    if (signed := _SIGNED.fullmatch(word.rstrip(",.;:?!"))) is not None:
        return [signed[1] + _SIGNS[signed[2]]]
    bare = word.strip("".join(c for c in word if not c.isalnum()))
    whole = _without_commas(bare)
    if _JOINED.fullmatch(whole):
        return [word, _JOINER.sub("", whole)]
    return [word] if whole == bare else [word, whole]


def _without_commas(word: str) -> str:
    """``1,000-foot`` as ``1000-foot``."""
    return _THOUSANDS.sub(lambda match: match[0].replace(",", ""), word) if "," in word else word


def _joined(word: str) -> list[str]:
    parts = _JOINER.split(word)
    if len(parts) == 2:
        return [parts[0] + parts[1]]
    if len(parts) > _PARTS:
        return ["".join(parts), *("".join(pair) for pair in pairwise(parts))]
    return ["".join(parts[a:b]) for a, b in combinations(range(len(parts) + 1), 2) if b - a > 1]
