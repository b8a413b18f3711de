"""``onrecord speakers``: who is who across transcripts, and correcting it by hand."""

from __future__ import annotations

from jobs.terminal import plural, prose, stdout, table
from scraper.archive.people import Person


def print_people(people: list[Person], name: str) -> None:
    """Print what :func:`scraper.archive.people.People.find` found, for a person."""
    if not people:
        prose(stdout(), f"nobody called {name!r} speaks in this archive")
        return
    columns = ("speaker", "name", "newsroom", "years", "transcripts", "words", "also called")
    rows = [
        (
            row.id,
            row.name,
            row.newsroom or f"only in {row.transcript_id}",
            _years(row.first_date, row.last_date),
            row.transcripts,
            row.words,
            ", ".join(name for name in row.called if name != row.name),
        )
        for row in people
    ]
    stdout().print(table(columns, rows, right="speaker transcripts words"))


def merged(into: int, others: tuple[int, ...]) -> str:
    """What a merge did, in a sentence."""
    return f"{plural(len(others), 'speaker')} merged into speaker {into}, in later runs too"


def separated(speaker: int, new: int) -> str:
    """What a split did, in a sentence."""
    return f"speaker {new} is now separate from speaker {speaker}, in later runs too"


def _years(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return ""
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"
