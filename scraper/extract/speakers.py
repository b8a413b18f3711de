"""Who a label is: labels of one transcript resolved to its speakers.

The rules, in the order they are tried. None of them guesses: where two people fit, the label stays
a speaker of its own.

1. A full name is a person; the same name again is the same person, and so is one with a letter
   wrong in a long word, when no other name is near.
2. A surname alone, of several words too (VAN DORN), is the one person with that surname; an initial
   or an honorific in front of it chooses between two. An office that none of them was called by is
   somebody else's whom the speech calls by it ("Senator Mark Kelly").
   So is a word for nobody in particular that is somebody's surname here (SINGER, CHILD).
3. A first name alone is the one person with that first name, or with the nickname printed in their
   name, else the one whose first name it is short for.
4. A surname with one letter wrong is the one person with a surname so near.
5. A surname that nobody is labelled with in full is the one full name with it in the speech; a
   first name is whom the speech introduces by it ("joined by Julia Simon").
6. The opening without a label is the host's who names themself in it ("I'm Audie Cornish"); further
   on, speech without a label is a known speaker's who does the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.extract.casing import PARTICLES, name_case, plain_case
from scraper.extract.labels import Label
from scraper.extract.names import ends_with, goes_by, is_short_for, misspelt, surname_of
from scraper.extract.roles import Part, roles
from scraper.extract.turns import DraftTurn
from scraper.model import Role, RoleRule, Speaker

_NAME_WORD = r"(?:[A-Z](?:\.|[\w'’-]+)|de|van|von|der|bin|al-[A-Z]\w+)"
_I_AM = re.compile(rf"\bI[’']m ([A-Z][\w'’-]+(?: {_NAME_WORD}){{1,3}})")
_INTRODUCES = (
    r"\b(?:joined (?:\w+ )?by|here with|with us is|our guest is|speaking with|talking (?:to|with)"
    r"|spoke (?:to|with)|[A-Z]{2,}[’']s|correspondent|reporter|producer|professor|Professor|Dr\.)"
)
_PARTICLE_AND_NAME = 2
_MEN, _WOMEN = frozenset({"mr", "sir"}), frozenset({"ms", "mrs", "miss", "mlle", "madam"})


class Cast:
    """The speakers of one transcript, as they are found."""

    def __init__(
        self, speech: str, names_on_page: Iterable[str] = (), newsrooms: Iterable[str] = ()
    ) -> None:
        self._speech = speech
        self._newsrooms = tuple(newsrooms)
        self._lower = speech.lower()
        self._searchable = len(self._lower) == len(speech)
        self._names_on_page = tuple(names_on_page)
        self._names: list[str] = []
        self._labels: list[list[Label]] = []
        #: Names that are a surname behind an honorific.
        self._partial: set[str] = set()

    def add(self, name: str) -> int:
        """The index of the speaker called ``name``, new or known."""
        index = self.known(name)
        if index is None:
            index = len(self._names)
            self._names.append(name)
            self._labels.append([])
        return index

    def add_short(self, label: Label) -> int:
        """A speaker of whom the labels tell a part of the name: the speech may tell the rest."""
        name = self.introduced(label) or self.spelled(label.name)
        if self.known(name) is not None and label.honorific:  # Mr. KELLER and Ms. KELLER
            name = f"{label.honorific} {name}"
            self._partial.add(name)
        return self.add(name)

    def known(self, name: str) -> int | None:
        """The speaker called exactly ``name``, None when there is none."""
        folded = [known.casefold() for known in self._names]
        return folded.index(name.casefold()) if name.casefold() in folded else None

    def note(self, index: int, label: Label) -> None:
        """Remember a label of a speaker: roles and descriptions are read from all of them."""
        self._labels[index].append(label)

    def spelled(self, shouted: str) -> str:
        """A name in capitals as the page spells it in its speech or bylines, else by rule."""
        for name in self._names_on_page:
            if name.casefold() == shouted.casefold():
                return name
        if self._searchable:
            wanted, start = shouted.lower(), 0
            while (start := self._lower.find(wanted, start)) >= 0:
                found = self._speech[start : start + len(wanted)]
                if not found.isupper() and found[0].isupper() and self._whole(start, len(wanted)):
                    return found
                start += 1
        return name_case(shouted)

    def _whole(self, start: int, length: int) -> bool:
        text, end = self._speech, start + length
        return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())

    def misspelt_name(self, label: Label) -> int | None:
        """The one person whose full name ``label`` spells with a letter wrong."""
        name = self.spelled(label.name)
        if label.kind != "person" or name in self._speech:
            return None
        near = [i for i, known in enumerate(self._names) if misspelt(known, name)]
        return near[0] if len(near) == 1 else None

    def resolve_short(self, label: Label) -> int | None:
        """The speaker a surname, an initialled surname or a first name stands for."""
        words = label.name.casefold().split()
        initial = words[0][0] if len(words) > 1 and len(words[0].rstrip(".")) == 1 else None
        surname = " ".join(words[1:] if initial else words)
        found = [i for i, name in enumerate(self._names) if ends_with(name, surname)]
        if initial:
            found = [i for i in found if self._names[i][:1].casefold() == initial]
        if found and label.honorific:
            found = self._called(label, found)
            return found[0] if len(found) == 1 else None
        if not found:
            found = [i for i, name in enumerate(self._names) if goes_by(name, surname)]
        if not found and len(words) == 1:
            found = [i for i, name in enumerate(self._names) if is_short_for(surname, name)]
        if not found and self._is_no_word_of_the_speech(label.name):
            found = [i for i, n in enumerate(self._names) if misspelt(surname_of(n), surname)]
        return found[0] if len(found) == 1 else None

    def _called(self, label: Label, found: list[int]) -> list[int]:
        """Of the people with a label's surname, those whom its honorific may be for."""
        told = _bare(label.honorific)
        found = [
            i
            for i in found
            if not any(_contradict(told, _bare(known.honorific)) for known in self._labels[i])
        ]
        alike = [i for i in found if any(_bare(k.honorific) == told for k in self._labels[i])]
        if alike or not found:
            return alike
        if len(found) == 1 and self._somebody_else_is(label, self._names[found[0]]):
            return []
        return found

    def _somebody_else_is(self, label: Label, name: str) -> bool:
        """True when the speech calls another person of that surname by the label's office."""
        office = rf"\b{re.escape(_bare(label.honorific))}\w*\.?"
        person = rf"([A-Z][\w'’-]+ {re.escape(label.name)})\b"
        said = re.findall(f"{office} {person}", self._speech, re.IGNORECASE)
        return any(other.casefold() != name.casefold() for other in said)

    def _is_no_word_of_the_speech(self, shouted: str) -> bool:
        return shouted.isupper() and name_case(shouted) not in self._speech

    def introduced(self, label: Label) -> str | None:
        """The one full name with this surname that the speech says, None when none or several."""
        name = self.spelled(label.name)
        if label.kind != "person" or not name.replace("-", "").replace(" ", "").isalpha():
            return None
        surname = re.escape(name)
        if " " in name:  # the speech may write particles small
            surname = f"(?i:{surname})"
        pattern = rf"\b([A-Z][a-z][\w'’-]+(?: [A-Z]\.)? {surname})\b"
        said = {
            full
            for full in re.findall(pattern, self._speech)
            if full.split()[0].casefold() not in _NOT_FIRST_NAMES
        }
        if not said and " " not in name and not label.description:
            pattern = rf"{_INTRODUCES} ({re.escape(name)} [A-Z][\w'’-]+(?:-[A-Z]\w+)?)\b"
            said = set(re.findall(pattern, self._speech))
        said = {full for full in said if self.known(full) is None}
        return said.pop() if len(said) == 1 else None

    def speakers(
        self,
        turns: Sequence[DraftTurn],
        who: Sequence[int | None],
        unlabelled_host: int | None,
        *,
        labels_hosts: bool,
    ) -> tuple[Speaker, ...]:
        """Everybody found, in order of appearance in the labels.

        :param who: whose each turn is.
        :param unlabelled_host: who opens without a label and names themself.
        :param labels_hosts: the newsroom's labels say who hosts.
        """
        said: list[list[str]] = [[] for _ in self._names]
        for turn, index in zip(turns, who, strict=True):
            if index is not None:
                said[index].append(turn.text)
        parts = [
            Part(name, labels, texts)
            for name, labels, texts in zip(self._names, self._labels, said, strict=True)
        ]
        decided = roles(
            parts,
            turns,
            who,
            self._speech,
            self._newsrooms,
            unlabelled_host,
            labels_hosts=labels_hosts,
        )
        return tuple(
            _speaker(part, role, rule, known=part.name not in self._partial)
            for part, (role, rule) in zip(parts, decided, strict=True)
        )

    def __len__(self) -> int:
        return len(self._names)


