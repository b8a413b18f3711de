"""Names in running text: capitalized words, without titles and possessives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.)+|[^\W_](?:[\w'\u2019-]*[^\W_])?(?:['\u2019](?=\s|$))?|[,;:().\u2014\u2013?!]|-"
)
_ABBREVIATED = frozenset(
    "mr mrs ms dr sen rep gov gen prof st jr sr lt col sgt capt rev hon".split()
)
_PARTICLES = frozenset(
    "de da del della di du van von der den ter la le el al bin ibn dos y st".split()
)
_TITLES = frozenset(
    """mr mrs ms miss mx dr sen senator rep representative congressman congresswoman gov governor
    gen general prof professor president vice secretary minister prime chancellor judge justice
    mayor captain capt col colonel lt lieutenant sgt sergeant sir dame lord lady pope king queen
    prince princess rev reverend reporter host correspondent former state attorney ambassador
    chairman chairwoman chair director officer chief detective sheriff father sister brother coach
    commissioner councilman councilwoman hon speaker leader majority minority editor author npr cnn
    pbs""".split()
)
#: Words with a capital that begin sentences or name no person.
_NO_NAMES = frozenset(
    """the a an and but or so as in on at by for from to of with when while after before if then
    later once now today yesterday tomorrow according asked told he she they it we i you his her
    their its our my this that these those here there what who why how where another one both
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december however meanwhile instead still yet even
    also although because since during until not no yes well mine said says recalled added replied
    explained noted answered nobody nothing none somebody someone everybody everyone anybody anyone
    many some most few several all critics officials others""".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a punctuation mark of a text."""

    text: str

    @property
    def lower(self) -> str:
        """The word in small letters, with a plain apostrophe."""
        return self.text.lower().replace("\u2019", "'")

    @property
    def is_word(self) -> bool:
        """False for signs."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """True of a word that may be part of a name."""
        return self.text[0].isupper() and self.lower not in _NO_NAMES

    @property
    def is_possessive(self) -> bool:
        """True if something belongs to who is named: "Kerry's"."""
        return self.lower.endswith(("'s", "s'"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a row of tokens, from ``start`` (titles included) to before ``end``."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a text. The dot of an abbreviated title is none."""
    made: list[Token] = []
    for found in _TOKEN.finditer(text):
        if found.group() == "." and made and made[-1].lower in _ABBREVIATED:
            continue
        made.append(Token(found.group()))
    return made


def name_starting(tokens: Sequence[Token], place: int) -> Name | None:
    """The name that begins at a place, behind titles; None if there is none."""
    end = place
    while end < len(tokens) and (tokens[end].is_capital or _is_particle(tokens, end, place)):
        if tokens[end].is_possessive:
            # "NPR's Ana Ruiz": the name is what follows.
            return name_starting(tokens, end + 1) if _is_name_at(tokens, end + 1) else None
        end += 1
    return _made(tokens, place, end)


def name_ending(tokens: Sequence[Token], end: int) -> Name | None:
    """The name that ends before a place; None if there is none."""
    start = place = end
    while place > 0 and not tokens[place - 1].is_possessive:
        if tokens[place - 1].is_capital:
            start = place - 1
        elif start == end or tokens[place - 1].lower not in _PARTICLES:
            break
        place -= 1
    return _made(tokens, start, end)


def _is_name_at(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].is_capital


def _is_particle(tokens: Sequence[Token], place: int, start: int) -> bool:
    end = place
    while end < len(tokens) and tokens[end].lower in _PARTICLES and not tokens[end].is_capital:
        end += 1
    return start < place < end < len(tokens) and tokens[end].is_capital


def _made(tokens: Sequence[Token], start: int, end: int) -> Name | None:
    first = start
    while start < end and tokens[start].lower.rstrip(".") in _TITLES and end - start > 1:
        start += 1
    text = " ".join(token.text for token in tokens[start:end])
    return Name(text, first, end) if text and text.lower() not in _TITLES else None
