"""The years in which people were heard, which separate people with the same name."""

from __future__ import annotations

from scraper.archive.times import day as parsed

#: Two people of one name at one newsroom are told apart by nothing else.
YEARS_APART = 20


def years_between(day: str | None, first_date: str | None, last_date: str | None) -> int:
    """How many years a day is from those of a person; 0 within them, and where a day is not known
    or is none.
    """
    aired, first, last = parsed(day), parsed(first_date), parsed(last_date)
    if aired is None or first is None or last is None:
        return 0
    return max(first.year - aired.year, aired.year - last.year, 0)


#: A rule that speaks of somebody heard on a day means nobody whose years are farther from it:
#: pages that are dated anew may bring two people of one name nearer to each other.
YEARS_OF_RULE = YEARS_APART // 2


def is_near(day: str | None, first_date: str | None, last_date: str | None) -> bool:
    """True if the years allow somebody heard on that day to be the same person."""
    return years_between(day, first_date, last_date) <= YEARS_APART
