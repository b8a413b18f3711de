"""When each source is due, as triggers for APScheduler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger
from tzlocal import get_localzone

from jobs.config import Config
from jobs.config_tables import SourceConfig
from jobs.schedule.cron_trigger import CronTrigger
from jobs.schedule.times import read_cron, read_interval
from scraper.archive.runs import DueRun

#: Intervals are counted from one moment for all, so that a restart changes no due time.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one source is due. ``description`` is the configuration's words for it."""

    source: str
    trigger: BaseTrigger
    description: str

    def next_after(self, moment: datetime) -> datetime:
        """The first time after ``moment`` at which the source is due, in UTC."""
        after = moment.astimezone(UTC) + datetime.resolution
        found: datetime | None = self.trigger.get_next_fire_time(None, after)
        assert found is not None, "read_cron refuses what never comes"
        return found.astimezone(UTC)

    def due_between(self, after: datetime, until: datetime) -> DueRun | None:
        """What came due after ``after`` and not later than ``until``; None: nothing."""
        first = due = self.next_after(after)
        if first > until:
            return None
        count = 1
        while (later := self.next_after(due)) <= until:
            due, count = later, count + 1
        return DueRun(self.source, first, due, count)


def timetables(config: Config) -> list[Timetable]:
    """The timetable of every enabled source."""
    return [_timetable(config, source.name) for source in config.enabled_sources()]


@dataclass(frozen=True, slots=True)
class SourceTimes:
    """A source's times as configured. ``every`` takes precedence over ``cron``. If ``timezone`` is
    None, it is this machine's.
    """

    cron: str
    every: str | None
    timezone: str | None

    @property
    def zone(self) -> tzinfo:
        """The time zone of ``cron``."""
        return ZoneInfo(self.timezone) if self.timezone else get_localzone()


def _timetable(config: Config, source: str) -> Timetable:
    times = times_of(config, source)
    if times.every is not None:
        trigger = IntervalTrigger(
            seconds=int(read_interval(times.every).total_seconds()),
            start_date=_EPOCH,
            timezone=UTC,
        )
        return Timetable(source, trigger, description=f"every {times.every}")
    return Timetable(
        source,
        CronTrigger(read_cron(times.cron), times.zone),
        description=f"{times.cron} ({times.zone})",
    )


def times_of(config: Config, source: str) -> SourceTimes:
    """The times of a source: its own, else those for all sources."""
    own, common = config.sources.get(source, SourceConfig()), config.schedule
    timezone = own.timezone or common.timezone
    if own.cron or own.every:
        return SourceTimes(own.cron or common.cron, own.every, timezone)
    return SourceTimes(common.cron, common.every, timezone)
