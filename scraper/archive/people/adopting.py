"""Taking over the corrections by hand of another archive, each once.

Two rules are the same if they say the same about the same people here; their numbers, dates and
reasons don't matter. A rule that contradicts one of ours about the same people is not taken over: a
person must decide which is right. The caller holds the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scraper.archive.database.connection import Database
from scraper.archive.people.anchors import anchored
from scraper.archive.people.correcting import (
    apply_anew,
    as_told,
    corrected_transcripts,
    transcripts_reached,
)
from scraper.archive.people.rules import MADE_BY_HAND, Rule, Somebody, Story, rules
from scraper.archive.rule_rows import RulePersonRow, RuleRow, RuleStoryRow
from scraper.archive.states import RuleKind, RulePart

#: Somebody as they are here: a row, a name in one story, or whom a rule makes.
_Person = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RuleCopy:
    """A correction with its rows, as another archive has it."""

    row: RuleRow
    people: tuple[RulePersonRow, ...]
    stories: tuple[RuleStoryRow, ...]


@dataclass(slots=True)
class Adopted:
    """The outcome for another archive's corrections.

    :ivar taken: our numbers of the corrections taken over; ``known`` counts those we already had.
    :ivar contradicting: pairs of a number there and the number of our rule that it contradicts.
    :ivar without_people: their numbers of corrections about people or stories that we don't have.
    """

    taken: list[int] = field(default_factory=list)
    known: int = 0
    contradicting: list[tuple[int, int]] = field(default_factory=list)
    without_people: list[int] = field(default_factory=list)


def copies(db: Database) -> list[RuleCopy]:
    """All corrections, in the order in which they were made."""
    people, stories = db.rows(RulePersonRow), db.rows(RuleStoryRow)
    return [
        RuleCopy(
            row,
            tuple(one for one in people if one.rule_id == row.id),
            tuple(one for one in stories if one.rule_id == row.id),
        )
        for row in db.rows(RuleRow, "ORDER BY id")
    ]


def adopt(db: Database, theirs: Sequence[RuleCopy]) -> Adopted:
    """Take over corrections, and apply all anew where any was."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    adopted, numbers = Adopted(), dict[int, int]()
    for copy in _in_force(theirs):
        there = copy.row.id or 0
        ready = _ready(db, copy, numbers)
        if ready is None:
            adopted.without_people.append(there)
            continue
        db.execute("SAVEPOINT adopting")
        number = _insert(db, ready)
        made = rules(db)
        rule = next(one for one in made if one.id == number)
        earlier = [one for one in made if one.id != number]
        same = _same(db, rule, earlier)
        if same is None and _is_about_people_here(rule):
            other = _contradicted(db, rule, earlier)
            if other is None:
                db.execute("RELEASE adopting")
                adopted.taken.append(number)
                numbers[there] = number
                continue
            adopted.contradicting.append((there, other.id))
        elif same is None:
            adopted.without_people.append(there)
        db.execute("ROLLBACK TO adopting")
        db.execute("RELEASE adopting")
        if same is not None:
            numbers[there] = same.id
            if _extend(db, same, ready.stories):
                adopted.taken.append(same.id)
            else:
                adopted.known += 1
    if adopted.taken:
        made = rules(db)
        taken = [one for one in made if one.id in adopted.taken]
        apply_anew(db, corrected_transcripts(db) | transcripts_reached(db, made, taken))
    return adopted


def _in_force(theirs: Sequence[RuleCopy]) -> Iterator[RuleCopy]:
    """The rules, less renames and assignments that a later one replaced."""
    last: dict[object, int | None] = {}
    for copy in theirs:
        last[_about(copy)] = copy.row.id
    return (copy for copy in theirs if last[_about(copy)] == copy.row.id)


def _about(copy: RuleCopy) -> object:
    if copy.row.kind == RuleKind.RENAME:
        of = copy.people[0]
        return (of.key, of.newsroom, of.day, of.source, of.story_id, of.made_by)
    if copy.row.kind == RuleKind.ASSIGN:
        turn = copy.stories[0]
        around = (turn.before_hash, turn.after_hash)
        return (turn.source, turn.story_id, turn.words_hash, *around)
    return copy.row.id


def _extend(db: Database, rule: Rule, stories: Sequence[RuleStoryRow]) -> bool:
    """Have a split hold in more stories; False if it holds in all of them."""
    more = [one for one in stories if (one.source, one.story_id) not in rule.stories]
    if rule.row.kind != RuleKind.SPLIT or not more:
        return False
    for story in more:
        db.insert(replace(story, rule_id=rule.id))
    return True


