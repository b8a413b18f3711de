"""Types of option values: numbers, days, lengths of time."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any

import click


class _Count(click.ParamType[int]):
    """A number within a range. (Click's own type would print the range in the help.)"""

    name = "integer"

    def __init__(self, least: int, most: int) -> None:
        self._range = click.IntRange(least, most)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        return self._range.convert(value, param, ctx)


class _Length(click.ParamType[timedelta]):
    """A length of time: ``90m``, ``6h``, ``1d12h``."""

    name = "length"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The length of time, or a usage error."""
        from jobs.schedule.times import read_length
        from scraper.errors import UsageError

        try:
            return read_length(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


class _Day(click.ParamType[date]):
    """A day (``2024-05-31``), or the first or last day of a month or a year."""

    name = "day"

    def __init__(self, *, last: bool) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        if re.fullmatch(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?", text, re.ASCII) is None:
            self.fail(f"{text!r} is not a date: use 2024-05-31, 2024-05 or 2024", param, ctx)
        year, *rest = map(int, text.split("-"))
        month = rest[0] if rest else 12 if self._last else 1
        try:
            longest = calendar.monthrange(year, month)[1]
            day = rest[1] if len(rest) > 1 else longest if self._last else 1
            return date(year, month, day)
        except ValueError:
            kind = ("year", "month", "day")[len(rest)]
            self.fail(f"{text}: no such {kind}", param, ctx)


COUNT = _Count(1, 1_000_000_000)
#: Turns shown before and after one.
AROUND = _Count(0, 1000)
#: Processes that read pages.
PROCESSES = _Count(0, 256)
LENGTH = _Length()
FIRST_DAY, LAST_DAY = _Day(last=False), _Day(last=True)
