"""Programs: all of them, and one: who hosts it, how much there is by month, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.charts import bar_chart, filled
from jobs.web.rendering import page
from jobs.web.search_export import csv_answer
from scraper.archive.health.coverage import CoverageFilter, MonthCoverage
from scraper.archive.reading_room import ProgramMonth
from scraper.archive.states import Known
from scraper.archive.store import Archive

#: With more months than these, the chart shows years.
_MONTHS = 60
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month in the coverage calendar: how many transcripts, and in words how many there are.

    :ivar kind: ``full``, ``empty`` (none aired), ``part``, ``none`` (all are missing), ``gap``
        (some are missing, and there may be more) or ``unknown``.
    """

    month: str
    landed: int
    kind: str
    said: str
    missing: int = 0

    @property
    def is_blank(self) -> bool:
        """Nothing is on record, and nobody knows whether something is missing."""
        return self.kind == "unknown" and not self.landed


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Twelve months, or years in which all months are blank ("2015–2023"), which have none.

    A month is None if it is outside of what is on record.
    """

    year: str
    months: list[CalendarMonth | None]


def programs(archive: Archive, asked: Asked) -> Answer:
    """Every program."""
    return page(asked, "programs.html", programs=archive.room.programs(),
                totals=archive.room.totals())  # fmt: skip


def program(archive: Archive, asked: Asked) -> Answer:
    """One program."""
    name = asked.path["name"]
    found = archive.room.program(name)
    if found is None:
        raise NoSuchPage(f"There is no program called “{name}”.")
    months = archive.room.program_months(name)
    covered = archive.health.coverage(CoverageFilter(program=name))
    on_record = calendar([one for one in covered if one.program == name])
    cells = [cell for year in on_record for cell in year.months if cell is not None]
    by_time = _output(months)
    labels = [one.month for one in by_time]
    values = [float(one.transcripts) for one in by_time]
    return page(
        asked,
        "program.html",
        program=found,
        hosts=archive.room.program_hosts(name),
        chart=bar_chart("Transcripts", labels, values) if len(labels) > 1 else None,
        by_year=bool(labels) and len(labels[0]) == len("2013"),
        output=by_time,
        calendar=on_record,
        kinds={cell.kind for cell in cells if not cell.is_blank},
        knows_totals=any(cell.kind not in ("unknown", "gap") for cell in cells),
        has_blank=any(cell.is_blank for cell in cells) or any(not y.months for y in on_record),
        names=_NAMES,
        stories=archive.room.program_newest(name),
    )


def as_csv(archive: Archive, asked: Asked) -> Answer:
    """The transcripts and words of a program by month."""
    name = asked.path["name"]
    if archive.room.program(name) is None:
        raise NoSuchPage(f"There is no program called “{name}”.")
    rows = ((one.month, one.transcripts, one.words) for one in archive.room.program_months(name))
    return csv_answer(("month", "transcripts", "words"), rows, "program")


def _output(months: list[ProgramMonth]) -> list[ProgramMonth]:
    """Transcripts and words by month, by year where there are many months; gaps count as none."""
    if not months:
        return []
    every = filled([one.month for one in months])
    length = len("2013-05") if len(every) <= _MONTHS else len("2013")
    found: dict[str, ProgramMonth] = {}
    for one in months:
        time = one.month[:length]
        before = found.get(time, ProgramMonth(time, 0, 0))
        transcripts, words = before.transcripts + one.transcripts, before.words + one.words
        found[time] = ProgramMonth(time, transcripts, words)
    return [found.get(time, ProgramMonth(time, 0, 0)) for time in filled(list(found))]


def calendar(months: list[MonthCoverage]) -> list[CalendarYear]:
    """The months of all sources of a program, a row a year, the last first; years in a row of which
    nothing is on record or known are one row.
    """
    by_month: dict[str, list[MonthCoverage]] = {}
    for one in months:
        if one.month is not None:
            by_month.setdefault(one.month, []).append(one)
    rows: list[CalendarYear] = []
    for is_blank, years in groupby(_years(by_month), _is_blank):
        found = list(years)
        if is_blank:
            last, first = found[0].year, found[-1].year
            rows.append(CalendarYear(last if last == first else f"{first}–{last}", []))
        else:
            rows += found
    return rows


def _years(by_month: dict[str, list[MonthCoverage]]) -> Iterator[CalendarYear]:
    for year in sorted({month[:4] for month in by_month}, reverse=True):
        months = (f"{year}-{number:02}" for number in range(1, 13))
        cells = [_cell(month, by_month[month]) if month in by_month else None for month in months]
        yield CalendarYear(year, cells)


def _is_blank(year: CalendarYear) -> bool:
    return all(cell is None or cell.is_blank for cell in year.months)


def _cell(month: str, found: list[MonthCoverage]) -> CalendarMonth:
    landed = sum(one.landed for one in found)
    missing = sum(one.missing for one in found)
    known = any(one.known == Known.YES for one in found)
    if known:
        if not missing:
            kind, said = ("full", f"all {landed} on record") if landed else ("empty", "none aired")
        else:
            kind = "part" if landed else "none"
            said = f"{landed} on record, {missing} missing"
    elif missing:
        kind, said = "gap", f"{landed} on record, at least {missing} missing"
    else:
        kind, said = "unknown", f"{landed} on record; total unknown"
    return CalendarMonth(month, landed, kind, said, missing)
