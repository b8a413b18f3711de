"""Dates and times as pages print and state them, and the day they fall on for a newsroom.

Pure functions over text. Text renderings of pages run words together ("January 6, 20254:16 PM
ET", "StoryDecember 30, 2005"), so no white space is needed around a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

#: Regular radio news is younger, and a page can't be from a later year than any clock has reached.
_FIRST_YEAR, _LAST_YEAR = 1920, 2100

_MONTH = (
    r"(?i:(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?)"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
#: A word begins here: behind no letter, at a capital that follows a small letter or shouted
#: letters ("publishedSeptember", "ETSeptember"), or behind a word that stands before dates.
_WORD = (
    r"(?:(?<![^\W\d_])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
    r"|(?i:(?<=story)|(?<=aired)|(?<=posted)|(?<=updated)|(?<=published)|(?<=exclusive)))"
)
_DAY = r"(\d{1,2})(?i:st|nd|rd|th)?"
#: Four digits that no fifth follows, unless that begins a time of day ("20254:16 PM").
_YEAR = r"(\d{4})(?=\D|$|\d{1,2}:\d\d)"
_PRINTED = re.compile(
    rf"{_WORD}{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}"  # June 3, 2015
    rf"|(?<![\d:/.-]){_DAY}(?:\s+of)?[\s-]+{_MONTH}[\s,-]+{_YEAR}"  # 3 June 2015
    r"|(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"  # 2015-06-03
)
#: What stands before a date and says which it is, whatever white space is between.
_CHANGED = re.compile(r"(?i)(?:updated|modified|corrected|revised)(?:\s+(?:on|at))?[\s:]*$")
_FIRST = re.compile(
    r"(?i)(?:originally|first)\s+(?:published|posted|aired|broadcast)(?:\s+on)?[\s:]*$"
)

_CLOCK = r"\d{1,2}(?::\d\d){0,2}\s*[ap]\.?\s?m\b\.?|\d{1,2}:\d\d(?::\d\d)?|noon|midnight"
_ZONE = (
    r"(?:[ecmp][sd]?|ak[sd]|h[sd]?|a[sd])t|utc|gmt|(?:eastern|central|mountain|pacific)(?: time)?"
)
_DAY_OF_WEEK = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_SAID_OF_DATES = (
    r"originally|published|updated|modified|posted|broadcast|aired|air|date|first|last"
    r"|web exclusive|story|at|on"
)
_AROUND = re.compile(
    rf"(?i)(?:[\s,;:|·•()/–—-]|{_CLOCK}|{_ZONE}|{_DAY_OF_WEEK}|{_SAID_OF_DATES})*+"
)
_TIME_ALONE = re.compile(rf"(?i)(?:{_CLOCK})\s*(?:{_ZONE})")
_PROGRAM_WORD = r"(?:[A-Z0-9][\w'’.!-]*|of|the|and|to|with|in|on|a|&)"
_HEARD_ON = re.compile(
    rf"Heard on:?(?:\s+{_PROGRAM_WORD}(?:\s+{_PROGRAM_WORD}){{0,6}})?[\s,|·•–—-]*"
)
_LONGEST_DATELINE = 200

_RFC_5322 = re.compile(r"^(?:[A-Z][a-z]{2},\s+)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_LOOSE_ZONE = re.compile(r"\s+(?:UTC|GMT|([+-]\d\d:?\d\d))$")
#: What systems write for "no date": the first moment of Unix time and of the calendar.
_NO_DAYS = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(1, 1, 1)})
#: A page fetched in the evening may be from tomorrow in another time zone.
_GRACE = timedelta(days=1)
#: Before it no newsroom had pages: a file whose own date is older was unpacked without one.
_FIRST_WEB_YEAR = 1994


def find_date(text: str) -> date | None:
    """The day that ``text`` prints, wherever in it; None if it prints none that exists.

    Of several, "Originally published" goes before any other, and "Updated" behind all.
    """
    return first_published(text) or next((day for _, day in _printed(text)), None)


def first_published(text: str) -> date | None:
    """The same, but None if ``text`` only says when something was updated."""
    days = [(text[: found.start()], day) for found, day in _printed(text)]
    first = next((day for before, day in days if _FIRST.search(before)), None)
    return first or next((day for before, day in days if not _CHANGED.search(before)), None)


def is_dateline(text: str) -> bool:
    """True for a line that holds nothing but when something was published, changed or aired, or
    on which program ("Heard on Fresh Air").
    """
    text = text.strip()
    if not text or len(text) > _LONGEST_DATELINE:
        return False
    printed = list(_printed(text))
    if not printed:
        return bool(_TIME_ALONE.fullmatch(text) or _HEARD_ON.fullmatch(text))
    parts, at = [], 0
    for found, _ in printed:
        parts.append(text[at : found.start()])
        at = found.end()
    parts.append(text[at:])
    return all(_is_around_dates(part) for part in parts)


def _is_around_dates(part: str) -> bool:
    """True for what stands before, between and behind the dates of a dateline."""
    words = _AROUND.match(part)
    rest = part[words.end() :] if words else part
    return not rest or _HEARD_ON.fullmatch(rest) is not None


def _printed(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """The dates in ``text`` that exist, in its order."""
    for found in _PRINTED.finditer(text):
        month, day, year, day_2, month_2, year_2, *iso = found.groups()
        if iso[0]:
            numbers = [int(part) for part in iso]
        else:
            name = _MONTHS[(month or month_2)[:3].casefold()]
            numbers = [int(year or year_2), name, int(day or day_2)]
        if _FIRST_YEAR <= numbers[0] <= _LAST_YEAR:
            try:
                yield found, date(*numbers)
            except ValueError:
                continue


def read_moment(text: str) -> datetime | date | None:
    """A date or time in ISO 8601, RFC 5322 or as printed; None if it is none. A printed time
    of day is left out: the day is what it says in the newsroom's own time zone.
    """
    text = text.strip()
    try:
        if len(text) in (8, 10):
            moment: datetime | date = date.fromisoformat(text)
        elif _RFC_5322.match(text):
            moment = parsedate_to_datetime(text)
        else:
            moment = datetime.fromisoformat(_LOOSE_ZONE.sub(_iso_zone, text))
    except (ValueError, IndexError, TypeError, OverflowError):
        return find_date(text)
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _iso_zone(found: re.Match[str]) -> str:
    return found.group(1) or "+00:00"


def local_day(moment: datetime | date, time_zone: str) -> date:
    """The day of ``moment`` in ``time_zone`` (an IANA name). A UTC time is converted; one with
    another offset, or with none, falls on the day it says.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None or moment.utcoffset():
        return moment.date()
    return moment.astimezone(ZoneInfo(time_zone)).date()


def is_possible(day: date, first_day: date, fetched_at: datetime | None) -> bool:
    """Whether a story can be of ``day``: not before the newsroom's first broadcast, not later
    than the page was fetched (a day is allowed for time zones), and no placeholder.
    """
    if day in _NO_DAYS or day < first_day:
        return False
    if fetched_at is None or fetched_at.year < _FIRST_WEB_YEAR:
        return True
    return day <= fetched_at.date() + _GRACE
