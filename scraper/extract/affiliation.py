"""Reading a speaker's affiliation from their label: office, organization, party, place and work.

::

    SEN. LENA HOBBS (D), CONNECTICUT      Senator; Democrat; Connecticut
    EVA QUILL, USA TODAY                  USA Today
    JANE ROE, AUTHOR, "THE LONG PIER"     Author; The Long Pier

Only the label is read, and a value that it does not give for certain is None:

- An office is a position or a job. The honorific counts if it is one ("Sen.", "Mayor", "Prof.").
  Forms of address and degrees (Mr., Dr., Sir), titles of clergy (Rev., Rabbi) and ranks of the
  military and police (Gen., Sgt., Officer, Chief) are not offices: they stay in the honorific.
  Candidates, witnesses, relatives, activists and experts have no office. Neither does a first lady,
  or somebody who held an office at the time ("Then-Sen.").
- Office and organization belong to the same job. If there are several jobs, it is the first one
with
  an organization, or else the first one. An office before the name takes precedence over a job
  after it that has no organization.
- An organization by itself counts if all other parts are understood, and if nothing says that the
  person left it or only suffered there.
- A quoted title is a work if it is next to a job that makes works. Next to other jobs, it may be a
  program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from scraper.extract.affiliation_jobs import BEATS, Said
from scraper.extract.affiliation_parts import read_part, read_party, read_phrase
from scraper.extract.affiliation_towns import with_towns
from scraper.extract.affiliation_words import (
    BELONGS,
    FIELDS,
    JOURNALISTS,
    MODIFIERS,
    OF_CONGRESS,
    PUBLIC_OFFICES,
    RUNS,
)
from scraper.extract.organizations import is_addition, is_newsroom
from scraper.extract.places import folded
from scraper.extract.titles import FORMS_OF_ADDRESS, RANKS
from scraper.model import Speaker

_NO_OFFICES = (FORMS_OF_ADDRESS | RANKS) - {"prof", "professor", "sheriff"}
#: What a newsroom's labels say of its own people, before the name as behind it.
_HOSTS = frozenset(["host", "anchor", "cohost"])
_ROLES = frozenset(["host", "co-host", "guest host", "anchor"])
#: Beside these a single letter is a party.
_POLITICAL = OF_CONGRESS | frozenset("governor mayor delegate councilman councilwoman".split())
_RUNS_FOR = re.compile(r"\b(?:candidate|nominee)\b", re.IGNORECASE)
#: Beside these a body is theirs.
_AT_EASE = BELONGS | RUNS
_QUOTES = '"“”'
#: Beside these a comma need not part.
_MARKS = frozenset(f"{_QUOTES}();[].")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A speaker's affiliation; each value is None if the label does not give it for certain."""

    office: str | None = None
    organization: str | None = None
    party: str | None = None
    place: str | None = None
    work: str | None = None


_NOTHING = Affiliation()


@dataclass(slots=True)
class _Found:
    """What the parts of a description say so far."""

    jobs: list[Said] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)


