"""One part of a label's description: a job, a party, a place, an organization, a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from scraper.extract.affiliation_jobs import OF_COUNTRIES, Said, read_job, written
from scraper.extract.affiliation_words import (
    BELONGS,
    DWELLS,
    FIELDS,
    JOURNALISTS,
    MODIFIERS,
    NEW_WORKS,
    OTHER_PARTIES,
    PARTY_LETTERS,
    PARTY_WORDS,
    RUNS,
)
from scraper.extract.organizations import is_newsroom, organization
from scraper.extract.places import COUNTRIES, folded, place, state, within

_UNKNOWN, _NOTHING = Said("unknown"), Said("nothing")
#: What says nothing of an affiliation: how a voice comes, degrees, dates.
_SAYS_NOTHING = re.compile(
    r"^\(?(?:via |by (?:tele)?phone|on the (?:tele)?phone|voice-?over|on camera|through |m\.?d\.?$"
    r"|ph\.?d\.?$|esq\.?$|j\.?d\.?$|r\.?n\.?$|jr\.?$|sr\.?$|(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december) \d+(?:, \d{4})?\)?$)",
    re.IGNORECASE,
)
_OVER = re.compile(r"^\(?(?:ret(?:\.|ired)?|former|fmr\.?|deceased)\)?$", re.IGNORECASE)
_PARTY = re.compile(r"^\(?([DRIL])(?:[-–/ ]{1,2}([A-Z][A-Za-z. ,]*?))?(?:-\d+)?\)?$")
_PARTY_WORD = re.compile(
    r"^\(?(Democrat|Republican|Independent|Libertarian)(?:(?:[-–/]| of | from )(.+?))?\)?$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'^(.*?)[,:]?\s*["“]([^"“”]{2,}?)[,.]?["”](?: and ["“][^"“”]+["”])?$')
_OUTLET = re.compile(r'["“]([^"“”]+)["”]')
_PREPOSITIONS = frozenset("of at for from in to with on".split())
_MOST_WORDS = 16
#: Who speaks or writes for a body is of it; who pleads for one need not be.
_FOR_IT = frozenset(
    """spokesman spokeswoman spokesperson correspondent reporter columnist writer editor
    commentator critic photographer""".split()
)
_NO_TOWN = frozenset("town city village the small a my his her this that our local state".split())


@lru_cache(maxsize=4096)
def read_part(text: str, *, political: bool = False) -> Said:
    """What one part of a description says; ``unknown`` where not all of it is understood.

    :param political: the label is a politician's, whose party may be a single letter.
    """
    if _SAYS_NOTHING.match(text):
        return _NOTHING
    if _OVER.match(text):
        return Said("status", noun="retired")
    if (party := read_party(text, political=political)) is not None:
        return party
    if folded(text) in OTHER_PARTIES:
        return Said("party", party=" ".join(text.split()))
    if folded(text) in NEW_WORKS:
        return Said("status", noun=folded(text))
    if '"' in text or "“" in text:
        unquoted = _OUTLET.sub(_without_marks, text)
        quoted = unquoted == text or '"' in unquoted or "“" in unquoted
        return _quoted(unquoted) if quoted else read_part(unquoted)
    if where := place(text):
        return Said("place", place=where)
    if said := read_phrase(text.split()):
        return said
    if body := organization(text):
        return Said("organization", organization=body)
    return _UNKNOWN


def _without_marks(found: re.Match[str]) -> str:
    """A newspaper's name without its quotation marks; anything else as it is."""
    return organization(found.group(1).strip(" ,"), quoted=True) or found.group()


def _quoted(text: str) -> Said:
    """A title in quotation marks, and whose it is: 'Author of "The Long Pier"'."""
    found = _QUOTED.match(text)
    if found is None:
        return _UNKNOWN
    lead, title = found.group(1).strip(), found.group(2).strip()
    if not lead:
        return Said("title", title=title)
    lead = re.sub(r"(?:,| of(?: the)?)$", "", lead, flags=re.IGNORECASE)
    said = (
        Said("status", noun=folded(lead))
        if folded(lead) in NEW_WORKS
        else read_phrase(lead.split())
    )
    return replace(said, title=title) if said is not None and said.creates else _UNKNOWN


