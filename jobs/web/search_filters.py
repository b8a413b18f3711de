"""The filters of a search: those that are set, those that can be, and one that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobs.web.asked import Asked
from jobs.web.search_terms import Terms
from scraper.archive.search import Facets, FacetValue
from scraper.archive.store import Archive
from scraper.model import STAFF

#: Values of a filter that are offered at first, and where all of one are asked for.
SOME, ALL = 8, 500
#: Filters as their links name them, where the address says something else.
_NAMES = {"person": "speaker", "since": "from", "until": "to", "newsmakers": "without staff"}


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A way to narrow a search down, or to widen it again."""

    name: str
    address: str
    turns: int | None = None


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The values of a filter; with more of them than are shown, the address of all."""

    name: str
    links: list[FilterLink]
    every: int = 0
    address: str | None = None
    is_all: bool = False


def set_filters(archive: Archive, asked: Asked, terms: Terms) -> Iterator[FilterLink]:
    """The filters that are set, each with the address of the search without it."""
    for name, value in terms.narrowed().items():
        yield without(asked, terms, name, shown_value(archive, name, value))
    if terms.repeats:
        yield FilterLink("including repeats", asked.links.search(terms.arguments(repeats="")))


def shown_value(archive: Archive, name: str, value: str) -> str:
    """The value of a filter as its readers know it; empty where the filter's name says it all."""
    if name == "person" and (person := archive.people.name_of(int(value))) is not None:
        return person
    return "" if name == "newsmakers" else value


def without(asked: Asked, terms: Terms, name: str, value: str) -> FilterLink:
    """A filter that is set, with the address of the search without it."""
    return FilterLink(filter_name(name, value), asked.links.search(terms.arguments(**{name: ""})))


def filter_name(name: str, value: str) -> str:
    """What a filter is called: "from: 2024", "without staff"."""
    called = _NAMES.get(name, name)
    return f"{called}: {value}" if value else called


def asked_for_all(asked: Asked) -> str:
    """The filter of which all values are asked for."""
    return asked.text("all")


def groups(asked: Asked, terms: Terms, facets: Facets) -> Iterator[FilterGroup]:
    """The filters that are not set, with what each would leave."""

    def group(name: str, values: Sequence[FacetValue], kind: str, *arguments: str) -> FilterGroup:
        is_all = asked_for_all(asked) == kind
        shown = values if is_all else values[:SOME]
        every = facets.values.get(kind, len(values))
        links = [
            FilterLink(one.name, _narrowed(asked, terms, one.value, arguments), one.turns)
            for one in shown
        ]
        more = terms.arguments(all="" if is_all else kind)
        address = asked.links.search(more) if every > SOME else None
        return FilterGroup(name, links, every, address, is_all)

    if not terms.program and facets.programs:
        yield group("Program", facets.programs, "programs", "program")
    if terms.person is None and facets.speakers:
        yield group("Speaker", facets.speakers, "speakers", "person")
    if not terms.role and facets.roles:
        yield group("Role", facets.roles, "roles", "role")
        others = sum(one.turns for one in facets.roles if one.value not in STAFF)
        if not terms.newsmakers and others and any(one.value in STAFF for one in facets.roles):
            address = asked.links.search(terms.arguments(newsmakers="1"))
            yield FilterGroup("Staff", [FilterLink("without staff", address, others)])
    if not (terms.since or terms.until) and facets.years:
        yield group("Year", facets.years, "years", "since", "until")
    if not terms.source and len(facets.sources) > 1:
        yield group("Source", facets.sources, "sources", "source")


def _narrowed(asked: Asked, terms: Terms, value: str, arguments: Sequence[str]) -> str:
    return asked.links.search(terms.arguments(**dict.fromkeys(arguments, value)))
