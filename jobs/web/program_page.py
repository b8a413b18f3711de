"""Programs: all of them, and one: who hosts it, how much there is by month, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.charts import bar_chart, filled
from jobs.web.rendering import page
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
class CalendarDay:
    """A month in the coverage calendar: how many transcripts, and in words how many there are.

    :ivar kind: ``full``, ``part``, ``none`` (all are missing) or ``unknown``.
    """

    month: str
    landed: int
    kind: str
    said: str
    missing: int = 0


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Twelve months; None for one outside of what is on record."""

    year: str
    months: list[CalendarDay | None]


def programs(archive: Archive, asked: Asked) -> Answer:
    """Every program."""
    return page(asked, "programs.html", programs=archive.room.programs())


def program(archive: Archive, asked: Asked) -> Answer:
    """One program."""
    name = asked.path["name"]
    found = archive.room.program(name)
    if found is None:
        raise NoSuchPage(f"There is no program called “{name}”.")
    months = archive.room.program_months(name)
    covered = archive.health.coverage(CoverageFilter(program=name))
    calendar = _calendar([one for one in covered if one.program == name])
    labels, values = _output(months)
    return page(
        asked,
        "program.html",
        program=found,
        hosts=archive.room.program_hosts(name),
        chart=bar_chart("Transcripts", labels, values) if len(labels) > 1 else None,
        by_year=bool(labels) and len(labels[0]) == len("2013"),
        months=months,
        calendar=calendar,
        names=_NAMES,
        stories=archive.room.program_newest(name),
    )


def _output(months: list[ProgramMonth]) -> tuple[list[str], list[float]]:
    """Transcripts by month, by year where there are many months; gaps count as none."""
    if not months:
        return [], []
    found = {one.month: one.transcripts for one in months}
    every = filled(list(found))
    if len(every) <= _MONTHS:
        return every, [float(found.get(month, 0)) for month in every]
    years = filled([month[:4] for month in found])
    return years, [
        float(sum(count for month, count in found.items() if month[:4] == year)) for year in years
    ]


def _calendar(months: list[MonthCoverage]) -> list[CalendarYear]:
    """The months of all sources of a program, a row a year, the last first."""
    by_month: dict[str, list[MonthCoverage]] = {}
    for one in months:
        if one.month is not None:
            by_month.setdefault(one.month, []).append(one)
    years = sorted({month[:4] for month in by_month}, reverse=True)
    return [
        CalendarYear(
            year,
            [
                _cell(month, by_month[month]) if month in by_month else None
                for month in (f"{year}-{number:02}" for number in range(1, 13))
            ],
        )
        for year in years
    ]


def _cell(month: str, found: list[MonthCoverage]) -> CalendarDay:
    landed = sum(one.landed for one in found)
    missing = sum(one.missing for one in found)
    known = any(one.known == Known.YES for one in found)
    if known:
        if not missing:
            kind, said = "full", f"all {landed} on record" if landed else "none aired"
        else:
            kind = "part" if landed else "none"
            said = f"{landed} on record, {missing} missing"
    else:
        kind, said = "unknown", f"{landed} on record; total unknown"
    return CalendarDay(month, landed, kind, said, missing if known else 0)
