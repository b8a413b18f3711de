"""People: who speaks much, and one person across transcripts."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.charts import bar_chart
from jobs.web.rendering import page
from scraper.archive.people import Person
from scraper.archive.reading_room import PersonPage
from scraper.archive.reading_room.people import FrequentSpeaker
from scraper.archive.store import Archive

#: On a page of the list; and as far as its pages are turned.
_LISTED, _LAST_PAGE = 60, 1_000


def people(archive: Archive, asked: Asked) -> Answer:
    """Those whose name has some letters in it, or those who speak most."""
    name = asked.text("name")
    number = 1 if name else asked.number("page", 1, _LAST_PAGE)
    first = (number - 1) * _LISTED
    numbers = archive.people.named(name) if name else frozenset()
    known: Sequence[Person | FrequentSpeaker] = (
        archive.people.described(numbers, _LISTED)
        if name
        else archive.room.frequent_speakers(_LISTED, first)
    )
    count = len(numbers) if name else archive.room.speakers()
    last = first + len(known)
    return page(
        asked,
        "people.html",
        name=name,
        found=known,
        titles=_titles(archive, known),
        count=count,
        most=_LISTED,
        first=first + 1,
        last=last,
        earlier=asked.links("people", page=number - 1) if number > 1 else None,
        later=asked.links("people", page=number + 1)
        if not name and last < count and number < _LAST_PAGE
        else None,
    )


def _titles(archive: Archive, people: Sequence[Person | FrequentSpeaker]) -> dict[int, str]:
    """The titles of the transcripts whose names mean somebody there alone."""
    ids = {one.transcript_id for one in people if one.transcript_id is not None}
    rows = (archive.records.find(one) for one in sorted(ids))
    return {row.id: row.title or row.story_id for row in rows if row is not None and row.id}


def person(archive: Archive, asked: Asked) -> Answer:
    """When, where, in which roles and with whom somebody speaks."""
    found = archive.room.person(int(asked.path["id"]))
    if found is None:
        raise NoSuchPage(f"There is no speaker {asked.path['id']}.")
    dated = [one for one in found.years if one.year is not None]
    chart = None
    if len(dated) > 1:
        words = [float(one.words) for one in dated]
        chart = bar_chart("Words by year", [one.year or "" for one in dated], words)
    return page(asked, "person.html", found=found, name=found.row.name, chart=chart,
                facts=_facts(asked, found))  # fmt: skip


def _facts(asked: Asked, found: PersonPage) -> str:
    """Whose people they belong to, as far as it is known."""
    if found.row.transcript_id is not None:
        return "This name is known from one transcript only"
    return f"Heard on {asked.source_title(found.row.newsroom)}" if found.row.newsroom else ""
