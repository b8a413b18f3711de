"""The rows of corrections by hand, and of what pages tell where such a correction holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scraper.archive.rows import AppearanceRow
from scraper.archive.states import RuleKind, RulePart


@dataclass(slots=True)
class ExtractedTurnRow:
    """Who says a turn as the page tells it, in a transcript that rules correct."""

    TABLE: ClassVar[str] = "extracted_turns"

    transcript_id: int
    position: int
    speaker_id: int | None
    doubt: str | None


@dataclass(slots=True)
class ExtractedAppearanceRow(AppearanceRow):
    """Who speaks as the page tells it, in a transcript that rules correct."""

    TABLE: ClassVar[str] = "extracted_appearances"


@dataclass(slots=True)
class RuleRow:
    """A correction by hand of who is who."""

    TABLE: ClassVar[str] = "speaker_rules"

    id: int | None
    kind: RuleKind
    made_at: str | None
    why: str | None
    name: str | None
    forced: int


@dataclass(slots=True)
class RulePersonRow:
    """Somebody a rule speaks of."""

    TABLE: ClassVar[str] = "speaker_rule_people"

    rule_id: int
    part: RulePart
    name: str
    key: str
    newsroom: str | None
    day: str | None
    source: str | None
    story_id: str | None
    made_by: int | None


@dataclass(slots=True)
class RuleStoryRow:
    """A story, or one turn of it, that a rule speaks of."""

    TABLE: ClassVar[str] = "speaker_rule_stories"

    rule_id: int
    source: str
    story_id: str
    position: int | None
    label: str | None
    words_hash: str | None
    before_hash: str | None
    after_hash: str | None
