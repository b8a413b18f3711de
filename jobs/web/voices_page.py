"""Voices: the share of words of staff, guests and unidentified voices, year by year."""

from __future__ import annotations

from collections import Counter, defaultdict

from jobs.search import refuse_unknown
from jobs.web.asked import Answer, Asked
from jobs.web.charts import Axis, Series, filled, line_chart
from jobs.web.mentions_page import rounded
from jobs.web.rendering import page
from jobs.web.search_export import csv_answer
from scraper.archive.store import Archive
from scraper.model import STAFF

#: Who speaks: the newsroom's own people, those they talk to, and unidentified voices.
GROUPS = {
    "staff": STAFF,
    "guests": ("guest",),
    "unidentified": ("unidentified",),
}


def voices(archive: Archive, asked: Asked) -> Answer:
    """Who speaks: the share of words by role and year."""
    program = asked.text("program") or None
    refuse_unknown(archive, None, program)
    shares = _voices(archive, program)
    times = filled(sorted(shares))
    series = [
        Series(group, [_percent(shares.get(time, Counter()), group) for time in times])
        for group in GROUPS
    ]
    return page(
        asked,
        "voices.html",
        program=program,
        programs=[one.name for one in archive.room.programs()],
        times=sorted(shares),
        groups=list(GROUPS),
        shares=shares,
        percent=_percent,
        total=sum(words.total() for words in shares.values()),
        chart=line_chart("Share of words", times, series, Axis(top=100, unit="%"))
        if times
        else None,
    )


def as_csv(archive: Archive, asked: Asked) -> Answer:
    """The numbers behind that chart."""
    shares = _voices(archive, asked.text("program") or None)
    rows = (
        (time, group, shares[time][group], rounded(_percent(shares[time], group)))
        for time in sorted(shares)
        for group in GROUPS
    )
    return csv_answer(("year", "who", "words", "percent"), rows, "voices")


def _voices(archive: Archive, program: str | None) -> dict[str, Counter[str]]:
    """Words by year and group; voices that nobody knows are unidentified."""
    group_of: dict[str, str] = {role: group for group, roles in GROUPS.items() for role in roles}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in archive.room.voice_shares(program):
        if one.year is not None:
            found[one.year][group_of.get(one.role or "", "unidentified")] += one.words
    return dict(found)


def _percent(words: Counter[str], group: str) -> float | None:
    every = words.total()
    return 100 * words[group] / every if every else None
