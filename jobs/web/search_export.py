"""What a search page shows, as CSV, JSON and Atom."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from jobs import atom
from jobs.search import as_json as found_json
from jobs.search import hit_json
from jobs.utf8 import as_utf8
from jobs.web.asked import Answer, Asked
from jobs.web.search_terms import Terms
from jobs.web.shown_hits import ShownHit
from scraper.archive.people import Person
from scraper.archive.search import Found
from scraper.export.csv_tables import defused

_COLUMNS = (
    "permanent_id", "speaker", "label", "role", "program", "date", "title", "text", "url", "doubt",
    "role_doubt", "transcript_doubt",
)  # fmt: skip
#: What an entry has whose day nobody knows: Atom wants a time.
NO_DAY = "1900-01-01"


def as_csv(found: Sequence[ShownHit]) -> Answer:
    """A row for each hit."""
    lines = (
        {**{name: getattr(one.hit, name) for name in _COLUMNS}, "text": one.text} for one in found
    )
    return csv_answer(_COLUMNS, ([line[name] for name in _COLUMNS] for line in lines), "hits")


def csv_answer(columns: Sequence[str], rows: Any, name: str) -> Answer:
    """A CSV file to download."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows(map(defused, row) for row in rows)
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Answer(made.getvalue(), "text/csv; charset=utf-8", headers=headers)


def json_answer(found: Any) -> Answer:
    """A JSON object."""
    text = as_utf8(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    return Answer(text + "\n", "application/json; charset=utf-8")


def as_json(
    terms: Terms, found: Found, people: Sequence[Person], shown: Sequence[ShownHit]
) -> Answer:
    """The same object as the command prints as the header, with the hits in it."""
    hits = [hit_json(one.hit, [], []) | {"text": one.text} for one in shown]
    for hit, one in zip(hits, shown, strict=True):
        del hit["before"], hit["after"]
        hit["snippet"] = hit["snippet"] if one.snippet is not None else None
    asked = {name: value for name, value in terms.arguments().items() if value}
    return json_answer({"search": asked, **found_json(found, people), "hits": hits})


def as_atom(asked: Asked, terms: Terms, found: Sequence[ShownHit]) -> Answer:
    """A feed in which each hit is an entry."""
    links = asked.links
    here = links.absolute(links.search(terms.arguments()))
    entries = [
        atom.Entry(
            one.hit.permanent_id or f"{one.hit.url}#{one.hit.position}",
            atom.headline(one.hit),
            f"{one.hit.date or NO_DAY}T00:00:00Z",
            links.absolute(links.story(one.hit.source, one.hit.story_id, one.hit.position)),
            atom.told(one.hit, one.text or ""),
        )
        for one in found
    ]
    title = f"OnRecord: {terms.q or ', '.join(terms.narrowed().values()) or 'newest'}"
    return atom_answer(here, title, entries)


def atom_answer(address: str, title: str, entries: Sequence[atom.Entry]) -> Answer:
    """A feed; it changed when its newest entry did."""
    updated = max((entry.updated for entry in entries), default=f"{NO_DAY}T00:00:00Z")
    body = atom.feed(address, title, updated, entries, address)
    return Answer(body.decode(), "application/atom+xml; charset=utf-8")
