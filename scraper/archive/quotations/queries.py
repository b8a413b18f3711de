"""The full-text queries for a quotation (https://www.sqlite.org/fts5.html).

There are several small queries, one after the other, so that frequent words don't crowd out rare
ones. The cost of each is about the number of turns with its rarest word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from scraper.archive.search.spellings import quoted
from scraper.quotations.common_words import COMMON_WORDS
from scraper.quotations.words import fold

#: Words in a phrase, and in one of common words alone.
_PHRASE, _COMMON_PHRASE = 3, 4
#: Phrases that a turn must have to hold a quotation word for word.
_TOGETHER = 3
#: Phrases that are looked for at most; so many in any case, further ones for so many turns in all.
_MOST_PHRASES, _LEAST_PHRASES, _WORTH, _WORTH_AT_MOST = 12, 5, 60_000, 150_000
#: A word in so few turns is looked for by itself.
_VERY_RARE = 60
#: Of so many of the rarest words, any two in one turn make it a candidate; any three where all are
#: in more turns than this.
_RAREST, _FREQUENT = 5, 500
#: Phrases of which any two in one turn make it a candidate.
_PAIRED = 3

_Stretches = Sequence[Sequence[str]]
_TurnsWith = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Consecutive words.

    :ivar place: its number among the phrases of the quotation.
    :ivar turns: the number of turns with its rarest word.
    """

    text: str
    place: int
    turns: int


def exact_queries(stretches: _Stretches, turns_with: _TurnsWith) -> list[str]:
    """For turns that have the very words: the rarest phrases together, then all words as one."""
    whole = " AND ".join(quoted(" ".join(stretch)) for stretch in stretches)
    if sum(map(len, stretches)) <= _PHRASE:
        return [whole]
    rarest = sorted(_phrases(stretches, turns_with), key=lambda phrase: phrase.turns)
    return [" AND ".join(phrase.text for phrase in rarest[:_TOGETHER]), whole]


def phrase_queries(stretches: _Stretches, turns_with: _TurnsWith) -> list[str]:
    """For turns that have some words together, the rarest first. A word that was changed is in some
    phrases only; those that share no word are looked for in any case.
    """
    phrases = [one for one in _phrases(stretches, turns_with) if one.turns]
    apart = [one for one in phrases if one.place % _PHRASE == 0]
    rarest = sorted(phrases, key=lambda phrase: phrase.turns)
    asked: dict[str, None] = {}
    worth = _WORTH
    for phrase in rarest[:_MOST_PHRASES]:
        if worth < phrase.turns and len(asked) >= _LEAST_PHRASES // 2:
            break
        asked[phrase.text] = None
        worth -= phrase.turns
    for phrase in sorted(apart, key=lambda phrase: phrase.turns):
        dear = worth < -_WORTH_AT_MOST and len(asked) >= _LEAST_PHRASES // 2
        if len(asked) >= _LEAST_PHRASES or dear:
            break
        asked[phrase.text] = None
        worth -= phrase.turns
    return list(asked)


def word_queries(stretches: _Stretches, turns_with: _TurnsWith) -> list[str]:
    """For turns that have some of the words anywhere: one that is very rare, two or three of the
    rarest; two phrases where no word is rare.
    """
    words = {word for stretch in stretches for word in stretch if fold(word) not in COMMON_WORDS}
    known = sorted((turns_with(word), word) for word in words)
    rarest = [(turns, word) for turns, word in known if turns][:_RAREST]
    groups: list[tuple[str, ...]] = []
    if rarest:
        many = 3 if rarest[0][0] > _FREQUENT and len(rarest) > 3 else 2
        groups += combinations([word for _, word in rarest], min(many, len(rarest)))
        groups += [(word,) for turns, word in rarest if turns <= _VERY_RARE]
    asked = [" AND ".join(quoted(word) for word in group) for group in groups]
    return [*asked, *_by_two_phrases(_phrases(stretches, turns_with))]


def _by_two_phrases(phrases: Iterable[_Phrase]) -> Iterator[str]:
    known = sorted((one for one in phrases if one.turns), key=lambda one: one.turns)
    if not known or known[0].turns < _FREQUENT:
        return
    rarest = sorted(known[: 3 * _RAREST], key=lambda one: (one.place % _PHRASE, one.turns))
    for pair in combinations(rarest[:_PAIRED], 2):
        yield " AND ".join(phrase.text for phrase in pair)


def _phrases(stretches: _Stretches, turns_with: _TurnsWith) -> Iterator[_Phrase]:
    """Every run of three words with one that is not common, or of four where all are."""
    place = 0
    for stretch in stretches:
        for start in range(max(1, len(stretch) - _PHRASE + 1)):
            run = stretch[start : start + _PHRASE]
            if all(fold(word) in COMMON_WORDS for word in run):
                run = stretch[start : start + _COMMON_PHRASE]
            yield _Phrase(quoted(" ".join(run)), place, min(map(turns_with, run)))
            place += 1
