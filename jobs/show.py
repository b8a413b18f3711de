"""``onrecord show``: print a transcript. Doubts are marked, and editors' notes are in their places,
set apart from what was said.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from jobs.changed_words import print_differences
from jobs.doubts import role_mark, transcript_in_doubt, uncertain_role, uncertain_speaker
from jobs.near_duplicates import nearly_the_same
from jobs.terminal import printable, stdout
from scraper.archive.records.reading import SpokenTurn, StoredNote, StoredTranscript
from scraper.archive.rows import TranscriptRow
from scraper.archive.store import Archive
from scraper.errors import UnknownStory, UsageError
from scraper.sources import Source

_WIDEST = 88
#: A story as permanent ids name it.
_STORY = re.compile(r"onrecord:(?P<source>[a-z0-9_-]+)/(?P<story>[^#\s]+)", re.IGNORECASE)
#: Of SQLite's largest integer, less one.
_DIGITS = 18
_INDENT = "    "


def find(archive: Archive, what: str, sources: list[Source]) -> StoredTranscript:
    """The transcript with that id, story id or URL.

    :raises UsageError: there is none.
    """
    row = archive.records.find(int(what)) if _is_row_id(what) else None
    if (named := _STORY.fullmatch(what)) is not None:
        row = archive.records.find_story(named["story"], named["source"].lower())
    elif row is None:
        story_id = what.rpartition(":")[2]
        for source in sources:
            if ref := source.identify(what):
                story_id = ref.story_id
        row = archive.records.find_story(story_id)
    if row is None:
        raise UsageError(
            f"there is no transcript {what} in {archive.path}; `onrecord search` shows the ids"
        )
    return archive.records.open(row)


def _is_row_id(what: str) -> bool:
    return what.isascii() and what.isdigit() and len(what) <= _DIGITS


def as_json(found: StoredTranscript) -> dict[str, Any]:
    """A transcript with its speakers, turns, notes, corrections and near-duplicates, for
    machines.
    """
    return {
        **asdict(found.row),
        "edited_at": found.edited_at,
        "speakers": [asdict(speaker) for speaker in found.speakers],
        "turns": [asdict(turn) for turn in found.turns],
        "notes": [asdict(note) for note in found.notes],
        "corrections": [asdict(revision) for revision in found.corrections],
        "near_duplicates": [asdict(other) for other in found.near_duplicates],
    }


def print_transcript(archive: Archive, found: StoredTranscript, *, ids: bool = False) -> None:
    """Print a transcript for a person, and below it what its publisher corrected.

    :param ids: print the permanent id of each turn, too.
    """
    console, row = stdout(), found.row
    width = _width(console)
    _print_head(console, row)
    if row.duplicate_of:
        console.print(Text(f"The same words as transcript {row.duplicate_of}."))
    for other in found.near_duplicates:
        console.print(Text(printable(nearly_the_same(other, row.word_count))), soft_wrap=True)
    if not row.counted and not row.duplicate_of:
        console.print(Text("Not counted in totals: another transcript has the same speech."))
    if row.doubt:
        console.print(Text(transcript_in_doubt(row.doubt), style="bold"), soft_wrap=True)
    if found.edited_at:
        console.print(Text(f"Edited by hand ({found.edited_at}).", style="bold"))
    notes: dict[int | None, list[StoredNote]] = defaultdict(list)
    for note in found.notes:
        notes[note.before_turn].append(note)
    named: set[str] = set()
    for turn in found.turns:
        _print_notes(console, notes.pop(turn.position, []), width)
        console.print()
        _print_turn(console, turn, width, named)
        if ids:
            _print_id(console, turn)
    _print_notes(console, [note for left in notes.values() for note in left], width)
    if row.rights:
        console.print()
        console.print(Text(printable(row.rights), style="dim"))
    _print_corrections(console, archive, found)


def print_turns(row: TranscriptRow, turns: Sequence[SpokenTurn], position: int) -> None:
    """Print turns for a person; below the one at ``position`` stands its permanent id."""
    console = stdout()
    _print_head(console, row)
    if row.doubt:
        console.print(Text(transcript_in_doubt(row.doubt), style="bold"), soft_wrap=True)
    named: set[str] = set()
    for turn in turns:
        console.print()
        _print_turn(console, turn, _width(console), named)
        if turn.position == position:
            _print_id(console, turn)


def _width(console: Console) -> int:
    return min(console.width, _WIDEST) if console.is_terminal else console.width


def _print_head(console: Console, row: TranscriptRow) -> None:
    console.print(Text(printable(row.title or "(no title)"), style="bold"))
    facts = [row.program, row.aired_on, row.url]
    console.print(Text(" · ".join(printable(fact) for fact in facts if fact)), soft_wrap=True)


def _print_id(console: Console, turn: SpokenTurn) -> None:
    said = turn.permanent_id or f"turn {turn.position} was edited by hand and has no permanent id"
    console.print(Text(_INDENT + printable(said), style="dim"), soft_wrap=True)


def _print_corrections(console: Console, archive: Archive, found: StoredTranscript) -> None:
    """What the publisher corrected, each turn with the words that went and came."""
    for revision in found.corrections:
        console.print()
        said = f"Corrected by the publisher, seen {revision.seen_at[:10]}: {revision.changed}"
        console.print(Text(said, style="bold"))
        try:
            changed = archive.records.differences(
                found.row, revision.revision - 1, revision.revision
            )
        except UnknownStory:
            console.print(Text(f"{_INDENT}the earlier words are not kept"))
            continue
        print_differences(console, changed)


def _print_turn(console: Console, turn: SpokenTurn, width: int, named: set[str]) -> None:
    """Print a turn. Why a role is uncertain is said once for each speaker: ``named`` are those."""
    who = turn.speaker or turn.label
    if who and turn.kind == "speech":
        mark = role_mark(turn.role, turn.role_doubt)
        console.print(Text.assemble((printable(who), "bold"), mark))
        if turn.role_doubt and who not in named:
            named.add(who)
            _print_lines(console, uncertain_role(turn.role_doubt), width, style="dim")
    if turn.doubt:
        _print_lines(console, uncertain_speaker(turn.doubt), width, style="dim")
    if turn.kind == "cue":
        console.print(Text(_INDENT + printable(turn.text), style="italic dim"))
        return
    _print_lines(console, turn.text, width)


def _print_notes(console: Console, notes: list[StoredNote], width: int) -> None:
    """Print notes with a rule at their left and their kind: nobody said them on air."""
    for note in notes:
        console.print()
        _print_lines(console, f"[{note.kind}] {note.text}", width, rule="│ ", style="italic")


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
