"""Cron expressions and intervals, as they are written in the configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from scraper.errors import UsageError

_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
#: No source changes faster, and its server belongs to somebody else.
_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    first_named: int = 0


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, tuple(_MONTHS), 1),
    _Field("day of week", 0, 7, tuple(_DAYS)),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression as in crontab(5): for each field the numbers it matches, None for ``*``.
    Days of the week are 0 to 6 from Sunday. ``hour_steps`` is True when the hour field begins with
    a star.
    """

    text: str
    minutes: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None
    hour_steps: bool


def read_cron(text: str) -> Cron:
    """Read a cron expression of five fields, or ``@hourly``, ``@daily``, ``@weekly``, ``@monthly``.

    :raises UsageError: it is not one.
    """
    fields = _MACROS.get(text.strip().lower(), text).split()
    if len(fields) != len(_FIELDS):
        raise UsageError(
            f"{text!r} is not a cron expression: it has {len(fields)} fields, not five (minute,"
            " hour, day of month, month, day of week)"
        )
    minutes, hours, days, months, weekdays = (
        _read_field(written, field, text) for written, field in zip(fields, _FIELDS, strict=True)
    )
    if weekdays is not None:
        weekdays = tuple(sorted({day % 7 for day in weekdays}))
    if days is not None and weekdays is None and min(days) > _longest(months):
        raise UsageError(f"{text!r} never comes: no such month has a day {min(days)}")
    return Cron(" ".join(fields), minutes, hours, days, months, weekdays, fields[1].startswith("*"))


def _longest(months: tuple[int, ...] | None) -> int:
    """The days of the longest of some months."""
    return max(29 if m == 2 else 30 if m in (4, 6, 9, 11) else 31 for m in months or (1,))


def _read_field(written: str, field: _Field, text: str) -> tuple[int, ...] | None:
    if written == "*":
        return None
    numbers: set[int] = set()
    for part in written.lower().split(","):
        found = re.fullmatch(r"(\*|[a-z]{3}|\d+)(?:-([a-z]{3}|\d+))?(?:/(\d+))?", part)
        if found is None:
            raise UsageError(f"{text!r}: {written!r} is not a {field.name}")
        start, end, step = found.groups()
        if start == "*":
            first, last = (
                field.first,
                min(field.last, 6) if field.names and not field.first_named else field.last,
            )
        else:
            first = _number(start, field, text)
            last = _number(end, field, text) if end else field.last if step else first
        if first > last or (step and int(step) == 0):
            raise UsageError(f"{text!r}: {part!r} is not a range of a {field.name}")
        numbers.update(range(first, last + 1, int(step or 1)))
    return tuple(sorted(numbers))


def _number(written: str, field: _Field, text: str) -> int:
    if written in field.names:
        return field.names.index(written) + field.first_named
    if not written.isdigit() or not field.first <= int(written) <= field.last:
        raise UsageError(
            f"{text!r}: the {field.name} is {written!r}, but must be from {field.first} to"
            f" {field.last}"
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
