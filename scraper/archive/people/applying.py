"""Applying rules to a transcript: from what its page says to what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from scraper.archive.people.anchors import anchored
from scraper.archive.people.rules import Rule, Story
from scraper.archive.rows import AppearanceRow, TurnRow
from scraper.archive.states import RuleKind

#: What decided the role of somebody whose only turns a person gave them, and why it is in doubt.
_BY_HAND = "by hand"
_NO_ROLE = "a person said whose turns these are, and the page does not tell the role"

#: Why a turn is in doubt where two names of its transcript are one person by a rule that was made
#: for other transcripts.
_TOGETHER = "{name} and somebody else in this transcript are one person by a correction"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who says what in a transcript.

    :ivar keys: the key of each speaker's name.
    """

    transcript_id: int
    story: Story
    turns: Sequence[TurnRow]
    appearances: Sequence[AppearanceRow]
    keys: dict[int, str]


@dataclass(slots=True)
class _Applied:
    """The effect of rules on a transcript.

    :ivar people: the person shown for each speaker on its page.
    :ivar assigned: by position, the speakers of turns that rules assign, and the rule.
    :ivar together: speakers who became the same person as another speaker in the transcript,
        through a rule that was not made for that.
    :ivar acting: the rules that have an effect on it.
    """

    people: dict[int, int]
    assigned: dict[int, tuple[int | None, int]] = field(default_factory=dict)
    together: set[int] = field(default_factory=set)
    acting: set[int] = field(default_factory=set)


def corrected(made: Iterable[Rule], told: Spoken) -> Spoken | None:
    """What rules make of what a page tells; None if none of them has anything to do with it, or
    nobody says anything.
    """
    applied = _apply(made, told)
    return _spoken(told, applied) if applied.acting and told.turns else None


def acting(made: Iterable[Rule], told: Spoken) -> set[int]:
    """The numbers of the rules that do anything to a transcript."""
    return _apply(made, told).acting


def _apply(made: Iterable[Rule], told: Spoken) -> _Applied:
    applied = _Applied({row.speaker_id: row.speaker_id for row in told.appearances})
    for rule in made:
        into = rule.target(told.story, told.keys)
        if rule.row.kind == RuleKind.ASSIGN:
            _assign(rule, into, told, applied)
        elif rule.of is not None and into is not None:
            _move(rule, into, told, applied)
    return applied


def _assign(rule: Rule, into: int | None, told: Spoken, applied: _Applied) -> None:
    position = anchored(rule.stories.get(told.story), told.turns)
    if position is None or (into is None and rule.into is not None):
        return
    if position in applied.assigned:
        applied.acting.discard(applied.assigned[position][1])
    applied.assigned[position] = (into, rule.id)
    applied.acting.add(rule.id)


def _move(rule: Rule, into: int, told: Spoken, applied: _Applied) -> None:
    """Have somebody be another person, as a merge or a split says it."""
    if rule.of is None or (rule.row.kind == RuleKind.SPLIT and told.story not in rule.stories):
        return
    of = rule.of.within(told.story, told.keys)
    moved = [one for one, person in applied.people.items() if person == of]
    turned = [at for at, (person, _) in applied.assigned.items() if person == of]
    if of is None or not (moved or turned):
        return
    if not rule.row.forced and into in applied.people.values():
        applied.together.update(moved)
    applied.people.update(dict.fromkeys(moved, into))
    for position in turned:
        applied.assigned[position] = (into, applied.assigned[position][1])
    applied.acting.add(rule.id)


def renumbered(told: Spoken, other: int, into: int) -> Spoken:
    """The same with one row of ``speakers`` in place of another."""
    people = {row.speaker_id: row.speaker_id for row in told.appearances}
    keys = {one: key for one, key in told.keys.items() if one != other}
    return replace(
        _spoken(told, _Applied(people | {other: into})), keys=keys | {into: told.keys[other]}
    )


def _spoken(told: Spoken, applied: _Applied) -> Spoken:
    turns: list[TurnRow] = []
    counts: Counter[int] = Counter()
    words: Counter[int] = Counter()
    called = {row.speaker_id: row.called for row in told.appearances}
    for turn in told.turns:
        # Somebody who edited the table may have given it to a speaker who doesn't appear.
        person = applied.people.get(turn.speaker_id or 0, turn.speaker_id)
        if turn.position in applied.assigned:
            person, _ = applied.assigned[turn.position]
            turn = replace(turn, doubt=None)
        elif turn.speaker_id in applied.together:
            doubt = _TOGETHER.format(name=called[turn.speaker_id])
            turn = replace(turn, doubt=turn.doubt or doubt)
        turns.append(replace(turn, speaker_id=person))
        if person is not None:
            counts[person] += 1
            words[person] += len(turn.text.split())
    spoke = {turn.speaker_id for turn in told.turns}
    rows: dict[int, AppearanceRow] = {}
    for row in told.appearances:
        person = applied.people[row.speaker_id]
        if (first := rows.get(person)) is not None:
            rows[person] = replace(first, doubt=first.doubt or row.doubt)
        elif counts[person] or row.speaker_id not in spoke:
            rows[person] = replace(row, speaker_id=person)
    given = {person for person, _ in applied.assigned.values() if person is not None}
    for person in given & counts.keys() - rows.keys():
        rows[person] = _given(told.transcript_id, person)
    shown = [
        replace(row, turn_count=counts[person], word_count=words[person])
        if person in counts
        else row
        for person, row in sorted(rows.items())
    ]
    return replace(told, turns=turns, appearances=shown)


def _given(transcript: int, person: int) -> AppearanceRow:
    return AppearanceRow(
        transcript, person, "guest", _BY_HAND, None, None, 0, 0, None, doubt=_NO_ROLE
    )
