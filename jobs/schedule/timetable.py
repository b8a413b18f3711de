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

from jobs.config import Config, SourceConfig
from jobs.schedule.times import Cron, read_cron, read_interval
from scraper.archive.runs import DueRun

#: Intervals are counted from one moment for all, so that a restart changes no due time.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
#: APScheduler counts weekdays from Monday, cron from Sunday: names are the same to both.
_WEEKDAYS = "sun mon tue wed thu fri sat".split()


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one source is due. ``says`` is how the configuration has it."""

    source: str
    trigger: BaseTrigger
    #: A job at a fixed hour runs once where that hour comes twice, as cron has it.
    once_a_day: bool
    says: str

    def next_after(self, moment: datetime) -> datetime:
        """The first time after ``moment`` at which the source is due, in UTC."""
        found = self._next(moment)
        while self.once_a_day and found.fold:
            found = self._next(found)
        return found.astimezone(UTC)

    def _next(self, moment: datetime) -> datetime:
        # In UTC: sums of local times lose which of two equal hours is meant.
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
    """That of every source that is switched on."""
    return [_timetable(config, source.name) for source in config.enabled_sources()]


@dataclass(frozen=True, slots=True)
class Written:
    """A source's times as the configuration has them. ``every`` goes before ``cron``; None as
    ``timezone`` is this machine's.
    """

    cron: str
    every: str | None
    timezone: str | None

    @property
    def zone(self) -> tzinfo:
        """The time zone that ``cron`` means."""
        return ZoneInfo(self.timezone) if self.timezone else get_localzone()


def _timetable(config: Config, source: str) -> Timetable:
    times = written(config, source)
    if times.every is not None:
        trigger = IntervalTrigger(
            seconds=int(read_interval(times.every).total_seconds()),
            start_date=_EPOCH,
            timezone=UTC,
        )
        return Timetable(source, trigger, once_a_day=False, says=f"every {times.every}")
    read = read_cron(times.cron)
    return Timetable(
        source,
        _cron_trigger(read, times.zone),
        once_a_day=read.hours is not None and not read.hour_steps,
        says=f"{times.cron} ({times.zone})",
    )


def written(config: Config, source: str) -> Written:
    """The times of a source: its own, else those of all."""
    own, all_ = config.sources.get(source, SourceConfig()), config.schedule
    timezone = own.timezone or all_.timezone
    if own.cron or own.every:
        return Written(own.cron or all_.cron, own.every, timezone)
    return Written(all_.cron, all_.every, timezone)


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
        # crontab(5): with both days restricted, either will do.
        return OrTrigger([trigger(cron.days, None), trigger(None, weekdays)])
    return trigger(cron.days, weekdays)


def _field(values: tuple[int, ...] | tuple[str, ...] | None) -> str:
    return "*" if values is None else ",".join(map(str, values))
