"""The key of a name: what different spellings of the same name have in common.

Transcripts and archives compare names by their keys, so that "O’BRIEN", "O`Brien" and "O'Brien" are
the same name everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scraper.accents import without_accents
from scraper.invisible import INVISIBLE

_APOSTROPHES = re.compile("[`\u00b4\u02bb\u02bc\u2018-\u201b\u2032]")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")


@lru_cache(maxsize=8192)
def name_key(name: str, *, accents: bool = False) -> str:
    """``name`` without letter case, accents, invisible characters and the shapes of its
    apostrophes and hyphens (NFKC, Unicode Standard Annex #15).

    :param accents: keep accents, for a transcript in which they tell two people apart.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", INVISIBLE.sub("", name))
        name = _HYPHENS.sub("-", name)
        if not accents:
            name = without_accents(name)
    return " ".join(_APOSTROPHES.sub("'", name).casefold().split())
