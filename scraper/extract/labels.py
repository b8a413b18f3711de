"""The label grammar: what newsrooms print before somebody's words.

::

    label = name { "," job } { "(" aside ")" } ":"

The scanner (:mod:`~scraper.extract.label_scan`) finds the colon and the parts.
:mod:`~scraper.extract.label_names` reads the name, and :mod:`~scraper.extract.label_jobs` the parts
after it. Names are printed in capitals, which separates labels from sentences with a colon. Names
need no capitals if the page's markup sets labels apart (:func:`read_marked_label`), or if a full
name that is common, or has a title, is before the colon (:func:`read_mixed_label`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from scraper.extract.casing import title_case
from scraper.extract.cues import is_reaction
from scraper.extract.label_jobs import OwnNames, are_jobs, read_jobs, role_in_title
from scraper.extract.label_names import Kind, Name, name_words, read_act, read_name
from scraper.extract.label_repairs import (
    band_name,
    is_owned,
    tidied_name,
    with_suffixes,
    without_job,
    without_role,
)
from scraper.extract.label_scan import (
    MAX_LABEL,
    Head,
    Part,
    find_head,
    find_semicolon_head,
    split_parts,
)
from scraper.extract.label_words import (
    BYLINE_ROLES,
    HOST_ROLES,
    JOB_WORDS,
    NO_HEAD,
)
from scraper.extract.titles import is_title_word
from scraper.given_names import GIVEN_NAMES
from scraper.model import Role
from scraper.names import name_key

_WROTE = re.compile(r"\b(?:author|co-author|writer|editor)\b", re.IGNORECASE)
_CALLS_FROM = re.compile(r"^([A-Z][A-Z'’. -]*[A-Z]) (?:in|from) ([A-Z][\w .,]+)$")
_SINGING = re.compile(r"^[(\[](?:singing|rapping|performing|playing|chanting)\b", re.IGNORECASE)
_BAND = re.compile(r"\b(?:band|music group|rap group|duo|trio|quartet|singers)\b", re.IGNORECASE)
#: A head without capitals has no more words than this.
_MOST_MIXED_WORDS = 6
#: Of a surname with an initial.
_SURNAME_WORDS = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A label read: ``printed`` is all of it without its colon, ``name`` is the person's as
    printed (capitals kept), ``role`` is None if the label alone doesn't say, ``note`` how the
    voice comes ("voice-over"). ``sure`` is False for a name whose words are those of sentences,
    too; ``caller`` tells who calls a program. ``role_doubt`` says why ``role`` is not certain.
    """

    printed: str
    name: str
    kind: Kind = "person"
    honorific: str | None = None
    description: str | None = None
    role: Role | None = None
    note: str | None = None
    sure: bool = True
    caller: bool = False
    role_doubt: str | None = None

    @property
    def works_here(self) -> bool:
        """True if the label says host or reporter."""
        return self.role in ("host", "reporter")

    @property
    def surname_only(self) -> bool:
        """True for "KELEMEN", "Ms. PELOSI", "S. O'BRIEN", "J PIMENTEL": names that need the
        transcript.
        """
        if self.kind != "person":
            return False
        words = self.name.split()
        if len(words) == 1:
            return not _is_initial(words[0])
        return len(words) == _SURNAME_WORDS and _is_initial(words[0]) != _is_initial(words[1])


def read_label(text: str, own: OwnNames = OwnNames()) -> tuple[Label, str] | None:  # noqa: B008
    """The label at the head of ``text`` and what follows its colon; None if there is none.

    :param own: the newsroom's names, which make a job its own: its correspondents are reporters,
        other people's are guests.
    """
    head = find_head(text)
    if head is None:
        return None
    label = _read(head, own)
    return None if label is None else _with_more_jobs(label, head.rest, own)


def _with_more_jobs(label: Label, rest: str, own: OwnNames) -> tuple[Label, str]:
    """A label and what follows it; a colon may stand before a job, or in a title that has no quotes
    ("ANN DOE: CNN CORRESPONDENT: …", "ANN DOE, AUTHOR, RAIN: A HISTORY: …").
    """
    more = find_head(rest) if rest[:2].isupper() and ":" in rest[:MAX_LABEL] else None
    if more is None or not more.printed.isupper() or label.kind != "person":
        return label, rest
    words = {word.strip(".,").casefold() for word in more.printed.split()}
    job = label.description is None and (
        own.is_named_in(more.printed) or not JOB_WORDS.isdisjoint(words)
    )
    title = label.description is not None and _WROTE.search(label.description) is not None
    if not job and not title:
        return label, rest
    whole = _label(f"{label.printed}{', ' if job else ': '}{more.printed}", own, False, False)
    return (
        (replace(whole, printed=f"{label.printed}: {more.printed}"), more.rest)
        if whole
        else (label, rest)
    )


def read_semicolon_label(text: str, own: OwnNames) -> tuple[Label, str] | None:
    """The same where a semicolon stands for the colon."""
    head = find_semicolon_head(text)
    label = _read(head, own) if head is not None and ":" not in head.printed else None
    return None if label is None or head is None else (label, head.rest)


def read_marked_label(printed: str, own: OwnNames = OwnNames()) -> Label | None:  # noqa: B008
    """The label that ``printed`` is where the page's markup sets labels apart, so that names and
    jobs need no capitals ("Judy Roe", "Sen. Ann Doe, D-Ohio"); None if it can't be one.
    """
    if not printed or len(printed) >= MAX_LABEL:
        return None
    label = _read(Head(printed, ""), own)
    return label or _read_parts(Head(printed, ""), own, mixed=True)


