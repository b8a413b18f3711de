"""Kill a backfill again and again; then the archive must be that of one that nobody disturbed."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from jobs.newsroom.server import Newsroom
from scraper.archive.store import Archive
from tests.torture.victim import POINTS

ROOT = Path(__file__).parents[2]
#: Every story of the fake newsroom, and 1,300 listings; and those since a month.
FULL, SOME = "2005-01-01", "2025-01-01"
#: What an archive holds, by what its rows are and not by their numbers or times.
_HOLDS = {
    "transcripts": """SELECT source, story_id, url, title, program, aired_on, published_at, teaser,
        duration_s, audio_url, language, rights, word_count, turn_count, content_hash, revision,
        extractor, layout, doubt, (SELECT story_id FROM transcripts AS first
        WHERE first.id = transcripts.duplicate_of) FROM transcripts""",
    "turns": """SELECT story_id, position, speakers.name, label, kind, text, turns.doubt FROM turns
        JOIN transcripts ON transcripts.id = turns.transcript_id
        LEFT JOIN speakers ON speakers.id = speaker_id""",
    "appearances": """SELECT story_id, speakers.name, called, role, role_rule, description,
        honorific, appearances.turn_count, appearances.word_count, appearances.doubt
        FROM appearances
        JOIN transcripts ON transcripts.id = appearances.transcript_id
        JOIN speakers ON speakers.id = speaker_id""",
    "notes": """SELECT story_id, position, before_turn, kind, text FROM notes
        JOIN transcripts ON transcripts.id = notes.transcript_id""",
    "speakers": """SELECT name, newsroom, first_date, last_date, (SELECT story_id FROM transcripts
        WHERE transcripts.id = transcript_id) FROM speakers""",
    "revisions": """SELECT story_id, revisions.revision, revisions.content_hash, changed,
        revisions.title, body_sha256 FROM revisions
        JOIN transcripts ON transcripts.id = transcript_id
        JOIN snapshots ON snapshots.id = snapshot_id""",
    "snapshots": "SELECT url, body_sha256, size FROM snapshots JOIN pages ON pages.id = page_id",
    "pages": "SELECT url, source, story_id, kind, state, attempts, reason, noarchive FROM pages",
}


@dataclass(slots=True)
class Tally:
    """What was done to the job, and what came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    archives: int = 0
    wrong: list[str] = field(default_factory=list)


def torture(directory: Path, kills: int, since: str = FULL, seed: str = "torture") -> Tally:
    """Kill a backfill ``kills`` times: at each instrumented point in turn, and at random moments
    by the clock. Whenever one gets through, its archive is held against the undisturbed one.

    :param since: the first day of the backfill.
    """
    chance = random.Random(seed)
    tally = Tally()
    points = [*POINTS, "clock"]
    with Newsroom() as newsroom:
        (directory / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
            f'[sources.npr]\nbase_url = "{newsroom.url}"\n'
        )
        started = time.monotonic()
        _run(directory, "calm.db", "nowhere", 1, since)
        took = time.monotonic() - started
        expected = holds(directory / "calm.db")
        while tally.kills.total() < kills:
            name = f"{tally.archives}.db"
            tally.archives += 1
            finished = False
            while not finished:
                point = points[tally.kills.total() % len(points)]
                done = tally.kills.total() >= kills
                finished = _attempt(
                    directory, name, "nowhere" if done else point, chance, took, since
                )
                if not finished:
                    tally.kills[point] += 1
                    tally.wrong += _broken(directory / name, point)
            tally.wrong += _differences(expected, holds(directory / name), name)
            with Archive.write(directory / name) as archive:
                tally.wrong += [f"{name}: {problem.what}" for problem in archive.integrity.check()]
    return tally


def _attempt(
    directory: Path, name: str, point: str, chance: random.Random, took: float, since: str
) -> bool:
    """Run the job until it is killed; True when it got through."""
    if point == "clock":
        return _run(directory, name, "nowhere", 1, since, kill_after=chance.uniform(0.1, took))
    most = {"migrate": 40, "statement": 400}.get(point, 25)
    return _run(directory, name, point, chance.randint(1, most), since)


def _run(
    directory: Path, name: str, point: str, nth: int, since: str, *, kill_after: float | None = None
) -> bool:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.victim", point, str(nth),
         "backfill", "--from", since, "--to", "2026-03-31", "-q",
         "--db", directory / name, "--config", directory / "onrecord.toml"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = process.communicate(timeout=kill_after or 120)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
    if process.returncode == -signal.SIGKILL:
        return False
    if process.returncode not in (0, 1):  # 1: robots.txt forbids a story, as on the calm run
        raise AssertionError(f"exit {process.returncode}: {said.decode()}")
    return True


def _broken(path: Path, point: str) -> list[str]:
    """What is wrong with an archive after a kill, before anybody opens it to write."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        keys = connection.execute("PRAGMA foreign_key_check").fetchall()
    wrong = [] if said == ["ok"] else [f"after a kill at {point}: {said}"]
    return wrong + [f"after a kill at {point}: {row}" for row in keys]


def holds(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that an archive holds, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(sql).fetchall(), key=repr)
            for table, sql in _HOLDS.items()
        }


def _differences(
    expected: dict[str, list[tuple[object, ...]]],
    found: dict[str, list[tuple[object, ...]]],
    name: str,
) -> list[str]:
    return [
        f"{name}, {table}: {sorted(set(expected[table]) ^ set(found[table]), key=repr)[:3]}"
        f" ({len(expected[table])} rows expected, {len(found[table])} found)"
        for table in expected
        if expected[table] != found[table]
    ]
