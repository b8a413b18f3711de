"""The facets by which a search can be narrowed down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from scraper.archive.database.connection import Database
from scraper.archive.search.filters import DAY_BITS, FIRST_DATED

_Value = TypeVar("_Value", str, int)
#: The day before day 1 of the index.
_DAY_0 = date(1899, 12, 31)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A program, role, source or year (``value``), or a person (``value`` is their number), and the
    number of examined turns with it.
    """

    value: str
    name: str
    turns: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of a search.

    :ivar looked_at: the number of examined turns, which are the newest hits.
    :ivar is_all: these are all the hits.
    :ivar values: how many values each facet has, by its name here; of many, some are given.
    """

    looked_at: int
    is_all: bool
    speakers: list[FacetValue] = field(default_factory=list)
    roles: list[FacetValue] = field(default_factory=list)
    programs: list[FacetValue] = field(default_factory=list)
    sources: list[FacetValue] = field(default_factory=list)
    years: list[FacetValue] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)


def facets(db: Database, ids: Sequence[int], limit: int, *, is_all: bool) -> Facets:
    """The facets of the turns with these ids in the index, at most ``limit`` values of each."""
    rows = db.tuples(
        "SELECT id, speaker_id, role, program, source FROM speech"
        " WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    speakers = Counter(row[1] for row in rows if row[1] is not None)
    years = Counter(_year(row[0]) for row in rows if row[0] >= FIRST_DATED)
    columns = {"roles": 2, "programs": 3, "sources": 4}
    counts = {
        kind: Counter(str(row[column]) for row in rows if row[column] is not None)
        for kind, column in columns.items()
    }
    return Facets(
        len(ids),
        is_all,
        _named(db, _most(speakers, limit)),
        years=[FacetValue(one, one, years[one]) for one in sorted(years, reverse=True)[:limit]],
        values={
            kind: len(counted)
            for kind, counted in {"speakers": speakers, "years": years, **counts}.items()
        },
        **{
            kind: [FacetValue(one, one, turns) for one, turns in _most(counted, limit)]
            for kind, counted in counts.items()
        },
    )


def _most(counted: Counter[_Value], limit: int) -> list[tuple[_Value, int]]:
    """The most frequent values; of equals, the first in their order."""
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:limit]


def _named(db: Database, speakers: Sequence[tuple[int, int]]) -> list[FacetValue]:
    names: dict[int, str] = dict(
        db.tuples(
            "SELECT id, name FROM speakers WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps([one for one, _ in speakers])},
        )
    )
    return [FacetValue(str(one), names[one], turns) for one, turns in speakers if one in names]


def _year(speech_id: int) -> str:
    """The year of a turn in the index."""
    return str((_DAY_0 + timedelta(days=speech_id >> DAY_BITS)).year)
