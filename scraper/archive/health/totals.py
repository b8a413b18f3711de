"""Counts of what there is, and of what is wrong by its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Totals:
    """What an archive holds: ``turns`` and ``words`` of what is counted, so that the same speech
    counts once. ``near_duplicates`` are transcripts that are not counted although no other has
    quite the same words, ``revised`` those that their publisher corrected.
    """

    transcripts: int
    turns: int
    words: int
    duplicates: int
    near_duplicates: int
    revised: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added: transcripts, and bytes of kept pages as they are stored."""

    transcripts: int
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Pages or transcripts of a source that have something wrong for one reason, with the URLs of
    some as examples.
    """

    source: str
    state: str
    reason: str | None
    count: int
    examples: tuple[str, ...] = ()


def reasons(db: Database, sql: str, examples: str) -> list[Reason]:
    """The reasons that ``sql`` counts, each with the URLs that ``examples`` finds."""
    return [
        replace(
            one,
            examples=tuple(
                db.all(
                    str,
                    f"{examples} LIMIT {_EXAMPLES}",
                    {"source": one.source, "state": one.state, "reason": one.reason},
                )
            ),
        )
        for one in db.all(Reason, sql)
    ]
