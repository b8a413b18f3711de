"""The best of several spellings of one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache


def best_spelling(names: Iterable[str]) -> str:
    """The spelling to show: not in capitals, with the accents and apostrophes that a keyboard may
    have left out; of equals the first in the alphabet, so that the order in which they were seen
    doesn't matter.
    """
    return min(names, key=lambda name: (name.isupper(), -_marks(name), name))


@lru_cache(1 << 12)
def _marks(name: str) -> int:
    """Accents, apostrophes and hyphens."""
    decomposed = unicodedata.normalize("NFKD", name)
    return sum(bool(unicodedata.combining(char)) or char in "'’-" for char in decomposed)