def with_affiliations(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    """``speakers`` with what the description and honorific of each say."""
    return tuple(map(_with_affiliation, speakers))


def _with_affiliation(speaker: Speaker) -> Speaker:
    if speaker.description is None and speaker.honorific is None:
        return speaker
    said = affiliation(speaker.description, speaker.honorific)
    if said == _NOTHING:
        return speaker
    return replace(
        speaker,
        office=said.office,
        organization=said.organization,
        party=said.party,
        place=said.place,
        work=said.work,
    )


@lru_cache(maxsize=4096)
def affiliation(description: str | None, honorific: str | None) -> Affiliation:
    """What a label's description and honorific say of its bearer."""
    title = _title(honorific)
    found = _Found()
    if title.place:
        found.places.append(title.place)
    if title.party:
        found.parties.append(title.party)
    for group in _groups(description or ""):
        _read_group(group, title.office, found)
    return _decided(title, found)


def _title(honorific: str | None) -> Said:
    """The office that an honorific is, with its place."""
    words = (honorific or "").split()
    if honorific is None or not words or honorific.casefold() in _ROLES:
        return Said("nothing")
    last = words[-1].strip(".").casefold()
    named = " ".join(map(str.casefold, words[-2:]))
    if last in _NO_OFFICES and named not in PUBLIC_OFFICES and not named.endswith(" general"):
        return Said("nothing")
    said = read_phrase(re.sub(r"\bU\. ?S\.?(?= )", "U.S.", honorific).split())
    return said or Said("nothing")


def _groups(description: str) -> list[list[str]]:
    """The parts of a description, between its semicolons."""
    if description.isalpha() or read_party(description):  # "D-Gale, KS"
        return [[description]]
    if _MARKS.isdisjoint(description):
        return [[part for part in map(str.strip, description.split(",")) if part]]
    groups: list[list[str]] = [[]]
    start, depth, quoted = 0, 0, False
    ends = [*enumerate(description), (len(description), ";")]
    for at, char in ends:
        if char in _QUOTES:
            quoted = not quoted
        elif char in "([" and not quoted:
            depth += 1
        elif char in ")]" and not quoted:
            depth -= 1
        after_title = at > 1 and description[at - 1] in _QUOTES and description[at - 2] == ","
        ends_here = char in ",;" or (char == " " and after_title)
        if at == len(description) or (ends_here and not quoted and not depth):
            part = description[start:at].strip()
            if part and is_addition(part) and groups[-1]:
                groups[-1][-1] += f", {part}"
            elif part:
                groups[-1].append(part)
            start = at + 1
            if char == ";":
                groups.append([])
    return [group for group in groups if group]


def _read_group(parts: list[str], office: str | None, found: _Found) -> None:
    """Add what the parts of one group say."""
    said = _read_parts(parts, office)
    understood = all(one.kind != "unknown" for one in said)
    suffered = any(one.kind == "status" and one.noun not in _AT_EASE for one in said)
    bodies: list[str] = []
    job: Said | None = None
    for at, one in enumerate(said):
        if one.party:
            found.parties.append(one.party)
        if one.title and (one.creates or (at and said[at - 1].creates)):
            found.works.append(one.title)
        if one.kind == "job":
            first = job is None and at == len(bodies) == 1 and one.organization is None
            job = replace(one, organization=bodies.pop()) if first else one
            found.jobs.append(job)
        elif one.place and (one.kind != "place" or understood):
            if one.kind != "place" or job is None:
                found.places.append(one.place)
            elif not job.performs and job.place is None:
                job = found.jobs[-1] = replace(job, place=one.place)
        elif one.organization and understood and not suffered:
            if job is None or one.kind == "status":
                bodies.append(one.organization)
            elif job.organization is None and _may_be_at(job, one.organization):
                job = found.jobs[-1] = replace(job, organization=one.organization)
    found.bodies += bodies


def _read_parts(parts: list[str], office: str | None) -> list[Said]:
    """What each part of one group says, beside an office before the name."""
    political = office is not None and folded(office).split()[-1] in _POLITICAL
    political = political or any(_RUNS_FOR.search(part) for part in parts)
    texts = [piece for part in parts for piece in _slashed(part)]
    said = [read_part(text, political=political) for text in texts]
    if office is not None and office.endswith("Professor"):
        said = [
            Said("nothing") if one.kind == "unknown" and _is_field(text) else one
            for one, text in zip(said, texts, strict=True)
        ]
    return with_towns(said, texts, office)


def _slashed(part: str) -> list[str]:
    """A part whose party stands behind a slash: "Presidential Candidate/R-Ohio"."""
    before, slash, behind = part.rpartition("/")
    return [before, behind] if slash and read_party(behind) else [part]


def _is_field(text: str) -> bool:
    """True for what a professor teaches: "Law", "Political Science"."""
    return (FIELDS | MODIFIERS | {"and", "&"}).issuperset(folded(text).split())


def _may_be_at(job: Said, body: str) -> bool:
    """True if a body behind a job is surely no band, book or film."""
    last = job.noun.rpartition(" ")[2]
    if body in BEATS and (last in JOURNALISTS or last == "ambassador"):
        return False  # whom they report on, and where they are sent
    directs = job.noun == "director" and "Film" not in (job.office or "")
    return not job.performs or is_newsroom(body) or "University" in body or directs


def _decided(title: Said, found: _Found) -> Affiliation:
    job = next((one for one in found.jobs if one.organization), None)
    if job is None and found.jobs:
        job = found.jobs[0]
    before = title.office
    if job is not None and before and not job.organization and not _says_more(job, before):
        job = None
    office = job.office if job is not None else before
    bodies = set(found.bodies)
    body = job.organization if job is not None and job.organization else title.organization
    if body is None and len(bodies) == 1:
        body = bodies.pop()
    places = set(found.places)
    if job is not None and job.place:
        places.add(job.place)
    places -= {outer for outer in places if any(one.endswith(f", {outer}") for one in places)}
    parties = set(found.parties)
    # What hosts are quoted with may be their program.
    hosts = any(
        not _HOSTS.isdisjoint(folded(one.office or "").replace("-", " ").split())
        for one in found.jobs
    )
    return Affiliation(
        office=office,
        organization=body,
        party=parties.pop() if len(parties) == 1 else None,
        place=places.pop() if len(places) == 1 else None,
        work=found.works[0] if found.works and not hosts else None,
    )


def _says_more(job: Said, before: str) -> bool:
    """True for a job that is the office before the name, told in full."""
    return set(folded(before).split()) <= set(folded(job.office or "").split())
