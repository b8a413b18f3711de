"""``onrecord coverage``: the listed, landed and missing stories of each program and month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from jobs.programs import names_of, not_on_record
from jobs.terminal import plural, prose, stdout, table, tell
from scraper.archive.health.coverage import CoverageFilter, MonthCoverage
from scraper.archive.states import Known
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.sources import Source, all_sources, source_file

_NUMBERS = "stories listed landed none missing gone failed quarantined queued"


def which_months(
    sources: Sequence[str], program: str | None, since: date | None, until: date | None
) -> CoverageFilter:
    """What the options ask for; a month of which they name a day is meant as a whole.

    :raises UsageError: there is no such source, or the range runs backwards.
    """
    for name in sources:
        source_file(name)
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    return CoverageFilter(
        sources,
        program,
        f"{since:%Y-%m}" if since else None,
        f"{until:%Y-%m}" if until else None,
        names_of(program, _classes(sources)) if program else (),
    )


def _classes(names: Sequence[str]) -> list[type[Source]]:
    """The sources that are named, or all; those that can't be used left out."""
    return [source for name, source in all_sources().items() if not names or name in names]


def coverage(archive: Archive, which: CoverageFilter) -> list[MonthCoverage]:
    """The months that are asked for.

    :raises UsageError: no program on record is so called.
    """
    found = archive.health.coverage(which)
    if found or which.program is None:
        return found
    programs = archive.health.programs()
    if any(map(which.takes, programs)):
        return found
    raise not_on_record(which.program, programs)


def as_json(found: Sequence[MonthCoverage]) -> list[dict[str, Any]]:
    """The months for machines."""
    return [{**asdict(one), "share": one.share} for one in found]


def print_coverage(found: Sequence[MonthCoverage], left_out: int) -> None:
    """Print a line a month for a person, one for months in a row that have no stories, and on
    stderr what the words mean.

    :param left_out: how many stories without a known month the range leaves out.
    """
    console = stdout()
    if left_out:
        tell(f"{plural(left_out, 'story', 'stories')} of unknown month left out")
    if not found:
        prose(console, "no stories or listings of these months are on record")
        return
    console.print(
        table(
            ("source", "program", "month", "coverage", *_NUMBERS.split()),
            (_cells(*run) for run in _runs(found)),
            right=_NUMBERS,
        )
    )
    if any(one.known == Known.PARTLY for one in found):
        tell(
            "partly known: some listings of the month were not read, or were read before the month"
            " was over, or stories of unknown programs are missing"
        )
    if any(one.known == Known.NO and one.month for one in found):
        tell("not known: no listing of the month was read; `onrecord backfill` reads them")
    strays = sum(one.missing for one in found if one.program is None or one.month is None)
    if strays:
        tell(f"{plural(strays, 'missing story', 'missing stories')} of unknown program or month")


def _runs(found: Sequence[MonthCoverage]) -> Iterator[tuple[MonthCoverage, MonthCoverage]]:
    """The first and the last of months in a row that say the same, for want of stories."""
    same = [found[0]]
    for one in found[1:]:
        if replace(one, month=same[-1].month) == same[-1] and not one.stories:
            same.append(one)
            continue
        yield same[0], same[-1]
        same = [one]
    yield same[0], same[-1]


def _cells(one: MonthCoverage, last: MonthCoverage) -> tuple[object, ...]:
    months = one.month or "(not known)"
    if last is not one:
        months = f"{one.month} to {last.month}"
    return (
        one.source,
        one.program or "(not known)",
        months,
        _in_words(one),
        *(
            f"{count:,}"
            for count in (
                one.stories,
                one.listed,
                one.landed,
                one.no_transcript,
                one.missing,
                one.gone,
                one.failed,
                one.quarantined,
                one.queued,
            )
        ),
    )


def _in_words(one: MonthCoverage) -> str:
    if one.known == Known.NO:
        return "not known"
    if one.known == Known.PARTLY:
        return "partly known"
    return "no stories" if one.share is None else f"{one.share} %"