def _speaker(part: Part, role: Role, rule: RoleRule, *, known: bool) -> Speaker:
    persons = not part.labels or part.labels[0].kind == "person"
    name = part.name
    return Speaker(
        name=name,
        role=role,
        role_rule=rule,
        description=next((label.description for label in part.labels if label.description), None),
        honorific=next((label.honorific for label in part.labels if label.honorific), None),
        identified=known and persons and len(name.split()) > 1 and not _has_initial_first(name),
    )


def _bare(honorific: str | None) -> str:
    return (honorific or "").casefold().strip(".")


def _contradict(one: str, other: str) -> bool:
    """True when one is a man's honorific and the other a woman's."""
    return (one in _MEN and other in _WOMEN) or (one in _WOMEN and other in _MEN)


_NOT_FIRST_NAMES = frozenset(
    """secretary president senator governor mr mrs ms dr professor general colonel mayor judge
    minister chancellor representative congressman justice king queen pope captain chief officer
    sheriff the and but so then now thanks thank hi hello here's that's npr's when while former
    with from for is was what ambassador director author reporter host correspondent""".split()
)


def _has_initial_first(name: str) -> bool:
    """A name like "S. O'Brien" names nobody outside its transcript."""
    first, *rest = name.split()
    return len(rest) == 1 and len(first) == 2 and first.endswith(".")


