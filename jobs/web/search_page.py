"""The front page: one box, what was found, and by what it can be narrowed down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from jobs.web.asked import Answer, Asked
from jobs.web.rendering import page
from jobs.web.search_export import as_atom, as_csv, as_json
from jobs.web.search_terms import MOST, Terms, Wrong, WrongTerms, given_terms, terms_of
from jobs.web.sentences import as_sentence
from jobs.web.shown_hits import shown_hits
from scraper.archive.reading_room import ListedStory
from scraper.archive.search import Facets, FacetValue, Found, Sort
from scraper.archive.store import Archive
from scraper.errors import QueryError, UsageError
from scraper.model import STAFF

_NEWEST = 40
#: Hits on a page: with more it would be too large.
_ON_A_PAGE = 100
#: People whom a name that was typed may mean.
_NAMES = 5


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A way to narrow a search down, or to widen it again."""

    name: str
    address: str
    turns: int | None = None


def search(archive: Archive, asked: Asked) -> Answer:
    """What was found, or the newest transcripts where nothing was looked for."""
    try:
        terms = terms_of(asked)
        if terms.is_empty:
            return _front(archive, asked)
        terms = replace(terms, size=min(terms.size, _ON_A_PAGE))
        filters = terms.filters(archive)
        found = _find(archive, terms)
        if terms.page > (last := max(_pages(terms, found), 1)):
            terms = replace(terms, page=last)
            found = _find(archive, terms)
    except WrongTerms as error:
        return _to_correct(asked, error.wrong)
    except (QueryError, UsageError) as error:
        return _to_correct(asked, Wrong("q", as_sentence(str(error))))
    facets = archive.search.facets(terms.q or None, filters)
    shown = shown_hits(archive, asked, terms.q, found.hits)
    exports = _exports(asked, terms, found)
    pages = _pages(terms, found)
    return page(
        asked,
        "search.html",
        terms=terms,
        found=found,
        hits=shown,
        active=list(_active(archive, asked, terms)),
        groups=list(_groups(asked, terms, facets)),
        facets=facets,
        people=[] if terms.person or not terms.speaker else facets.speakers[:_NAMES],
        unclosed=_unclosed(terms.q),
        unfiltered=asked.links.search({"q": terms.q, "sort": terms.sort}),
        orders=_orders(asked, terms),
        earlier=asked.links.search(terms.arguments(page=terms.page - 1))
        if terms.page > 1
        else None,
        later=asked.links.search(terms.arguments(page=terms.page + 1))
        if terms.page < pages
        else None,
        first=(terms.page - 1) * terms.size + 1,
        exports=exports,
        feed=exports[2][1],
    )


def _to_correct(asked: Asked, wrong: Wrong) -> Answer:
    """The form as it was filled in, and what is wrong with it."""
    role, sort = ("" if wrong.field == name else asked.text(name) for name in ("role", "sort"))
    terms = given_terms(asked, role=role, sort=sort)
    return page(asked, "search_wrong.html", 400, terms=terms, wrong=wrong)


def _unclosed(query: str) -> str | None:
    """What a query that found nothing opens and does not close."""
    if sum(query.count(mark) for mark in '"“”') % 2:
        return "A quotation mark is not closed."
    return "A parenthesis is not closed." if query.count("(") > query.count(")") else None


def export(archive: Archive, asked: Asked) -> Answer:
    """The hits that the page shows, for a spreadsheet, a program or a feed reader."""
    terms = terms_of(asked)
    if terms.is_empty:
        terms = Terms(sort=Sort.NEWEST, repeats=True)
    found = _find(archive, terms)
    shown = shown_hits(archive, asked, terms.q, found.hits, context=0)
    kind = asked.path["kind"]
    if kind == "csv":
        return as_csv(shown)
    if kind == "json":
        people = archive.people.find(terms.speaker, -1) if terms.speaker else []
        return as_json(terms, found, people, shown)
    return as_atom(asked, terms, shown)


