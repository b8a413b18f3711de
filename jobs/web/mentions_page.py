"""Mentions over time: several terms, or one by program, speaker or role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from jobs.web.asked import Answer, Asked
from jobs.web.charts import Axis, Series, filled, line_chart
from jobs.web.rendering import page
from jobs.web.search_export import csv_answer
from jobs.web.search_filters import filter_name, shown_value
from jobs.web.search_terms import Terms, Wrong, WrongTerms, given_terms, terms_of
from jobs.web.sentences import as_sentence
from scraper.archive.search import By, Filters, Share
from scraper.archive.store import Archive
from scraper.errors import QueryError, UsageError
from scraper.model import ROLES

_MOST_TERMS = 6
#: What stands between commas; those in phrases and in parentheses belong to the term.
_TERM = re.compile(r'(?:"[^"]*"?|\([^)]*\)?|[^,"(])+')
#: Lines of a chart by program or speaker, and rows of the table of all of them.
_SPLIT, _MOST_ROWS = 5, 200
#: With more months than these, years are shown.
_MONTHS = 48
SPLITS = ("term", "program", "speaker", "role")


@dataclass(frozen=True, slots=True)
class OtherFilter:
    """A filter that the form sends on as it came: what it is called, and the address without it."""

    argument: str
    value: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines over time.

    :ivar every: the totals of all programs or speakers of whom some are lines.
    """

    times: list[str]
    names: list[str]
    cells: Mapping[str, Mapping[str, Share]]
    undated: int
    split: str
    every: list[Share]

    @property
    def spoken(self) -> str:
        """How many words the rates are of: of each program, speaker or role its own."""
        words = {name: sum(one.words for one in self.cells[name].values()) for name in self.names}
        if self.split == "term":
            return f"{max(words.values(), default=0):,}"
        return ", ".join(f"{name} {count:,}" for name, count in words.items())

    @property
    def is_empty(self) -> bool:
        """Whether no turn matches."""
        return not any(cell.turns for cells in self.cells.values() for cell in cells.values())

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Share]]]]:
        """What was counted at each time, where a line has words; times without any are left out."""
        found = [
            (time, [(name, self.cell(name, time)) for name in self.names]) for time in self.times
        ]
        spoken = ((time, [one for one in cells if one[1].words]) for time, cells in found)
        return [(time, cells) for time, cells in spoken if cells]

    @property
    def has_blank(self) -> bool:
        """Whether the chart leaves a place blank."""
        return sum(len(cells) for _, cells in self.rows) < len(self.names) * len(self.times)

    def cell(self, name: str, time: str) -> Share:
        """What was counted of a line at a time."""
        return self.cells[name].get(time, Share(time, 0, 0))


def mentions(archive: Archive, asked: Asked) -> Answer:
    """The chart, its table, and the form."""
    given = _given(asked)
    try:
        terms, split = terms_of(asked), _split(asked)
        terms.filters(archive)
    except WrongTerms as error:
        return _to_correct(asked, given, error.wrong)
    shown: dict[str, Any] = {
        "wrong": None,
        "given": given,
        "terms": terms,
        "split": split,
        "splits": SPLITS,
        "rate": asked.text("measure") != "count",
        "counted": None,
        "chart": None,
        "most_rows": _MOST_ROWS,
        "left_out": max(len(_terms(asked)) - _MOST_TERMS, 0),
        "filters": list(_other_filters(archive, asked, terms)),
    }
    if given:
        try:
            counted = _count(archive, asked, given, split)
        except QueryError as error:
            return _to_correct(asked, given, Wrong("term", as_sentence(str(error))))
        rate = bool(shown["rate"])
        shown["counted"] = counted
        title = "Turns per 1,000 words" if rate else "Turns"
        series = list(_series(counted, rate=rate))
        shown["chart"] = line_chart(title, counted.times, series, Axis(whole=not rate))
        shown["table_address"] = asked.links("mentions.csv") + "?" + _arguments(asked)
    return page(asked, "mentions.html", **shown)


def _to_correct(asked: Asked, given: Sequence[str], wrong: Wrong) -> Answer:
    """The form as it was filled in, and what is wrong with it."""
    split = asked.text("by")
    return page(
        asked,
        "mentions.html",
        400,
        given=given,
        terms=given_terms(asked),
        split=split if split in SPLITS else "term",
        splits=SPLITS,
        rate=asked.text("measure") != "count",
        counted=None,
        chart=None,
        left_out=0,
        filters=[],
        wrong=wrong,
    )


