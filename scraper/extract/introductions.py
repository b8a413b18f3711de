"""Names in speech: people who are introduced, and people who name themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.extract.label_words import SENTENCE
from scraper.extract.titles import is_title_word
from scraper.given_names import GIVEN_NAMES
from scraper.names import name_key

_NAME_WORD = r"(?:[JS]r\.|[A-Z](?:\.|[\w'’-]+)|de|van|von|der|bin|al-[A-Z]\w+)"
_I_AM = re.compile(
    r"(?<!said, )(?<!says, )(?<!say, )(?<!like, )(?<!, you know, )\bI[’']m "
    rf"([A-Z][\w'’-]+(?: {_NAME_WORD}){{1,3}})"
)
_THANKS_FOR_CALL = re.compile(
    r"\btaking my (?:call|question)|\b(?:first|long)[- ]?time (?:caller|listener)", re.IGNORECASE
)
#: What is said behind the name of somebody who calls a program.
_ON_AIR = re.compile(
    r",? (?:is (?:on the line|calling)|you(?:['’]re| are) on the air)| (?:in|from) [A-Z]"
)
_BEFORE = re.compile(
    r"\b(?:I[’']m|joined (?:\w+ )?(?:\w+ )?by|here with|with us is|our guests? (?:is|are)"
    r"|speaking with"
    r"|talking (?:to|with)|spoke (?:to|with)|talk to|turn to|let's go to|welcome(?: back)?,?"
    r"|(?:that's|this is|here's"
    r"|thank you,?|thanks to)|[A-Z]{2,}[’']s|correspondent|reporter|producer|professor|editor"
    r"|critic|columnist"
    r"|host|guest|we have|I'm with|meet|[Dd]octor|Professor|Dr\.|Mr\.|Ms\.|Mrs\.|Sen\.|Senator"
    r"|Rep\.|Gov\.)(?: [a-z]+){0,2}$",
)
_BEHIND = re.compile(
    r"^(?:,? (?:reports\b|report\b|joins\b|join\b|is here|is with|are here|has (?:the|this|our"
    r"|that|more)|explains"
    r"|brings|tells us|welcome\b|thanks for|takes us|begins our|good (?:morning|evening)"
    r"|is on the line)|,? who\b.{0,60}\bjoins|\. (?:He|She|They)\b)"
)
#: Words before a name that speak about somebody, not to them.
_ABOUT = re.compile(
    r"\b(?:about|on|of|by|like|late|against|met|meet|asked|named|called|read|wrote|loves?|knew|remember"
    r"|from|for|with|than|and|or|named after|president|author)$",
    re.IGNORECASE,
)
#: Words behind a name that speak about somebody, and an office before it by which people are
#: spoken about.
_MENTIONED = re.compile(
    r"^,? (?:was|were|is|has|had|has been|had been) (?:also |not |never )?(?:mentioned|quoted"
    r"|elected|expected|named|nominated|traveling|on a|on the way|in [A-Z]|dead|born)\b"
)
_OFFICE = re.compile(r"\b(?:vice president|president|prime minister|the late),?$", re.IGNORECASE)
#: So near the end of what is said before somebody speaks, a name is theirs.
_NEAR = 160
_CONTEXT = 60
_NOT_NAMES = re.compile(
    r"^(?:[A-Z]\w+(?:ican|ian|ese|ish|ist|ite|dox|olic|mon|ewish|uslim)|American|Black|White)$"
)
_NO_FIRST_NAME = frozenset(
    """the and but so then now thanks thank hi hello here when while former with from for is was
    what since if as after before because although though even like did does do are were will
    would could should can may until unless who whom why how where which at on in of by to about
    into over under both neither either every each no not yes well ok okay also just only maybe
    perhaps today tonight yesterday tomorrow dear mr mrs ms dr author director ambassador host
    reporter correspondent npr's that's here's let's""".split()
)


def named_by_themself(text: str) -> list[str]:
    """The full names by which whoever says ``text`` introduces themself, in order; "I'm African
    American" names nobody.
    """
    found: list[str] = []
    for match in _I_AM.finditer(text):
        name = _trimmed(match.group(1))
        words = name.split()
        shouted = any(word.isupper() and len(word) > 2 and "." not in word for word in words)
        nobody = len(words) < 2 or all(map(_NOT_NAMES.match, words))
        if not shouted and not nobody and name not in found:
            found.append(name)
    return found


def calls_in(name: str, said: Iterable[str], speech: str) -> bool:
    """True for a first name by which ``speech`` puts a caller on the air, or who thanks for that in
    what they ``said``.
    """
    if any(map(_THANKS_FOR_CALL.search, said)):
        return True
    for at in places_of(name, speech):
        begins = _is_word(speech[at - 1 : at]) != _is_word(name[0])
        if begins and _ON_AIR.match(speech, at + len(name)):
            return True
    return False


def places_of(name: str, text: str) -> list[int]:
    """Where ``name`` stands in ``text``."""
    found: list[int] = []
    at = text.find(name)
    while at >= 0:
        found.append(at)
        at = text.find(name, at + 1)
    return found


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def signed(text: str, newsrooms: Sequence[str]) -> list[str]:
    """The full names by which whoever says ``text`` signs off: "Ann Doe, NPR News, Boston"."""
    return [
        found.group(1)
        for newsroom in newsrooms
        if f", {newsroom}" in text
        for found in re.finditer(
            rf"\b([A-Z][a-z][\w'’-]+(?: [A-Z]\.)?(?: [A-Z][\w'’-]+){{1,2}}), "
            rf"{re.escape(newsroom)}\b",
            text,
        )
    ]


def introduced(
    surname: str, before: Sequence[str], everything: str, *, first_too: bool
) -> set[str]:
    """The full names with ``surname`` that the words before somebody speaks introduce.

    :param before: what others say before, in order.
    :param everything: all speech, to tell names from words that open a sentence.
    :param first_too: ``surname`` may be a first name, with a surname behind it.
    """
    wanted = re.escape(surname)
    if " " in surname:  # the speech may write particles small
        wanted = f"(?i:{wanted})"
    given = r"(?<!['’-])\b([A-Z][a-z][\w'’-]+(?: [A-Z]\.)?(?: [A-Z][a-z][\w'’-]+)?"
    patterns = [rf"{given} {wanted})\b(?!['’]s\b)"]
    if first_too:
        patterns.append(rf"\b({wanted} [A-Z][\w'’-]+(?:-[A-Z]\w+)?)\b")
    for number, pattern in enumerate(patterns):
        found = {
            name
            for at, text in enumerate(before)
            if " " in surname or surname in text
            for match in re.finditer(pattern, text)
            if (name := _plain_name(match.group(1), text, match.start(1), everything))
            and _is_introduction(text, match, last=at == len(before) - 1 and number == 0)
        }
        if found:
            return found
    return set()


def _plain_name(name: str, text: str, at: int, everything: str) -> str | None:
    """``name`` without what opens the sentence or is a title; None if nothing is left."""
    words = name.split()
    while len(words) > 1:
        first = words[0]
        folded = name_key(first)
        if folded in GIVEN_NAMES:
            break
        opens = not text[:at].strip() or text[:at].rstrip()[-1:] in '.?!"“—-:'
        if (
            folded in _NO_FIRST_NAME
            or folded in SENTENCE
            or is_title_word(first)
            or (opens and not re.search(rf"[a-z,] {re.escape(first)}\b", everything))
        ):
            words = words[1:]
        else:
            break
        at += len(first) + 1
    return " ".join(words) if len(words) > 1 and words[0] != words[-1] else None


def _is_introduction(text: str, match: re.Match[str], *, last: bool) -> bool:
    """True if a name is introduced: by what stands around it, or at the end of what is said
    right before its bearer speaks.
    """
    before = text[max(0, match.start(1) - _CONTEXT) : match.start(1)].rstrip()
    behind = text[match.end(1) : match.end(1) + _CONTEXT + 20]
    if _BEFORE.search(before) or _BEHIND.match(behind):
        return True
    if _MENTIONED.match(behind) or _OFFICE.search(before):
        return False
    near = last and len(text) - match.end(1) < _NEAR
    return near and _ABOUT.search(before) is None


def _trimmed(name: str) -> str:
    """A name at the end of a sentence, without its full stop."""
    return name.rstrip(".") if not re.search(r"\b(?:Jr|Sr)\.$", name) else name
