"""``onrecord search``: hits as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.padding import Padding
from rich.text import Text

from jobs.doubts import role_mark, transcript_in_doubt, uncertain_role, uncertain_speaker
from jobs.terminal import plural, printable, stdout
from scraper.archive.people import Person
from scraper.archive.search import HIT_END, HIT_START, Hit, LeftOut

#: People of one name that are listed.
_SHOWN = 10
_INDENT = "    "


def as_json(total: int, left_out: LeftOut, people: Sequence[Person]) -> dict[str, Any]:
    """How many hits there are, for machines. ``people`` are those whose names match."""
    return {
        "total": total,
        "left_out": asdict(left_out),
        "speakers": [{"id": person.id, "name": person.name} for person in people],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit for machines; the words that were found stand between asterisks."""
    return asdict(hit) | {"snippet": _marked(hit.snippet)}


def matched(name: str, people: Sequence[Person]) -> Iterator[str]:
    """Who a name may mean, where that is not one person."""
    if not people:
        yield f"nobody called {name!r} speaks in this archive"
    if len(people) > 1:
        yield f"{name!r} matches {plural(len(people), 'speaker')}:"
        for person in people[:_SHOWN]:
            yield f"  {printable(person.name)} ({plural(person.transcripts, 'transcript')})"
        if len(people) > _SHOWN:
            yield f"  … and {len(people) - _SHOWN:,} more; `onrecord speakers find` lists them"


def print_hits(total: int, hits: list[Hit], left_out: LeftOut) -> None:
    """Each hit with speaker, program and date, what is in doubt of it, and the words around it
    highlighted; then how many there are, and how many were left out.
    """
    console = stdout()
    for hit in hits:
        role = role_mark(hit.role, hit.role_doubt)
        where = " · ".join(printable(part) for part in (hit.program, hit.date) if part)
        console.print(
            Text.assemble(
                (printable(hit.speaker) or "unknown speaker", "bold"), role, f" · {where}"
            ),
            soft_wrap=True,
        )
        title = printable(hit.title) or "(no title)"
        console.print(Text(f"{title} [{hit.transcript_id}]", style="dim"), soft_wrap=True)
        for doubt in _doubts(hit):
            console.print(Text(f"! {doubt}", style="dim"), soft_wrap=True)
        snippet = _highlighted(hit.snippet, colour=console.color_system is not None)
        if console.is_terminal:
            console.print(Padding(snippet, (0, 0, 0, len(_INDENT))))
        else:
            console.print(Text.assemble(_INDENT, snippet), soft_wrap=True)
        console.print()
    if total > len(hits):
        console.print(f"{plural(total, 'hit')}, the best {len(hits)} shown (--limit)")
    else:
        console.print(plural(total, "hit"))
    if left_out.undated:
        hits_left = plural(left_out.undated, "more hit")
        console.print(f"{hits_left} left out by --since or --until: no date is known")
    if left_out.repeated:
        hits_left = plural(left_out.repeated, "more hit")
        console.print(f"{hits_left} where the same speech aired again (--duplicates)")


def _doubts(hit: Hit) -> list[str]:
    """A line for each thing that is not certain about a hit."""
    lines = (
        (uncertain_speaker, hit.doubt),
        (uncertain_role, hit.role_doubt),
        (transcript_in_doubt, hit.transcript_doubt),
    )
    return [said(doubt) for said, doubt in lines if doubt is not None]


def _marked(snippet: str) -> str:
    return printable(snippet.replace(HIT_START, "*").replace(HIT_END, "*"))


def _highlighted(snippet: str, *, colour: bool) -> Text:
    if not colour:
        return Text(_marked(snippet).replace("\n", " "))
    text = Text()
    for piece in snippet.replace("\n", " ").split(HIT_START):
        hit, ended, rest = piece.partition(HIT_END)
        if ended:
            text.append(printable(hit), style="bold reverse")
            text.append(printable(rest))
        else:
            text.append(printable(piece))
    return text
