"""Applying rules to a transcript: from what its page tells to what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scraper.archive.people.anchors import anchored
from scraper.archive.people.rules import Rule, Story
from scraper.archive.rows import AppearanceRow, TurnRow
from scraper.archive.states import RuleKind

#: What decided the role of somebody whose only turns a person gave them, and why it is in doubt.
_BY_HAND = "by hand"
_NO_ROLE = "a person said whose turns these are, and the page does not tell the role"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who says what in a transcript.

    :ivar keys: the key of each speaker's name.
    """

    story: Story
    turns: Sequence[TurnRow]
    appearances: Sequence[AppearanceRow]
    keys: dict[int, str]


def corrected(made: Iterable[Rule], told: Spoken) -> Spoken | None:
    """What rules make of what a page tells; None where none of them has anything to do with it."""
    people = {row.speaker_id: row.speaker_id for row in told.appearances}
    assigned: dict[int, int | None] = {}
    is_touched = False
    for rule in made:
        into = rule.target(told.story, told.keys)
        if rule.row.kind == RuleKind.ASSIGN:
            position = anchored(rule.stories.get(told.story), told.turns)
            if position is not None and (into is not None or rule.into is None):
                assigned[position] = into
                is_touched = True
            continue
        if rule.of is None or into is None:
            continue
        if rule.row.kind == RuleKind.SPLIT and told.story not in rule.stories:
            continue
        of = rule.of.within(told.story, told.keys)
        moved = [one for one, person in people.items() if person == of]
        turned = [position for position, person in assigned.items() if person == of]
        if of is None or not (moved or turned):
            continue
        people.update(dict.fromkeys(moved, into))
        assigned.update(dict.fromkeys(turned, into))
        is_touched = True
    return _spoken(told, people, assigned) if is_touched else None


def renumbered(told: Spoken, other: int, into: int) -> Spoken:
    """The same with one row of ``speakers`` in place of another."""
    people = {row.speaker_id: row.speaker_id for row in told.appearances}
    keys = {one: key for one, key in told.keys.items() if one != other}
    return replace(_spoken(told, people | {other: into}, {}), keys=keys | {into: told.keys[other]})


def _spoken(told: Spoken, people: dict[int, int], assigned: dict[int, int | None]) -> Spoken:
    turns: list[TurnRow] = []
    counts: Counter[int] = Counter()
    words: Counter[int] = Counter()
    for turn in told.turns:
        person = None if turn.speaker_id is None else people[turn.speaker_id]
        if turn.position in assigned:
            person = assigned[turn.position]
            turn = replace(turn, doubt=None)
        turns.append(replace(turn, speaker_id=person))
        if person is not None:
            counts[person] += 1
            words[person] += len(turn.text.split())
    transcript = told.turns[0].transcript_id
    rows: dict[int, AppearanceRow] = {}
    for row in told.appearances:
        person = people[row.speaker_id]
        if (first := rows.get(person)) is not None:
            rows[person] = replace(first, doubt=first.doubt or row.doubt)
        elif counts[person] or not row.turn_count:
            rows[person] = replace(row, speaker_id=person)
    for person in counts.keys() - rows.keys():
        rows[person] = _given(transcript, person)
    shown = [
        replace(row, turn_count=counts[person], word_count=words[person])
        for person, row in sorted(rows.items())
    ]
    return Spoken(told.story, turns, shown, told.keys)


def _given(transcript: int, person: int) -> AppearanceRow:
    return AppearanceRow(
        transcript, person, "guest", _BY_HAND, None, None, 0, 0, None, doubt=_NO_ROLE
    )
