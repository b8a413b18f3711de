"""How long it takes to find due pages, and to say how the archive does, when it is large."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from jobs.config import Config
from jobs.status import status
from scraper.archive.states import PageState
from scraper.archive.store import Archive
from tests.conftest import NOON, raw

QUEUED, PAGES = 100_000, 200_000
_ROUNDS = 7


def table() -> Table:
    """Milliseconds, the median of some rounds."""
    shown = Table(title="A large archive, ms")
    shown.add_column("what")
    shown.add_column("ms", justify="right")
    with tempfile.TemporaryDirectory() as name:
        with Archive.write(Path(name) / "queue.db") as archive:
            _fill(archive, QUEUED, PageState.QUEUED)
            due = _median(lambda: archive.queue.due("npr", NOON))
            shown.add_row(f"the next 200 due pages of {QUEUED:,} queued", f"{due:.2f}")
        with Archive.write(Path(name) / "status.db") as archive:
            _fill(archive, PAGES, PageState.NO_TRANSCRIPT)
            said = _median(lambda: status(archive, Config(), NOON))
            shown.add_row(
                f"status with {PAGES:,} pages and {PAGES // 4:,} transcripts", f"{said:.0f}"
            )
    return shown


def _fill(archive: Archive, count: int, state: PageState) -> None:
    """Pages, where they are not queued a quarter of them with a transcript of a turn."""
    connection = raw(archive)
    with archive.transaction():
        connection.executemany(
            "INSERT INTO pages (id, url, source, story_id, kind, state, next_attempt_at,"
            " discovered_at, host) VALUES (?, ?, 'npr', ?, 'story', ?, '2020', '2020', 'a.ex')",
            [(n, f"https://a.ex/{n}", str(n), state) for n in range(1, count + 1)],
        )
        if state == PageState.QUEUED:
            return
        landed = range(1, count // 4 + 1)
        connection.executemany(
            "INSERT INTO transcripts (id, source, story_id, url, aired_on, word_count, turn_count,"
            " content_hash, first_seen_at, last_seen_at, page_id, extractor)"
            " VALUES (?, 'npr', ?, 'u', ?, 9, 1, ?, '2020', '2020', ?, '1')",
            [
                (n, str(n), f"20{n % 20 + 10}-0{n % 9 + 1}-{n % 28 + 1:02}", f"{n}", n)
                for n in landed
            ],
        )
        connection.executemany(
            "INSERT INTO turns (transcript_id, position, kind, text) VALUES (?, 1, 'speech', 'x')",
            [(n,) for n in landed],
        )
        connection.executemany(
            "INSERT INTO revisions (transcript_id, revision, content_hash, seen_at, extractor)"
            " VALUES (?, 1, ?, '2020', '1')",
            [(n, f"{n}") for n in landed],
        )


def _median(do: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        do()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)[_ROUNDS // 2]
