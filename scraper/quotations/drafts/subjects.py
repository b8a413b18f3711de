"""Finding the subject of a verb of saying, if the sentence gives it by name.

If two names compete and the sentence does not decide between them, nobody is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.quotations.drafts.names import Name, Token, name_ending, name_starting
from scraper.quotations.drafts.saying import ONLY_LEADING, SAYING, WITH_PARTICLE

_PRONOUNS = frozenset("he she they it i we you who this that these one".split())
_HELPERS = frozenset(
    "has had have also later then once now still just simply only often always again first finally"
    " reportedly recently famously who would will could to as".split()
)
_DENIED = frozenset(
    "never not didn't doesn't don't won't hadn't hasn't denied denies without".split()
)
_PASSIVE = frozenset("was were is are been being be got get".split())
#: Between a verb and a name behind it, these show that the name is not who speaks.
_OTHER_ROLES = frozenset(
    """to of about in on at during with from after before when while if that for by into against
    because as where since until and but or not than like unlike whose which quoting citing
    echoing""".split()
)
#: A name behind one of these is no subject: "a friend of Oyama said".
_PREPOSITIONS = frozenset(
    """of with by from to near against for about behind beside between among under over through
    toward towards without like unlike than""".split()
)
_PLACED = frozenset("in at near on outside inside from across".split())
_RELATIVE = frozenset("who whom whose which".split())
#: What these lead to are somebody else's words.
_QUOTING = frozenset(
    """quoting quoted quotes citing cited cites echoing echoed echoes paraphrasing paraphrased
    imitating imitated mimicking mimicked mocking""".split()
)
_ARTICLES = frozenset("the a an his her their its my our your no some any another this".split())
_OPENERS = frozenset(
    """then later now finally first still again so and but meanwhile afterward afterwards today
    yesterday once only next instead""".split()
)
_OTHER_OBJECT = frozenset("told tells tell asked asks called calls put puts went".split())
_JOINS = frozenset("and or nor & but".split())
_CLOSING = {",": ",", ")": "(", "\u2014": "\u2014", "\u2013": "\u2013"}
#: Words of an insertion between a name and its verb.
_APPOSITIVE = 14


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody named beside a quotation.

    :ivar is_certain: the text says plainly that they spoke it.
    """

    name: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Nobody:
    """The text gives a speaker, but not by a name that identifies them: "he said"."""


NOBODY = Nobody()
Found = Attribution | Nobody | None


def is_saying(tokens: Sequence[Token], place: int, *, leads: bool) -> bool:
    """True of a verb of saying.

    :param leads: a comma or a colon ties it to a quotation.
    """
    word = tokens[place].lower
    before = tokens[place - 1] if place else None
    if before is not None and (before.lower in _ARTICLES or before.is_possessive):
        return False
    if word in ONLY_LEADING:
        return leads
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    return word in SAYING or (word in WITH_PARTICLE and WITH_PARTICLE[word] == following)


def subject(tokens: Sequence[Token], verb: int) -> Found:
    """Who does what a verb of saying says: the name right before it, but for helping words and
    what stands between commas or in parentheses. None if nothing stands before it.
    """
    is_participle = tokens[verb].lower.endswith("ing")
    if _lower(tokens, verb + 1) == "by":
        return NOBODY
    if is_participle and _lower(tokens, verb - 1) == "as":
        return _quoted_as(tokens, verb - 1)
    place = _left_of_helpers(tokens, verb)
    if place < 0:
        return None
    token = tokens[place]
    if token.lower in _DENIED | _PASSIVE | _PRONOUNS:
        return NOBODY
    if is_participle and (token.text == "," or token.lower in ("by", "while", "before", "after")):
        return _of_clause(tokens, place)
    if token.lower in ("and", "but"):  # "Oyama laughed and said"
        return _of_clause(tokens, place) if place else None
    if token.text in _CLOSING:
        return _before_insertion(tokens, place, verb)
    return _named(tokens, place + 1)


def _left_of_helpers(tokens: Sequence[Token], verb: int) -> int:
    """Left of "has also", "went on to", "had this to"."""
    place = verb - 1
    while place >= 0 and (tokens[place].lower in _HELPERS or tokens[place].lower.endswith("ly")):
        if tokens[place].lower != "to":
            place -= 1
            continue
        place -= 1  # "went on to say" has its subject further left
        if _lower(tokens, place) in ("this", "these", "following") and place > 1:
            place -= 2 if _lower(tokens, place - 1) == "the" else 1
        while place >= 0 and tokens[place].lower in ("on", "went", "goes", "continued", "wanted"):
            place -= 1
    return place


def _named(tokens: Sequence[Token], end: int) -> Attribution | Nobody:
    """Whoever is named right before a place, if that can be a subject."""
    name = name_ending(tokens, end)
    start = name.start if name is not None else end - 1
    if _lower(tokens, start - 1) in _PREPOSITIONS | _PLACED:  # "Grace Oyama of NPR"
        name = name_ending(tokens, start - 1)
    if name is None or _is_object(tokens, name) or _is_joint(tokens, name):
        return NOBODY
    return Attribution(name.text)


def _is_object(tokens: Sequence[Token], name: Name) -> bool:
    """True of a name that belongs to something else: "the man who met Oyama said"."""
    if _lower(tokens, name.start - 1) in _PREPOSITIONS | _PLACED:
        return True
    for place in range(name.start - 1, -1, -1):
        if not tokens[place].is_word:
            return False
        if tokens[place].lower in _RELATIVE:
            return place != name.start - 1
    return False


def _is_joint(tokens: Sequence[Token], name: Name) -> bool:
    """True if somebody else is named with them: "Halloran and Oyama said"."""
    place = name.start - 2
    if _lower(tokens, name.start - 1) not in _JOINS or place < 0:
        return False
    return tokens[place].is_capital or (tokens[place].text == "," and tokens[place - 1].is_capital)


