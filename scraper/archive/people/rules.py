"""Corrections by hand as rules, and the people each of them now refers to.

A rule identifies people by what the pages say about them: the key of the name, the newsroom and a
day on which they were heard, or the only story in which a name means that person. So it still
applies if a name's spelling changes, or if reading a page again creates other rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from scraper.archive.database.connection import Database
from scraper.archive.people.years import YEARS_OF_RULE, years_between
from scraper.archive.rows import SpeakerRow
from scraper.archive.rule_rows import RulePersonRow, RuleRow, RuleStoryRow
from scraper.archive.states import RuleKind, RulePart

#: A person whom a rule made is numbered by the rule, from here on: people who are read from pages
#: keep the numbers that they would have without the rule.
MADE_BY_HAND = 900_000_000

#: A source and the id of one of its stories.
Story = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a rule, and their row of ``speakers`` now; None if they have none."""

    row: RulePersonRow
    speaker_id: int | None

    @property
    def story(self) -> Story | None:
        """The only story in which the name means them."""
        if self.row.source is None or self.row.story_id is None:
            return None
        return self.row.source, self.row.story_id

    def within(self, story: Story, keys: Mapping[int, str]) -> int | None:
        """The row they are in a story, whose speakers have these keys."""
        if self.story is None:
            return self.speaker_id
        if self.story != story:
            return None
        return next((one for one, key in keys.items() if key == self.row.key), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A correction by hand.

    :ivar of: the person it is about; None if it assigns a turn.
    :ivar into: the person they become; None for a turn without a speaker, and for a rename.
    :ivar stories: the stories to which a split applies, or the assigned turn.
    """

    row: RuleRow
    of: Somebody | None = None
    into: Somebody | None = None
    stories: Mapping[Story, RuleStoryRow] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number of the rule."""
        return self.row.id or 0

    def target(self, story: Story, keys: Mapping[int, str]) -> int | None:
        """The row of those whom it makes somebody in a story. Where nobody in the archive is that
        now, it is a row that a rule makes.
        """
        if self.into is None:
            return None
        if self.into.story is not None:
            return self.into.within(story, keys)
        return self.into.speaker_id or self.made

    @property
    def made(self) -> int:
        """The row of ``speakers`` that this rule makes where it needs one."""
        return MADE_BY_HAND + self.id

    def makes(self) -> SpeakerRow | None:
        """The person whom this rule makes; None if all whom it speaks of are there."""
        into = self.into
        if into is None or into.story is not None or into.speaker_id not in (None, self.made):
            return None
        row = into.row
        return SpeakerRow(
            self.made, row.name, None, row.newsroom, None, None, 1, row.key, row.name, None
        )


def rules(db: Database) -> list[Rule]:
    """All rules in the order in which they were made."""
    rows = db.rows(RuleRow, "ORDER BY id")
    if not rows:
        return []
    meant = whom_rules_mean(db) | _known_in_one_story(db)
    people: dict[tuple[int, str], Somebody] = {}
    for person in db.rows(RulePersonRow):
        place = (person.rule_id, person.part)
        people[place] = Somebody(person, meant.get(place))
    stories: defaultdict[int, dict[Story, RuleStoryRow]] = defaultdict(dict)
    for story in db.rows(RuleStoryRow):
        stories[story.rule_id][story.source, story.story_id] = story
    return [
        Rule(
            row,
            people.get((row.id or 0, RulePart.OF)),
            people.get((row.id or 0, RulePart.INTO)),
            stories[row.id or 0],
        )
        for row in rows
    ]


def has_rules(db: Database) -> bool:
    """True if anything was corrected by hand."""
    return db.value("SELECT 1 FROM speaker_rules LIMIT 1") is not None


def are_concerned(db: Database, story: Story, keys: Iterable[str]) -> bool:
    """True if any rule speaks of a story, or of somebody whose name has one of these keys."""
    if not has_rules(db):
        return False
    found = db.value(
        "SELECT 1 FROM speaker_rule_people WHERE key IN (SELECT value FROM json_each(:keys))"
        " UNION ALL SELECT 1 FROM speaker_rule_people WHERE source = :source AND story_id = :story"
        " UNION ALL SELECT 1 FROM speaker_rule_stories WHERE source = :source AND story_id = :story"
        " LIMIT 1",
        {"keys": json.dumps([*keys]), "source": story[0], "story": story[1]},
    )
    return found is not None


def whom_rules_mean(db: Database) -> dict[tuple[int, str], int]:
    """The row of each person whom a rule speaks of, by rule and part. Those who are known in one
    story alone are left out, and those who are nobody now, unless somebody becomes them by a rule:
    they are the person whom the first such rule makes.
    """
    meant = _on_the_pages(db)
    numbers = set(db.all(int, "SELECT id FROM speaker_rules"))
    missing: dict[tuple[str | int | None, ...], int] = {}
    people = db.rows(RulePersonRow, "WHERE source IS NULL ORDER BY rule_id")
    for person in people:
        place = (person.rule_id, person.part)
        if person.made_by in numbers:
            # Whom a rule had to make may be there by now.
            own = person.made_by == person.rule_id
            there = None if own else meant.get((person.made_by, RulePart.INTO))
            meant[place] = there or MADE_BY_HAND + person.made_by
        elif place not in meant and person.part == RulePart.INTO:
            meant[place] = missing.setdefault(_missing(person), MADE_BY_HAND + person.rule_id)
    for person in people:
        place = (person.rule_id, person.part)
        if place not in meant and _missing(person) in missing:
            meant[place] = missing[_missing(person)]
    return meant


def _missing(person: RulePersonRow) -> tuple[str | int | None, ...]:
    """What is the same of two people who are nobody now, where they are one person."""
    if person.made_by is not None:
        return (person.made_by,)
    return person.key, person.newsroom, person.day


def _on_the_pages(db: Database) -> dict[tuple[int, str], int]:
    meant: dict[tuple[int, str], int] = {}
    apart: dict[tuple[int, str], int] = {}
    found = db.tuples(
        "SELECT rule_id, part, day, speakers.id, first_date, last_date"
        # CROSS JOIN: of these the rules come first (https://www.sqlite.org/optoverview.html).
        " FROM speaker_rule_people AS r CROSS JOIN speakers"
        " ON speakers.key = r.key AND speakers.newsroom = r.newsroom"
        " AND transcript_id IS NULL AND NOT by_hand WHERE made_by IS NULL ORDER BY speakers.id"
    )
    for rule_id, part, day, speaker_id, first, last in found:
        years = years_between(day, first, last)
        place = (rule_id, part)
        if years <= YEARS_OF_RULE and years < apart.get(place, years + 1):
            meant[place], apart[place] = speaker_id, years
    return meant


def _known_in_one_story(db: Database) -> dict[tuple[int, str], int]:
    found = db.tuples(
        "SELECT rule_id, part, speakers.id FROM speaker_rule_people AS r"
        " CROSS JOIN transcripts"
        " ON transcripts.source = r.source AND transcripts.story_id = r.story_id"
        " CROSS JOIN speakers ON speakers.transcript_id = transcripts.id AND speakers.key = r.key"
    )
    return {(rule_id, part): speaker for rule_id, part, speaker in found}


def remove_rules(db: Database, numbers: Iterable[int]) -> None:
    """Remove rules by their numbers; what they did is not undone by this."""
    db.execute_many("DELETE FROM speaker_rules WHERE id = ?", [(number,) for number in numbers])


def forget_rules(db: Database, story: Story, keys: Collection[str]) -> None:
    """Remove what rules hold of a story that was removed, the rules about it alone, and those about
    people who spoke nowhere else.

    :param keys: the keys of the names that its page told, now or in an earlier wording.
    """
    remove_rules_of(db, story)
    while True:
        meant = whom_rules_mean(db)
        pages = set(db.all(int, "SELECT DISTINCT speaker_id FROM voices"))
        rows = db.rows(RulePersonRow, "WHERE source IS NULL")
        numbers = set(db.all(int, "SELECT id FROM speaker_rules"))
        gone = {
            row.rule_id
            for row in rows
            if (row.made_by is not None and row.made_by not in numbers)
            or (row.made_by is None and row.key in keys
                and meant.get((row.rule_id, row.part)) not in pages)
        }  # fmt: skip
        if not gone:
            return
        remove_rules(db, gone)


def remove_rules_of(db: Database, story: Story) -> None:
    """Remove what rules hold of a story, and the rules that are about it alone."""
    of = dict(zip(("source", "story"), story, strict=True))
    about = "source = :source AND story_id = :story"
    told = db.all(
        int,
        f"SELECT rule_id FROM speaker_rule_people WHERE {about}"
        f" UNION SELECT rule_id FROM speaker_rule_stories WHERE {about}",
        of,
    )
    db.execute(f"DELETE FROM speaker_rule_stories WHERE {about}", of)
    kept = db.all(int, "SELECT rule_id FROM speaker_rule_stories")
    remove_rules(db, set(told) - set(kept))


def reached(made: list[Rule], rule: Rule) -> tuple[set[int], set[Story]]:
    """Where a rule may have anything to do: the people, as the pages tell them, and the stories.

    :param made: all rules, this one among them.
    """
    speakers: set[int] = set()
    stories = set(rule.stories)
    if rule.row.kind != RuleKind.MERGE:
        return speakers, stories
    sought = [rule.of]
    before = made[: made.index(rule)]
    for earlier in reversed(before):
        if earlier.into is None or not any(_are_same(one, earlier) for one in sought):
            continue
        if earlier.row.kind == RuleKind.MERGE:
            sought.append(earlier.of)
        else:
            stories |= set(earlier.stories)
    for one in sought:
        if one is not None and one.story is not None:
            stories.add(one.story)
        elif one is not None and one.speaker_id is not None:
            speakers.add(one.speaker_id)
    return speakers, stories


def _are_same(one: Somebody | None, earlier: Rule) -> bool:
    into = earlier.into
    if one is None or into is None:
        return False
    if into.story is not None or one.story is not None:
        return into.story == one.story and into.row.key == one.row.key
    return one.speaker_id is not None and one.speaker_id == (into.speaker_id or earlier.made)
