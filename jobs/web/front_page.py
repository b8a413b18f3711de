"""The front page: the box, and the newest transcripts; and the list of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from jobs import atom
from jobs.web.asked import Answer, Asked
from jobs.web.rendering import page
from jobs.web.search_export import NO_DAY, atom_answer, csv_answer, json_answer
from jobs.web.search_terms import Terms
from scraper.archive.reading_room import ListedStory
from scraper.archive.store import Archive

_NEWEST = 20
#: On a page of the list of all; and as far as its pages are turned.
_SIZE, _LAST_PAGE = 100, 1_000

#: What a list says of each transcript.
_COLUMNS = (
    "source",
    "story_id",
    "program",
    "date",
    "title",
    "teaser",
    "words",
    "counted",
)

Days = list[tuple[str | None, list[ListedStory]]]


def front(archive: Archive, asked: Asked) -> Answer:
    """The search, before anything was looked for."""
    newest = archive.room.newest(_NEWEST)
    totals = archive.room.totals()
    return page(asked, "front.html", days=_by_day(newest), terms=Terms(), totals=totals,
                has_more=totals.transcripts > len(newest), size=_NEWEST)  # fmt: skip


def transcripts(archive: Archive, asked: Asked) -> Answer:
    """All transcripts, the newest first."""
    number = asked.number("page", 1, _LAST_PAGE)
    first = (number - 1) * _SIZE
    found = archive.room.newest(_SIZE, first)
    totals = archive.room.totals()
    is_last = first + len(found) >= totals.transcripts or number == _LAST_PAGE
    return page(
        asked,
        "transcripts.html",
        days=_by_day(found),
        totals=totals,
        number=number,
        first=first + 1,
        last=first + len(found),
        earlier=asked.links("transcripts", page=number - 1) if number > 1 else None,
        later=None if is_last else asked.links("transcripts", page=number + 1),
    )


def export(archive: Archive, asked: Asked) -> Answer:
    """The transcripts that a list shows, for a spreadsheet, a program or a feed reader."""
    size, number = asked.number("size", _SIZE, _SIZE), asked.number("page", 1, _LAST_PAGE)
    found = archive.room.newest(size, (number - 1) * size)
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in found]
    kind = asked.path["kind"]
    if kind == "csv":
        return csv_answer(_COLUMNS, (row.values() for row in rows), "transcripts")
    if kind == "json":
        return json_answer({"transcripts": rows})
    links = asked.links
    entries = [
        atom.Entry(
            f"onrecord:{one.source}/{one.story_id}",
            one.title or f"{asked.source_title(one.source)} {one.story_id}",
            f"{one.date or NO_DAY}T00:00:00Z",
            links.absolute(links.story(one.source, one.story_id)),
            one.teaser or "",
        )
        for one in found
    ]
    return atom_answer(links.absolute(links("transcripts")), "OnRecord: transcripts", entries)


def _by_day(stories: Sequence[ListedStory]) -> Days:
    return [(day, list(found)) for day, found in groupby(stories, lambda story: story.date)]
