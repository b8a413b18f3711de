"""The label grammar: what newsrooms print in front of what somebody says.

::

    label     = name { "," job } { "(" aside ")" } ":"
    name      = [ honorific ] caps-word { caps-word } [ suffix ]     ANN DOE, Mr. BILL ROE
              | nobody [ [ "#" ] number ]                            UNIDENTIFIED MAN #2, Crowd
              | caps-word number                                     VOTER 1
    job       = "HOST" | "BYLINE" | "reporting" | caps-word { caps-word }
              | party "-" state | words with a job or a place of work        R-Tenn., columnist
    aside     = medium note | description                            (voice-over), (Author, "…")

A name is printed in capitals, save for particles (de, van), prefixes (McCAIN), honorifics and the
words for nobody in particular, which older pages print in mixed case. That is what tells a label
from a sentence with a colon. Where a page's markup sets labels apart, names need no capitals:
:func:`read_marked_label`. The words that the rules name are in :mod:`~scraper.extract.label_words`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from scraper.extract.casing import PARTICLES, PREFIXED, title_case
from scraper.extract.cues import speaker_goes_on
from scraper.extract.label_words import (
    BYLINE_JOBS,
    COUNTED,
    HONORIFICS,
    JOB_WORDS,
    NAME_SUFFIXES,
    NO_JOB,
    NOBODY,
    NOBODY_MIXED,
    NOT_A_NAME,
    OFFICES,
    OPENS_HONORIFIC,
    SENTENCE,
    UNNAMED,
)
from scraper.model import Role

#: No newsroom prints a longer label; a colon further on belongs to a sentence.
MAX_LABEL = 200

Kind = Literal["person", "nobody", "announcer"]

_MANY = 4
_NUMBER = re.compile(r"^#?\d{1,2}$")
_NICKNAME = re.compile(r"""^["“'‘(].+["”'’)]$""")
_AL_PREFIX = re.compile(r"^(?:al|el|ad|as|ash|at|an|ar)-[A-Z]", re.IGNORECASE)
_MEDIUM = re.compile(
    r"^(?:voice[- ]?over|via |through |on[- ]camera|off[- ]camera|on phone|on the phone|by phone"
    r"|from |speaking |singing|reading|translat|as |in )",
    re.IGNORECASE,
)
_NEWSROOM_JOB = re.compile(
    r"\b(?:correspondent|reporter|meteorologist|analyst|contributor|producer|editor|commentator)\b",
    re.IGNORECASE,
)
_HOST_JOB = re.compile(r"\b(?:host|co-host|anchor)\b", re.IGNORECASE)
_PARTY = re.compile(r"^[DRI](?:-[A-Z][A-Za-z.]{1,9})?$")


@dataclass(frozen=True, slots=True)
class Label:
    """A label read: ``printed`` is all of it without its colon, ``name`` is the person's as
    printed (capitals kept), ``role`` is None when the label alone doesn't say.
    """

    printed: str
    name: str
    kind: Kind = "person"
    honorific: str | None = None
    description: str | None = None
    role: Role | None = None
    note: str | None = None

    @property
    def surname_only(self) -> bool:
        """True for "KELEMEN", "Ms. PELOSI", "S. O'BRIEN": names that need the transcript."""
        if self.kind != "person":
            return False
        words = self.name.split()
        initials = sum(map(_is_initial, words))
        return initials < 2 and len(words) - initials == 1


def read_label(text: str, newsrooms: tuple[str, ...] = ()) -> tuple[Label, str] | None:
    """The label at the head of ``text`` and what follows its colon; None where there is none.

    ``newsrooms`` are names ("CNN", "NPR") that make a job the newsroom's own: its correspondents
    are reporters, other people's are guests.
    """
    colon = _label_colon(text)
    if colon < 0:
        return None
    rest = text[colon + 1 :]
    if rest and (rest[0] == "/" or rest[0].isdigit()):
        return None
    printed = text[:colon].rstrip()
    parts = _parts(printed)
    if parts is None:
        return None
    name, jobs, asides = parts
    reporting = name.endswith(" reporting")
    if reporting:
        name = name.removesuffix(" reporting")
    kind = _kind(name)
    if kind is None or not (all(map(_is_job, jobs)) or _are_small_jobs(name, jobs)):
        return None
    rest = rest.strip()
    label = _describe(printed, name, kind, jobs, asides, reporting, newsrooms, rest)
    return label, rest


def read_marked_label(printed: str, newsrooms: tuple[str, ...] = ()) -> Label | None:
    """The label that ``printed`` is where the page's markup sets labels apart, so that names and
    jobs need no capitals ("Judy Roe", "Sen. Ann Doe, D-Ohio"); None where it can't be one.
    """
    parts = _parts(printed) if printed and len(printed) < MAX_LABEL else None
    if parts is None:
        return None
    name, jobs, asides = parts
    kind = _kind(name.upper())
    if kind is None:
        return None
    return _describe(printed, name, kind, jobs, asides, False, newsrooms, "")


def _parts(printed: str) -> tuple[str, list[str], list[str]] | None:
    """Name, jobs and asides of a label; None when its parentheses don't pair."""
    head, asides = _split_asides(printed)
    if head is None:
        return None
    name, *jobs = [part.strip() for part in head.split(",")]
    while jobs and jobs[0].replace(".", "").casefold() in NAME_SUFFIXES:
        name = f"{name} {jobs.pop(0)}"
    return name, jobs, asides


def _label_colon(text: str) -> int:
    """Where the colon of a possible label is, -1 for none: outside parentheses and near."""
    if not text or not (text[0].isupper() or text[0] in "“\"'‘"):
        return -1
    first = text.find(":", 0, MAX_LABEL)
    if first < 0 or text.find("(", 0, first) < 0:
        return first
    depth = 0
    for i, char in enumerate(text[:MAX_LABEL]):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ":" and depth <= 0:
            return i
    return -1


def _split_asides(printed: str) -> tuple[str | None, list[str]]:
    """``printed`` without what stands in parentheses, and that. None when they don't pair."""
    if "(" not in printed:
        return (None, []) if ")" in printed else (printed, [])
    outside: list[str] = []
    asides: list[str] = []
    depth, start = 0, 0
    for i, char in enumerate(printed):
        if char == "(":
            if depth == 0:
                outside.append(printed[start:i])
                start = i + 1
            depth += 1
        elif char == ")":
            depth -= 1
            if depth < 0:
                return None, []
            if depth == 0:
                asides.append(printed[start:i].strip())
                start = i + 1
    if depth:
        return None, []
    outside.append(printed[start:])
    return " ".join(" ".join(outside).replace(" ,", ",").split()), asides


def _kind(name: str) -> Kind | None:
    """What a name part names; None when it is no name at all."""
    words = name.split()
    if not words or len(words) > 12:
        return None
    folded = [w.casefold() for w in words]
    bare = [w.strip(".") for w in folded]
    numbered = len(bare) > 1 and _NUMBER.match(bare[-1]) is not None
    if numbered:
        bare.pop()
    mixed = not name.isupper()
    if bare == ["announcer"]:
        return "announcer"
    if mixed:
        if (bare[0] in UNNAMED and len(bare) <= 4) or bare in ([w] for w in NOBODY_MIXED):
            return "nobody"
    elif bare[0] in UNNAMED or NOBODY.issuperset(bare):
        return "nobody"
    elif numbered and len(bare) < _MANY and not (COUNTED | NOT_A_NAME).intersection(bare):
        return "nobody"  # "BAKER 1", whoever that is
    honorific, rest = split_honorific(words)
    if mixed and honorific is None:
        honorific, rest = _unlisted_title(words)
    if not rest:
        return "person" if not mixed and len(words) <= 3 else None
    if folded[0] in NOT_A_NAME or not SENTENCE.isdisjoint(folded):
        return None
    if len(rest) > (10 if "and" in folded else 6):
        return None
    return "person" if _is_caps_name(rest, bool(honorific)) else None


def _is_caps_name(words: list[str], after_honorific: bool) -> bool:
    shouted = 0
    for position, word in enumerate(words):
        if word.isalpha() and word.isupper():  # nearly all of them
            shouted += len(word) > 1
        elif word.isupper():
            if any(c in word for c in '!?;"“”') and not _NICKNAME.match(word):
                return False
            if not word[0].isalpha() and not _NICKNAME.match(word) and word[0] not in "'’":
                return False
            if sum(map(str.isalpha, word)) > 1:
                shouted += 1
        elif PREFIXED.match(word) or _AL_PREFIX.match(word):
            shouted += 1
        elif _NICKNAME.match(word) or word.casefold().strip(".") in NAME_SUFFIXES:
            continue
        elif word.casefold() not in PARTICLES or (position == 0 and not word.islower()):
            return False
    return shouted > 0 or (after_honorific and bool(words) and words[-1].isupper())


def _is_job(job: str) -> bool:
    """A job behind a comma: capitals, or one of the roles that are printed small."""
    if not job or len(job) > 120:
        return False
    if _HOST_JOB.fullmatch(job) or job.casefold() in BYLINE_JOBS:
        return True
    return job.isupper() and not any(c in job for c in "!?;")


def _are_small_jobs(name: str, jobs: list[str]) -> bool:
    """Jobs in small letters, as some newsrooms print them behind a full name in capitals: a party
    and state, or a few words of which one tells a job or a place of work.
    """
    if not name.isupper() or len(name.split()) < 2:
        return False
    words = [word.strip(".;:'\"“”").casefold() for job in jobs for word in job.split()]
    if len(words) > 10 or not NO_JOB.isdisjoint(words):
        return False
    return _PARTY.match(jobs[0]) is not None or not JOB_WORDS.isdisjoint(words)


def split_honorific(words: list[str]) -> tuple[str | None, list[str]]:
    """An honorific or office at the head of a name, and the name behind it."""
    taken = 0
    if words and words[0].casefold().strip(".").partition("-")[0] not in OPENS_HONORIFIC:
        return None, words
    while taken < len(words):
        bare = [w.casefold().strip(".").replace("-", " ") for w in words[taken : taken + 2]]
        if " ".join(bare) in OFFICES:
            taken += 2
        elif bare[0] in HONORIFICS or bare[0] in OFFICES:
            taken += 1
        else:
            break
    return (" ".join(words[:taken]) or None), words[taken:]


def _unlisted_title(words: list[str]) -> tuple[str | None, list[str]]:
    """An office that no list has, in mixed case before a name in capitals: "Alderman-Elect JO
    DOE". Two shouted words must follow, so that a sentence that mentions NATO is none.
    """
    for taken in (1, 2):
        title, name = words[:taken], words[taken:]
        if not all(word.istitle() for word in title):
            break
        if len(name) > 1 and all(word.isupper() for word in name):
            return " ".join(title), name
    return None, words


def _describe(
    printed: str,
    name: str,
    kind: Kind,
    jobs: list[str],
    asides: list[str],
    reporting: bool,
    newsrooms: tuple[str, ...],
    rest: str,
) -> Label:
    """Put together what the parts of a label say."""
    notes = [aside for aside in asides if _MEDIUM.match(aside)]
    said = [aside for aside in asides if aside not in notes]
    notes = notes or _note_before(rest)
    role: Role | None = "reporter" if reporting else None
    described: list[str] = []
    for job in [*said, *jobs]:
        if job.casefold() in BYLINE_JOBS:
            role = "reporter"
        elif _HOST_JOB.fullmatch(job):
            role = "host"
        elif job in said and jobs:
            described.append(f"({job if _PARTY.match(job) else _as_written(job)})")
        else:
            described.append(job if job in said else _as_written(job))
    description = ", ".join(described)
    if role is None and kind == "person" and description:
        role = _role_of(description, newsrooms)
    if kind == "nobody":
        role = "unidentified"
    elif kind == "announcer":
        role = "announcer"
    honorific: str | None = None
    if kind == "person":
        honorific, words = split_honorific(name.split())
        if honorific is None and not name.isupper():
            honorific, words = _unlisted_title(words)
        name = " ".join(words) or name
        if honorific and name != honorific and honorific.isupper():
            honorific = title_case(honorific)
    return Label(
        printed=printed,
        name=name,
        kind=kind,
        honorific=honorific if honorific != name else None,
        description=description or None,
        role=role,
        note=notes[0] if notes else None,
    )


def _as_written(job: str) -> str:
    """A shouted job as a person writes it; one in small letters as it is."""
    return title_case(job) if job.isupper() else job


def _note_before(speech: str) -> list[str]:
    """What the speech begins with in parentheses or brackets, unless it is the room's reaction."""
    closing = {"(": ")", "[": "]"}.get(speech[:1])
    if closing is None or closing not in speech or speaker_goes_on(speech):
        return []
    return [speech[1 : speech.index(closing)]]


def _role_of(description: str, newsrooms: tuple[str, ...]) -> Role:
    """A job in the newsroom's own words is the newsroom's; any other makes a guest."""
    own = any(newsroom.casefold() in description.casefold().split() for newsroom in newsrooms)
    if own and _HOST_JOB.search(description):
        return "host"
    if own and _NEWSROOM_JOB.search(description):
        return "reporter"
    return "guest"


def _is_initial(word: str) -> bool:
    return len(word) <= 2 and word[0].isalpha() and word.endswith(".")
