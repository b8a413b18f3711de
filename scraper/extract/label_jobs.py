"""The parts of a label after the name (jobs, parties, asides), and the role they give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.extract.casing import title_case
from scraper.extract.label_scan import Part
from scraper.extract.label_words import (
    BYLINE_ROLES,
    DEGREES,
    HOST_ROLES,
    JOB_WORDS,
    NO_JOB,
)
from scraper.model import Role

_LONGEST_JOB = 160
_MOST_SMALL_WORDS, _FEW_SMALL_WORDS = 16, 5
MEDIUM = re.compile(
    r"^(?:voice[- ]?over|via\b|through\b|on[- ]camera|off[- ]camera|on phone|on the phone|by phone"
    r"|by telephone|on the telephone|from\b|speaking\b|singing|reading|translat|as\b|in\b"
    r"|on[- ]screen"
    r"|on tape|on videotape|videotape|off[- ]mike|archive|live\b|chanting|shouting|whispering"
    r"|crying|laughing|non-english|foreign language|voiced by|subtitled?s?)",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"^(?:ph|sp|sic|ph\.|sp\.|sp\?|ph\?|phonetic|spelling)$", re.IGNORECASE)
_OWN_JOB = re.compile(
    r"\b(?:correspondent|reporter|reporting|meteorologist|analyst|contributor|producer|editor"
    r"|commentator|director|writer|anchor|columnist|chief|journalist|photojournalist|forecaster"
    r"|fellow)\b",
    re.IGNORECASE,
)
_HOST_JOB = re.compile(r"\b(?:host|co-?host|(?:co-?)?anchor)\b", re.IGNORECASE)
_PARTY = re.compile(
    r"^\(?[DRIL]\)?(?:[-/ ][A-Z][A-Za-z. ,]*)?\)?$|^(?:Democrat|Republican|Independent)\b"
)
#: What only sentences have: "we're", "don't", an end of a sentence.
_SENTENCE = re.compile(
    r"\b(?i:I|we|you|they|he|she|it|that|there|who|what)['’](?:m|re|s|ll|ve|d)\b|n['’]t\b"
    r"|[a-z]{4,}[.?!] [A-Z]"
)
_FORMER = re.compile(r"\b(?:former|fmr|frm|ex|retired|ret|onetime)\b\.?", re.IGNORECASE)
#: A job that names no place of work is one at the newsroom itself.
_BARE_JOB = re.compile(
    r"^(?:(?:chief|senior|sr\.?|national|international|foreign|domestic|political|white house"
    r"|capitol"
    r"|congressional|justice|legal|medical|health|business|economics|financial|diplomatic|pentagon"
    r"|military|security|defense|state department|supreme court|science|technology|tech|education"
    r"|religion|arts|culture|entertainment|sports|weather|environment|climate|energy|investigative"
    r"|special|global|world|affairs|u\.s\.|us|europe|european|africa|asia|middle east|capitol hill"
    r"|and|&|justice department|at large|law enforcement|intelligence|crime|national security)\s+)*"
    r"(?:correspondent|contributor|political director|meteorologist|reporter)(?:[- ]at[- ]large)?$",
    re.IGNORECASE,
)
_CHANNEL = re.compile(
    r"\b(?:news|newsroom|sports?|money|business|weather|international|radio|headline|espanol"
    r"|en español|student news|today|tonight|live)$"
)
_REPORTER_ALONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class OwnNames:
    """What a newsroom calls itself and its programs in labels: ``newsrooms`` ("CNN", "HLN"),
    ``programs`` all its programs, ``program`` the one whose transcript is read.

    Compared by identity, so that what was read with it can be looked up fast: use
    :func:`own_names`.
    """

    newsrooms: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    program: str | None = None

    def has_program(self, text: str) -> bool:
        """True if ``text`` is the name of one of its programs."""
        known = _plain_names(self.programs)
        folded = _plain(text)
        return folded in known or (self.program is not None and folded == _plain(self.program))

    def is_channel(self, text: str) -> bool:
        """True for the newsroom, or one of its desks and channels ("CNN Student News")."""
        folded = _plain(text)
        return any(
            folded == name or (folded.startswith(f"{name} ") and _CHANNEL.search(folded))
            for name in map(_plain, self.newsrooms)
        )

    def is_named_in(self, text: str) -> bool:
        """True if ``text`` names the newsroom, as a word of its own."""
        folded = f" {_plain(text)} "
        return any(f" {_plain(name)} " in folded for name in self.newsrooms)


@lru_cache(maxsize=256)
def own_names(
    newsrooms: tuple[str, ...], programs: tuple[str, ...] = (), program: str | None = None
) -> OwnNames:
    """The one :class:`OwnNames` of these values."""
    return OwnNames(newsrooms, programs, program)


@dataclass(frozen=True, slots=True)
class Jobs:
    """What the parts of a label say together. ``medium`` is how a voice comes ("voice-over"),
    ``doubt`` why the role is not certain.
    """

    description: str | None = None
    role: Role | None = None
    medium: str | None = None
    caller: bool = False
    doubt: str | None = None


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    """``text`` without letter case and punctuation."""
    return " ".join(
        re.sub(r"[^\w&]+", " ", text.replace("’", "'").replace("'s", "")).casefold().split()
    )


@lru_cache(maxsize=64)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_plain, names))


def are_jobs(parts: Sequence[Part], *, small: bool) -> bool:
    """True if the parts of a label may be jobs. Asides may say anything.

    :param small: jobs in small letters may stand behind this name.
    """
    return all(part.aside or _is_job(part.text, small=small) for part in parts)


def _is_job(job: str, *, small: bool) -> bool:
    if len(job) > _LONGEST_JOB:
        return False
    folded = job.casefold().strip(" .")
    if folded in HOST_ROLES or folded in BYLINE_ROLES or job.isupper() or _PARTY.match(job):
        return True
    if not any(char.isalpha() for char in job):
        return job.strip(" .-#").isdigit()
    if not small or _SENTENCE.search(job):
        return False
    words = [word.strip(".;:'\"“”’()").casefold() for word in job.split()]
    if len(words) > _MOST_SMALL_WORDS or not NO_JOB.isdisjoint(words):
        return False
    if len(words) <= _FEW_SMALL_WORDS:
        return True
    return _letters_capital(job) or not JOB_WORDS.isdisjoint(words)


def _letters_capital(job: str) -> bool:
    """True for a job in title case: "USA Today", "Kite Ambassador to the United Nations"."""
    words = [word.strip("\"“”'‘’()") for word in job.split()]
    return bool(words[0][:1].isupper() or words[0][:1].isdigit()) and (
        sum(word[:1].isupper() for word in words) * 2 >= len(words)
    )


def read_jobs(parts: Sequence[Part], own: OwnNames) -> Jobs:
    """What the parts of a label behind the name say."""
    medium: str | None = None
    caller = False
    roles: list[Part] = []
    described: list[str] = []
    several = sum(not part.aside for part in parts)
    for part in parts:
        folded = part.text.casefold().strip(" .")
        if part.aside and _SPELLED.match(part.text):
            continue
        if part.aside and MEDIUM.match(part.text):
            medium = medium or part.text
            continue
        caller = caller or folded in ("caller", "listener")
        if folded in HOST_ROLES or folded in BYLINE_ROLES:
            roles.append(part)
            continue
        if not part.aside:
            described.append(_as_written(part.text))
        elif several:
            described.append(
                f"({part.text if _PARTY.match(part.text) else _as_written(part.text)})"
            )
        else:
            described.append(part.text)
    description = ", ".join(described) or None
    role, doubt = _role(roles, described, own)
    return Jobs(description, role, medium, caller, doubt)


def _role(
    roles: Sequence[Part], described: Sequence[str], own: OwnNames
) -> tuple[Role | None, str | None]:
    """The role that the jobs make, and why it is not certain."""
    said = {part.text.casefold().strip(" .") for part in roles}
    at_home = any(own.is_named_in(job) for job in described)
    if said & HOST_ROLES:
        others = [job for job in described if not _is_degree(job)]
        if not others or at_home or any(own.has_program(job) for job in others):
            return "host", None
        return "guest", None
    if said & BYLINE_ROLES:
        return "reporter", None
    jobs = [job for job in described if not _is_degree(job)]
    if not jobs:
        return None, None
    for job in jobs:
        if own.is_named_in(job) and not _FORMER.match(job):
            if _HOST_JOB.search(job):
                return "host", None
            if _OWN_JOB.search(job):
                return "reporter", None
    if len(jobs) == 1 and own.newsrooms:
        if _BARE_JOB.match(jobs[0]) and jobs[0].casefold() not in _REPORTER_ALONE:
            return "reporter", None
        if own.has_program(jobs[0]) or own.is_channel(jobs[0]):
            mine = own.program is not None and _plain(own.program) == _plain(jobs[0])
            return ("host" if mine else "reporter"), "the label names a program and no role"
    return "guest", None


def role_in_title(title: str | None, own: OwnNames) -> Role | None:
    """The role that a job before the name makes: "HOST ANN DOE", "CNN CORRESPONDENT ANN DOE"."""
    if not title:
        return None
    folded = title.casefold()
    if folded in HOST_ROLES:
        return "host"
    if own.is_named_in(title) and not _FORMER.match(title):
        if _HOST_JOB.search(title):
            return "host"
        return "reporter" if _OWN_JOB.search(title) else None
    return None


def _is_degree(job: str) -> bool:
    return job.casefold().replace(".", "").strip() in DEGREES


def _as_written(job: str) -> str:
    """A shouted job as a person writes it; one in small letters as it is."""
    return title_case(job) if job.isupper() else job
