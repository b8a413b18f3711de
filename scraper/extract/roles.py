"""The role of a speaker in a transcript, and the rule that decided it.

These are the rules, the most certain first. The first one that applies decides:

``label``
    the label prints it ("HOST", "BYLINE", "CNN ANCHOR").
``program``
    the program is called by their name ("Amanpour", "Larry King Live").
``names themself``
    speech opens with "I'm …" (a host), or a second speaker goes on with "And I'm …".
``signs off``
    "…, NPR News, Boston"; "For the PBS NewsHour, I'm …" (a reporter); "That does it for our show"
    (a host).
``introduced``
    another says "NPR's …", "correspondent …", "… has our report" (a reporter), or a host names
    their co-host: "I'm …, with …".
``opens``
    there is no known host, and this person speaks first and again, either at a newsroom whose
    labels never name the host, or with a host's welcome.
``asks``
    the newsroom's labels never name the host, and this person mostly asks questions, as hosts do.
``thanks``
    "thanks for having me" (a guest).
``default``
    no other rule applies: a guest.

If a label names the host, speech can't make anybody else a host, because tape opens with "I'm …"
too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scraper.extract.introductions import places_of
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import Label
from scraper.extract.names import tells_one_person
from scraper.extract.turns import DraftTurn
from scraper.model import Role, RoleRule
from scraper.names import name_key

_THANKS = re.compile(r"\b[Tt]han(?:ks|k you)(?: so much| very much)? for having (?:me|us)\b")
#: What is said behind the name of a reporter.
_REPORTS = re.compile(
    r" (?:reports\b|has (?:the|this|our|that) (?:story|report|latest|update)\b"
    r"|begins our coverage\b|has our (?:campaign )?update\b)"
)
_BEGINS_TAPE = ("(begin", "(soundbite", "(video")
_WELCOMES = re.compile(
    r"^(?:Welcome(?: back)?\b|Good (?:evening|morning|afternoon)\b|Hello,? (?:everyone"
    r"|and welcome)|And welcome\b"
    r"|Thank(?:s| you)(?: so much)? for (?:joining|being|watching)\b|(?:Hi"
    r"|Hey)\b.{0,40}\bwelcome\b|Tonight\b"
    r"|This is\b|You(?:'|’)re (?:watching|listening)\b|Coming up\b|We(?:'|’)re back\b)"
)
_INTRODUCES_GUEST = re.compile(
    r"\b(?:[Ww]e(?:[’']re| are) (?:now )?(?:joined|going)|[Jj]oin(?:s|ing) (?:us|me)"
    r"|[Ww]e (?:turn|begin|look|go|speak)\b"
    r"|has (?:our|the|this) (?:\w+ )?(?:report|story|update|look)|[Ww]elcome to)"
)
_ENDS_SHOW = re.compile(
    r"\b(?:[Tt]hat does it for (?:our|the|today's) (?:show|program|broadcast)"
    r"|[Tt]hanks? (?:so much )?for (?:joining|watching"
    r"|listening)|[Tt]hat[’']s (?:all for|it for|the NewsHour)|that will do it for)\b"
)
ASKS = "asks as hosts do, and no label says who hosts"
TWO_ROLES = "labels give two roles"
_FEW_TURNS = 2
#: How far before "I'm …" the newsroom is named, whose own name comes on top.
_NEAR = 40


class Part(NamedTuple):
    """What one speaker did in a transcript."""

    name: str
    labels: Sequence[Label]
    texts: Sequence[str]

    @property
    def said(self) -> str:
        """All of it, a line a turn."""
        return "\n".join(self.texts)

    @property
    def is_identified(self) -> bool:
        """True if the name tells them from others anywhere."""
        persons = not self.labels or self.labels[0].kind == "person"
        return persons and tells_one_person(self.name)

    @property
    def asks(self) -> float:
        """The share of turns that end in a question."""
        asked = sum(text.rstrip("\"”' )").endswith("?") for text in self.texts)
        return asked / len(self.texts) if self.texts else 0.0


class FoundRole(NamedTuple):
    """A role, the rule that decided it, and why it is not certain."""

    role: Role
    rule: RoleRule
    doubt: str | None = None


class RoleFinder:
    """Finds the roles of everybody in one transcript."""

    def __init__(
        self, parts: Sequence[Part], turns: Sequence[DraftTurn], speech: str, own: OwnNames
    ) -> None:
        self._parts = parts
        self._turns = turns
        self._speech = speech
        self._own = own
        self._found: list[FoundRole | None] = [None] * len(parts)

    def roles(self, unlabelled_host: int | None, *, labels_hosts: bool) -> list[FoundRole]:
        """A role for each part.

        :param unlabelled_host: who opens without a label and names themself.
        :param labels_hosts: the newsroom's labels say who hosts.
        """
        for index, part in enumerate(self._parts):
            self._found[index] = self._printed(part)
        if unlabelled_host is not None:
            self._decide(unlabelled_host, "host", "names themself")
        if not self._hosts() and unlabelled_host is None:
            for index, rule in self._hosts_by_their_words():
                self._decide(index, "host", rule)
        for index, part in enumerate(self._parts):
            if self._found[index] is None and (found := self._reporter(part)) is not None:
                self._decide(index, *found)
        if not self._hosts():
            opener = self._opener(welcomes=labels_hosts)
            if opener is not None:
                self._decide(opener, "host", "opens")
        if not labels_hosts:
            self._co_hosts()
        return [found or _guest(part) for found, part in zip(self._found, self._parts, strict=True)]

    def _decide(self, index: int, role: Role, rule: RoleRule) -> None:
        self._found[index] = self._found[index] or FoundRole(role, rule)

    def _hosts(self) -> bool:
        return "host" in [found.role for found in self._found if found is not None]

    def _printed(self, part: Part) -> FoundRole | None:
        """What the labels print; the program's own name makes its host."""
        told = [label for label in part.labels if label.role]
        if len(told) > 1 and {label.role for label in told} >= {"host", "reporter"}:
            return FoundRole("host", "label", TWO_ROLES)
        label = told[0] if told else None
        if label is not None and label.role == "host":
            return FoundRole("host", "label", label.role_doubt)
        if (label is None or label.role == "reporter") and self._names_program(part):
            return FoundRole("host", "program")
        if label is None or label.role is None:
            return None
        return FoundRole(label.role, "label", label.role_doubt)

    def _names_program(self, part: Part) -> bool:
        program = self._own.program
        if not program or not part.labels or part.labels[0].kind != "person":
            return False
        key, title = name_key(part.name), name_key(program)
        for newsroom in self._own.newsrooms:
            title = title.removeprefix(f"{name_key(newsroom)}'s ").removeprefix(
                f"{name_key(newsroom)} "
            )
        return f" {key} " in f" {title} " or title == key.rsplit(" ", 1)[-1]

    def _opening(self) -> list[tuple[int, str]]:
        """The first two turns of speech, as (speaker, text); none where tape opens."""
        found: list[tuple[int, str]] = []
        for turn in self._turns:
            if turn.kind == "cue":
                if turn.text.casefold().startswith(_BEGINS_TAPE):
                    break
                continue
            if turn.speaker is None or len(found) > 1:
                break
            found.append((turn.speaker, turn.text))
        return found

    def _hosts_by_their_words(self) -> list[tuple[int, RoleRule]]:
        opening = self._opening()
        if not opening:
            return []
        first, said = opening[0]
        name = self._parts[first].name
        if f"I'm {name}" not in _plain(said):
            return []
        found: list[tuple[int, RoleRule]] = [(first, "names themself")]
        if len(opening) > 1:
            second, answer = opening[1]
            if f"And I'm {self._parts[second].name}" in _plain(answer):
                found.append((second, "names themself"))
        beside = f"I'm {name}, with "
        found += [
            (index, "introduced")
            for index, part in enumerate(self._parts)
            if index != first and f"{beside}{part.name}" in _plain(said)
        ]
        return found

    def _opener(self, *, welcomes: bool) -> int | None:
        """Who speaks first, and again; with a host's welcome, where labels tell hosts."""
        opening = self._opening()
        first_turn = next((t for t in self._turns if not _is_stamp(t)), None)
        if not opening or first_turn is None or first_turn.kind == "cue":
            return None
        first, said = opening[0]
        part = self._parts[first]
        person = all(label.kind == "person" and not label.description for label in part.labels)
        if not person or len(self._parts) < _FEW_TURNS:
            return None
        again = len(part.texts) >= _FEW_TURNS or _WELCOMES.match(said) is not None
        if welcomes:
            several = len(part.texts) >= _FEW_TURNS
            return first if several and _WELCOMES.match(said) else None
        return first if again or _INTRODUCES_GUEST.search(said) else None

    def _co_hosts(self) -> None:
        """Who asks or ends the show as hosts do, at a newsroom whose labels never say who hosts."""
        for index, part in enumerate(self._parts):
            person = bool(part.labels) and all(
                label.kind == "person" and not label.description for label in part.labels
            )
            if self._found[index] is not None or not person:
                continue
            if part.texts and _ENDS_SHOW.search(part.texts[-1]):
                self._decide(index, "host", "signs off")
            elif part.asks > 0.5 and len(part.texts) >= _FEW_TURNS:
                self._decide(index, "host", "asks")
            elif part.asks >= 0.25 and len(part.texts) >= _FEW_TURNS:
                self._found[index] = FoundRole("guest", "default", ASKS)

    def _reporter(self, part: Part) -> tuple[Role, RoleRule] | None:
        """What the speech says around the name of somebody: each place where it stands counts."""
        name, speech, newsrooms = part.name, self._speech, self._own.newsrooms
        ends = [at + len(name) for at in places_of(name, speech)]
        if any(speech.startswith(", ", end) for end in ends):
            said = part.said
            if any(f"{name}, {newsroom} News" in said for newsroom in newsrooms):
                return "reporter", "signs off"
        named_self = f"I'm {name}"
        if any(speech.endswith(named_self, 0, end) for end in ends):
            said = part.said
            places = places_of(named_self, said)
            if any(
                _signs_for(newsroom, said, at, len(named_self))
                for newsroom in newsrooms
                for at in places
            ):
                return "reporter", "signs off"
        before = tuple(f"{newsroom}{tick}s {name}" for newsroom in newsrooms for tick in "'’")
        before += (f"correspondent {name}",)
        for end in ends:
            if speech.endswith(before, 0, end) or _REPORTS.match(speech, end):
                return "reporter", "introduced"
        return None


def _signs_for(newsroom: str, said: str, at: int, length: int) -> bool:
    """True for "For the PBS NewsHour, I'm …", where "I'm …" stands at ``at``."""
    own = rf"(?:PBS )?{re.escape(newsroom)}\b"
    before = re.compile(rf"\bFor (?:the )?[\"“]?{own}.{{0,20}} $")
    behind = re.compile(rf",? for (?:the )?{own}")
    near = max(0, at - len(newsroom) - _NEAR)
    return bool(before.search(said, near, at) or behind.match(said, at + length))


def _is_stamp(turn: DraftTurn) -> bool:
    return turn.kind == "cue" and turn.text[1:2].isdigit()


def _plain(text: str) -> str:
    return text.replace("’", "'")


def _guest(part: Part) -> FoundRole:
    for text in part.texts:
        if "for having" in text and _THANKS.search(text):
            return FoundRole("guest", "thanks")
    return FoundRole("guest", "default")
