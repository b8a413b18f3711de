"""The role somebody has in a transcript, and the rule that decided it.

The rules, most certain first; the first that holds decides:

``label``
    the label prints it ("HOST", "BYLINE", "CNN ANCHOR").
``names themself``
    speech opens with "I'm …" (a host), or a second speaker goes on with "And I'm …".
``signs off``
    "…, NPR News, Boston"; "For the PBS NewsHour, I'm …" (a reporter).
``introduced``
    another says "NPR's …", "correspondent …", "… has our report" (a reporter), or a host names
    their co-host: "I'm …, with …".
``opens``
    the newsroom's labels never say who hosts, nobody is known to, and this person speaks first and
    again.
``thanks``
    "thanks for having me" (a guest).
``default``
    nothing says more: a guest.

Where a label prints who the host is, what is said makes no others: tape opens with "I'm …" too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.extract.labels import Label
from scraper.extract.turns import DraftTurn
from scraper.model import Role, RoleRule

_THANKS = re.compile(r"\b[Tt]han(?:ks|k you)(?: so much| very much)? for having (?:me|us)\b")
_REPORTS = (
    r"(?:reports\b|has (?:the|this|our|that) (?:story|report|latest)\b|begins our coverage\b)"
)
_BEGINS_TAPE = ("(begin", "(soundbite", "(video")


@dataclass(frozen=True, slots=True)
class Part:
    """What one speaker did in a transcript."""

    name: str
    labels: Sequence[Label]
    texts: Sequence[str]

    @property
    def said(self) -> str:
        """All of it, a line a turn."""
        return "\n".join(self.texts)


def roles(
    parts: Sequence[Part],
    turns: Sequence[DraftTurn],
    who: Sequence[int | None],
    speech: str,
    newsrooms: Sequence[str],
    unlabelled_host: int | None,
    *,
    labels_hosts: bool,
) -> list[tuple[Role, RoleRule]]:
    """A role and its rule for each of ``parts``.

    :param who: whose each turn is, by index into ``parts``.
    :param unlabelled_host: who opens without a label and names themself.
    :param labels_hosts: the newsroom's labels say who hosts.
    """
    printed = [next((label.role for label in part.labels if label.role), None) for part in parts]
    decided: list[tuple[Role, RoleRule] | None] = [
        (role, "label") if role else None for role in printed
    ]
    if unlabelled_host is not None and decided[unlabelled_host] is None:
        decided[unlabelled_host] = ("host", "names themself")
    if "host" not in printed and unlabelled_host is None:
        for index, rule in _hosts_by_their_words(parts, turns, who):
            decided[index] = decided[index] or ("host", rule)
    for index, part in enumerate(parts):
        decided[index] = decided[index] or _reporter(part, speech, newsrooms)
    if not labels_hosts and not any(role == "host" for role, _ in filter(None, decided)):
        opener = _opener(parts, turns, who)
        if opener is not None and decided[opener] is None:
            decided[opener] = ("host", "opens")
    return [role or _guest(part) for role, part in zip(decided, parts, strict=True)]


def _opening(turns: Sequence[DraftTurn], who: Sequence[int | None]) -> list[tuple[int, str]]:
    """The first two turns of speech, as (speaker, text); none where tape opens."""
    found: list[tuple[int, str]] = []
    for turn, index in zip(turns, who, strict=True):
        if turn.kind == "cue":
            if turn.text.casefold().startswith(_BEGINS_TAPE):
                break
            continue
        if index is None or len(found) > 1:
            break
        found.append((index, turn.text))
    return found


def _hosts_by_their_words(
    parts: Sequence[Part], turns: Sequence[DraftTurn], who: Sequence[int | None]
) -> list[tuple[int, RoleRule]]:
    opening = _opening(turns, who)
    if not opening:
        return []
    first, said = opening[0]
    if not _says_i_am(said, parts[first].name):
        return []
    found: list[tuple[int, RoleRule]] = [(first, "names themself")]
    if len(opening) > 1 and f"And I'm {parts[opening[1][0]].name}" in _plain(opening[1][1]):
        found.append((opening[1][0], "names themself"))
    beside = f"I'm {parts[first].name}, with "
    found += [
        (index, "introduced")
        for index, part in enumerate(parts)
        if index != first and f"{beside}{part.name}" in _plain(said)
    ]
    return found


def _opener(
    parts: Sequence[Part], turns: Sequence[DraftTurn], who: Sequence[int | None]
) -> int | None:
    """Who speaks first, and again."""
    opening = _opening(turns, who)
    if not opening or turns[0].kind == "cue":
        return None
    first = opening[0][0]
    person = all(label.kind == "person" and not label.description for label in parts[first].labels)
    return first if person and len(parts[first].texts) > 1 and len(parts) > 1 else None


def _says_i_am(said: str, name: str) -> bool:
    return f"I'm {name}" in _plain(said)


def _plain(text: str) -> str:
    return text.replace("’", "'")


def _reporter(part: Part, speech: str, newsrooms: Sequence[str]) -> tuple[Role, RoleRule] | None:
    name, said = part.name, part.said
    if any(f"{name}, {newsroom} News" in said for newsroom in newsrooms):
        return "reporter", "signs off"
    if f"I'm {name}" in said and any(
        re.search(
            rf"\bFor (?:the )?[\"“]?(?:PBS )?{re.escape(newsroom)}\b.{{0,20}} I'm {name}", said
        )
        for newsroom in newsrooms
    ):
        return "reporter", "signs off"
    if name not in speech:
        return None
    if any(f"{newsroom}{tick}s {name}" in speech for newsroom in newsrooms for tick in "'’"):
        return "reporter", "introduced"
    if f"correspondent {name}" in speech or re.search(rf"{re.escape(name)} {_REPORTS}", speech):
        return "reporter", "introduced"
    return None


def _guest(part: Part) -> tuple[Role, RoleRule]:
    thanks = any("for having" in text and _THANKS.search(text) for text in part.texts)
    return "guest", "thanks" if thanks else "default"