def _find(archive: Archive, terms: Terms) -> Found:
    return archive.search.find(
        terms.q or None,
        terms.filters(archive),
        sort=terms.order,
        limit=terms.size,
        offset=(terms.page - 1) * terms.size,
    )


def _front(archive: Archive, asked: Asked) -> Answer:
    days = [
        (day, [(program, list(stories)) for program, stories in groupby(of_day, _program)])
        for day, of_day in groupby(archive.room.newest(_NEWEST), lambda story: story.date)
    ]
    return page(asked, "front.html", days=days, terms=Terms(), totals=archive.room.totals())


def _program(story: ListedStory) -> str | None:
    return story.program


def _pages(terms: Terms, found: Found) -> int:
    """How many pages of hits can be turned."""
    reachable = min(found.total, MOST)
    return -(-reachable // terms.size)


def _orders(asked: Asked, terms: Terms) -> list[tuple[str, str | None]]:
    """The orders of hits, each with its address; None for the one that is shown."""
    orders = [Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST] if terms.q else [Sort.NEWEST, Sort.OLDEST]
    names = {Sort.RELEVANCE: "best match", Sort.NEWEST: "newest", Sort.OLDEST: "oldest"}
    return [
        (
            names[order],
            None if order == terms.order else asked.links.search(terms.arguments(sort=order.value)),
        )
        for order in orders
    ]


def _active(archive: Archive, asked: Asked, terms: Terms) -> Iterator[FilterLink]:
    """The filters that are set, each with the address of the search without it."""
    names = {"person": "speaker", "since": "from", "until": "to"}
    for name, value in terms.narrowed().items():
        shown = value
        if name == "person" and (person := archive.people.name_of(int(value))) is not None:
            shown = person
        address = asked.links.search(terms.arguments(**{name: ""}))
        only = "newsmakers only" if name == "newsmakers" else None
        yield FilterLink(only or f"{names.get(name, name)}: {shown}", address)
    if terms.repeats:
        yield FilterLink("including repeats", asked.links.search(terms.arguments(repeats="")))


def _groups(asked: Asked, terms: Terms, facets: Facets) -> Iterator[tuple[str, list[FilterLink]]]:
    """The filters that are not set, with what each would leave."""

    def links(values: Sequence[FacetValue], argument: str) -> list[FilterLink]:
        return [
            FilterLink(
                one.name, asked.links.search(terms.arguments(**{argument: one.value})), one.turns
            )
            for one in values
        ]

    if not terms.program and facets.programs:
        yield "Program", links(facets.programs, "program")
    if terms.person is None and facets.speakers:
        yield "Speaker", links(facets.speakers, "person")
    if not terms.role and facets.roles:
        found = links(facets.roles, "role")
        others = sum(one.turns for one in facets.roles if one.value not in STAFF)
        if not terms.newsmakers and others and any(one.value in STAFF for one in facets.roles):
            address = asked.links.search(terms.arguments(newsmakers="1"))
            found.append(FilterLink("newsmakers only", address, others))
        yield "Role", found
    if not (terms.since or terms.until) and facets.years:
        yield (
            "Year",
            [
                FilterLink(
                    one.name,
                    asked.links.search(terms.arguments(since=one.value, until=one.value)),
                    one.turns,
                )
                for one in facets.years
            ],
        )
    if not terms.source and len(facets.sources) > 1:
        yield "Source", links(facets.sources, "source")


def _exports(asked: Asked, terms: Terms, found: Found) -> list[tuple[str, str]]:
    here = terms.arguments(page=terms.page if terms.page > 1 else "")
    made = [
        (name, asked.links.search(here, kind))
        for name, kind in (("CSV", "csv"), ("JSON", "json"), ("Atom", "atom"))
    ]
    if found.total > len(found.hits):
        several = min(found.total, MOST)
        every = terms.arguments(size=MOST)
        which = (
            f"all {several:,}"
            if found.total == several and found.is_exact
            else f"the first {several:,}"
        )
        made.append((f"CSV of {which}", asked.links.search(every, "csv")))
    return made
