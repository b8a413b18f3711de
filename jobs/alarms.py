"""Alarms about a source: it has not run for too long, its runs fail, or they no longer find
anything. ``status``, the metrics file and the pings all raise the same alarms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from jobs.config import Config
from jobs.config_tables import SourceConfig
from jobs.schedule.times import read_length
from jobs.terminal import plural
from scraper.archive.health.health import SourceHealth
from scraper.archive.health.run_history import RunHistory
from scraper.archive.store import Archive

#: A run a day, with two hours to spare.
_LEAST_MAX_AGE = timedelta(hours=26)
#: Of the usual gap between stories, how many may go by without a good run.
_GAPS = 3
#: Runs in a row that are no accident.
_IN_A_ROW = 3


class AlarmKind(StrEnum):
    """What is wrong."""

    OVERDUE = "overdue"
    FAILING = "failing"
    EMPTY = "empty"
    LISTINGS_GONE = "listings_gone"


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong with a source, for programs and for people."""

    source: str
    kind: AlarmKind
    sentence: str


def max_age(config: Config, health: SourceHealth) -> timedelta:
    """The longest time allowed since the last good run of a source: as configured, or else three
    times the usual number of days between its stories, but at least 26 hours.
    """
    own = config.sources.get(health.source, SourceConfig()).max_age or config.monitor.max_age
    if own is not None:
        return read_length(own)
    return max(_LEAST_MAX_AGE, timedelta(days=_GAPS * (health.usual_gap or 0)))


def run_alarms(config: Config, health: SourceHealth, now: datetime) -> Iterator[Alarm]:
    """What is wrong with the runs of a source."""
    if not config.is_on(health.source):
        return
    runs, allowed = health.runs, max_age(config, health)

    def alarm(kind: AlarmKind, sentence: str) -> Alarm:
        return Alarm(health.source, kind, sentence)

    if runs.is_overdue(now, allowed):
        yield alarm(AlarmKind.OVERDUE, _overdue(runs, now, allowed))
    if runs.gone_listings:
        lost = f"all of its listings are gone: {plural(runs.gone_listings, 'listing')} (404)"
        yield alarm(AlarmKind.LISTINGS_GONE, lost)
    if runs.empty_in_a_row >= _IN_A_ROW:
        empty = f"its last {runs.empty_in_a_row:,} runs found no story in its listings"
        yield alarm(AlarmKind.EMPTY, f"{empty}; earlier runs did")
    elif runs.bad_in_a_row >= _IN_A_ROW:
        failed = f"its last {runs.bad_in_a_row:,} runs brought nothing"
        yield alarm(
            AlarmKind.FAILING,
            f"{failed}: no listing answered, no listing had a story, or no story page answered",
        )


def _overdue(runs: RunHistory, now: datetime, allowed: timedelta) -> str:
    """Say that a source has had no good run for too long, and which runs do not count."""
    if runs.last_good_run is None and runs.in_future is not None:
        return f"the time of its last good run is unknown: {in_future(runs.in_future)}"
    when = runs.last_good_run
    since = f"its last good run was {_ago(now - when)} ago" if when else "it has had no good run"
    ahead = f"; {in_future(runs.in_future)}" if runs.in_future is not None else ""
    return f"{since}; the limit is {_ago(allowed)} (max_age){ahead}"


def in_future(when: datetime) -> str:
    """Why a run that ended then says nothing about how long ago it was."""
    return (
        f"a run dated {when:%Y-%m-%d} is in the future and does not count: the clock was ahead"
        " then, or is behind now"
    )


def alarms_of(
    archive: Archive, config: Config, sources: Iterable[str], now: datetime
) -> list[Alarm]:
    """What is wrong with the runs of some sources."""
    return [
        alarm
        for source in sources
        for alarm in run_alarms(config, archive.health.of_source(source, now), now)
    ]


def _ago(length: timedelta) -> str:
    """A length of time in whole hours, or in days from two days on."""
    hours = int(length.total_seconds() // 3600)
    return plural(hours // 24, "day") if hours >= 48 else plural(hours, "hour")