def as_csv(archive: Archive, asked: Asked) -> Answer:
    """The numbers behind the chart."""
    given = _given(asked)
    if not given:
        raise UsageError("Give a term to count.")
    counted = _count(archive, asked, given, _split(asked))
    rows = (
        (name, time, cell.turns, cell.words, rounded(cell.per_1000_words))
        for name in counted.names
        for time in counted.times
        for cell in (counted.cell(name, time),)
    )
    return csv_answer(("what", "time", "turns", "words", "turns_per_1000_words"), rows, "mentions")


def _given(asked: Asked) -> list[str]:
    """The terms that are counted."""
    return _terms(asked)[:_MOST_TERMS]


def _terms(asked: Asked) -> list[str]:
    """Every term: each of its own argument, or with commas between them."""
    texts = [part.strip() for text in asked.texts("term") for part in _TERM.findall(text)]
    return list(dict.fromkeys(text for text in texts if text))


def _other_filters(archive: Archive, asked: Asked, terms: Terms) -> Iterator[OtherFilter]:
    """The filters that came with the address and have no field in the form."""
    fields = ("by", "measure", "program", "speaker", "since", "until")
    arguments = {name: asked.text(name) for name in fields} | {"term": ", ".join(_terms(asked))}
    others = {n: v for n, v in terms.narrowed().items() if n not in arguments}
    for name, value in others.items():
        called = filter_name(name, shown_value(archive, name, value))
        rest = {other: kept for other, kept in others.items() if other != name}
        yield OtherFilter(name, value, called, asked.links("mentions", **arguments, **rest))


def _split(asked: Asked) -> str:
    split = asked.text("by") or "term"
    if split not in SPLITS:
        raise WrongTerms(
            "by", f"Mentions can’t be counted by “{split}”. Compare {', '.join(SPLITS)}."
        )
    return split


def _count(archive: Archive, asked: Asked, given: Sequence[str], split: str) -> Counted:
    filters = replace(terms_of(asked), q="").filters(archive)
    every = _every(archive, given[0], filters, split)
    lines = list(_lines(given, filters, split, every[:_SPLIT]))
    found = {
        name: {one.name: one for one in archive.search.shares(By.MONTH, term, of)}
        for name, term, of in lines
    }
    months = sorted({month for line in found.values() for month in line if month is not None})
    per = asked.text("per")
    by_year = per == "year" or (len(filled(months)) > _MONTHS and per != "month")
    cells = {name: _cells(line.values(), by_year=by_year) for name, line in found.items()}
    times = sorted({month[:4] for month in months}) if by_year else months
    undated = sum(line[None].turns for line in found.values() if None in line)
    names = [name for name, _, _ in lines]
    return Counted(filled(times), names, cells, undated, split, every)


def _every(archive: Archive, term: str, filters: Filters, split: str) -> list[Share]:
    """All programs or speakers with a match, those with the most turns first."""
    if split not in list(By):
        return []
    return [one for one in archive.search.shares(By(split), term, filters, -1) if one.name]


def _lines(
    given: Sequence[str], filters: Filters, split: str, most: Sequence[Share]
) -> Iterable[tuple[str, str, Filters]]:
    """The lines of the chart: a name, what to look for, and where."""
    term = given[0]
    if split == "term":
        return [(one, one, filters) for one in given]
    if split == "role":
        return [(role, term, replace(filters, role=role)) for role in ROLES if role != "announcer"]
    if split == "program":
        names = [one.name or "" for one in most]
        return [(n, term, replace(filters, program=n, whole_program=True)) for n in names]
    return [
        (one.name or "", term, replace(filters, speakers={one.speaker_id}))
        for one in most
        if one.speaker_id is not None
    ]


def _cells(shares: Iterable[Share], *, by_year: bool) -> dict[str, Share]:
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for one in shares:
        if one.name is not None:
            time = one.name[:4] if by_year else one.name
            turns[time] += one.turns
            words[time] += one.words
    return {time: Share(time, turns[time], words[time]) for time in words | turns}


def _series(counted: Counted, *, rate: bool) -> Iterable[Series]:
    for name in counted.names:
        cells = [counted.cell(name, time) for time in counted.times]
        yield Series(
            name, [c.per_1000_words if rate else (c.turns if c.words else None) for c in cells]
        )


def _arguments(asked: Asked) -> str:
    return urlencode([(name, value) for name, values in asked.args.items() for value in values])


def rounded(value: float | None) -> str:
    """A rate as a table has it; empty where there is none."""
    return "" if value is None else f"{value:.3f}"
