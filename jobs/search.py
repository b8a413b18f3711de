"""``onrecord search``: print hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from jobs.doubts import role_mark, transcript_in_doubt, uncertain_role, uncertain_speaker
from jobs.programs import not_on_record
from jobs.terminal import plural, printable, stdout
from scraper.archive.people import Person
from scraper.archive.records.reading import SpokenTurn
from scraper.archive.search import HIT_END, HIT_START, Found, Hit, LeftOut, Sort
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.sources import source_file

#: People of one name that are listed.
_SHOWN = 10
_INDENT = "    "
_FIRST = {Sort.RELEVANCE: "best", Sort.NEWEST: "newest", Sort.OLDEST: "oldest"}
_FILTERS = ("speaker", "role", "newsmakers", "program", "source", "since", "until", "by")

#: The turns before a hit, and those after it.
Around = tuple[list[SpokenTurn], list[SpokenTurn]]


def refuse_together(words: str | None, options: dict[str, Any]) -> None:
    """Refuse options that contradict one another, and a search for nothing.

    :raises UsageError: then.
    """
    kinds = [f"--{name}" for name in ("count", "by", "titles") if options.get(name)]
    kinds += ["--count"] if options.get("only_count") else []
    if len(kinds) > 1:
        raise UsageError(f"{kinds[0]} and {kinds[1]} can't be combined")
    for name in ("sort", "context"):
        if kinds and options[name]:
            raise UsageError(f"--{name} can't be combined with {kinds[0]}, which prints no hits")
    if words is None and options["titles"]:
        raise UsageError("--titles needs words to look for")
    if words is None and not any(options[name] for name in _FILTERS):
        raise UsageError("give words to search for, or a filter such as --speaker or --since")


def refuse_unknown(archive: Archive, source: str | None, program: str | None) -> None:
    """Refuse names of a source and a program that there are not.

    :raises UsageError: then; it says what may be meant.
    """
    if source is not None:
        source_file(source)
    if program is None or archive.search.programs(program):
        return
    if known := archive.search.programs():
        raise not_on_record(program, known)


def context_of(archive: Archive, hits: Sequence[Hit], turns: int) -> list[Around]:
    """The turns around each hit, as many before as after."""
    if not turns:
        return [([], [])] * len(hits)
    around = []
    for hit in hits:
        at = hit.position
        found = archive.records.turns(hit.transcript_id, at - turns, at + turns)
        before = [turn for turn in found if turn.position < at]
        around.append((before, [turn for turn in found if turn.position > at]))
    return around


def as_json(found: Found, people: Sequence[Person]) -> dict[str, Any]:
    """How many hits there are, for machines. ``people`` are those whose names match."""
    return {
        "total": found.total,
        "total_is_exact": found.is_exact,
        "ranked_among": found.ranked,
        "left_out": asdict(found.left_out),
        "other_forms": [asdict(form) for form in found.other_forms],
        "speakers": [{"id": person.id, "name": person.name} for person in people],
    }


def hit_json(hit: Hit, before: list[SpokenTurn], after: list[SpokenTurn]) -> dict[str, Any]:
    """A hit for machines; the words that were found stand between asterisks."""
    return {
        **asdict(hit),
        "snippet": _marked(hit.snippet),
        "before": [asdict(turn) for turn in before],
        "after": [asdict(turn) for turn in after],
    }


def matched(name: str, people: Sequence[Person]) -> Iterator[str]:
    """Who a name may mean, where that is not one person."""
    if not people:
        yield f"no speaker in this archive matches {name!r}"
    if len(people) > 1:
        yield f"{name!r} matches {plural(len(people), 'speaker')}:"
        for person in people[:_SHOWN]:
            yield f"  {printable(person.name)} ({plural(person.transcripts, 'transcript')})"
        if len(people) > _SHOWN:
            yield f"  … and {len(people) - _SHOWN:,} more; `onrecord speakers find` lists them"


def left_out_lines(left_out: LeftOut) -> Iterator[str]:
    """What the filters left out, in words."""
    if left_out.undated:
        hits = plural(left_out.undated, "more hit")
        stories = plural(left_out.undated_stories, "story", "stories")
        yield f"{hits} left out by --since or --until: the date of {stories} is unknown"
    if left_out.repeated:
        hits = plural(left_out.repeated, "more hit")
        yield f"{hits} in repeats of the same speech (--duplicates)"


def print_hits(found: Found, sort: Sort, around: Sequence[Around]) -> None:
    """Each hit with speaker, program and date, what is in doubt of it, and the words around it
    highlighted; then how many there are, and how many were left out.
    """
    console = stdout()
    for hit, (before, after) in zip(found.hits, around, strict=True):
        _print_hit(console, hit, before, after)
    console.print(_total(found, sort))
    if found.ranked is not None and sort == Sort.RELEVANCE:
        console.print(
            f"the best of the newest {found.ranked:,}; --sort newest or oldest orders all of them"
        )
    for form in found.other_forms:
        console.print(f"also: {printable(form.pattern)}, {form.turns:,}")
    for line in left_out_lines(found.left_out):
        console.print(line)


def _total(found: Found, sort: Sort) -> str:
    total = plural(found.total, "hit")
    if not found.is_exact:
        total = f"more than {total} (--count counts them)"
    if found.total > len(found.hits) or not found.is_exact:
        return f"{total}, the {_FIRST[sort]} {len(found.hits)} shown (--limit)"
    return total


def _print_hit(
    console: Console, hit: Hit, before: list[SpokenTurn], after: list[SpokenTurn]
) -> None:
    role = role_mark(hit.role, hit.role_doubt)
    where = " · ".join(printable(part) for part in (hit.program, hit.date) if part)
    who = printable(hit.speaker or hit.label) or "unknown speaker"
    console.print(Text.assemble((who, "bold"), role, f" · {where}"), soft_wrap=True)
    title = printable(hit.title) or "(no title)"
    console.print(Text(f"{title} [{hit.transcript_id}]", style="dim"), soft_wrap=True)
    for doubt in _doubts(hit):
        console.print(Text(f"! {doubt}", style="dim"), soft_wrap=True)
    for turn in before:
        _print_text(console, _said(turn))
    colour = console.color_system is not None
    _print_text(console, _highlighted(hit.snippet, colour=colour))
    for turn in after:
        _print_text(console, _said(turn))
    if hit.permanent_id is not None:
        console.print(Text(printable(hit.permanent_id), style="dim"), soft_wrap=True)
    console.print(Text(printable(hit.url), style="dim"), soft_wrap=True)
    console.print()


def _said(turn: SpokenTurn) -> Text:
    """A turn beside a hit, on one line."""
    text = printable(turn.text).replace("\n", " ")
    if turn.kind == "cue":
        return Text(text, style="dim italic")
    who = printable(turn.speaker or turn.label) or "unknown speaker"
    doubt = f" ({uncertain_speaker(turn.doubt)})" if turn.doubt else ""
    return Text(f"{who}{doubt}: {text}", style="dim")


def _print_text(console: Console, text: Text) -> None:
    if console.is_terminal:
        console.print(Padding(text, (0, 0, 0, len(_INDENT))))
    else:
        console.print(Text.assemble(_INDENT, text), soft_wrap=True)


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
