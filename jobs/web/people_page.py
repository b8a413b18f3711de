"""People: who speaks much, and one person across transcripts."""

from __future__ import annotations

from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.charts import bar_chart
from jobs.web.rendering import page
from scraper.archive.reading_room import PersonPage
from scraper.archive.store import Archive

_LISTED = 60


def people(archive: Archive, asked: Asked) -> Answer:
    """Those whose name has some letters in it, or those who speak most."""
    name = asked.text("name")
    return page(
        asked,
        "people.html",
        name=name,
        named=archive.people.find(name, _LISTED) if name else [],
        frequent=[] if name else archive.room.frequent_speakers(_LISTED),
        most=_LISTED,
    )


def person(archive: Archive, asked: Asked) -> Answer:
    """When, where, in which roles and with whom somebody speaks."""
    found = archive.room.person(int(asked.path["id"]))
    if found is None:
        raise NoSuchPage(f"Nobody with the number {asked.path['id']} speaks in this archive.")
    dated = [one for one in found.years if one.year is not None]
    chart = None
    if len(dated) > 1:
        words = [float(one.words) for one in dated]
        chart = bar_chart("Words a year", [one.year or "" for one in dated], words)
    return page(asked, "person.html", found=found, name=found.row.name, chart=chart,
                facts=_facts(found))  # fmt: skip


def _facts(found: PersonPage) -> str:
    """Whose people they belong to, as far as it is known."""
    if found.row.transcript_id is not None:
        return "A name that means somebody in one transcript alone"
    return f"Heard on {found.row.newsroom}" if found.row.newsroom else ""
