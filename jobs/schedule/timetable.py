"""When each source is due, by APScheduler's triggers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from tzlocal import get_localzone

from jobs.config import Config
from jobs.config_tables import SourceConfig
from jobs.schedule.times import Cron, read_cron, read_interval
from scraper.archive.runs import DueRun

#: Intervals are counted from one moment for all, so that a restart changes no due time.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: APScheduler counts weekdays from Monday, cron from Sunday: names are the same to both.
_WEEKDAYS = "sun mon tue wed thu fri sat".split()


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one source is due. ``description`` is the configuration's words for it."""

    source: str
    trigger: BaseTrigger
    #: A run at a fixed hour is due once where that hour comes twice, as with cron.
    once_a_day: bool
    description: str

    def next_after(self, moment: datetime) -> datetime:
        """The first time after ``moment`` at which the source is due, in UTC."""
        found = self._next(moment)
        while self.once_a_day and found.fold:
            found = self._next(found)
        return found.astimezone(UTC)

    def _next(self, moment: datetime) -> datetime:
        # In UTC: arithmetic on local times forgets which of two equal hours is meant.
        after = moment.astimezone(UTC) + timedelta(microseconds=1)
        found: datetime | None = self.trigger.get_next_fire_time(None, after)
        assert found is not None, "read_cron refuses what never comes"
        return found

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
    """A source's times as configured. ``every`` takes precedence over ``cron``; a ``timezone`` of
    None is this machine's.
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
        return Timetable(source, trigger, once_a_day=False, description=f"every {times.every}")
    read = read_cron(times.cron)
    return Timetable(
        source,
        _cron_trigger(read, times.zone),
        once_a_day=read.hours is not None and not read.hour_steps,
        description=f"{times.cron} ({times.zone})",
    )


def times_of(config: Config, source: str) -> SourceTimes:
    """The times of a source: its own, else those for all sources."""
    own, common = config.sources.get(source, SourceConfig()), config.schedule
    timezone = own.timezone or common.timezone
    if own.cron or own.every:
        return SourceTimes(own.cron or common.cron, own.every, timezone)
    return SourceTimes(common.cron, common.every, timezone)


def _cron_trigger(cron: Cron, zone: tzinfo) -> BaseTrigger:
    weekdays = None if cron.weekdays is None else tuple(_WEEKDAYS[day] for day in cron.weekdays)

    def trigger(days: tuple[int, ...] | None, weekdays: tuple[str, ...] | None) -> CronTrigger:
        return CronTrigger(
            minute=_field(cron.minutes),
            hour=_field(cron.hours),
            day=_field(days),
            month=_field(cron.months),
            day_of_week=_field(weekdays),
            timezone=zone,
        )

    if cron.days is not None and weekdays is not None:
        # crontab(5): when both kinds of day are restricted, either matches.
        return OrTrigger([trigger(cron.days, None), trigger(None, weekdays)])
    return trigger(cron.days, weekdays)


def _field(values: tuple[int, ...] | tuple[str, ...] | None) -> str:
    return "*" if values is None else ",".join(map(str, values))
