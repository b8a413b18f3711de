"""``onrecord speakers``: list the speakers, and correct who is who."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.terminal import plural, printable, prose, stdout, table
from scraper.archive.people import Person, UnknownLabel

#: In characters, of a turn that is shown.
_WIDEST = 80


def print_people(people: list[Person], name: str) -> None:
    """Print what :func:`scraper.archive.people.People.find` found, for a person."""
    if not people:
        prose(stdout(), f"no speaker in this archive matches {name!r}")
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


def print_unknown(labels: Sequence[UnknownLabel]) -> None:
    """Print the labels that most often name nobody, each with examples, for a person."""
    console = stdout()
    for one in labels:
        counts = [plural(one.turns, "turn"), plural(one.transcripts, "transcript")]
        if one.nobody:
            counts.append(f"{one.nobody:,} without a speaker")
        if one.doubted:
            counts.append(f"{one.doubted:,} in doubt")
        console.print(printable(f"{one.source}  {one.label}: {', '.join(counts)}"), soft_wrap=True)
        for example in one.examples:
            words = " ".join(example.text.split())
            said = words if len(words) <= _WIDEST else f"{words[:_WIDEST]}…"
            where = f"  [{example.transcript_id}, turn {example.position}] {said}"
            console.print(printable(where), soft_wrap=True)
            if example.doubt:
                console.print(printable(f"    ! {example.doubt}"), soft_wrap=True)
    if not labels:
        prose(console, "every label names a speaker, and no speaker is in doubt")


def _years(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return ""
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"
