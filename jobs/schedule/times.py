"""Cron expressions and intervals, as written in the configuration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from scraper.errors import UsageError

#: The shorthands of crontab(5), but for @reboot, which is no time.
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
#: No source changes faster, and its server belongs to somebody else.
_SHORTEST = timedelta(minutes=1)
_PART = re.compile(
    r"(?P<start>\*|[a-z]{3}|[0-9]{1,9})(?:-(?P<end>[a-z]{3}|[0-9]{1,9}))?(?:/(?P<step>[0-9]{1,9}))?"
)
#: ``5#2`` is the second Friday of a month, ``5L`` the last.
_NTH = re.compile(r"(?P<day>[a-z]{3}|[0-9]{1,9})(?:#(?P<nth>[0-9]{1,9})|(?P<last>l))")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    first_named: int = 0
    #: The last number that ``*`` stands for, where that is not the last that may be written.
    last_of_all: int | None = None

    @property
    def one(self) -> str:
        """The name with its article."""
        return f"{'an' if self.name == 'hour' else 'a'} {self.name}"


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of month", 1, 31)
_MONTH = _Field("month", 1, 12, tuple(_MONTHS), 1)
#: Sunday is 0 and 7.
_WEEKDAY = _Field("day of week", 0, 7, tuple(_DAYS), last_of_all=6)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression as in crontab(5): the numbers that each field matches, None for ``*``.

    :ivar days: days of the month. If both these and ``weekdays`` are given, either is enough.
    :ivar weekdays: days of the week, 0 to 6 from Sunday.
    :ivar last_day: also the last day of each month (``L``).
    :ivar nth_weekdays: also the second Friday of each month (5, 2), or the last (5, None).
    """

    text: str
    minutes: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None
    last_day: bool = False
    nth_weekdays: tuple[tuple[int, int | None], ...] = ()

    @property
    def every_hour(self) -> bool:
        """Whether the expression takes every hour of a day."""
        return self.hours is None or len(self.hours) == 24

    @property
    def is_plain(self) -> bool:
        """Whether crontab(5) has all of it: ``L`` and ``#`` are additions."""
        return not self.last_day and not self.nth_weekdays


def read_cron(text: str) -> Cron:
    """Read a cron expression of five fields, or a shorthand such as ``@daily``.

    :raises UsageError: it is not one, or it never comes.
    """
    fields = _split(text)
    minutes, hours, months = (
        _read_field(written, field, text)
        for written, field in ((fields[0], _MINUTE), (fields[1], _HOUR), (fields[3], _MONTH))
    )
    days, last_day = _read_days(fields[2], text)
    weekdays, nth = _read_weekdays(fields[4], text)
    if days and not last_day and weekdays is None and min(days) > _longest(months):
        raise UsageError(f"{text!r} never happens: no such month has a day {min(days)}")
    return Cron(" ".join(fields), minutes, hours, days, months, weekdays, last_day, nth)


def _split(text: str) -> list[str]:
    """The five fields."""
    name = text.strip().lower()
    if name.startswith("@") and name not in _MACROS:
        raise UsageError(f"{text!r} is not supported; use one of {', '.join(_MACROS)}")
    fields = _MACROS.get(name, text).split()
    if len(fields) != len(_FIELDS):
        count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
        also = "; seconds and years are not supported" if len(fields) in (6, 7) else ""
        raise UsageError(
            f"{text!r} is not a cron expression: it has {count}, not five (minute, hour, day of"
            f" month, month, day of week){also}"
        )
    return fields


def _longest(months: tuple[int, ...] | None) -> int:
    """The days of the longest of some months."""
    return max(29 if m == 2 else 30 if m in (4, 6, 9, 11) else 31 for m in months or (1,))


def _read_days(written: str, text: str) -> tuple[tuple[int, ...] | None, bool]:
    """Days of the month, and whether the last day is one of them."""
    parts = written.split(",")
    numbers = [part for part in parts if part not in ("L", "l")]
    if len(numbers) == len(parts):
        return _read_field(written, _DAY, text), False
    # Every day, and the last one: still every day, but no longer a lone star.
    return (_read_field(",".join(numbers), _DAY, text) or _all(_DAY)) if numbers else (), True


