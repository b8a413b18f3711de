"""``onrecord show``: a transcript as a person would print it."""

from __future__ import annotations

import sqlite3
import textwrap
from typing import Any

from rich.text import Text

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
    """A transcript with its speakers and turns, for machines."""
    connection = archive.connection
    turns = connection.execute(
        "SELECT position, label, speaker, role, kind, text FROM lines WHERE transcript_id = ?"
        " ORDER BY position",
        (transcript["id"],),
    )
    speakers = connection.execute(
        "SELECT name, role, role_rule, description, honorific, turn_count, word_count"
        " FROM appearances JOIN speakers ON speakers.id = speaker_id"
        " WHERE appearances.transcript_id = ? ORDER BY speakers.id",
        (transcript["id"],),
    )
    return {
        **dict(transcript),
        "speakers": [dict(row) for row in speakers],
        "turns": [dict(row) for row in turns],
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
    for turn in record["turns"]:
        console.print()
        _print_turn(console.print, turn, width)
    if record["rights"]:
        console.print()
        console.print(Text(printable(record["rights"]), style="dim"))


def _print_turn(out: Any, turn: dict[str, Any], width: int) -> None:
    if turn["kind"] == "cue":
        out(Text(_INDENT + printable(turn["text"]), style="italic dim"))
        return
    who = turn["speaker"] or turn["label"]
    if who:
        role = f" ({turn['role']})" if turn["role"] in ("host", "reporter") else ""
        out(Text.assemble((printable(who), "bold"), role))
    for paragraph in turn["text"].split("\n"):
        wrapped = textwrap.fill(
            printable(paragraph),
            width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_on_hyphens=False,
        )
        out(Text(wrapped))
