"""What finding near-duplicates costs in a large archive, and which ways of finding candidates
there are.
"""

from __future__ import annotations

import heapq
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.table import Table

from scraper.archive.same_speech.relating import SpeechRelations
from scraper.archive.same_speech.sketches import sketch
from scraper.archive.same_speech.words import SHINGLE, Speech, words_of
from scraper.archive.store import Archive
from tests.conftest import raw
from tests.near_duplicates import pairs, vocabulary

try:
    from rensa import RMinHash
except ImportError:  # not one of the tests' own dependencies
    RMinHash = None

#: Transcripts in the archive, and those that land.
THERE, LANDING = 100_000, 3_200
WORDS = 800
#: Transcripts that share a transaction.
TOGETHER = 16
#: Every so many of those that land, one is nearly the same as one of these that are there.
_EVERY, _KNOWN = 20, 1_000
_PAIRS = 100
_Text = list[str]
#: What is kept of a text, in a few values: two texts with one in common are candidates.
_Method = Callable[[str], set[object]]


def cost_table() -> Table:
    """Milliseconds a transcript, in parts and in all."""
    shown = Table(
        title=f"Near-duplicates: {LANDING:,} transcripts of {WORDS} words land beside {THERE:,},"
        f" one in {_EVERY} nearly the same as one of those; ms a transcript"
    )
    for column in ("words and shingles", "sketch", "index, comparison, commit", "all"):
        shown.add_column(column, justify="right")
    chance = random.Random(3)
    with tempfile.TemporaryDirectory() as name, Archive.write(Path(name) / "large.db") as archive:
        known = _fill(archive, chance)
        texts = [_text(chance, known, number) for number in range(LANDING)]
        _add_rows(archive, range(THERE + 1, THERE + LANDING + 1), texts)
        every = _land(archive, texts)
        reading, sketching = _read(texts)
    parts = (reading, sketching, every - reading - sketching, every)
    shown.add_row(*(f"{seconds / LANDING * 1000:.3f}" for seconds in parts))
    return shown


def _fill(archive: Archive, chance: random.Random) -> list[_Text]:
    """An archive with the sketches of :data:`THERE` transcripts, and the words of the first of
    them; those words.
    """
    known: list[_Text] = []
    sketches: list[tuple[int, str]] = []
    hashes: list[tuple[int, int]] = []
    for number in range(1, THERE + 1):
        words = chance.choices(vocabulary(), k=WORDS)
        if number <= _KNOWN:
            known.append(words)
        kept = sketch(Speech.of([" ".join(words)]).hashes)
        sketches.append((number, json.dumps(kept)))
        hashes += [(one, number) for one in kept]
    texts = [*map(" ".join, known), *[""] * (THERE - _KNOWN)]
    _add_rows(archive, range(1, THERE + 1), texts)
    with archive.transaction():
        raw(archive).executemany("INSERT INTO sketches VALUES (?, ?)", sketches)
        raw(archive).executemany("INSERT INTO sketch_hashes VALUES (?, ?)", sorted(hashes))
    return known


def _add_rows(archive: Archive, numbers: range, texts: Sequence[str]) -> None:
    """Transcripts of a turn; one without a text has none."""
    with archive.transaction():
        raw(archive).executemany(
            "INSERT INTO pages (id, url, source, story_id, kind, state, discovered_at)"
            " VALUES (?1, ?1, 'npr', ?1, 'story', 'landed', '2020')",
            [(number,) for number in numbers],
        )
        raw(archive).executemany(
            "INSERT INTO transcripts (id, source, story_id, url, aired_on, word_count, turn_count,"
            " content_hash, first_seen_at, last_seen_at, page_id, extractor)"
            " VALUES (?1, 'npr', ?1, 'u', '2026-01-05', ?2, 1, ?1, '2020', '2020', ?1, '1')",
            [(number, WORDS) for number in numbers],
        )
        raw(archive).executemany(
            "INSERT INTO turns (transcript_id, position, kind, text) VALUES (?, 1, 'speech', ?)",
            [(number, text) for number, text in zip(numbers, texts, strict=True) if text],
        )


def _text(chance: random.Random, known: list[_Text], number: int) -> str:
    """A text that lands: of its own words, or a known one with another introduction."""
    words = chance.choices(vocabulary(), k=WORDS)
    if number % _EVERY == 0:
        words = words[:40] + chance.choice(known)[40:]
    return " ".join(words)


def _land(archive: Archive, texts: list[str]) -> float:
    """Relate the transcripts behind :data:`THERE`, as landing does; the seconds it took."""
    relations = SpeechRelations(archive._db)
    started = time.perf_counter()
    for first in range(0, LANDING, TOGETHER):
        with archive.transaction():
            for number, text in enumerate(texts[first : first + TOGETHER], THERE + 1 + first):
                relations.add(number, [text], WORDS)
    return time.perf_counter() - started


def _read(texts: list[str]) -> tuple[float, float]:
    """The seconds that words and shingles take, and the sketch."""
    reading = sketching = 0.0
    for text in texts:
        started = time.perf_counter()
        speech = Speech.of([text])
        read = time.perf_counter()
        sketch(speech.hashes)
        reading += read - started
        sketching += time.perf_counter() - read
    return reading, sketching


def methods_table() -> Table:
    """Ways of finding candidates: their cost, what they keep, and the pairs of the built set that
    they find.
    """
    shown = Table(title=f"Made pairs that share a kept value, {_PAIRS} of each recipe")
    shown.add_column("method")
    for column in ("ms for 800 words", "values kept", "copy", "corrected", "rerun", "excerpt"):
        shown.add_column(column, justify="right")
    made = [pair for pair in pairs(_PAIRS) if pair.kind is not None]
    long = [" ".join(random.Random(4).choices(vocabulary(), k=WORDS)) for _ in range(300)]
    for name, method in _methods().items():
        started = time.perf_counter()
        kept = [method(text) for text in long]
        ms = (time.perf_counter() - started) / len(long) * 1000
        found = {
            kind: [
                not method(" ".join(pair.first)).isdisjoint(method(" ".join(pair.second)))
                for pair in made
                if pair.kind == kind
            ]
            for kind in ("copy", "corrected", "rerun", "excerpt")
        }
        shares = (f"{sum(hits) / len(hits):.1%}" for hits in found.values())
        shown.add_row(name, f"{ms:.3f}", f"{sum(map(len, kept)) / len(kept):.0f}", *shares)
    return shown


def _methods() -> dict[str, _Method]:
    found: dict[str, _Method] = {
        "winnowing, pure Python (ours)": lambda text: set(sketch(Speech.of([text]).hashes)),
        "the 16 smallest hashes (bottom-k), pure Python": lambda text: set(
            heapq.nsmallest(16, Speech.of([text]).shingles)
        ),
    }
    if RMinHash is None:
        return found

    def minhash(text: str) -> set[object]:
        words = words_of([text])
        sketched = RMinHash(num_perm=128, seed=42)
        sketched.update([" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)])
        values = sketched.digest()
        return {(i, *values[i : i + 4]) for i in range(0, 128, 4)}

    return found | {"MinHash of 128 in bands of 4, rensa": minhash}