def resolve(
    turns: Sequence[DraftTurn],
    names_on_page: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
    *,
    labels_hosts: bool = True,
) -> tuple[tuple[Speaker, ...], list[int | None]]:
    """The speakers of a transcript, and for each turn the index of its own (None: unknown, cue).

    ``names_on_page`` are names that the page prints elsewhere (bylines), for their spelling;
    ``newsrooms`` the newsroom's own names: whom it introduces as its own ("NPR's Julia Simon") and
    labels without a role is a reporter. ``labels_hosts`` says that its labels tell who hosts.
    """
    speech = "\n".join(turn.text for turn in turns if turn.kind == "speech")
    cast = Cast(speech, names_on_page, newsrooms)
    opening = next((turn for turn in turns if turn.kind == "speech"), None)
    host: int | None = None
    if opening is not None and opening.label is None and (named := _I_AM.search(opening.text)):
        host = cast.add(_trimmed(named.group(1)))
    labels = {turn.label.printed: turn.label for turn in turns if turn.label is not None}
    by_label = _resolve_labels(cast, list(labels.values()))
    who: dict[int, int | None] = {} if host is None else {id(opening): host}
    indexes: list[int | None] = []
    for turn in turns:
        index = by_label[turn.label.printed] if turn.label else who.get(id(turn))
        if turn.goes_on is not None:
            index = who.get(id(turn.goes_on))
        elif index is None and turn.kind == "speech" and (named := _I_AM.search(turn.text)):
            index = cast.known(_trimmed(named.group(1)))
        who[id(turn)] = index
        indexes.append(index)
    return cast.speakers(turns, indexes, host, labels_hosts=labels_hosts), indexes


def _resolve_labels(cast: Cast, labels: Sequence[Label]) -> dict[str, int]:
    """The speaker of each label, by the label as printed."""
    by_label: dict[str, int] = {}
    people = (label for label in labels if label.kind == "person" and not label.surname_only)
    full = {label.name.casefold() for label in people}
    for label in labels:  # full names first: a surname may come before the name it belongs to
        if not _is_short(label, full):
            name = cast.spelled(label.name) if label.kind == "person" else plain_case(label.name)
            index = cast.known(name)
            if index is None:
                index = cast.misspelt_name(label)
            by_label[label.printed] = index if index is not None else cast.add(name)
            cast.note(by_label[label.printed], label)
    for label in labels:
        if label.printed in by_label:
            continue
        index = cast.resolve_short(label)
        if index is None:
            index = cast.add_short(label)
        by_label[label.printed] = index
        if label.kind == "person":
            cast.note(index, label)
    return by_label


def _is_short(label: Label, full_names: set[str]) -> bool:
    """True for a surname: one word, one behind a particle, or the end of one longer name among
    ``full_names``.
    """
    if label.surname_only:
        return True
    words = label.name.casefold().split()
    if words[0] in PARTICLES and len(words) == _PARTICLE_AND_NAME:
        return True
    tail = " " + label.name.casefold()
    return sum(name.endswith(tail) for name in full_names) == 1


def _trimmed(name: str) -> str:
    """A name at the end of a sentence, without its full stop."""
    return name.rstrip(".") if not re.search(r"\b(?:Jr|Sr)\.$", name) else name
