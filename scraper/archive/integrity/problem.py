"""A problem in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.states import ProblemKind, Repair


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, what kind of problem it is, and what repairs it. If the problem is in one row,
    ``table`` and ``row`` name it.
    """

    what: str
    repair: Repair
    kind: ProblemKind = ProblemKind.DAMAGED
    table: str | None = None
    row: int | None = None
