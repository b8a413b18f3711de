"""``onrecord show`` with a permanent id: the turn, those around it, and how its words changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jobs.changed_words import print_differences
from jobs.citations import outcomes
from jobs.show import print_turns
from jobs.terminal import prose, stdout
from scraper.archive.records.reading import SpokenTurn
from scraper.archive.records.resolving import ResolvedAs, ResolvedTurn
from scraper.archive.store import Archive


def around(archive: Archive, found: ResolvedTurn, context: int) -> list[SpokenTurn]:
    """The turn that an id means now, with as many before as behind.

    :raises WordsGone: there is none.
    """
    at = outcomes.require_turn(found)
    assert found.row is not None
    return archive.records.turns(found.row.id or 0, at - context, at + context)


def print_turn(found: ResolvedTurn, turns: list[SpokenTurn]) -> None:
    """Print turns for a person, and first of all whether the words are those that the id cites."""
    assert found.row is not None
    if found.outcome != ResolvedAs.SAME:
        console = stdout()
        prose(console, outcomes.sentence(found))
        print_differences(console, [found.difference] if found.difference else [])
        console.print()
    print_turns(found.row, turns, found.position or 0)


def as_json(found: ResolvedTurn, turns: list[SpokenTurn]) -> dict[str, Any]:
    """The same for machines: the facts of the story, what became of the id, and the turns."""
    assert found.row is not None
    return {
        **asdict(found.row),
        "resolved": outcomes.as_json(found),
        "turns": [asdict(turn) for turn in turns],
    }
