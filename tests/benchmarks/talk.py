"""Talk by the million turns, for what has to stay fast in large archives.

The words are made of syllables and drawn by Zipf's law (the n-th most frequent word has a chance
proportional to 1/n), so that a few are in most turns and most are in few, as in speech. Nothing
else of speech is imitated: word order is chance.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from typing import Any

from scraper.archive.store import Archive
from tests.conftest import raw

VOCABULARY = 60_000
_TURNS = 40  # of a transcript
_WORDS = range(4, 80)  # of a turn
_FIRST, _DAYS = date(2004, 1, 1), 20 * 365
_PROGRAMS, _GUESTS = 40, 20_000
_SOURCES = ("npr", "cnn", "pbs")
_SEEN = "2024-01-01T00:00:00+00:00"


@contextmanager
def talk_archive() -> Iterator[Path]:
    """The archive to measure: a million turns, or ONRECORD_BENCH_TURNS; kept in the file that
    ONRECORD_BENCH_ARCHIVE names, and used from there when it is there.
    """
    turns = int(os.environ.get("ONRECORD_BENCH_TURNS", "1000000"))
    given = os.environ.get("ONRECORD_BENCH_ARCHIVE")
    with tempfile.TemporaryDirectory() as name:
        path = Path(given or Path(name) / "talk.db")
        if not path.exists():
            with Archive.write(path) as archive:
                fill(archive, turns)
        yield path


def figures(taken: Sequence[float]) -> list[str]:
    """The median, the 95th percentile and the longest of some times, in milliseconds."""
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return [f"{one:.1f}" for one in (ordered[len(ordered) // 2], p95, ordered[-1])]


def vocabulary() -> list[str]:
    """The words, the most frequent first; short ones are frequent, as in speech."""
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(parts) for n in (1, 2, 3) for parts in product(syllables, repeat=n)]
    order = random.Random(1)
    return sorted(order.sample(words[100:], VOCABULARY - 84) + words[:84], key=len)


@dataclass(frozen=True, slots=True)
class _Story:
    """A transcript and its rows."""

    transcript: tuple[Any, ...]
    turns: list[tuple[Any, ...]]
    appearances: list[tuple[Any, ...]]


def fill(archive: Archive, turns: int) -> None:
    """Write about ``turns`` turns into an empty archive, 40 a transcript."""
    connection = raw(archive)
    batch = 500
    stories = _stories(turns // _TURNS)
    with archive.transaction():
        connection.executemany(
            "INSERT INTO speakers (id, name, spelling, key, newsroom) VALUES (?, ?, ?, ?, 'npr')",
            [(n, f"Speaker {n}", f"Speaker {n}", f"speaker {n}") for n in range(1, _GUESTS + 200)],
        )
    while some := [story for story, _ in zip(stories, range(batch), strict=False)]:
        with archive.transaction():
            _write(archive, some)
    archive.integrity.rebuild_indexes()


def _write(archive: Archive, stories: list[_Story]) -> None:
    connection = raw(archive)
    connection.executemany(
        "INSERT INTO pages (id, url, source, story_id, kind, state, discovered_at, host)"
        f" VALUES (?, ?, ?, ?, 'story', 'landed', '{_SEEN}', 'a.ex')",
        [(s.transcript[0], s.transcript[3], *s.transcript[1:3]) for s in stories],
    )
    connection.executemany(
        "INSERT INTO transcripts (id, source, story_id, url, title, program, aired_on, word_count,"
        " turn_count, content_hash, first_seen_at, last_seen_at, page_id, extractor, counted)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{_SEEN}', '{_SEEN}', ?, '1', ?)",
        [s.transcript for s in stories],
    )
    connection.executemany(
        "INSERT INTO turns (transcript_id, position, speaker_id, label, kind, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [row for s in stories for row in s.turns],
    )
    connection.executemany(
        "INSERT INTO appearances (transcript_id, speaker_id, called, role, role_rule, turn_count,"
        " word_count) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row for s in stories for row in s.appearances],
    )


def _stories(count: int) -> Iterator[_Story]:
    """Stories in no order of days, as a backfill lands them."""
    chance = random.Random(2)
    words = vocabulary()
    weights = list(accumulate(1 / n for n in range(1, len(words) + 1)))
    for number in range(1, count + 1):
        program = min(int(chance.paretovariate(0.9)), _PROGRAMS)
        source = _SOURCES[program % len(_SOURCES)]
        aired = _FIRST + timedelta(chance.randrange(_DAYS))
        voices = [_GUESTS + program * 4 + chance.randrange(4)]
        voices += [chance.randrange(1, _GUESTS) for _ in range(chance.randrange(1, 4))]
        roles = ["host", *chance.choices(("guest", "reporter"), k=len(voices) - 1)]
        turns: list[tuple[Any, ...]] = []
        spoken = dict.fromkeys(voices, 0)
        for position in range(1, _TURNS + 1):
            if position % 20 == 0:
                turns.append((number, position, None, None, "cue", "(SOUNDBITE OF MUSIC)"))
                continue
            length = chance.choice(_WORDS)
            speaker = voices[0] if position % 2 else chance.choice(voices)
            text = " ".join(chance.choices(words, cum_weights=weights, k=length))
            spoken[speaker] += length
            turns.append((number, position, speaker, f"SPEAKER {speaker}", "speech", text))
        yield _Story(
            (
                number, source, str(number), f"https://a.ex/{number}", f"Story {number}",
                f"Program {program}", None if number % 50 == 0 else aired.isoformat(),
                sum(spoken.values()), _TURNS, f"{number:064x}", number, int(number % 20 != 0),
            ),
            turns,
            [
                (number, who, f"Speaker {who}", role, "label", 1, count)
                for (who, count), role in zip(spoken.items(), roles, strict=False)
            ],
        )  # fmt: skip
