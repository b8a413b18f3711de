"""Resolving the labels of one transcript to its speakers.

These are the rules, in the order in which they are tried. None of them guesses: if two people fit,
the label remains a separate speaker.

1. A full name is a person; the same name (by its key) again is the same person, and so is one with
   a letter wrong in a long word, when its label does not repeat and no other name is near.
2. A surname alone, of several words too (VAN DORN), is the one person with that surname; an initial
   or an honorific in front of it chooses between two, and so does an office. An office that none of
   them was called by is somebody else's whom the speech calls by it ("Senator Mark Kelly").
   So is a word for nobody in particular that is somebody's surname here (SINGER, CHILD).
3. A first name alone is the one person with that first name, or with the nickname printed in their
   name, else the one whose first name it is short for; but a caller is nobody else.
4. A surname with one letter wrong is the one person with a surname so near, if it does not repeat.
5. A surname that nobody is labelled with in full is the one full name with it that the speech
   introduces before they speak.
6. The opening without a label is the host's who names themself in it ("I'm Audie Cornish"), unless
   two do; further on, speech without a label is a known speaker's who does the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scraper.extract.casing import PARTICLES, plain_case
from scraper.extract.cast import Cast
from scraper.extract.introductions import named_by_themself
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import Label
from scraper.extract.names import is_joint
from scraper.extract.turns import DraftTurn
from scraper.model import Speaker
from scraper.names import name_key

NO_LABEL = "no label says who speaks"
TWO_HOSTS = "two people name themselves in it"
_PARTICLE_AND_NAME = 2


def resolve(
    turns: Sequence[DraftTurn],
    names_on_page: Iterable[str] = (),
    own: OwnNames = OwnNames(),  # noqa: B008
    *,
    labels_hosts: bool = True,
) -> tuple[Speaker, ...]:
    """The speakers of a transcript; each turn gets the index of its own, or stays without.

    :param names_on_page: names that the page prints elsewhere (bylines), for their spelling.
    :param own: the newsroom's names: whom it introduces as its own ("NPR's Julia Simon") and labels
        without a role is a reporter.
    :param labels_hosts: its labels tell who hosts.
    """
    cast = Cast(turns, names_on_page, own)
    opening = next((turn for turn in turns if turn.kind == "speech"), None)
    host: int | None = None
    if opening is not None and opening.label is None and opening.printed is None:
        named = named_by_themself(opening.text)
        if len(named) == 1:
            host = cast.add(named[0])
        elif named:
            opening.doubt = opening.doubt or TWO_HOSTS
    by_label = _resolve_labels(cast, turns)
    for turn in turns:
        if turn.kind == "speech":
            turn.speaker = _speaker_of(turn, cast, by_label, host if turn is opening else None)
            if turn.speaker is None and turn.doubt is None:
                turn.doubt = NO_LABEL
    return cast.speakers(host, labels_hosts=labels_hosts)


def _speaker_of(
    turn: DraftTurn, cast: Cast, by_label: dict[str, int], host: int | None
) -> int | None:
    if turn.label is not None:
        return by_label[turn.label.printed]
    if turn.printed is not None:
        return None
    if host is not None:
        return host
    if turn.continues is not None:
        return turn.continues.speaker
    named = named_by_themself(turn.text)
    return cast.known(named[0]) if len(named) == 1 else None


def _resolve_labels(cast: Cast, turns: Sequence[DraftTurn]) -> dict[str, int]:
    """The speaker of each label, by the label as printed."""
    labels: dict[str, Label] = {}
    counts: Counter[str] = Counter()
    for turn in turns:
        if (label := turn.label) is not None:
            labels[label.printed] = label
            counts[name_key(label.name)] += 1
    surnames: set[str] = set()
    others: list[Label] = []
    for label in labels.values():
        if label.surname_only:
            surnames.add(name_key(label.name))
        else:
            others.append(label)
    people = {name_key(label.name) for label in others if label.kind == "person"}
    tails = _tails(key for key in people if not is_joint(key))
    by_label: dict[str, int] = {}
    for label in others:  # full names first: a surname may come before its full name
        key = name_key(label.name)
        if not _is_tail(key, tails):
            repeats = counts[key] > 1 or key.rpartition(" ")[2] in surnames
            by_label[label.printed] = _full(cast, label, repeats=repeats)
            cast.note(by_label[label.printed], label)
    for label in labels.values():
        if label.printed in by_label:
            continue
        index = cast.resolve_short(label, repeats=counts[name_key(label.name)] > 1)
        if index is None:
            index = cast.add_short(label)
        by_label[label.printed] = index
        if label.kind == "person":
            cast.note(index, label)
    return by_label


def _full(cast: Cast, label: Label, *, repeats: bool) -> int:
    """The speaker of a label with a full name, or of a voice without one."""
    if label.kind != "person":
        surname = cast.with_surname(label) if label.kind == "nobody" else None
        return surname if surname is not None else cast.add(plain_case(label.name))
    index = cast.same_name(label)
    if index is None:
        index = cast.same_person(label)
    if index is None and not repeats:
        index = cast.misspelt_name(label)
    return index if index is not None else cast.add(cast.spelled(label.name), label)


def _tails(names: Iterable[str]) -> Counter[str]:
    """How many of ``names`` end in each run of words that is not all of the name."""
    tails: Counter[str] = Counter()
    for name in names:
        at = name.find(" ")
        while at >= 0:
            tails[name[at + 1 :]] += 1
            at = name.find(" ", at + 1)
    return tails


def _is_tail(key: str, tails: Counter[str]) -> bool:
    """True for a surname of several words: one behind a particle, or the end of one longer name, by
    ``tails``; and for a word for a voice that is the end of one.
    """
    words = key.split()
    if words[0] in PARTICLES and len(words) == _PARTICLE_AND_NAME:
        return True
    return tails[key] == 1
