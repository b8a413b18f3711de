"""How long a search takes in a large archive: words, filters, phrases, counts.

``python -m tests.benchmarks searching`` fills an archive with a million turns first
(:mod:`tests.benchmarks.talk`). ONRECORD_BENCH_TURNS asks for another number, ONRECORD_BENCH_ARCHIVE
names a file to fill or, when it is there, to use.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from rich.table import Table

from scraper.archive.search import By, Filters, Search, Sort
from scraper.archive.store import Archive
from tests.benchmarks.talk import figures, talk_archive, vocabulary

#: Words of these ranks, the most frequent first, and some between.
_RANKS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000)
_ROUNDS = 3
_Task = Callable[[Search], object]


def table() -> Table:
    """Milliseconds: the median, the 95th percentile and the longest of each kind of search."""
    with talk_archive() as path, Archive.read(path) as archive:
        count = archive.search.count(None, Filters(duplicates=True))
        shown = Table(title=f"Searches in {count:,} turns, ms, warm cache")
        for column in ("what", "searches", "median", "p95", "longest"):
            shown.add_column(column, justify="left" if column == "what" else "right")
        for what, tasks in _kinds():
            taken = [_milliseconds(archive.search, task) for task in tasks]
            shown.add_row(what, str(len(taken)), *figures(taken))
    return shown


def _milliseconds(search: Search, task: _Task) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        task(search)
        best = min(best, time.perf_counter() - started)
    return best * 1000


def _kinds() -> Iterator[tuple[str, list[_Task]]]:
    words = vocabulary()
    some = [words[rank - 1] for rank in _RANKS]
    filters = list(_filters())
    every = [
        _find(word, wanted, sort)
        for word, wanted, sort in product(some, filters, (Sort.NEWEST, Sort.RELEVANCE))
    ]
    yield "a word, every kind of filter, newest and relevance, exact count", every
    for sort in Sort:
        yield f"  {sort}, without a filter", [_find(word, Filters(), sort) for word in some]
    chance = random.Random(3)
    pairs = [" ".join(chance.sample(some, 2)) for _ in range(20)]
    yield "two words, newest", [_find(pair, Filters(), Sort.NEWEST) for pair in pairs]
    yield "no words, newest", [_find(None, wanted, Sort.NEWEST) for wanted in filters[1:]]
    phrases = [f'"{words[a - 1]} {words[b - 1]}"' for a, b in product(_RANKS[:6], repeat=2)]
    yield "a phrase", [_find(one, Filters(), Sort.NEWEST) for one in phrases]
    yield "  by relevance", [_find(one, Filters(), Sort.RELEVANCE) for one in phrases]
    near = [f"NEAR({words[a - 1]} {words[b - 1]}, 5)" for a, b in product(_RANKS[:7], repeat=2)]
    yield "NEAR", [_find(one, Filters(), Sort.NEWEST) for one in near]
    prefixes = [f"{word[:n]}*" for word in some[4:] for n in (3, 4, 5)]
    yield "a prefix", [_find(one, Filters(), Sort.NEWEST) for one in prefixes]
    for by in By:
        counts = [_shares(by, word, wanted) for word in some for wanted in filters]
        yield f"by {by}, exact", counts


def _filters() -> Iterator[Filters]:
    """No filter, each alone, and some together."""
    host, guest = {20_005}, {77}
    yield Filters()
    yield Filters(speakers=host)
    yield Filters(speakers=guest)
    yield Filters(program="Program 1")
    yield Filters(program="Program 17")
    yield Filters(source="pbs")
    yield Filters(role="guest")
    yield Filters(since="2015-01-01", until="2015-12-31")
    yield Filters(since="2012-05-01")
    yield Filters(duplicates=True)
    yield Filters(program="Program 2", since="2010-01-01", until="2014-12-31", role="host")
    yield replace(Filters(speakers=host), until="2008-12-31")


def _find(text: str | None, filters: Filters, sort: Sort) -> _Task:
    return lambda search: search.find(text, filters, sort=sort)


def _shares(by: By, text: str, filters: Filters) -> _Task:
    return lambda search: search.shares(by, text, filters)
