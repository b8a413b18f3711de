"""Parts of a label that are one place, or one body with its place: "Gary, Indiana", "University of
Texas, Austin".
"""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.extract.affiliation_jobs import Said
from scraper.extract.affiliation_words import JOB_NOUNS, MODIFIERS, STATUSES
from scraper.extract.places import CITIES, COUNTRIES, PLACES, STATES, folded, place, within

_AROUND = frozenset([*STATES.values(), *COUNTRIES.values(), PLACES["dc"]])
#: Offices of a town: what stands beside one is a town before its state.
_OF_TOWNS = re.compile(r"^(?:Former |Acting )?(?:Deputy )?(?:Mayor|Council\w+|Sheriff|Alderman"
                       r"|Alderwoman|Police Chief|Fire Chief)$")  # fmt: skip
_NO_TOWN = (
    MODIFIERS
    | JOB_NOUNS
    | STATUSES
    | frozenset("home building apartment complex neighborhood island navy army".split())
)


def with_towns(said: list[Said], texts: list[str], office: str | None) -> list[Said]:
    """Parts with a town and the state or country behind it as one place."""
    joined: list[Said] = []
    for at, one in enumerate(said):
        last = joined[-1] if joined else None
        where = one.place if one.kind == "place" and one.place in _AROUND else None
        if where and last is not None:
            town = last.town or (last.place if _is_town(last) else None)
            local = at == 1 and office is not None and _OF_TOWNS.match(office)
            dwells = at > 1 and said[at - 2].noun == "resident"
            if town is None and last.kind == "unknown" and (local or dwells):
                town = texts[at - 1] if _looks_like_town(texts[at - 1]) else None
            if town:
                town = town.title() if town.isupper() else town
                kind = "place" if last.kind == "unknown" else last.kind
                joined[-1] = replace(last, kind=kind, place=within(town, where), town=None)
                continue
        if one.kind == "place" and last is not None and _is_campus(last, one):
            campus = f"{last.organization}, {one.place}"
            joined[-1] = replace(last, organization=campus)
            continue
        joined.append(one)
    return [
        replace(one, place=one.town.title() if one.town.isupper() else one.town)
        if one.town and one.noun == "mayor"
        else one
        for one in joined
    ]


def _is_town(said: Said) -> bool:
    return said.kind == "place" and said.place is not None and (
        said.place in CITIES.values() or said.place.casefold().endswith(" county")
        or said.place in ("New York", "Washington")
    )  # fmt: skip


def _looks_like_town(text: str) -> bool:
    words = folded(text).split()
    return len(words) < 4 and all(map(str.isalpha, words)) and _NO_TOWN.isdisjoint(words)


def _is_campus(said: Said, where: Said) -> bool:
    """True for "University of California" before "Los Angeles"."""
    name = said.organization or ""
    state_name = name.removeprefix("University of ")
    return state_name != name and place(state_name) is not None and where.place in CITIES.values()
