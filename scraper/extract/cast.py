"""The speakers of one transcript, as they are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.extract.affiliation import with_affiliations
from scraper.extract.casing import name_case
from scraper.extract.introductions import calls_in, introduced, named_by_themself, signed
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import Label
from scraper.extract.names import (
    are_one,
    ends_with,
    goes_by,
    is_joint,
    is_short_for,
    key_ends_with,
    misspelt,
    surname_of,
)
from scraper.extract.offices import belies, contradict, has_office, written_out
from scraper.extract.roles import Part, RoleFinder
from scraper.extract.spelling import Spelling
from scraper.extract.titles import FORMS_OF_ADDRESS
from scraper.extract.turns import DraftTurn
from scraper.given_names import GIVEN_NAMES
from scraper.model import Speaker
from scraper.names import name_key

SEVERAL = "several people with this surname speak"


class Cast:
    """Names with their labels, and how the speech spells and introduces them."""

    def __init__(
        self, turns: Sequence[DraftTurn], names_on_page: Iterable[str], own: OwnNames
    ) -> None:
        self._turns = turns
        self._own = own
        self._speech = "\n".join(turn.text for turn in turns if turn.kind == "speech")
        #: A name in capitals as the page spells it.
        self.spelled = Spelling(self._speech, names_on_page).spelled
        self._names: list[str] = []
        self._keys: list[str] = []
        self._labels: list[list[Label]] = []
        self._callers: set[int] = set()
        #: Two people, or a band.
        self._joint: set[int] = set()
        #: Names that are a surname behind an honorific, or one of two with different accents.
        self._partial: set[str] = set()
        #: Keys of labels that may be of several people.
        self._ambiguous: set[str] = set()

    def __len__(self) -> int:
        return len(self._names)

    # -- adding -------------------------------------------------------------------------------

    def add(self, name: str, label: Label | None = None) -> int:
        """The index of the speaker called ``name``, new or known."""
        index = self.known(name)
        if index is not None and label is not None and self._accents_differ(index, name, label):
            self._partial |= {name, self._names[index]}
            index = None
        if index is None:
            index = len(self._names)
            self._names.append(name)
            self._keys.append(name_key(name))
            self._labels.append([])
            if is_joint(name):
                self._joint.add(index)
        return index

    def add_short(self, label: Label) -> int:
        """A speaker of whom the labels tell a part of the name: the speech may tell the rest."""
        name = (None if label.caller else self._introduced(label)) or self.spelled(label.name)
        if self.known(name) is not None and label.honorific:  # Mr. KELLER and Ms. KELLER
            name = f"{label.honorific} {name}"
            self._partial.add(name)
        return self.add(name)

    def note(self, index: int, label: Label) -> None:
        """Remember a label of a speaker: roles and descriptions are read from all of them."""
        self._labels[index].append(label)
        if label.caller:
            self._callers.add(index)

    # -- looking up ---------------------------------------------------------------------------

    def known(self, name: str) -> int | None:
        """The speaker called exactly ``name``, None if there is none."""
        key = name_key(name)
        return self._keys.index(key) if key in self._keys else None

    def same_name(self, label: Label) -> int | None:
        """The speaker with the name of ``label``."""
        index = self.known(label.name)
        return None if index is None or self._accents_differ(index, label.name, label) else index

    def _accents_differ(self, index: int, name: str, label: Label) -> bool:
        """True for two people whose names differ in accents alone: their labels say different
        things of them.
        """
        other = self._names[index]
        if (
            name_key(other, accents=True) == name_key(name, accents=True)
            or name.isascii() == other.isascii()
        ):
            return False
        said = {known.description for known in self._labels[index] if known.description}
        return bool(said) and label.description is not None and label.description not in said

    def with_surname(self, label: Label) -> int | None:
        """The one speaker whose surname a word for a voice is (SINGER)."""
        key = name_key(label.name)
        found = [i for i, name in enumerate(self._names) if " " in name and ends_with(name, key)]
        return found[0] if len(found) == 1 and " " not in key else None

    def same_person(self, label: Label) -> int | None:
        """The one person whose full name is that of ``label`` but for a middle name, or whose
        nickname it has for a first name.
        """
        last = name_key(label.name).rpartition(" ")[2]
        found = [
            i
            for i, known in enumerate(self._keys)
            if known.endswith(last) and are_one(known, label.name)
        ]
        return found[0] if len(found) == 1 else None

    def misspelt_name(self, label: Label) -> int | None:
        """The one person whose full name ``label`` spells with a letter wrong. Two first names are
        two people (Andrea, Andrew).
        """
        key = name_key(label.name)
        near = [
            i for i, known in enumerate(self._keys) if known[:1] == key[:1] and misspelt(known, key)
        ]
        if len(near) != 1 or self.spelled(label.name) in self._speech:
            return None
        jobs = {known.description for known in self._labels[near[0]] if known.description}
        if label.description and jobs and label.description not in jobs:
            return None
        firsts = key.split()[0], self._keys[near[0]].split()[0]
        return None if firsts[0] != firsts[1] and GIVEN_NAMES.issuperset(firsts) else near[0]

    def resolve_short(self, label: Label, *, repeats: bool) -> int | None:
        """The speaker a surname, an initialled surname or a first name stands for."""
        exact = self.known(label.name)
        if label.caller:  # who is no guest and no host
            return exact if exact in self._callers else None
        words = name_key(label.name).split()
        initial = words[0][0] if len(words) > 1 and len(words[0].rstrip(".")) == 1 else None
        surname = " ".join(words[1:] if initial else words)
        if exact in self._callers and not label.honorific:
            return exact
        nobodys = self._callers | self._joint
        people = [i for i in range(len(self)) if i not in nobodys]
        found = [i for i in people if key_ends_with(self._keys[i], surname)]
        if initial:
            found = [i for i in found if self._names[i][:1].casefold() == initial]
        if found and label.honorific:
            found = self._called(label, found)
            return found[0] if len(found) == 1 else None
        if not found and len(words) == 1 and (label.description or self._calls_in(label)):
            return None
        if not found:
            found = [i for i in people if goes_by(self._names[i], surname)]
        if not found and len(words) == 1:
            found = [i for i in people if is_short_for(surname, self._names[i])]
        if not found and not repeats and self._is_no_word_of_the_speech(label.name):
            found = [i for i in people if misspelt(surname_of(self._names[i]), surname)]
        if len(found) == 1 and not initial and self._other_introduced(label, self._names[found[0]]):
            return None
        if len(found) > 1:
            self._ambiguous.add(name_key(label.name))
        return found[0] if len(found) == 1 else None

    def _other_introduced(self, label: Label, name: str) -> bool:
        """True if somebody else of that surname is introduced right before the label."""
        last: DraftTurn | None = None
        for turn in self._turns:
            if turn.label is not None and turn.label.name == label.name:
                break
            if turn.kind == "speech":
                last = turn
        if last is None or (last.label and name_key(last.label.name) == name_key(name)):
            return False
        before = last.text
        key = name_key(label.name)
        if key.isalpha() and before.isascii() and key not in before.lower():
            return False  # nearly always, and the key of a long text takes time
        if key not in name_key(before):
            return False
        # nothing follows: only words that introduce count, not a name near the end
        said = introduced(self.spelled(label.name), [before, ""], self._speech, first_too=False)
        return bool(said) and all(self.known(full) is None for full in said) and name not in before

    def _calls_in(self, label: Label) -> bool:
        """True for a first name by which the speech puts a caller on the air."""
        said = [turn.text for turn in self._turns if turn.label is label]
        return calls_in(self.spelled(label.name), said, self._speech)

    def _called(self, label: Label, found: list[int]) -> list[int]:
        """Of the people with a label's surname, those whom its honorific may be for."""
        told = written_out(label.honorific)
        found = [
            i
            for i in found
            if not any(contradict(told, written_out(known.honorific)) for known in self._labels[i])
            and not belies(told, self._names[i])
        ]
        alike = [i for i in found if any(has_office(known, told) for known in self._labels[i])]
        if alike or not found:
            return alike
        office = told.split()[-1] not in FORMS_OF_ADDRESS if told else False
        if office:
            found = [i for i in found if not any(k.works_here for k in self._labels[i])]
        if len(found) == 1 and self._somebody_else_is(label, self._names[found[0]]):
            return []
        return found

    def _somebody_else_is(self, label: Label, name: str) -> bool:
        """True if the speech calls another person of that surname by the label's office."""
        office = rf"\b{re.escape(written_out(label.honorific))}\w*\.?"
        person = rf"([A-Z][\w'’-]+ {re.escape(label.name)})\b"
        said = re.findall(f"{office} {person}", self._speech, re.IGNORECASE)
        return any(name_key(other) != name_key(name) for other in said)

    def _is_no_word_of_the_speech(self, shouted: str) -> bool:
        return shouted.isupper() and name_case(shouted) not in self._speech

    def _introduced(self, label: Label) -> str | None:
        """The one full name with this surname that the speech introduces before its bearer speaks,
        None if none or several.
        """
        name = self.spelled(label.name)
        if label.kind != "person" or not re.sub("[-' ]", "", name).isalpha():
            return None
        before: list[str] = []
        key = name_key(label.name)
        if (themself := self._names_themself(key)) is not None:
            return themself
        for turn in self._turns:
            if turn.label is not None and name_key(turn.label.name) == key:
                break
            if turn.kind == "speech":
                before.append(turn.text)
        first_too = " " not in name and not label.description
        said = introduced(name, before, self._speech, first_too=first_too)
        said = {full for full in said if self.known(full) is None}
        return said.pop() if len(said) == 1 else None

    def _names_themself(self, key: str) -> str | None:
        """The full name by which whoever has this surname introduces themself: "I'm Ann Doe"."""
        said = {
            name
            for turn in self._turns
            if turn.label is not None and name_key(turn.label.name) == key
            for name in (*named_by_themself(turn.text), *signed(turn.text, self._own.newsrooms))
            if ends_with(name, key) and self.known(name) is None
        }
        return said.pop() if len(said) == 1 else None

    # -- the result ---------------------------------------------------------------------------

    def speakers(self, unlabelled_host: int | None, *, labels_hosts: bool) -> tuple[Speaker, ...]:
        """Everybody found, in order of appearance in the labels.

        :param unlabelled_host: who opens without a label and names themself.
        :param labels_hosts: the newsroom's labels say who hosts.
        """
        said: list[list[str]] = [[] for _ in self._names]
        for turn in self._turns:
            if turn.speaker is not None:
                said[turn.speaker].append(turn.text)
        parts = [
            Part(name, labels, texts)
            for name, labels, texts in zip(self._names, self._labels, said, strict=True)
        ]
        finder = RoleFinder(parts, self._turns, self._speech, self._own)
        found = finder.roles(unlabelled_host, labels_hosts=labels_hosts)
        return with_affiliations(
            Speaker(
                name=part.name,
                role=one.role,
                role_rule=one.rule,
                description=next(filter(None, [label.description for label in part.labels]), None),
                honorific=next(filter(None, [label.honorific for label in part.labels]), None),
                identified=part.name not in self._partial and part.is_identified,
                doubt=one.doubt or (SEVERAL if key in self._ambiguous else None),
            )
            for part, one, key in zip(parts, found, self._keys, strict=True)
        )