def _read_weekdays(
    written: str, text: str
) -> tuple[tuple[int, ...] | None, tuple[tuple[int, int | None], ...]]:
    """Days of the week, and those that are counted within a month."""
    numbers, nth = [], []
    for part in written.split(","):
        if (found := _NTH.fullmatch(part.lower())) is None:
            numbers.append(part)
            continue
        day = _number(found["day"], _WEEKDAY, text) % 7
        count = None if found["last"] else int(found["nth"])
        if count is not None and not 1 <= count <= 5:
            raise UsageError(f"{text!r}: in {part!r}, {count} must be from 1 to 5")
        nth.append((day, count))
    if not numbers:
        return (), tuple(nth)
    days = _read_field(",".join(numbers), _WEEKDAY, text)
    if days is None:
        return (_all(_WEEKDAY), tuple(nth)) if nth else (None, ())
    return tuple(sorted({day % 7 for day in days})), tuple(nth)


def _all(field: _Field) -> tuple[int, ...]:
    last = field.last if field.last_of_all is None else field.last_of_all
    return tuple(range(field.first, last + 1))


def _read_field(written: str, field: _Field, text: str) -> tuple[int, ...] | None:
    """The numbers of a field; None for ``*``."""
    if written == "*":
        return None
    numbers: set[int] = set()
    for part in written.split(","):
        found = _PART.fullmatch(part.lower())
        if found is None or (found["start"] == "*" and found["end"]):
            raise UsageError(f"{text!r}: {part!r} is not {field.one}{_advice(part.lower(), field)}")
        numbers.update(_read_part(found, field, text))
    return tuple(sorted(numbers))


def _read_part(found: re.Match[str], field: _Field, text: str) -> Sequence[int]:
    """The numbers of a range, a number or a star, with or without a step."""
    start, end, step = found["start"], found["end"], int(found["step"] or 1)
    if step == 0:
        raise UsageError(
            f"{text!r}: {found[0]!r} is not valid for {field.one}: a step must be at least 1"
        )
    if start == "*":
        return _all(field)[::step]
    first = _number(start, field, text)
    last = _number(end, field, text) if end else field.last if found["step"] else first
    if first > last:
        instead = f"{start}-{_all(field)[-1]},{field.first}-{end}"
        raise UsageError(
            f"{text!r}: {found[0]!r} is not valid for {field.one}: it runs backwards; write"
            f" {instead!r}"
        )
    return range(first, last + 1, step)


def _advice(part: str, field: _Field) -> str:
    """What to write in place of what other programs know."""
    if part == "?":
        return "; write '*'"
    if field is _WEEKDAY and (found := re.fullmatch(r"l([0-6]|[a-z]{3})", part)):
        return f"; write '{found[1]}L' for the last of a month"
    if field is _DAY and "w" in part:
        return ": the nearest working day (W) is not supported"
    if "l" in part or "#" in part:
        return ": L is a day of month by itself, or follows a day of week, as # does"
    return ""


def _number(written: str, field: _Field, text: str) -> int:
    if written in field.names:
        return field.names.index(written) + field.first_named
    if not written.isdigit() or not field.first <= int(written) <= field.last:
        names = f", or {field.names[0]} to {field.names[-1]}" if field.names else ""
        raise UsageError(
            f"{text!r}: the {field.name} is {written!r}, but must be from {field.first} to"
            f" {field.last}{names}"
        )
    return int(written)


def read_interval(text: str) -> timedelta:
    """Read an interval: a length of time of at least a minute.

    :raises UsageError: it is not one.
    """
    found = read_length(text)
    if found < _SHORTEST:
        raise UsageError(f"{text!r} is less than a minute")
    return found


def read_length(text: str) -> timedelta:
    """Read a length of time: ``90m``, ``6h``, ``1d``, ``1h30m``.

    :raises UsageError: it is not one.
    """
    written = text.strip().lower()
    parts = re.findall(r"(\d{1,9})\s*([smhdw])", written)
    if not parts or re.sub(r"\d{1,9}\s*[smhdw]\s*", "", written):
        raise UsageError(f'{text!r} is not a length of time: write "90m", "6h" or "1d"')
    try:
        return sum((timedelta(**{_UNITS[u]: int(n)}) for n, u in parts), timedelta())
    except OverflowError:
        raise UsageError(f"{text!r} is too long") from None
