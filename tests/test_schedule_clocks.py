"""The schedule around changes of clocks, judged by tables made by hand and by croniter.

Two rules hold where a local time does not exist or comes twice:

- An expression that takes every hour (``*``, ``*/1`` or ``0-23``) is due whenever clocks show a
  matching time: twice where it comes twice, never where it is skipped.
- Any other expression is due once for each matching local time: at the first of two moments, and at
  the first moment after the gap where clocks skip it.

croniter has the same rules, with these differences, and ``test_croniter_agrees`` allows no other:

- Expressions that don't take every hour are due at both moments of a time that comes twice, too.
- Of those that take every hour, it misses some second moments: where clocks change by half an hour,
  and where they go back over midnight and the expression does not take the day after. Which times
  come for the second time is therefore counted out on croniter's calendar without a time zone.
- Where a day of month is given, and a day of week with ``#`` or of all seven days (``0-6``), both
  must match. OnRecord takes either, as with any other day of week. This concerns 12 of the 300
  expressions.
- Syntax: see ``test_days``.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter

from jobs.config import Config
from jobs.config_file import load
from jobs.config_tables import ScheduleConfig
from jobs.schedule.timetable import Timetable, timetables

#: Eight zones, and the first of three years of each. Where a zone has given up changing its clocks,
#: the years are earlier: rules of the past don't change with the next version of tzdata.
ZONES = {
    "Africa/Cairo": 2023,  # skips midnight
    "America/Asuncion": 2022,  # skips midnight, repeats the hour before it; changes no more
    "America/New_York": 2023,
    "America/St_Johns": 2009,  # skips 0:01 to 1:01 and repeats 23:01 to 0:01, half an hour off
    "Asia/Kolkata": 2023,  # never changes, half an hour off
    "Australia/Lord_Howe": 2023,  # changes by half an hour
    "Europe/London": 2023,
    "Pacific/Apia": 2010,  # skips the whole of 30 December 2011
}
EXPRESSIONS = 300
#: How many second moments croniter has that are not due, and at most lacks that are.
DIFFERENCES = {
    "Africa/Cairo": (52, 13),
    "America/Asuncion": (52, 0),
    "America/New_York": (58, 0),
    "America/St_Johns": (83, 20),
    "Asia/Kolkata": (0, 0),
    "Australia/Lord_Howe": (29, 9),
    "Europe/London": (53, 0),
    "Pacific/Apia": (38, 0),
}
#: How far before and after a change expressions are compared; and for one time more.
_BEFORE, _AFTER = timedelta(hours=3), timedelta(hours=27)
_MINUTE = timedelta(minutes=1)


@cache
def timetable(cron: str, zone: str) -> Timetable:
    (made,) = timetables(Config(schedule=ScheduleConfig(cron=cron, timezone=zone)))
    return made


def times(cron: str, zone: str, since: datetime, until: datetime) -> list[datetime]:
    """When an expression is due between two moments, and once after, in UTC."""
    made = timetable(cron, zone)
    found = [made.next_after(since)]
    while found[-1] <= until:
        found.append(made.next_after(found[-1]))
    return found


def local_times(cron: str, zone: str, after: str, count: int) -> list[str]:
    """When an expression is due after a local time, with the offset from UTC."""
    made = timetable(cron, zone)
    moment = datetime.fromisoformat(after).replace(tzinfo=ZoneInfo(zone))
    found = []
    for _ in range(count):
        moment = made.next_after(moment)
        found.append(f"{moment.astimezone(ZoneInfo(zone)):%m-%d %H:%M %z}")
    return found


# by hand ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        # On 2026-03-08 clocks in New York go from 1:59 EST (-0500) to 3:00 EDT (-0400).
        ("@daily", "2026-03-07T12:00", ["03-08 00:00 -0500", "03-09 00:00 -0400"]),
        ("0 0 9 * *", "2026-03-07T12:00", ["03-09 00:00 -0400", "04-09 00:00 -0400"]),
        ("59 0 * * mon", "2026-03-07T12:00", ["03-09 00:59 -0400", "03-16 00:59 -0400"]),
        ("30 0 * * *", "2026-03-08T00:00", ["03-08 00:30 -0500", "03-09 00:30 -0400"]),
        ("30 2 * * *", "2026-03-07T12:00", ["03-08 03:00 -0400", "03-09 02:30 -0400"]),
        # All times in the gap come together, also with one that is at its end.
        ("*/20 2,3 8 * *", "2026-03-07T12:00", ["03-08 03:00 -0400", "03-08 03:20 -0400"]),
        ("0 */2 * * *", "2026-03-08T00:30", ["03-08 03:00 -0400", "03-08 04:00 -0400"]),
        ("0 * * * *", "2026-03-08T00:30", ["03-08 01:00 -0500", "03-08 03:00 -0400"]),
        ("30 */1 * * *", "2026-03-08T00:45", ["03-08 01:30 -0500", "03-08 03:30 -0400"]),
        ("30 0-23 * * *", "2026-03-08T00:45", ["03-08 01:30 -0500", "03-08 03:30 -0400"]),
        # On 2026-11-01 they go from 1:59 EDT (-0400) to 1:00 EST (-0500).
        ("30 1 * * *", "2026-10-31T12:00", ["11-01 01:30 -0400", "11-02 01:30 -0500"]),
        ("*/30 1 * * *", "2026-11-01T01:10", ["11-01 01:30 -0400", "11-02 01:00 -0500"]),
        ("0 */1 1 11 *", "2026-11-01T00:30", ["11-01 01:00 -0400", "11-01 01:00 -0500"]),
        ("*/40 * * * *", "2026-11-01T01:30", ["11-01 01:40 -0400", "11-01 01:00 -0500"]),
        ("0 0 * * *", "2026-10-31T12:00", ["11-01 00:00 -0400", "11-02 00:00 -0500"]),
    ],
)
def test_new_york(cron: str, after: str, due: list[str]) -> None:
    assert local_times(cron, "America/New_York", after, len(due)) == due


@pytest.mark.parametrize(
    ("zone", "cron", "after", "due"),
    [
        # The night before Friday 2023-04-28 goes from 23:59 to 1:00.
        ("Africa/Cairo", "@daily", "2023-04-26T12:00",
         ["04-27 00:00 +0200", "04-28 01:00 +0300", "04-29 00:00 +0300"]),
        ("Africa/Cairo", "15 0 * * fri", "2023-04-26T12:00",
         ["04-28 01:00 +0300", "05-05 00:15 +0300"]),
        ("Africa/Cairo", "0 */12 * * *", "2023-04-27T13:00",
         ["04-28 01:00 +0300", "04-28 12:00 +0300"]),
        # The night before Sunday 2023-10-01 goes from 23:59 to 1:00.
        ("America/Asuncion", "@monthly", "2023-09-30T12:00",
         ["10-01 01:00 -0300", "11-01 00:00 -0300"]),
        ("America/Asuncion", "@weekly", "2023-09-30T12:00",
         ["10-01 01:00 -0300", "10-08 00:00 -0300"]),
        # The evening of Saturday 2023-03-25 goes from 23:59 to 23:00.
        ("America/Asuncion", "30 23 * * sat", "2023-03-25T12:00",
         ["03-25 23:30 -0300", "04-01 23:30 -0400"]),
        # Clocks go from 1:59 to 2:30 on 2026-10-04, from 1:59 to 1:30 on 2026-04-05.
        ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00",
         ["10-04 02:30 +1100", "10-05 02:15 +1100"]),
        ("Australia/Lord_Howe", "15 */3 * * *", "2026-10-04T01:00",
         ["10-04 03:15 +1100", "10-04 06:15 +1100"]),
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00",
         ["04-05 01:45 +1100", "04-06 01:45 +1030"]),
        ("Australia/Lord_Howe", "45 * * * *", "2026-04-05T01:00",
         ["04-05 01:45 +1100", "04-05 01:45 +1030", "04-05 02:45 +1030"]),
        # Clocks went from 0:00 on 2009-11-01 back to 23:01 the evening before.
        ("America/St_Johns", "30 * * oct *", "2009-10-31T23:15",
         ["10-31 23:30 -0230", "10-31 23:30 -0330", "10-01 00:30 -0230"]),
        ("America/St_Johns", "0 0 1 * *", "2009-10-31T12:00",
         ["11-01 00:00 -0230", "12-01 00:00 -0330"]),
        # Friday 2011-12-30 was left out in Samoa.
        ("Pacific/Apia", "0 9 * * *", "2011-12-29T08:00",
         ["12-29 09:00 -1000", "12-31 00:00 +1400", "12-31 09:00 +1400"]),
    ],
)  # fmt: skip
def test_other_zones(zone: str, cron: str, after: str, due: list[str]) -> None:
    assert local_times(cron, zone, after, len(due)) == due


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        # 2026 begins on a Thursday.
        ("0 0 L * *", ["01-31", "02-28", "03-31"]),
        ("0 0 30,L 1-4 *", ["01-30", "01-31", "02-28"]),
        ("0 0 * * 5#2", ["01-09", "02-13", "03-13"]),
        ("0 0 * * FRI#5", ["01-30", "05-29", "07-31"]),
        ("0 0 * * 5L", ["01-30", "02-27", "03-27"]),
        ("0 0 * * sunL,7#1", ["01-04", "01-25", "02-01"]),
        # A day of month and a day of week: either, as in POSIX, also with a step or a count.
        ("0 0 13 * 5", ["01-02", "01-09", "01-13"]),
        ("0 0 */15 * mon#1", ["01-05", "01-16", "01-31"]),
        ("0 0 L * 1#1", ["01-05", "01-31", "02-02"]),
        ("0 0 15 * 0-6", ["01-02", "01-03", "01-04"]),
        ("0 0 15 * *", ["01-15", "02-15", "03-15"]),
        # A step goes on to the end of the field, which is Sunday as 7.
        ("0 0 * * 1/2", ["01-02", "01-04", "01-05"]),
        ("0 0 * * */2", ["01-03", "01-04", "01-06"]),
        ("0 0 * * 5-7", ["01-02", "01-03", "01-04"]),
        ("0 0 1 feb,Apr-JUN/2 *", ["02-01", "04-01", "06-01"]),
        # The fifth Monday of a February comes once in 28 years.
        ("0 0 * 2 mon#5", ["02-29", "02-29"]),
    ],
)
def test_days(cron: str, due: list[str]) -> None:
    found = local_times(cron, "Europe/London", "2026-01-01T00:00", len(due))
    assert [day[:5] for day in found] == due


def test_the_fifth_monday_of_a_february() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert timetable("0 0 * 2 mon#5", "Etc/UTC").next_after(since).year == 2044


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("@hourly", ["12-31 23:00 +0000", "01-01 00:00 +0000"]),
        ("@daily", ["01-01 00:00 +0000", "01-02 00:00 +0000"]),
        ("@midnight", ["01-01 00:00 +0000", "01-02 00:00 +0000"]),
        ("@weekly", ["01-04 00:00 +0000", "01-11 00:00 +0000"]),
        ("@monthly", ["01-01 00:00 +0000", "02-01 00:00 +0000"]),
        ("@yearly", ["01-01 00:00 +0000", "01-01 00:00 +0000"]),
        ("@Annually", ["01-01 00:00 +0000", "01-01 00:00 +0000"]),
    ],
)
def test_shorthands(name: str, due: list[str]) -> None:
    assert local_times(name, "Europe/London", "2025-12-31T22:30", 2) == due


def test_a_schedule_at_midnight_comes_every_day(tmp_path: Path) -> None:
    """As a user writes it, over all midnights of three years; New York has all of them."""
    file = tmp_path / "onrecord.toml"
    file.write_text(
        '[schedule]\ncron = "0 0 * * *"\ntimezone = "America/New_York"\n[sources.npr]\n'
    )
    (made,) = timetables(load(file, {}))
    moment, found = datetime(2024, 1, 1, tzinfo=ZoneInfo("America/New_York")), []
    for _ in range(3 * 365):
        moment = made.next_after(moment)
        found.append(f"{moment.astimezone(ZoneInfo('America/New_York')):%Y-%m-%d %H:%M}")
    assert found == [f"{date(2024, 1, 2) + timedelta(days=day)} 00:00" for day in range(3 * 365)]


def test_midnight_comes_every_day_where_there_is_none() -> None:
    """Each date has one run, at its first moment."""
    zone = ZoneInfo("Africa/Cairo")
    found = times("0 0 * * *", "Africa/Cairo", at(2023, zone), at(2026, zone))
    local = [moment.astimezone(zone) for moment in found]
    assert [moment.date() for moment in local] == [
        date(2023, 1, 2) + timedelta(days=day) for day in range(len(local))
    ]
    assert {f"{moment:%m-%d %H:%M}" for moment in local if moment.hour or moment.minute} == {
        "04-28 01:00", "04-26 01:00", "04-25 01:00",
    }  # fmt: skip


# by croniter --------------------------------------------------------------------------------------


def at(year: int, zone: ZoneInfo) -> datetime:
    return datetime(year, 1, 1, tzinfo=zone)


def changes(name: str) -> list[datetime]:
    """The first moments after each change of a zone's clocks in its three years; for a zone without
    any, the middle of each year.
    """
    zone, first = ZoneInfo(name), ZONES[name]
    moment, found = at(first, zone).astimezone(UTC), []
    while moment < at(first + 3, zone):
        if offset(moment, zone) != offset(moment + timedelta(days=1), zone):
            change = moment
            while offset(change, zone) == offset(moment, zone):
                change += _MINUTE
            found.append(change)
        moment += timedelta(days=1)
    return found or [datetime(first + n, 7, 1, tzinfo=UTC) for n in range(3)]


def offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found


def numbers(generator: random.Random, first: int, last: int, most: int) -> str:
    """A list of some numbers."""
    count = generator.randint(1, most)
    return ",".join(str(generator.randint(first, last)) for _ in range(count))


def expression(generator: random.Random) -> str:
    """An expression; a third are in hour 0, a quarter take every hour."""
    low, high = sorted(generator.sample(range(24), 2))
    hour = generator.choices(
        [
            "0",
            f"0,{numbers(generator, 0, 3, 2)}",
            numbers(generator, 0, 3, 2),
            numbers(generator, 0, 23, 2),
            "23",
            f"*/{generator.randint(2, 12)}",
            f"{low}-{high}/{generator.randint(1, 6)}",
            generator.choice(["*", "*/1", "0-23"]),
        ],
        [2, 1, 2, 2, 1, 1, 1, 3],
    )[0]
    minutes = [numbers(generator, 0, 59, 2), f"{generator.randint(0, 29)}/30", "0", "*/30"]
    low, high = sorted(generator.sample(range(1, 29), 2))
    days = ["*"] * 6 + [numbers(generator, 1, 28, 4), f"{low}-{high}", f"*/{low}", "L", f"{low},L"]
    low, high = sorted(generator.sample(range(8), 2))
    weekdays = ["*"] * 6 + [
        numbers(generator, 0, 7, 2), f"{low}-{high}", "mon-fri", "sun", "7", "sat,SUN",
        f"{low}#{generator.randint(1, 5)}",
    ]  # fmt: skip
    months = ["*"] * 6 + ["3,4,9,10,11", "mar-nov", "1-12/2", "*/3", "oct"]
    return " ".join(generator.choice(field) for field in (minutes, [hour], days, months, weekdays))


def takes_every_hour(cron: str) -> bool:
    return cron.split()[1] in ("*", "*/1", "0-23")


def either(cron: str) -> list[str]:
    """The expression, or two where croniter would take both days and not either."""
    minute, hour, day, month, weekday = cron.split()
    if day != "*" and ("#" in weekday or weekday in ("0-6", "0-7", "1-7")):
        return [f"{minute} {hour} {day} {month} *", f"{minute} {hour} * {month} {weekday}"]
    return [cron]


@cache
def read_by_croniter(cron: str) -> croniter:
    """Reading takes it longer than counting."""
    return croniter(cron)


def by_croniter(cron: str, since: datetime, until: datetime) -> list[datetime]:
    """What croniter says until a moment and once after, in the time zone of ``since``."""
    found: list[datetime] = []
    for one in either(cron):
        clock = read_by_croniter(one)
        clock.set_current(since, force=True)
        found.append(clock.get_next(datetime))
        while found[-1] <= until:
            found.append(clock.get_next(datetime))
    return found


def second_pass(cron: str, change: datetime, zone: ZoneInfo) -> set[datetime]:
    """The moments of the matching times that clocks show for the second time after a change: those
    of croniter's calendar, without a time zone.
    """
    first = change.astimezone(zone).replace(tzinfo=None, fold=0)
    until = (change - _MINUTE).astimezone(zone).replace(tzinfo=None, fold=0) + _MINUTE
    if until <= first:
        return set()
    found = by_croniter(cron, first - _MINUTE, until)
    return {change + (local - first) for local in found if local < until}


@pytest.mark.parametrize("name", ZONES)
def test_croniter_agrees(name: str) -> None:
    zone = ZoneInfo(name)
    generator = random.Random(2026)
    expressions = [expression(generator) for _ in range(EXPRESSIONS)]
    differences = Counter[str]()
    for change in changes(name):
        # croniter searches a gap minute by minute, and that of Samoa is a whole day.
        whole_day = (offset(change, zone) - offset(change - _MINUTE, zone)) > timedelta(hours=2)
        for cron in expressions[:: 10 if whole_day else 1]:
            every_hour = takes_every_hour(cron)
            since, until = change - _BEFORE, change + (_BEFORE if every_hour else _AFTER)
            judged = by_croniter(cron, since.astimezone(zone), until)
            right = {moment.astimezone(UTC) for moment in judged if not moment.fold}
            second = {moment.astimezone(UTC) for moment in judged if moment.fold}
            if every_hour:
                shown_again = second_pass(cron, change, zone)
                assert second <= shown_again
                differences["missed"] += len(shown_again - second)
                right |= shown_again
            else:
                differences["added"] += len(second)
            ours = times(cron, name, since, until)
            differences["times"] += len(ours)
            assert ours == sorted(right)[: len(ours)], (cron, change)
    added, missed = DIFFERENCES[name]
    assert differences["added"] == added
    assert differences["missed"] <= missed
    assert differences["times"] > 2000