def _before_insertion(tokens: Sequence[Token], place: int, verb: int) -> Found:
    """Who is named left of what stands between commas, dashes or in parentheses and ends at
    ``place``; or in it: "the shopkeeper, Hector Villanueva, said".
    """
    opening = _CLOSING[tokens[place].text]
    places = range(place - 1, max(-1, place - _APPOSITIVE), -1)
    start = next((n for n in places if tokens[n].text == opening), None)
    if tokens[place + 1].lower == "who":  # of "Kerry asked Oyama, who said": whoever is nearest
        nearest = _of_relative(tokens, place)
        if nearest is not None:
            return nearest
    inverted = name_behind(tokens, verb)
    if isinstance(inverted, Attribution) and tokens[verb + 1].is_capital:
        return inverted
    if start is None or any(token.lower in _QUOTING for token in tokens[start:place]):
        return NOBODY
    found = _named(tokens, start)
    if isinstance(found, Attribution):
        return found
    inside = name_starting(tokens, start + 1)
    joins = [n for n in range(1, start) if tokens[n].lower in _JOINS]
    if inside is None or inside.end != place or any(tokens[n - 1].is_capital for n in joins):
        return NOBODY
    return Attribution(inside.text)


def _of_relative(tokens: Sequence[Token], comma: int) -> Attribution | None:
    name = name_ending(tokens, comma)
    if name is None or _lower(tokens, name.start - 1) in _JOINS:
        return None
    return Attribution(name.text)


def _of_clause(tokens: Sequence[Token], end: int) -> Attribution | Nobody:
    """Whoever a clause begins with, if nobody else is named in it: "Oyama laughed and said",
    "Oyama picked it up, saying".
    """
    commas = [n for n in range(end) if tokens[n].text in (",", ";", "\u2014", "\u2013")]
    for start in dict.fromkeys([*(n + 1 for n in commas[-1:]), 0]):
        first = start
        while first < end and (tokens[first].lower in _OPENERS or not tokens[first].is_word):
            first += 1
        name = _name_of_clause(tokens, first, end)
        if name is None:
            continue
        if start and not (name.end < end and tokens[name.end].text.islower()):
            continue
        if _lower(tokens, name.end) in _PREPOSITIONS | _PLACED and start:
            continue
        others = range(name.end, end)
        if any(tokens[n].is_capital and _lower(tokens, n - 1) not in _PLACED for n in others):
            return NOBODY
        if any(token.lower in _QUOTING | _DENIED for token in tokens[name.end : end]):
            return NOBODY
        return Attribution(name.text)
    return NOBODY


def _name_of_clause(tokens: Sequence[Token], first: int, end: int) -> Name | None:
    """The name with which a clause begins, also behind "the engineer"."""
    if _lower(tokens, first) in ("the", "a", "an"):
        place = first + 1
        while place < min(end, first + 4) and tokens[place].text.islower():
            if tokens[place].lower in _PREPOSITIONS | _PLACED | _RELATIVE:
                return None
            place += 1
        first = place
    name = name_starting(tokens, first) if first < end else None
    return name if name is not None and name.end <= end else None


def _quoted_as(tokens: Sequence[Token], place: int) -> Attribution | Nobody:
    """``quoted Halloran as saying``, ``Halloran was quoted as saying``."""
    if _lower(tokens, place - 1) in ("quoted", "cited", "reported", "heard", "recorded"):
        before = place - 2
        while before >= 0 and tokens[before].lower in _PASSIVE | _HELPERS:
            before -= 1
        return _named(tokens, before + 1) if before < place - 2 else NOBODY
    name = name_ending(tokens, place)
    if name is None or _lower(tokens, name.start - 1) not in _QUOTING:
        return NOBODY
    return Attribution(name.text)


def name_behind(tokens: Sequence[Token], verb: int) -> Found:
    """``said Kerry``, ``recalled the engineer Ana Ruiz``: the name behind a verb whose subject
    stands there.
    """
    if tokens[verb].lower in _OTHER_OBJECT:
        following = tokens[verb + 1 : verb + 2]
        if tokens[verb].lower not in ("asked", "asks") or not following:
            return None
    for place in range(verb + 1, min(len(tokens), verb + 10)):
        token = tokens[place]
        if token.lower in _PRONOUNS | _OTHER_ROLES and not token.is_capital:
            return None
        if token.text in (".", ";", "(", ":"):
            return None
        if token.is_capital and (name := name_starting(tokens, place)) is not None:
            return NOBODY if is_joined_behind(tokens, name) else Attribution(name.text)
    return None


def is_joined_behind(tokens: Sequence[Token], name: Name) -> bool:
    """True if somebody else is named with them: "said Halloran and Oyama"."""
    following = tokens[name.end : name.end + 2]
    return len(following) == 2 and following[0].lower in _JOINS and following[1].is_capital


def according(tokens: Sequence[Token]) -> Attribution | None:
    """``according to Kerry``, ``in the words of Kerry``."""
    lowered = [token.lower for token in tokens]
    for lead in (["according", "to"], ["in", "the", "words", "of"], ["per"]):
        for place in range(len(lowered) - len(lead) + 1):
            if lowered[place : place + len(lead)] != lead:
                continue
            for start in range(place + len(lead), min(len(tokens), place + len(lead) + 6)):
                if tokens[start].text in (",", ".") or tokens[start].lower in _PRONOUNS:
                    break
                if (name := name_starting(tokens, start)) is not None:
                    return None if is_joined_behind(tokens, name) else Attribution(name.text)
    return None


def _lower(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].lower if 0 <= place < len(tokens) else ""
