"""The output of ``onrecord quote --json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from jobs.quote import around
from scraper.archive.quotations import permanent_id
from scraper.archive.store import Archive
from scraper.quotations.passages import PassageTurn
from scraper.quotations.verdict import Finding, Match, Verdict


def as_json(archive: Archive, found: Finding, context: int) -> dict[str, Any]:
    """A finding: the verdict, and the closest passages with their differences."""
    return {
        "quotation": found.quotation,
        "verdict": found.verdict,
        "holds": found.holds,
        "named": found.named,
        "places": found.places,
        "earlier": _earlier(found),
        "matches": [_match(archive, match, context) for match in found.matches],
    }


def _earlier(found: Finding) -> dict[str, Any] | None:
    """The wording, corrected since, that has the very words."""
    if found.earlier is None:
        return None
    story = found.earlier.passage.story
    return {
        "transcript_id": story.transcript_id,
        "url": story.url,
        "title": story.title,
        "seen_at": found.earlier_seen,
        "corrected_at": found.corrected_at,
        "position": found.earlier.first,
        "speakers": found.earlier.speakers,
        "text": found.earlier.text,
    }


def _match(archive: Archive, match: Match, context: int) -> dict[str, Any]:
    story, first = match.passage.story, match.turns[0]
    wide = around(archive, match, context)
    return {
        "verdict": match.verdict,
        "score": round(match.score, 3),
        "permanent_id": str(permanent_id(story, first)),
        "transcript_id": story.transcript_id,
        "position": match.first,
        "last_position": match.last,
        "speakers": match.speakers,
        "label": first.label,
        "role": first.role,
        "doubts": list(dict.fromkeys(match.doubts)),
        "program": story.program,
        "date": story.date,
        "title": story.title,
        "url": story.url,
        "counted": story.counted,
        "transcript_doubt": story.doubt,
        "joined": match.joined,
        "pieces": [asdict(piece) for piece in match.pieces],
        "text": match.text,
        "before": [_turn(turn) for turn in wide.turns if turn.position < match.first],
        "after": [_turn(turn) for turn in wide.turns if turn.position > match.last],
    }


def _turn(turn: PassageTurn) -> dict[str, Any]:
    return {
        "position": turn.position,
        "kind": turn.kind,
        "speaker": turn.speaker,
        "label": turn.label,
        "text": turn.text,
    }


def header_json(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """How many quotations of a draft there are, and how many with each verdict."""
    counts = Counter(found.verdict for found in findings)
    return {
        "file": name,
        "quotations": len(findings),
        "verdicts": {str(verdict): counts[verdict] for verdict in Verdict},
    }
