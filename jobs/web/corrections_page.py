"""What publishers changed after airing, the last seen first; and a feed of it."""

from __future__ import annotations

from dataclasses import dataclass

from jobs import atom
from jobs.web.asked import Answer, Asked
from jobs.web.corrected import Corrected, corrected
from jobs.web.rendering import page
from jobs.web.search_export import atom_answer
from scraper.archive.reading_room import Correction
from scraper.archive.store import Archive

_SIZE = 20
_LAST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction with its words; ``words`` is None where its transcript can't be read."""

    correction: Correction
    words: Corrected | None


def corrections(archive: Archive, asked: Asked) -> Answer:
    """The corrections of all publishers."""
    number = asked.number("page", 1, _LAST_PAGE)
    total, found = archive.room.corrections(_SIZE, (number - 1) * _SIZE)
    last = -(-total // _SIZE)
    return page(
        asked,
        "corrections.html",
        total=total,
        corrections=[ShownCorrection(one, _words(archive, asked, one)) for one in found],
        earlier=asked.links("corrections", page=number - 1) if number > 1 else None,
        later=asked.links("corrections", page=number + 1) if number < last else None,
    )


def feed(archive: Archive, asked: Asked) -> Answer:
    """The same as an Atom feed."""
    links = asked.links
    _, found = archive.room.corrections(_SIZE)
    entries = [
        atom.Entry(
            f"onrecord:corrections/{one.source}/{one.story_id}/{one.revision}",
            f"Corrected: {one.title or one.story_id}",
            one.seen_at,
            links.absolute(links.story(one.source, one.story_id)) + "#corrections",
            _told(one, _words(archive, asked, one)),
        )
        for one in found
    ]
    return atom_answer(
        links.absolute(links("corrections")), "OnRecord: publishers’ corrections", entries
    )


def _words(archive: Archive, asked: Asked, one: Correction) -> Corrected | None:
    row = archive.records.find(one.transcript_id)
    if row is None:
        return None
    revisions = archive.records.revisions(row)
    found = next((each for each in revisions if each.revision == one.revision), None)
    if found is None:
        return None
    is_closed = bool(asked.closed(archive, [one.transcript_id]))
    return corrected(archive, row, found, is_closed=is_closed)


def _told(one: Correction, words: Corrected | None) -> str:
    """A correction as text, as ``git diff`` marks words."""
    said = [f"Changed: {one.changed or 'words'}."]
    for turn in (words.turns or ()) if words is not None else ():
        marks = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}
        pieces = "".join(
            marks[piece.kind].format(piece.text) + " " * piece.has_space_behind
            for piece in turn.pieces
        ).strip()
        said.append(f"{turn.label_after or turn.label_before or 'no label'}: {pieces}")
    return "\n\n".join(said)
