"""Removing what got stuck to the name in a label: a mark, or a job or role without its comma."""

from __future__ import annotations

import re

from scraper.extract.label_jobs import OwnNames
from scraper.extract.label_scan import Part
from scraper.extract.label_words import HOST_ROLES, JOB_WORDS, NAME_SUFFIXES, NOBODY, UNNAMED

_TRAILING_ROLES = frozenset("host co-host cohost byline reporting".split())
#: Words that make a role behind them one of nobody in particular: "TALK SHOW HOST".
_NO_PERSON = re.compile(r"\b(?:NEWS|SHOW|RADIO|TV|TALK|GAME|PODCAST)$", re.IGNORECASE)
_SHORT_WORD = 3
#: A form of address that lost its space: "Mr.NED TULLY".
_NO_SPACE = re.compile(
    r"^((?:Mr|Mrs|Ms|Dr|Prof|Rev|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt)\.)(?=[A-Z])", re.IGNORECASE
)
_OWN_POSSESSIVE = re.compile(r"^([A-Z]{2,5})['’`]S (?=[A-Z])")


def is_owned(name: str, own: OwnNames) -> bool:
    """True for a name behind the newsroom's own: "NPR'S ANN DOE"."""
    found = _OWN_POSSESSIVE.match(name)
    return found is not None and own.is_named_in(found.group(1))


def tidied_name(name: str, own: OwnNames) -> str:
    """A name without misprints around it: a mark behind it, a space lost, the newsroom's "'s"."""
    name = _NO_SPACE.sub(r"\1 ", name.rstrip("*†‡ -–—"))
    if is_owned(name, own):
        name = name.partition(" ")[2]
    last = name.rsplit(" ", 1)[-1]
    stopped = last.endswith(".") and len(last) > _SHORT_WORD and "." not in last[:-1]
    return name[:-1] if stopped and last[:-1].casefold() not in NAME_SUFFIXES else name


def band_name(name: str, parts: list[Part]) -> str | None:
    """The name of a band with commas in it: "PETER, PAUL AND MARY", "TYLER, THE CREATURE"."""
    if " " in name or not parts or any(part.aside for part in parts) or not name.isupper():
        return None
    words = [word for part in parts for word in part.text.split()]
    plain = all(word.isupper() or word == "&" for word in words)
    if not plain or not JOB_WORDS.isdisjoint(map(str.casefold, words)):
        return None
    last = parts[-1].text.split()
    joined = len(last) == 3 and last[1] in ("AND", "&") and len(words) == len(parts) + 2
    stage = (
        len(parts) == 1 and len(last) == 2 and last[0] == "THE" and last[1].casefold() not in NOBODY
    )
    return ", ".join([name, *(part.text for part in parts)]) if joined or stage else None


def without_job(name: str, own: OwnNames) -> tuple[str, list[Part]]:
    """A name without the job that lost its comma: "ANN DOE CNN CORRESPONDENT"."""
    words = name.split()
    for at in range(2, len(words)):
        mine = own.is_named_in(words[at])
        small = words[at].istitle() and " ".join(words[:at]).isupper()
        behind = {word.strip(".,").casefold() for word in words[at:]}
        if (mine and at < len(words) - 1) or (small and not JOB_WORDS.isdisjoint(behind)):
            return " ".join(words[:at]).rstrip(" .,;"), [Part(" ".join(words[at:]))]
    return name, []


def with_suffixes(name: str, parts: list[Part]) -> tuple[str, list[Part]]:
    """A name with the suffixes behind its comma: "ROBERT LANE, JR."."""
    while parts and parts[0].text.replace(".", "").casefold() in NAME_SUFFIXES:
        name = f"{name} {parts[0].text}"
        parts = parts[1:]
    return name, parts


def without_role(name: str) -> tuple[str, list[Part]]:
    """A name without the role that lost its comma: "MARTA OLIN HOST", "BEN STILES reporting"."""
    words = name.split()
    if words and words[0].casefold() in UNNAMED:
        return name, []
    two = f"{words[-2]} {words[-1]}".casefold() if len(words) > 2 else ""
    if two in HOST_ROLES and (len(words) > 3 or words[-1].casefold() not in _TRAILING_ROLES):
        return " ".join(words[:-2]), [Part(" ".join(words[-2:]))]
    enough = 2 if words and words[-1].casefold() in ("reporting", "byline") else 3
    if len(words) >= enough and words[-1].casefold() in _TRAILING_ROLES:
        rest = " ".join(words[:-1])
        if not _NO_PERSON.search(rest):
            return rest.rstrip(" .,;-–—"), [Part(words[-1])]
    return name, []
