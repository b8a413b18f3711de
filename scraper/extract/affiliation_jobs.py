"""A job in a label, read word by word.

"Former Deputy White House Press Secretary" is a former deputy press secretary of the White House.
Every word must be known. If one word is unknown, the whole job is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scraper.extract.affiliation_words import (
    ACRONYMS,
    BELONGS,
    CREATORS,
    DWELLS,
    JOB_NOUNS,
    JOURNALISTS,
    LOCAL_JOBS,
    MODIFIERS,
    NEW_WORKS,
    OF_CONGRESS,
    PARTY_WORDS,
    PERFORMERS,
    PUBLIC_OFFICES,
    RUNS,
    SPELLINGS,
    STATUSES,
)
from scraper.extract.organizations import is_newsroom, organization
from scraper.extract.places import CITIES, COUNTRIES, DEMONYMS, STATES, folded, place
from scraper.given_names import GIVEN_NAMES

Kind = Literal["job", "status", "organization", "place", "party", "title", "nothing", "unknown"]


@dataclass(frozen=True, slots=True)
class Said:
    """What one part of a description says. ``noun`` is the job's or status's own word, ``town`` a
    town that is none without the state behind it, ``title`` what stands in quotation marks.
    ``public`` tells an office of a government.
    """

    kind: Kind
    office: str | None = None
    organization: str | None = None
    party: str | None = None
    place: str | None = None
    noun: str = ""
    town: str | None = None
    title: str | None = None
    public: bool = False

    @property
    def performs(self) -> bool:
        """True if a body or a place beside it may be a band, a show or a team."""
        return self.noun.rpartition(" ")[2] in PERFORMERS

    @property
    def creates(self) -> bool:
        """True if a title is that of a work: "Author", "New Album"."""
        return self.noun in CREATORS or self.noun in NEW_WORKS


_NOUNS = JOB_NOUNS | STATUSES
_LAST_WORDS = frozenset(noun.rpartition(" ")[2] for noun in _NOUNS)
#: With "co-" before and "-elect" behind, where that makes sense.
_LAST_WORDS |= {f"{word}-elect" for word in _LAST_WORDS} | {f"co-{word}" for word in _LAST_WORDS}
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)$")
_SMALL = frozenset("of the and in to for on".split())
_LONGEST_CONTEXT = 6
#: Bodies that newsrooms report on.
BEATS = frozenset(
    """White House|Pentagon|Supreme Court|U.S. Supreme Court|State Department|Justice Department
