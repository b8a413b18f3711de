"""Mentions over time: several terms, or one by program, speaker or role; and who speaks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from jobs.web.asked import Answer, Asked
from jobs.web.charts import Axis, Series, filled, line_chart
from jobs.web.rendering import page
from jobs.web.search_export import csv_answer
from jobs.web.search_terms import Wrong, WrongTerms, given_terms, terms_of
from jobs.web.sentences import as_sentence
from scraper.archive.search import By, Filters, Share
from scraper.archive.store import Archive
from scraper.errors import QueryError, UsageError
from scraper.model import ROLES, STAFF

_MOST_TERMS = 6
#: What stands between commas; those in phrases and in parentheses belong to the term.
_TERM = re.compile(r'(?:"[^"]*"?|\([^)]*\)?|[^,"(])+')
#: Lines of a chart by program or speaker, and rows of the table of all of them.
_SPLIT, _MOST_ROWS = 5, 200
#: With more months than these, years are shown.
_MONTHS = 48
SPLITS = ("term", "program", "speaker", "role")
#: Who speaks: the newsroom's own people, those they talk to, and unnamed voices.
GROUPS = {
    "staff": STAFF,
    "newsmakers": ("guest",),
    "unnamed": ("unidentified",),
}


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
        wrong=wrong,
    )


def as_csv(archive: Archive, asked: Asked) -> Answer:
    """The numbers behind the chart."""
    given = _given(asked)
    if not given:
        raise UsageError("Give a term to count.")
    counted = _count(archive, asked, given, _split(asked))
    rows = (
        (name, time, cell.turns, cell.words, _rounded(cell.per_1000_words))
        for name in counted.names
        for time in counted.times
        for cell in (counted.cell(name, time),)
    )
    return csv_answer(("what", "time", "turns", "words", "turns_per_1000_words"), rows, "mentions")


def voices(archive: Archive, asked: Asked) -> Answer:
    """Who speaks: the share of words by role and year."""
    program = asked.text("program") or None
    shares = _voices(archive, program)
    times = filled(sorted(shares))
    series = [
        Series(group, [_percent(shares.get(time, Counter()), group) for time in times])
        for group in GROUPS
    ]
    return page(
        asked,
        "voices.html",
        program=program,
        programs=[one.name for one in archive.room.programs()],
        times=sorted(shares),
        groups=list(GROUPS),
        shares=shares,
        percent=_percent,
        total=sum(words.total() for words in shares.values()),
        chart=line_chart("Share of words", times, series, Axis(top=100, unit="%"))
        if times
        else None,
    )


def voices_csv(archive: Archive, asked: Asked) -> Answer:
    """The numbers behind that chart."""
    shares = _voices(archive, asked.text("program") or None)
    rows = (
        (time, group, shares[time][group], _rounded(_percent(shares[time], group)))
        for time in sorted(shares)
        for group in GROUPS
    )
    return csv_answer(("year", "who", "words", "percent"), rows, "voices")


def _voices(archive: Archive, program: str | None) -> dict[str, Counter[str]]:
    """Words by year and group; voices that nobody knows are unnamed."""
    group_of: dict[str, str] = {role: group for group, roles in GROUPS.items() for role in roles}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in archive.room.voice_shares(program):
        if one.year is not None:
            found[one.year][group_of.get(one.role or "", "unnamed")] += one.words
    return dict(found)


def _percent(words: Counter[str], group: str) -> float | None:
    every = words.total()
    return 100 * words[group] / every if every else None


def _given(asked: Asked) -> list[str]:
    """The terms: each of its own argument, or with commas between them."""
    texts = [part.strip() for text in asked.texts("term") for part in _TERM.findall(text)]
    return list(dict.fromkeys(text for text in texts if text))[:_MOST_TERMS]


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


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
