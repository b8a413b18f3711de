"""A cron expression as a trigger for APScheduler.

The library cronsim finds the dates and times of an expression on a calendar without time zones.
This module finds when a zone's clocks show them. Neither library can do both: the cron trigger of
APScheduler 3.11 loses days after clocks change, and cronsim 2.8 loses times where clocks change by
half an hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.base import BaseTrigger
from cronsim import CronSim

from jobs.schedule.times import Cron

#: No zone changes its clocks and changes them back within a day.
_STRIDE = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class CronTrigger(BaseTrigger):
    """When a cron expression is due in a time zone. All times it gives are in UTC.

    - An expression that takes every hour is due whenever clocks show a matching time: twice in an
      hour that comes twice, never in one that is skipped.
    - Any other expression is due once for each matching local time. If that time comes twice, it is
      due the first time. If clocks skip it, it is due at the first moment after the gap, where all
      times in the gap come together.

    This is what cron(8) on Debian does, except that Debian looks at whether the minute or the hour
    begins with a star.
    """

    def __init__(self, cron: Cron, zone: tzinfo) -> None:
        self._expression = _expression(cron)
        self._every_hour = cron.every_hour
        self._zone = zone

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """The first time after the previous one, or else not before ``now``. None: never again."""
        if previous_fire_time is not None:
            return self.next_after(previous_fire_time)
        return self.next_after(now - datetime.resolution)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time after ``moment``. None: never again."""
        # In UTC: arithmetic on local times forgets which of two equal times is meant.
        moment = moment.astimezone(UTC)
        return self._by_passing_time(moment) if self._every_hour else self._by_local_time(moment)

    def _by_local_time(self, moment: datetime) -> datetime | None:
        # A later local time never comes at an earlier moment, so the search can begin at the time
        # that clocks show. When they show it for the second time, the first results are past.
        for local in CronSim(self._expression, _wall_clock(moment, self._zone)):
            found = moment_of(local, self._zone)
            if found > moment:
                return found
        return None

    def _by_passing_time(self, moment: datetime) -> datetime | None:
        """Search as if clocks never changed; where they do, start again from there."""
        wall = _wall_clock(moment, self._zone)
        while True:
            local = next(CronSim(self._expression, wall), None)
            if local is None:
                return None
            found = (local - _offset(moment, self._zone)).replace(tzinfo=UTC)
            change = _next_change(self._zone, moment, found)
            if change is None:
                return found
            moment = change
            # A second earlier, because the moment of the change may itself match.
            wall = _wall_clock(change, self._zone) - _SECOND


def moment_of(local: datetime, zone: tzinfo) -> datetime:
    """When a zone's clocks show a local time (without ``tzinfo``), in UTC: the first of two
    moments; for a time that clocks skip, the first moment after the gap.
    """
    # PEP 495: in a gap, fold=0 takes the offset before it, and the result is later than the gap;
    # fold=1 takes the offset after it, and the result is earlier.
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _wall_clock(found, zone) == local:
        return found
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _next_change(zone, before, found) or found


def _next_change(zone: tzinfo, after: datetime, until: datetime) -> datetime | None:
    """The first moment after ``after``, and not later than ``until``, at which the zone's clocks
    change; None if they don't.
    """
    before, last = _offset(after, zone), after
    while last < until:
        following = min(last + _STRIDE, until)
        if _offset(following, zone) != before:
            return _bisect(zone, last, following)
        last = following
    return None


def _bisect(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The moment of the one change of clocks between two moments. It is a whole second."""
    offset, before = _offset(before, zone), before.replace(microsecond=0)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if _offset(middle, zone) == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _wall_clock(moment: datetime, zone: tzinfo) -> datetime:
    """What clocks show, as a time without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None, "a time zone has an offset at every moment"
    return offset


def _expression(cron: Cron) -> str:
    """The expression for cronsim, with ranges and steps written out. (cronsim takes days that begin
    with a star, such as ``*/2``, for no restriction.)
    """

    def field(numbers: tuple[int, ...] | None, *more: str) -> str:
        return "*" if numbers is None else ",".join([*map(str, numbers), *more])

    last_day = ["L"] if cron.last_day else []
    nth = [f"{day}L" if n is None else f"{day}#{n}" for day, n in cron.nth_weekdays]
    return " ".join((
        field(cron.minutes),
        field(cron.hours),
        field(cron.days, *last_day),
        field(cron.months),
        field(cron.weekdays, *nth),
    ))  # fmt: skip