def read_party(text: str, *, political: bool = False) -> Said | None:
    """A party and the state or town of its politician: "D-Conn.", "(R), "Democrat of Ohio"."""
    if found := _PARTY.match(text):
        party, rest = PARTY_LETTERS[found.group(1)], found.group(2)
        if rest is None:
            sure = found.group(1) in "DR" or political
            return Said("party", party=party) if sure else None
    elif found := _PARTY_WORD.match(text):
        party, rest = PARTY_WORDS[found.group(1).casefold()], found.group(2)
        if rest is None:
            sure = party != "Independent" or political
            return Said("party", party=party) if sure else None
    else:
        return None
    town, _, around = rest.rpartition(",")
    where = state(around)
    if where is None:
        return None
    if town:
        town = town.strip()
        where = within(town.title() if town.isupper() else town, where)
    return Said("party", party=party, place=where)


def read_phrase(words: Sequence[str]) -> Said | None:
    """A job or a status with what it is of, None if a word is not understood."""
    if not words or len(words) > _MOST_WORDS:
        return None
    if said := read_job(words):
        return said
    for at, word in enumerate(words[:-1]):
        if at and word.casefold() in _PREPOSITIONS and (left := read_job(words[:at])):
            right = words[at + 1 :]
            if right[0].casefold() == "the" and len(right) > 1:
                right = right[1:]
            if said := _behind(left, word.casefold(), right):
                return said
    return _several(words)


def _several(words: Sequence[str]) -> Said | None:
    """Jobs of one person at one place: "CNN Anchor & Correspondent", "President/CEO"."""
    sides = re.split(r" (?:and|&) |/", " ".join(words), flags=re.IGNORECASE)
    if len(sides) < 2 or not all(side.strip() for side in sides):
        return None
    jobs = [read_job(side.split()) for side in sides]
    first = jobs[0]
    if first is None or any(job is None or job.kind != "job" for job in jobs):
        return None
    rest = [job for job in jobs[1:] if job is not None]
    if any(job.organization or job.place or job.party for job in rest):
        return None
    offices = [job.office for job in jobs if job is not None and job.office]
    if len({office.partition(" ")[0] in ("Former", "Retired") for office in offices}) > 1:
        return first  # what somebody was is not what they are here
    creates = next((job.noun for job in jobs if job is not None and job.creates), first.noun)
    return replace(first, office=" and ".join(offices), noun=creates)


def _behind(left: Said, preposition: str, right: Sequence[str]) -> Said | None:
    """A job or status with what stands behind its preposition."""
    text = " ".join(right)
    if left.kind == "status":
        return _status_behind(left, preposition, text)
    last = left.noun.split()[-1]
    if last == "ambassador" and preposition == "to" and left.office and not left.place:
        to = place(text) or organization(text)
        if to in ("United Nations", "European Union"):
            to = f"the {to}"
        return replace(left, office=f"{left.office} to {to}") if to else None
    body = organization(text) if preposition in ("of", "at", "for", "with") else None
    if body and not left.organization and not left.place:
        reports = last in JOURNALISTS and not is_newsroom(body)
        if reports or (preposition == "for" and last not in _FOR_IT):
            return None
        return replace(left, organization=body)
    if preposition in ("of", "from") and left.public and not left.place:
        if where := place(text):
            country = where in COUNTRIES.values()
            return replace(left, place=where) if country or left.noun not in OF_COUNTRIES else None
        if left.noun == "mayor" and _may_be_town(right):
            return replace(left, town=text)
    if left.noun in ("professor", "lecturer") and preposition == "of":
        return _professor(left, text)
    if left.noun in ("author", "co-author") and preposition == "of":
        return left
    return replace(left, office=None) if left.organization else None


def _status_behind(left: Said, preposition: str, text: str) -> Said | None:
    if left.noun in DWELLS and preposition in ("of", "from", "in"):
        if where := place(text):
            return replace(left, place=where)
        return replace(left, town=text) if _may_be_town(text.split()) else None
    if left.noun in BELONGS and (body := organization(text)) and preposition == "at":
        return replace(left, organization=body)
    if left.noun in RUNS and preposition == "for":
        office = read_phrase(text.split())
        return left if office is not None and office.kind == "job" else None
    return None


def _professor(left: Said, text: str) -> Said | None:
    """Of what somebody is a professor, and where: "of History at Yale University"."""
    field, at, where = text.partition(" at ")
    known = FIELDS | MODIFIERS | {"and", "of", "the", "comparative", "&"}
    words = [folded(word) for word in field.split()]
    if not known.issuperset(words):
        return None
    body = organization(where.removeprefix("the ")) if at else None
    if at and body is None:
        return None
    office = f"{left.office} of {written(['and' if word == '&' else word for word in words])}"
    return replace(left, office=office, organization=body or left.organization)


def _may_be_town(words: Sequence[str]) -> bool:
    return len(words) < 3 and all(
        word[0].isupper() and word.isalpha() and word.casefold() not in _NO_TOWN for word in words
    )
