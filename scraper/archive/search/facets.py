"""The facets by which a search can be narrowed down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from scraper.archive.database.connection import Database
from scraper.archive.search.filters import DAY_BITS, FIRST_DATED


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
    # Day 1 of an id is 1900-01-01.
    year = f"strftime('%Y', julianday('1899-12-31') + (speech.id >> {DAY_BITS}))"
    columns = {
        "speakers": ("speaker_id", "(SELECT name FROM speakers WHERE id = found.value)", "2 DESC"),
        "roles": ("role", "value", "2 DESC"),
        "programs": ("program", "value", "2 DESC"),
        "sources": ("source", "value", "2 DESC"),
        "years": (f"CASE WHEN id >= {FIRST_DATED} THEN {year} END", "value", "1 DESC"),
    }
    asked = {"ids": json.dumps(list(ids)), "limit": limit}
    values: dict[str, int] = {}
    counted: dict[str, list[FacetValue]] = {}
    for kind, (column, name, order) in columns.items():
        rows = db.tuples(
            f"SELECT CAST(value AS TEXT), {name}, turns, every FROM (SELECT {column} AS value,"
            " count(*) AS turns, count(*) OVER () AS every FROM speech"
            " WHERE id IN (SELECT value FROM json_each(:ids))"
            f" AND {column} IS NOT NULL GROUP BY 1 ORDER BY {order}, 1 LIMIT :limit) AS found",
            asked,
        )
        counted[kind] = [FacetValue(value, name, turns) for value, name, turns, _ in rows]
        values[kind] = next((every for _, _, _, every in rows), 0)
    return Facets(len(ids), is_all, **counted, values=values)