def _ready(db: Database, copy: RuleCopy, numbers: Mapping[int, int]) -> RuleCopy | None:
    """A rule as it is to be written here, under the number 0; None if it speaks of people whom a
    rule made that was not taken over, or of stories alone that are not here.
    """
    people: list[RulePersonRow] = []
    for person in copy.people:
        made_by = person.made_by
        if made_by == copy.row.id:
            made_by = 0
        elif made_by is not None and (made_by := numbers.get(made_by)) is None:
            return None
        if person.source is not None and not _is_here(db, (person.source, person.story_id or "")):
            return None
        people.append(replace(person, rule_id=0, made_by=made_by))
    stories = [one for one in copy.stories if _is_here(db, (one.source, one.story_id))]
    if copy.stories and not stories:
        return None
    return RuleCopy(
        replace(copy.row, id=None),
        tuple(_followed(db, one) if one.part == RulePart.INTO else one for one in people),
        tuple(replace(one, rule_id=0) for one in stories),
    )


def _is_here(db: Database, story: Story) -> bool:
    found = "SELECT 1 FROM transcripts WHERE source = :source AND story_id = :story"
    return db.value(found, {"source": story[0], "story": story[1]}) is not None


def _followed(db: Database, person: RulePersonRow) -> RulePersonRow:
    """Somebody, or the person with whom rules here merged them."""
    if person.made_by == 0 or person.source is not None:
        return person
    made = rules(db)
    for _ in made:
        db.execute("SAVEPOINT probing")
        number = _insert(db, RuleCopy(_PROBE, (replace(person, part=RulePart.OF),), ()))
        probed = next(one for one in rules(db) if one.id == number)
        db.execute("ROLLBACK TO probing")
        db.execute("RELEASE probing")
        merged = [
            one.into
            for one in made
            if one.row.kind == RuleKind.MERGE and _whom(one, one.of) == _whom(probed, probed.of)
        ]
        if not merged or merged[-1] is None:
            break
        person = replace(merged[-1].row, rule_id=0, part=RulePart.INTO)
    return person


#: Only to find out whom a row means.
_PROBE = RuleRow(None, RuleKind.RENAME, None, None, "", 0)


def _insert(db: Database, ready: RuleCopy) -> int:
    number = db.insert(ready.row)
    for person in ready.people:
        made_by = number if person.made_by == 0 else person.made_by
        db.insert(replace(person, rule_id=number, made_by=made_by))
    for story in ready.stories:
        db.insert(replace(story, rule_id=number))
    return number


def _is_about_people_here(rule: Rule) -> bool:
    for somebody in (rule.of, rule.into):
        if somebody is None or somebody.story is not None or somebody.row.made_by is not None:
            continue
        # A row that a rule would have to make is nobody whom a page here tells.
        if somebody.speaker_id is None or somebody.speaker_id > MADE_BY_HAND:
            return False
    return True


def _whom(rule: Rule, somebody: Somebody | None) -> _Person:
    """Whom a rule means, whatever row of it says so."""
    if somebody is None:
        return None
    row = somebody.row
    if somebody.story is not None:
        return ("in one story", *somebody.story, row.key)
    if row.made_by == rule.id:
        return ("made", row.key, row.newsroom or "")
    return ("row", str(somebody.speaker_id or (row.key, row.newsroom)))


def _turn(db: Database, rule: Rule) -> tuple[Story, int | str | None] | None:
    """The turn that a rule assigns: its position where it is found, else its words."""
    for story, told in rule.stories.items():
        transcript = db.value(
            "SELECT id FROM transcripts WHERE source = :source AND story_id = :story",
            {"source": story[0], "story": story[1]},
        )
        position = anchored(told, as_told(db, transcript).turns) if transcript else None
        return story, position if position is not None else told.words_hash
    return None


def _same(db: Database, rule: Rule, earlier: Sequence[Rule]) -> Rule | None:
    """A rule here that says the same; of a split, wherever it holds."""
    for other in _about_the_same(db, rule, earlier):
        if _whom(other, other.into) != _whom(rule, rule.into):
            continue
        if rule.row.kind == RuleKind.RENAME and other.row.name != rule.row.name:
            continue
        return other
    return None


def _contradicted(db: Database, rule: Rule, earlier: Sequence[Rule]) -> Rule | None:
    """A rule here that says something else of the same people, turn or stories."""
    for other in reversed([*_about_the_same(db, rule, earlier)]):
        if rule.row.kind != RuleKind.SPLIT or set(rule.stories) & set(other.stories):
            return other
    if rule.row.kind == RuleKind.MERGE and _whom(rule, rule.of) == _whom(rule, rule.into):
        # Here they are one person already, the other way round.
        return next(
            (one for one in earlier if one.row.kind == RuleKind.MERGE
             and _whom(one, one.into) == _whom(rule, rule.of)), None,
        )  # fmt: skip
    return None


def _about_the_same(db: Database, rule: Rule, earlier: Sequence[Rule]) -> Iterator[Rule]:
    for other in earlier:
        if other.row.kind != rule.row.kind:
            continue
        if rule.row.kind == RuleKind.ASSIGN:
            if _turn(db, rule) == _turn(db, other):
                yield other
        elif _whom(rule, rule.of) == _whom(other, other.of):
            yield other
