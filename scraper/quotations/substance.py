"""Words that an editor's brackets must not remove or add: negations, and spoken numbers."""

from __future__ import annotations

import re

from scraper.quotations.words import words

_NEGATION = re.compile(
    "no|not|never|none|nobody|nothing|nowhere|neither|nor|without|hardly|scarcely|barely|cannot"
    "|(?:is|are|was|were|do|does|did|ca|wo|could|should|would|has|have|had|must|need|ai|might|sha)"
    "n'?t"
)
_NUMBER_WORDS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion trillions dozen
    dozens half third quarter twice once thrice percent minus first second""".split()
)


def is_negation(word: str) -> bool:
    """True of a folded word that denies."""
    return _NEGATION.fullmatch(word) is not None


def is_number(word: str) -> bool:
    """True of a folded word that is a number or part of one."""
    return word in _NUMBER_WORDS or any(map(str.isdigit, word))


def keeps_substance(said: str, quoted: str) -> bool:
    """True if words put in for those that were said deny as often, and have their numbers."""
    before = [word.folded for word in words(said)]
    after = [word.folded for word in words(quoted)]
    if sum(map(is_negation, before)) != sum(map(is_negation, after)):
        return False
    return set(filter(is_number, before)) <= set(after)
