"""Something in the archive that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.states import ProblemKind, Repair


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, what kind of problem it is, and what repairs it. ``table`` and ``row`` say
    where, where it is one row's.
    """

    what: str
    repair: Repair
    kind: ProblemKind = ProblemKind.DAMAGED
    table: str | None = None
    row: int | None = None
