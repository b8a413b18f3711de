"""Corrections as a person reads them: with names, and where they hold."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.people.anchors import anchored
from scraper.archive.people.correcting import as_told
from scraper.archive.people.rules import Rule, Somebody
from scraper.archive.rule_rows import RuleStoryRow
from scraper.archive.states import RuleKind


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a rule: their name, and the number of their row; None where they are nobody in
    the archive now.
    """

    name: str
    id: int | None


@dataclass(frozen=True, slots=True)
class StatedRule:
    """A correction, for a person.

    :ivar of: whom it is about; None where it assigns a turn.
    :ivar into: who they are, or whose turn it is; None: nobody's, or a rename.
    :ivar name: the name that a rename gives.
    :ivar stories: where it holds: a source, a story, and the position of the turn that is assigned.
    :ivar holds: False where nothing in the archive is what it speaks of.
    """

    id: int
    kind: RuleKind
    made_at: str | None
    why: str | None
    of: Named | None
    into: Named | None
    name: str | None
    stories: tuple[tuple[str, str, int | None], ...]
    holds: bool


def stated(db: Database, rule: Rule) -> StatedRule:
    """A rule with the names and numbers of those whom it means now."""
    stories = tuple(
        (story.source, story.story_id, _position(db, story)) for story in rule.stories.values()
    )
    holds = rule.of is None or rule.of.speaker_id is not None
    if rule.row.kind == RuleKind.ASSIGN:
        holds = all(position is not None for _, _, position in stories)
    return StatedRule(
        rule.id,
        rule.row.kind,
        rule.row.made_at,
        rule.row.why,
        _named(db, rule.of),
        _named(db, rule.into),
        rule.row.name,
        stories,
        holds,
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
    return Named(name or somebody.row.name, None if name is None else somebody.speaker_id)