def read_mixed_label(text: str, own: OwnNames) -> tuple[Label, str] | None:
    """The label at the head of ``text`` that is not in capitals, where a full name, with or without
    title and job, and no verb stands before the colon: "Bob Roe:", "President Ann Doe:".
    """
    head = find_head(text)
    if head is None or not head.printed[0].isupper():
        return None
    parts = split_parts(head.printed)
    if parts is None:
        return None
    words = [word.strip(".,") for word in name_words(parts[0])]
    if len(words) > _MOST_MIXED_WORDS or not NO_HEAD.isdisjoint(map(str.casefold, words)):
        return None
    label = _read_parts(head, own, mixed=True)
    if label is None or label.kind != "person" or not all(map(_tells_a_job, parts[1])):
        return None
    if label.works_here and len(label.name.split()) > 1:
        return label, head.rest
    first = name_key(label.name.split()[0]).strip(".")
    full = len(label.name.split()) > 1 and first in GIVEN_NAMES
    titled = label.honorific is not None and (len(label.name.split()) > 1 or bool(parts[1]))
    return (label, head.rest) if full or titled else None


def _tells_a_job(part: Part) -> bool:
    """True for an aside, a role, or a job that says so: behind a name in small letters anything may
    stand.
    """
    folded = part.text.casefold()
    if part.aside or folded in HOST_ROLES or folded in BYLINE_ROLES:
        return True
    words = part.text.split()
    told = {word.strip(".,;\"'“”").casefold() for word in words}
    return not JOB_WORDS.isdisjoint(told) or any(map(is_title_word, words))


def _read(head: Head, own: OwnNames) -> Label | None:
    """A label in capitals."""
    return _read_parts(head, own, mixed=False)


def _read_parts(head: Head, own: OwnNames, *, mixed: bool) -> Label | None:
    speech = head.rest
    if speech[:1] not in ("(", "["):
        return _label(head.printed, own, mixed, False)
    label = _label(head.printed, own, mixed, _SINGING.match(speech) is not None)
    if label is None or label.note is not None:
        return label
    note = _note_before(speech)
    return replace(label, note=note) if note else label


@lru_cache(maxsize=4096)
def _label(printed: str, own: OwnNames, mixed: bool, sings: bool) -> Label | None:
    """The label that ``printed`` is. Labels are the same from page to page, so those read last are
    remembered.
    """
    split = split_parts(printed)
    if split is None:
        return None
    shown, parts = tidied_name(split[0], own), split[1]
    owned = len(split[0]) - len(shown) > 1 and is_owned(split[0], own)
    if ";" in shown:
        return _label(printed.replace(";", ",", 1), own, mixed, sings)
    if band := band_name(shown, parts):
        return _describe(printed, Name("person", band), [], own)
    if any(part.aside and part.text.casefold() == "caller" for part in parts):
        shown = _CALLS_FROM.sub(r"\1", shown)
    shown, parts = with_suffixes(shown, parts)
    shown, job = without_job(shown, own)
    shown, trailing = without_role(shown)
    trailing = [*trailing, *job]
    name = read_name(shown, mixed=mixed)
    if name is None and not mixed and (sings or any(_BAND.search(part.text) for part in parts)):
        name = read_act(shown)
    elif name is not None and _is_own(name, own):
        return None
    if name is None:
        return None
    full = len(name.text.split()) > 1 or bool(parts) or mixed or name.kind != "person"
    if not are_jobs(parts, small=mixed or full):
        return None
    label = _describe(printed, name, [*parts, *trailing], own)
    return replace(label, role="reporter") if owned and label.role is None else label


def _is_own(name: Name, own: OwnNames) -> bool:
    """True for the newsroom or one of its programs, which are no people: "CNN GLOBAL TOWN HALL"."""
    if name.kind != "person" or name.title:
        return False
    words = name.text.split()
    known = {newsroom.casefold() for newsroom in own.newsrooms}
    if words[0].casefold() in known:
        return True
    return own.has_program(name.text) and name_key(words[0]) not in GIVEN_NAMES


def _describe(printed: str, name: Name, parts: list[Part], own: OwnNames) -> Label:
    """Put together what the parts of a label say."""
    jobs = read_jobs(parts, own)
    role = jobs.role or role_in_title(name.title, own)
    if name.kind == "nobody":
        role = "unidentified"
    elif name.kind == "announcer":
        role = "announcer"
    elif name.kind == "host":
        role = "host"
    honorific = name.title
    if honorific and honorific.isupper():
        honorific = title_case(honorific)
    return Label(
        printed=printed,
        name=name.text,
        kind=name.kind,
        honorific=honorific,
        description=jobs.description,
        role=role,
        note=jobs.medium,
        sure=name.sure or bool(parts) or honorific is not None,
        caller=jobs.caller,
        role_doubt=jobs.doubt if name.kind == "person" else None,
    )


def _note_before(speech: str) -> str | None:
    """What the speech begins with in parentheses or brackets, unless it is the room's reaction."""
    closing = {"(": ")", "[": "]"}.get(speech[:1])
    if closing is None or closing not in speech or is_reaction(speech):
        return None
    return speech[1 : speech.index(closing)]


def _is_initial(word: str) -> bool:
    """True for "S." and "J"."""
    return word[0].isalpha() and (len(word) == 1 or (len(word) == 2 and word[1] == "."))