|Treasury Department|NASA|NFL|NBA|FBI|CIA|United Nations""".replace("\n", "").split("|")
)
#: Of a body before these it is not certain that it is theirs: "Toyota Owner".
NOBODYS = frozenset(
    """owner co-owner investor inventor coach ambassador partner attorney lawyer judge creator
    historian speaker author co-author novelist actor actress""".split()
)
_AT_SCHOOL = frozenset(
    """principal teacher student alumnus superintendent librarian nurse coach dean professor
    assistant""".split()
)
#: Offices that a country's people are named with: "Cuban Congressman" may be one of Florida's.
_NATIONAL = re.compile(
    r"(?:^(?:vice )?president|minister|secretary|chancellor|ambassador|parliament)"
)
#: Offices of countries alone.
OF_COUNTRIES = frozenset(["president", "vice president", "prime minister", "foreign minister"])


def read_job(words: Sequence[str]) -> Said | None:
    """A job or a status without "of": what it was of stands before it."""
    keys = [key for word in words for key in _spelled(word).split()]
    if not keys or keys[-1] not in _LAST_WORDS:
        return None
    if len(keys) != len(words):  # "VP", which is two words
        words = keys
    before: list[str] = []
    found = Said("job")
    former = ""
    at = 0
    while at < len(keys):
        rest = " ".join(keys[at:])
        if rest in _NOUNS or _is_compound(rest):
            return _finished(found, before, rest, former)
        if keys[at] in ("former", "retired"):
            former, at = keys[at].capitalize(), at + 1
        elif beat := _beat(words, keys, at):
            before.append(beat[0])
            at += beat[1]
        elif context := _context(words, keys, at, found):
            if context[0].party != found.party and keys[-1] in ("leader", "whip"):
                before.append(keys[at])  # the Senate's Republican leader is not the Senate's
            found, length = context
            at += length
        elif _may_stand_before(keys[at], before):
            before.append("and" if keys[at] == "&" else keys[at])
            at += 1
        else:
            return None
    return None


def _may_stand_before(key: str, before: Sequence[str]) -> bool:
    if key in ("and", "&"):
        return bool(before)
    return key in MODIFIERS or _ORDINAL.match(key) is not None


def _beat(words: Sequence[str], keys: Sequence[str], at: int) -> tuple[str, int] | None:
    """What a journalist reports on or from, which is part of the job: "White House", "London"."""
    if keys[-1] not in JOURNALISTS and keys[-2:] != ["bureau", "chief"]:
        return None
    for length in range(min(_LONGEST_CONTEXT, len(words) - at - 1), 0, -1):
        text = " ".join(words[at : at + length])
        body = organization(text)
        if body is not None:
            return (body, length) if body in BEATS else None
        if where := place(text):
            return where, length
        if folded(text) in DEMONYMS:  # "Russian Affairs Analyst"
            return text.title() if text.isupper() else text, length
    return None


def _is_compound(noun: str) -> bool:
    """True for "co-founder" and "senator-elect" of known jobs."""
    bare = noun.removeprefix("co-").removesuffix("-elect").removesuffix("-designate")
    return bare != noun and bare in JOB_NOUNS


def _spelled(word: str) -> str:
    key = folded(word)
    bare, elect, _ = key.partition("-elect")
    return SPELLINGS.get(bare, bare) + elect if elect else SPELLINGS.get(key, key)


def _context(
    words: Sequence[str], keys: Sequence[str], at: int, found: Said
) -> tuple[Said, int] | None:
    """What a job is of, as it stands at ``at``, and its length: a place whose office it is before a
    body ("New York City Council Member"), and the longest first.
    """
    lengths = range(min(_LONGEST_CONTEXT, len(words) - at - 1), 0, -1)
    texts = {n: re.sub(r"['’`]s$", "", " ".join(words[at : at + n])) for n in lengths}
    if found.place is None and found.organization is None:
        for n, text in texts.items():
            office = " ".join(keys[at + n :])
            if office in PUBLIC_OFFICES and (where := place(text)):
                return replace(found, place=where), n
    for n, text in texts.items():
        if found.organization is None and (body := organization(text)):
            if body.startswith("CNN I") and keys[at + n] not in ("anchor", "host"):
                continue  # CNN's international correspondent
            if body.endswith(" School") and keys[at + n] not in _AT_SCHOOL:
                continue  # "Lincoln School Police Chief"
            return replace(found, organization=body), n
        if found.place is None and (where := place(text) or DEMONYMS.get(folded(text))):
            return replace(found, place=where, town="" if place(text) else text), n
        party = PARTY_WORDS.get(folded(text))
        if found.party is None and party and folded(text) in ("republican", "democratic"):
            return replace(found, party=party), n
    return None


def _finished(found: Said, before: list[str], noun: str, former: str) -> Said | None:
    """A job or status with its noun; None if what stands before can't be what it is of."""
    adjective, found = bool(found.town), replace(found, noun=noun, town=None)
    if former:
        found = replace(found, party=None)  # which may be what somebody left
    if noun in STATUSES:
        was = Said("status")
        return was if former else _status(found, adjective=adjective)
    last = noun.rsplit(maxsplit=1)[-1]
    public = noun in PUBLIC_OFFICES and all(map(_is_of_offices, before))
    if found.organization and last in JOURNALISTS:
        if not is_newsroom(found.organization):
            return None
    elif found.organization and last in NOBODYS:
        return None
    if found.place and not public:
        if adjective or last not in LOCAL_JOBS or not _is_locality(found.place):
            return None
    elif found.place:
        if adjective and not _NATIONAL.search(noun):
            return None
        if noun in OF_COUNTRIES and found.place not in COUNTRIES.values():
            return None
        if noun in OF_CONGRESS and found.place == "United States":
            found = replace(found, place=None)
    office = " ".join(filter(None, [former, written([*before, *noun.split()])]))
    return replace(found, kind="job", office=office, public=public)


def _is_of_offices(key: str) -> bool:
    """True for "acting" and "45th", which leave a government's office one."""
    return key in ("acting", "interim", "deputy", "associate", "assistant") or (
        _ORDINAL.match(key) is not None
    )


def _is_locality(where: str) -> bool:
    """True for a state or town whose name is nothing else: not for that of a "turkey farmer", nor
    of a lawyer of somebody called Austin.
    """
    key = where.casefold()
    return key != "buffalo" and key not in GIVEN_NAMES and (key in STATES or key in CITIES)


def _status(found: Said, *, adjective: bool) -> Said:
    """A status: only of some is a place or a body beside it theirs."""
    dwells = found.noun in DWELLS | RUNS and not adjective
    return replace(
        found,
        kind="status",
        place=found.place if dwells else None,
        organization=found.organization if found.noun in BELONGS else None,
    )


def written(keys: Sequence[str]) -> str:
    """The words of an office, spelled in one way."""
    return " ".join(
        word if at and word in _SMALL else _capitalized(word) for at, word in enumerate(keys)
    )


def _capitalized(word: str) -> str:
    if word in ACRONYMS:
        return word.upper()
    if not word.islower():  # a beat, as it is
        return word
    if word in ("us", "un"):
        return f"{word[0].upper()}.{word[1].upper()}."
    return "-".join(piece.capitalize() for piece in word.split("-"))
