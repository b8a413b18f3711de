"""The search page: one box, what was found, and by what it can be narrowed down."""

from __future__ import annotations

from dataclasses import replace

from jobs.web.asked import Answer, Asked
from jobs.web.front_page import front
from jobs.web.rendering import page
from jobs.web.search_export import as_atom, as_csv, as_json
from jobs.web.search_filters import ALL, SOME, asked_for_all, groups, set_filters, without
from jobs.web.search_terms import FIELDS, MOST, Terms, Wrong, WrongTerms, given_terms, terms_of
from jobs.web.sentences import as_sentence
from jobs.web.shown_hits import shown_hits
from scraper.archive.search import Filters, Found, Sort
from scraper.archive.store import Archive
from scraper.errors import QueryError, UsageError

#: Hits on a page: with more it would be too large.
_ON_A_PAGE = 100
#: People whom a name that was typed may mean.
_NAMES = 5


def search(archive: Archive, asked: Asked) -> Answer:
    """What was found, or the newest transcripts where nothing was looked for."""
    try:
        terms = terms_of(asked)
        if terms.is_empty:
            return front(archive, asked)
        terms = replace(terms, size=min(terms.size, _ON_A_PAGE))
        filters = terms.filters(archive)
        found = _find(archive, terms, filters)
        pages = max(_pages(terms, found), 1)
        if terms.page > pages:
            terms = replace(terms, page=pages)
            found = _find(archive, terms, filters)
    except WrongTerms as error:
        return _to_correct(archive, asked, error.wrong)
    except (QueryError, UsageError) as error:
        return _to_correct(archive, asked, Wrong("q", as_sentence(str(error))))
    shows_all = bool(asked_for_all(asked))
    facets = archive.search.facets(terms.q or None, filters, ALL if shows_all else SOME)
    shown = shown_hits(archive, asked, terms.q, found.hits)
    exports = _exports(asked, terms, found)
    return page(
        asked,
        "search.html",
        terms=terms,
        found=found,
        hits=shown,
        active=list(set_filters(archive, asked, terms)),
        groups=list(groups(asked, terms, facets)),
        shows_all=shows_all,
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
        feed=exports[-1][1],
    )


def _to_correct(archive: Archive, asked: Asked, wrong: Wrong) -> Answer:
    """The form as it was filled in, and what is wrong with it, at the field or the filter."""
    field = wrong.field
    role, sort = ("" if field == name else asked.text(name) for name in ("role", "sort"))
    terms = given_terms(asked, role=role, sort=sort)
    is_filter = field not in FIELDS
    right = {name: "" if field == name else getattr(terms, name) for name in ("program", "source")}
    others = replace(terms, program=right["program"], source=right["source"])
    return page(
        asked,
        "search_wrong.html",
        400,
        terms=terms,
        wrong=wrong,
        active=list(set_filters(archive, asked, others)),
        wrong_filter=without(asked, terms, field, asked.text(field)) if is_filter else None,
    )


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
    found = _find(archive, terms, terms.filters(archive))
    shown = shown_hits(archive, asked, terms.q, found.hits, context=0)
    kind = asked.path["kind"]
    if kind == "csv":
        return as_csv(shown)
    if kind == "json":
        people = archive.people.find(terms.speaker, -1) if terms.speaker else []
        return as_json(terms, found, people, shown)
    return as_atom(asked, terms, shown)


def _find(archive: Archive, terms: Terms, filters: Filters) -> Found:
    return archive.search.find(
        terms.q or None,
        filters,
        sort=terms.order,
        limit=terms.size,
        offset=(terms.page - 1) * terms.size,
    )


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
        made[0] = ("CSV of this page", made[0][1])
        made.insert(1, (f"CSV of {which}", asked.links.search(every, "csv")))
    return made
