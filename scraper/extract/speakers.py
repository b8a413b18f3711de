"""Who a label is: labels of one transcript resolved to its speakers.

The rules, in the order they are tried. None of them guesses: where two people fit, the label stays
a speaker of its own.

1. A full name is a person; the same name again is the same person.
2. A surname alone, of several words too (VAN DORN), is the one person with that surname; an initial
   or an honorific in front of it chooses between two.
   So is a word for nobody in particular that is somebody's surname here (SINGER, CHILD).
3. A first name alone is the one person with that first name.
4. A surname that nobody is labelled with in full is the one full name with it in the speech.
5. The opening without a label is the host's who names themself in it ("I'm Audie Cornish"); further
   on, speech without a label is a known speaker's who does the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.extract.casing import name_case, plain_case
from scraper.extract.labels import Label
from scraper.extract.turns import DraftTurn
from scraper.model import Role, RoleRule, Speaker

_NAME_WORD = r"(?:[A-Z](?:\.|[\w'’-]+)|de|van|von|der|bin|al-[A-Z]\w+)"
_I_AM = re.compile(rf"\bI[’']m ([A-Z][\w'’-]+(?: {_NAME_WORD}){{1,3}})")
_THANKS = re.compile(r"\b[Tt]han(?:ks|k you)(?: so much| very much)? for having (?:me|us)\b")


class Cast:
    """The speakers of one transcript, as they are found."""

    def __init__(
        self, speech: str, names_on_page: Iterable[str] = (), newsrooms: Iterable[str] = ()
    ) -> None:
        self._speech = speech
        self._newsrooms = tuple(newsrooms)
        self._owners = [f"{newsroom}{tick}s" for newsroom in self._newsrooms for tick in "'’"]
        self._lower = speech.lower()
        self._searchable = len(self._lower) == len(speech)
        self._names_on_page = tuple(names_on_page)
        self._names: list[str] = []
        self._labels: list[list[Label]] = []
        self._hosts: set[int] = set()

    def add(self, name: str, *, host: bool = False) -> int:
        """The index of the speaker called ``name``, new or known."""
        index = self.known(name)
        if index is None:
            index = len(self._names)
            self._names.append(name)
            self._labels.append([])
        if host:
            self._hosts.add(index)
        return index

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

    def resolve_short(self, label: Label) -> int | None:
        """The speaker a surname, an initialled surname or a first name stands for."""
        words = label.name.casefold().split()
        initial = words[0][0] if len(words) > 1 and len(words[0].rstrip(".")) == 1 else None
        surname = " ".join(words[1:] if initial else words)
        found = [i for i, name in enumerate(self._names) if _ends_with(name, surname)]
        if initial:
            found = [i for i in found if self._names[i][:1].casefold() == initial]
        if len(found) > 1 and label.honorific:
            found = [
                i
                for i in found
                if any(known.honorific == label.honorific for known in self._labels[i])
            ]
        if not found:
            found = [i for i, n in enumerate(self._names) if n.casefold().split()[0] == surname]
        return found[0] if len(found) == 1 else None

    def introduced(self, label: Label) -> str | None:
        """The one full name with this surname that the speech says, None when none or several."""
        surname = self.spelled(label.name)
        if len(surname.split()) > 1 or (not surname.isidentifier() and "-" not in surname):
            return None
        pattern = rf"\b([A-Z][a-z][\w'’-]+(?: [A-Z]\.)? {re.escape(surname)})\b"
        said = {
            name
            for name in re.findall(pattern, self._speech)
            if name.split()[0].casefold() not in _NOT_FIRST_NAMES
        }
        return said.pop() if len(said) == 1 else None

    def speakers(self, own_words: Sequence[str]) -> tuple[Speaker, ...]:
        """Everybody found, in order of appearance in the labels.

        :param own_words: what each of them says.
        """
        return tuple(
            self._speaker(index, name, labels, said)
            for index, (name, labels, said) in enumerate(
                zip(self._names, self._labels, own_words, strict=True)
            )
        )

    def __len__(self) -> int:
        return len(self._names)

    def _speaker(self, index: int, name: str, labels: list[Label], said: str) -> Speaker:
        role, rule = self._role(index, name, labels, said)
        persons = not labels or labels[0].kind == "person"
        return Speaker(
            name=name,
            role=role,
            role_rule=rule,
            description=next((label.description for label in labels if label.description), None),
            honorific=next((label.honorific for label in labels if label.honorific), None),
            identified=persons and len(name.split()) > 1 and not _has_initial_first(name),
        )

    def _role(self, index: int, name: str, labels: list[Label], said: str) -> tuple[Role, RoleRule]:
        """The role and the first rule that decides it."""
        if printed := next((label.role for label in labels if label.role), None):
            return printed, "label"
        if index in self._hosts:
            return "host", "names themself"
        if any(f"{name}, {newsroom} News" in said for newsroom in self._newsrooms):
            return "reporter", "signs off"
        if any(f"{owner} {name}" in self._speech for owner in self._owners):
            return "reporter", "introduced"
        if "for having" in said and _THANKS.search(said):
            return "guest", "thanks"
        return "guest", "default"


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


def _ends_with(name: str, surname: str) -> bool:
    folded = name.casefold()
    if folded == surname:
        return True
    if folded.endswith(" " + surname):
        return True
    words = folded.split()
    return (
        words[-1].strip(".") in ("jr", "sr", "ii", "iii", "iv")
        and len(words) > 2
        and (" ".join(words[:-1]).rstrip(",").endswith(" " + surname))
    )


def resolve(
    turns: Sequence[DraftTurn],
    names_on_page: Iterable[str] = (),
    newsrooms: Iterable[str] = (),
) -> tuple[tuple[Speaker, ...], list[int | None]]:
    """The speakers of a transcript, and for each turn the index of its own (None: unknown, cue).

    ``names_on_page`` are names that the page prints elsewhere (bylines), for their spelling;
    ``newsrooms`` the newsroom's own names: whom it introduces as its own ("NPR's Julia Simon") and
    labels without a role is a reporter.
    """
    speech = "\n".join(turn.text for turn in turns if turn.kind == "speech")
    cast = Cast(speech, names_on_page, newsrooms)
    opening = next((turn for turn in turns if turn.kind == "speech"), None)
    who: dict[int, int | None] = {}
    if opening is not None and opening.label is None and (named := _I_AM.search(opening.text)):
        who[id(opening)] = cast.add(_trimmed(named.group(1)), host=True)
    by_label: dict[str, int] = {}
    labels = {turn.label.printed: turn.label for turn in turns if turn.label is not None}.values()
    people = (label for label in labels if label.kind == "person" and not label.surname_only)
    full = {label.name.casefold() for label in people}
    for label in labels:  # full names first: a surname may come before the name it belongs to
        if not _is_short(label, full):
            name = cast.spelled(label.name) if label.kind == "person" else plain_case(label.name)
            by_label[label.printed] = cast.add(name)
            cast.note(by_label[label.printed], label)
    for label in labels:
        if label.printed in by_label:
            continue
        index = cast.resolve_short(label)
        if index is None:
            index = cast.add(cast.introduced(label) or cast.spelled(label.name))
        by_label[label.printed] = index
        if label.kind == "person":
            cast.note(index, label)
    indexes: list[int | None] = []
    for turn in turns:
        index = by_label[turn.label.printed] if turn.label else who.get(id(turn))
        if turn.goes_on is not None:
            index = who.get(id(turn.goes_on))
        elif index is None and turn.kind == "speech" and (named := _I_AM.search(turn.text)):
            index = cast.known(_trimmed(named.group(1)))
        who[id(turn)] = index
        indexes.append(index)
    own_words: list[list[str]] = [[] for _ in range(len(cast))]
    for turn, index in zip(turns, indexes, strict=True):
        if index is not None:
            own_words[index].append(turn.text)
    return cast.speakers(["\n".join(texts) for texts in own_words]), indexes


def _is_short(label: Label, full_names: set[str]) -> bool:
    """True for a surname: one word, or the end of one longer name among ``full_names``."""
    if label.surname_only:
        return True
    tail = " " + label.name.casefold()
    return sum(name.endswith(tail) for name in full_names) == 1


def _trimmed(name: str) -> str:
    """A name at the end of a sentence, without its full stop."""
    return name.rstrip(".") if not re.search(r"\b(?:Jr|Sr)\.$", name) else name
