"""Corrections as people read them: with names, and the places where they apply."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.people.anchors import anchored
from scraper.archive.people.applying import acting
from scraper.archive.people.correcting import as_told, transcripts_reached
from scraper.archive.people.rules import Rule, Somebody
from scraper.archive.rule_rows import RuleStoryRow
from scraper.archive.states import RuleKind


@dataclass(frozen=True, slots=True)
class Named:
    """A person in a rule: their name when it was made, their name now, and the number of their row,
    which is None if they are no longer in the archive.

    :ivar story: the only story in which the name means this person: a source and a story.
    """

    name: str
    name_now: str | None
    id: int | None
    story: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StatedStory:
    """Where a rule applies: a story, and the position of the assigned turn, which is None if the
    turn is no longer there.
    """

    source: str
    story_id: str
    position: int | None


@dataclass(frozen=True, slots=True)
class StatedRule:
    """A correction, for people to read.

    :ivar of: the person it is about; None if it assigns a turn.
    :ivar into: the person they become, or the speaker of the turn; None for a turn without a
        speaker, and for a rename.
    :ivar name: the new name, for a rename.
    :ivar stories: the stories to which a split applies, or the assigned turn.
    :ivar holds: False if it has no effect on what is shown.
    """

    id: int
    kind: RuleKind
    made_at: str | None
    why: str | None
    of: Named | None
    into: Named | None
    name: str | None
    stories: tuple[StatedStory, ...]
    holds: bool


def stated(db: Database, rule: Rule, made: list[Rule]) -> StatedRule:
    """A rule with the names and numbers of those whom it means now.

    :param made: all rules.
    """
    stories = tuple(
        StatedStory(story.source, story.story_id, _position(db, story))
        for story in rule.stories.values()
    )
    return StatedRule(
        rule.id,
        rule.row.kind,
        rule.row.made_at,
        rule.row.why,
        _named(db, rule.of),
        _named(db, rule.into),
        rule.row.name,
        stories,
        _holds(db, rule, made),
    )


def _holds(db: Database, rule: Rule, made: list[Rule]) -> bool:
    """True if a rule does anything."""
    if rule.row.kind == RuleKind.RENAME:
        if rule.of is None or rule.of.speaker_id is None:
            return False
        of = rule.of.speaker_id
        later = made[made.index(rule) + 1 :]
        if any(_renames(one, of) for one in later):
            return False
        shown = "SELECT 1 FROM appearances WHERE speaker_id = :speaker LIMIT 1"
        return db.value(shown, {"speaker": of}) is not None
    reached = sorted(transcripts_reached(db, made, [rule]))
    return any(rule.id in acting(made, as_told(db, one)) for one in reached)


def _renames(rule: Rule, speaker: int) -> bool:
    return (
        rule.row.kind == RuleKind.RENAME and rule.of is not None and rule.of.speaker_id == speaker
    )


def _position(db: Database, story: RuleStoryRow) -> int | None:
    """Where the turn is that a rule assigns."""
    if story.words_hash is None:
        return None
    found = db.value(
        "SELECT id FROM transcripts WHERE source = :source AND story_id = :story",
        {"source": story.source, "story": story.story_id},
    )
    return None if found is None else anchored(story, as_told(db, found).turns)


def _named(db: Database, somebody: Somebody | None) -> Named | None:
    if somebody is None:
        return None
    of = {"id": somebody.speaker_id}
    name = db.value("SELECT name FROM speakers WHERE id = :id", of)
    number = None if name is None else somebody.speaker_id
    return Named(somebody.row.name, name, number, somebody.story)
