"""Parquet straight from parts, without an archive: a file of each table for each part, so that any
number of parts is written in the memory of one.

What only an archive knows is not in it: who is the same person across transcripts, which speech
counts once, corrections by hand. A story that was captured several times is there several times;
``fetched_at`` says which capture is the last.

Import this module where pyarrow is installed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa

from scraper.content_hash import words_hash
from scraper.export.folder import Folder
from scraper.export.manifest import write_manifest
from scraper.export.parquet_file import ParquetFile
from scraper.model import Transcript
from scraper.parts.landing import FoundPart
from scraper.parts.line import FailedLine, KeptLine, PageLine, decoded
from scraper.parts.part import raw_lines, verify

_TIME = pa.timestamp("us", "UTC")
_STORY = [("source", pa.string()), ("story_id", pa.string()), ("fetched_at", _TIME)]
_SCHEMAS = {
    "turns": [
        *_STORY, ("position", pa.int64()), ("kind", pa.string()), ("speaker", pa.string()),
        ("label", pa.string()), ("role", pa.string()), ("doubt", pa.string()),
        ("role_doubt", pa.string()), ("program", pa.string()), ("aired_on", pa.date32()),
        ("words", pa.int64()), ("words_hash", pa.string()), ("text", pa.string()),
    ],
    "transcripts": [
        *_STORY, ("url", pa.string()), ("title", pa.string()), ("program", pa.string()),
        ("aired_on", pa.date32()), ("published_at", pa.string()), ("teaser", pa.string()),
        ("duration_s", pa.int64()), ("audio_url", pa.string()), ("language", pa.string()),
        ("rights", pa.string()), ("newsroom", pa.string()), ("word_count", pa.int64()),
        ("turn_count", pa.int64()), ("content_hash", pa.string()),
        ("asks_noarchive", pa.bool_()), ("extractor", pa.string()),
    ],
    "appearances": [
        *_STORY, ("name", pa.string()), ("identified", pa.bool_()), ("role", pa.string()),
        ("role_rule", pa.string()), ("role_doubt", pa.string()), ("description", pa.string()),
        ("honorific", pa.string()), ("office", pa.string()), ("organization", pa.string()),
        ("party", pa.string()), ("place", pa.string()), ("work", pa.string()),
    ],
    "notes": [
        *_STORY, ("position", pa.int64()), ("before_turn", pa.int64()), ("kind", pa.string()),
        ("text", pa.string()),
    ],
    "pages": [
        *_STORY, ("url", pa.string()), ("outcome", pa.string()), ("reason", pa.string()),
        ("file", pa.string()), ("member", pa.string()), ("offset", pa.int64()),
        ("within", pa.int64()), ("sha256", pa.string()), ("part", pa.string()),
    ],
}  # fmt: skip


class _Story(NamedTuple):
    """What the rows of all tables of a page begin with."""

    source: str
    story_id: str
    fetched_at: datetime | None


def write_parts(
    folder: Folder, parts: Iterable[FoundPart], done: Callable[[], None] = lambda: None
) -> Counter[str]:
    """Write ``TABLE/PART.parquet`` for each part, and the manifest; how many rows each table has.

    :param done: is called after each part.
    :raises UnusableFile: a part is damaged.
    """
    counts: Counter[str] = Counter()
    for part in parts:
        verify(part.directory, part.receipt)
        with ExitStack() as stack:
            files = {
                name: stack.enter_context(_file(folder, name, part.receipt.part))
                for name in _SCHEMAS
            }
            for line in map(decoded, raw_lines(part.directory, part.receipt)):
                if not isinstance(line, FailedLine):
                    for name, rows in _rows(line, part.receipt.part).items():
                        files[name].add(rows)
                        counts[name] += len(rows)
        done()
    about = {
        "format": "parquet",
        "from": "parts",
        "libraries": {"pyarrow": pa.__version__},
        "counts": {name: counts[name] for name in _SCHEMAS},
    }
    write_manifest(folder, about)
    return counts


def _file(folder: Folder, name: str, part: str) -> ParquetFile:
    return ParquetFile(folder, f"{name}/{part}.parquet", pa.schema(_SCHEMAS[name]))


def _rows(line: PageLine | KeptLine, part: str) -> dict[str, list[tuple[Any, ...]]]:
    outcome = line.outcome.record
    ref = outcome.ref or line.ref
    fetched_at = line.page.fetched_at if isinstance(line, PageLine) else None
    story = _Story(ref.source, ref.story_id, fetched_at)
    if isinstance(line, PageLine):
        origin = line.origin
        where: tuple[Any, ...] = (
            origin.file, origin.member or None, origin.offset, origin.within, origin.sha256,
        )  # fmt: skip
    else:
        where = (None, None, None, None, line.sha256)
    reason = None if isinstance(outcome, Transcript) else outcome.reason
    kind = "transcript" if reason is None else line.outcome.__struct_config__.tag
    found = {"pages": [(*story, ref.url, kind, reason, *where, part)]}
    if isinstance(outcome, Transcript):
        found |= {
            "transcripts": [(*story, *_facts(outcome))],
            "turns": [(*story, *turn) for turn in _turns(outcome)],
            "appearances": [
                (*story, one.name, one.identified, one.role, one.role_rule, one.doubt,
                 one.description, one.honorific, one.office, one.organization, one.party,
                 one.place, one.work)
                for one in outcome.speakers
            ],
            "notes": [
                (*story, number, None if note.before_turn is None else note.before_turn + 1,
                 note.kind, note.text)
                for number, note in enumerate(outcome.notes, start=1)
            ],
        }  # fmt: skip
    return found


def _facts(one: Transcript) -> tuple[Any, ...]:
    return (
        one.url, one.title, one.program, one.aired_on, one.published_at, one.teaser,
        one.duration_s, one.audio_url, one.language, one.rights, one.newsroom, one.word_count,
        len(one.turns), one.content_hash, one.noarchive, one.extractor,
    )  # fmt: skip


def _turns(transcript: Transcript) -> Iterator[tuple[Any, ...]]:
    for position, turn in enumerate(transcript.turns, start=1):
        speaker = None if turn.speaker is None else transcript.speakers[turn.speaker]
        name, role, role_doubt = (
            (speaker.name, speaker.role, speaker.doubt) if speaker else (None, None, None)
        )
        yield (
            position, turn.kind, name, turn.label, role, turn.doubt, role_doubt,
            transcript.program, transcript.aired_on, len(turn.text.split()),
            words_hash(turn.text), turn.text,
        )  # fmt: skip
