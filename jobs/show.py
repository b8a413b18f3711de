"""``onrecord show``: a transcript as a person would print it. What is in doubt is marked, and an
editor's notes stand where they stood, marked off from what was said.
"""

from __future__ import annotations

import sqlite3
import textwrap
from collections import defaultdict
from typing import Any

from rich.console import Console
from rich.text import Text

from jobs.doubts import role_mark, transcript_in_doubt, uncertain_role, uncertain_speaker
from jobs.terminal import printable, stdout
from scraper.archive.database import Archive
from scraper.errors import UsageError
from scraper.sources import Source

_WIDEST = 88
#: Of SQLite's largest integer, less one.
_DIGITS = 18
_INDENT = "    "


def find(archive: Archive, what: str, sources: list[Source]) -> sqlite3.Row:
    """The transcript with that id, story id or URL.

    :raises UsageError: there is none.
    """
    connection = archive.connection
    if _is_row_id(what):
        by_id = "SELECT * FROM transcripts WHERE id = ?"
        if row := connection.execute(by_id, (int(what),)).fetchone():
            return row  # type: ignore[no-any-return]
    story_id = what.rpartition(":")[2]
    for source in sources:
        if ref := source.identify(what):
            story_id = ref.story_id
    row = connection.execute("SELECT * FROM transcripts WHERE story_id = ?", (story_id,)).fetchone()
    if row is None:
        raise UsageError(
            f"there is no transcript {what} in {archive.path}; `onrecord search` shows the ids"
        )
    return row  # type: ignore[no-any-return]


def _is_row_id(what: str) -> bool:
    return what.isascii() and what.isdigit() and len(what) <= _DIGITS


def as_record(archive: Archive, transcript: sqlite3.Row) -> dict[str, Any]:
    """A transcript with its speakers, turns and notes, for machines."""
    connection = archive.connection
    turns = connection.execute(
        "SELECT position, label, speaker, role, kind, text, doubt, role_doubt FROM lines"
        " WHERE transcript_id = ? ORDER BY position",
        (transcript["id"],),
    )
    speakers = connection.execute(
        "SELECT name, role, role_rule, description, honorific, turn_count, word_count, doubt"
        " FROM appearances JOIN speakers ON speakers.id = speaker_id"
        " WHERE appearances.transcript_id = ? ORDER BY speakers.id",
        (transcript["id"],),
    )
    notes = connection.execute(
        "SELECT position, before_turn, kind, text FROM notes WHERE transcript_id = ?"
        " ORDER BY position",
        (transcript["id"],),
    )
    return {
        **dict(transcript),
        "speakers": [dict(row) for row in speakers],
        "turns": [dict(row) for row in turns],
        "notes": [dict(row) for row in notes],
    }


def print_transcript(record: dict[str, Any]) -> None:
    """Print a record of :func:`as_record`."""
    console = stdout()
    width = min(console.width, _WIDEST)
    console.print(Text(printable(record["title"] or "(no title)"), style="bold"))
    facts = [record["program"], record["aired_on"], record["url"]]
    console.print(Text(" · ".join(printable(fact) for fact in facts if fact)), soft_wrap=True)
    if record["duplicate_of"]:
        console.print(Text(f"The same words as transcript {record['duplicate_of']}."))
    if record["doubt"]:
        console.print(Text(transcript_in_doubt(record["doubt"]), style="bold"), soft_wrap=True)
    notes: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for note in record["notes"]:
        notes[note["before_turn"]].append(note)
    told: set[str] = set()
    for turn in record["turns"]:
        _print_notes(console, notes.pop(turn["position"], []), width)
        console.print()
        _print_turn(console, turn, width, told)
    _print_notes(console, [note for left in notes.values() for note in left], width)
    if record["rights"]:
        console.print()
        console.print(Text(printable(record["rights"]), style="dim"))


def _print_turn(console: Console, turn: dict[str, Any], width: int, told: set[str]) -> None:
    """Print a turn. Why a role is uncertain is said once for each speaker: ``told`` are those."""
    who = turn["speaker"] or turn["label"]
    if who and turn["kind"] == "speech":
        mark = role_mark(turn["role"], turn["role_doubt"])
        console.print(Text.assemble((printable(who), "bold"), mark))
        if turn["role_doubt"] and who not in told:
            told.add(who)
            _print_lines(console, uncertain_role(turn["role_doubt"]), width, style="dim")
    if turn["doubt"]:
        _print_lines(console, uncertain_speaker(turn["doubt"]), width, style="dim")
    if turn["kind"] == "cue":
        console.print(Text(_INDENT + printable(turn["text"]), style="italic dim"))
        return
    _print_lines(console, turn["text"], width)


def _print_notes(console: Console, notes: list[dict[str, Any]], width: int) -> None:
    """Print notes with a rule at their left and their kind: nobody said them on air."""
    for note in notes:
        console.print()
        _print_lines(console, f"[{note['kind']}] {note['text']}", width, rule="│ ", style="italic")


def _print_lines(
    console: Console, text: str, width: int, *, rule: str = "", style: str = ""
) -> None:
    """Print text indented, each of its paragraphs wrapped."""
    for paragraph in printable(text).split("\n"):
        wrapped = textwrap.fill(
            paragraph,
            width,
            initial_indent=_INDENT + rule,
            subsequent_indent=_INDENT + rule,
            break_on_hyphens=False,
        )
        console.print(Text(wrapped, style=style))
