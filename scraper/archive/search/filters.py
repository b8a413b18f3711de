"""Filters by speaker, role, program, source and day.

All except the day are tokens in the column ``facets`` of the index. They begin with a private-use
character, so that no query can match them by accident. The day is the upper half of a row's id: a
range of days is a range of ids, and the newest turns have the highest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from scraper.model import STAFF

#: What every turn has, and what one has whose speech is counted in another transcript.
_ANY, _UNCOUNTED = "k", "u"
_MARK = "\ue000"
#: Ids of one day are 2^32 apart.
DAY_BITS = 32
_DAY_0 = date(1899, 12, 31).toordinal()
#: The first id of a turn whose day is known, and the highest id of all.
FIRST_DATED, LAST = 1 << DAY_BITS, (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a search.

    :ivar speakers: the numbers of the speakers; None: all speakers.
    :ivar program: part of the program's name, ignoring letter case and accents.
    :ivar since: the first day as an ISO date; ``until``, the last.
    :ivar duplicates: include transcripts whose speech is counted in another one.
    :ivar role: ``host``, ``reporter``, …; ``source``, a source's name.
    :ivar newsmakers: leave out hosts, reporters and announcers.
    :ivar whole_program: ``program`` is the whole name, as stored.
    """

    speakers: Collection[int] | None = None
    program: str | None = None
    since: str | None = None
    until: str | None = None
    duplicates: bool = False
    role: str | None = None
    source: str | None = None
    newsmakers: bool = False
    whole_program: bool = False

    @property
    def is_dated(self) -> bool:
        """True if turns of an unknown day are left out."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Match:
    """A query of the index: an expression, and the first and last id."""

    expression: str
    first: int = 0
    last: int = LAST

    @property
    def condition(self) -> str:
        """What a statement over the index asks for. A range that leaves nothing out would take a
        third of the time of counting.
        """
        asked = ["speech_fts MATCH :match"]
        if self.first > 0:
            asked.append("speech_fts.rowid >= :first")
        if self.last < LAST:
            asked.append("speech_fts.rowid <= :last")
        return " AND ".join(asked)

    @property
    def values(self) -> dict[str, str | int]:
        """The parameters of a statement."""
        return {"match": self.expression, "first": self.first, "last": self.last}


def matching(expression: str | None, filters: Filters, programs: Collection[str]) -> Match:
    """The query of the index for turns that ``expression`` (None: all) and the filters leave.

    :param programs: the names that ``filters.program`` means.
    """
    parts = [f"({expression})"] if expression is not None else []
    parts += [_facets(one) for one in _wanted(filters, programs)]
    found = " AND ".join(parts or [_facets([_ANY])])
    if filters.newsmakers:
        found = f"({found}) NOT {_facets([f'r{role}' for role in STAFF])}"
    if not filters.duplicates:
        found = f"({found}) NOT {_facets([_UNCOUNTED])}"
    first = FIRST_DATED if filters.is_dated else 0
    if filters.since is not None:
        first = max(first, first_id(filters.since))
    last = first_id(filters.until) + FIRST_DATED - 1 if filters.until is not None else LAST
    return Match(found, first, last)


def uncounted(found: Match) -> Match:
    """Of a query that looks at all turns, those whose speech is counted elsewhere."""
    return Match(f"({found.expression}) AND {_facets([_UNCOUNTED])}", found.first, found.last)


def first_id(day: str) -> int:
    """The lowest id of the turns that aired on a day."""
    return max(date.fromisoformat(day).toordinal() - _DAY_0, 0) << DAY_BITS


def turn_of(row_id: int) -> int:
    """The number of a turn by its id."""
    return row_id & (FIRST_DATED - 1)


def month_of(row_id: int) -> str | None:
    """The month of a turn by its id, None if unknown."""
    day = row_id >> DAY_BITS
    return date.fromordinal(day + _DAY_0).isoformat()[:7] if day else None


def _wanted(filters: Filters, programs: Collection[str]) -> Iterator[list[str]]:
    """The tokens of which a turn must have one, for each filter."""
    if filters.speakers is not None:
        yield [f"s{speaker}" for speaker in sorted(filters.speakers)]
    if filters.program is not None:
        yield [f"p{name.encode().hex()}" for name in sorted(programs)]
    if filters.source is not None:
        yield [f"o{filters.source.encode().hex()}"]
    if filters.role is not None:
        yield [f"r{filters.role}"]


def _facets(tokens: list[str]) -> str:
    """The expression for any of some tokens; for none of them, where there are none."""
    return "{facets} : (" + " OR ".join(f'"{_MARK}{token}"' for token in tokens or ["none"]) + ")"
