"""Kill workers of a cluster, and the client, at random; then the archive must be the same, row for
row, as that of one process without a cluster.

``python -m tests.torture.lost_workers [WORKERS [CLIENTS]]`` kills 20 workers and 5 clients unless
other numbers are given.
"""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os import kill
from pathlib import Path
from typing import Any

from rich.console import Console

from scraper.archive.records.landing import LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, LandedPage, PageLander
from scraper.parts.inputs import warc_units
from scraper.parts.landing import FoundPart, PartLander
from scraper.parts.running import Reads, UnitNotRead, in_order, with_known_parts
from scraper.reading.reader import PageReader
from scraper.sources.npr import Npr
from tests.benchmarks.processes import write_warc

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
FILES, PAGES = 40, 15
#: Seconds; a run that takes longer hangs.
_LONGEST_S = 600


def write_files(directory: Path, files: int, pages: int, *, chrome: bool = False) -> None:
    """Write WARC files with varied pages; each has other stories, and some words air again."""
    whole = directory / "whole.warc"
    write_warc(whole, files * pages, chrome=chrome)
    records = whole.read_bytes().split(b"WARC/1.0\r\n")[1:]
    whole.unlink()
    random.Random("files").shuffle(records)
    for number in range(files):
        data = b"".join(b"WARC/1.0\r\n" + one for one in records[number::files])
        (directory / f"{number:03}.warc").write_bytes(data)


def _foreseen(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


def land_directly(directory: Path, db: Path) -> None:
    """Read and land the files in one process."""
    with Archive.write(db) as archive, PageReader([Npr()], 0) as reader:
        policy = LandingPolicy(reread=reader.reread, follow=False)
        lander = PageLander(archive, policy, _foreseen, lambda: NOON)
        for one in lander.land_files(sorted(directory.glob("*.warc")), [Npr()], reader):
            assert isinstance(one, LandedPage), one


def land_parts(reads: Reads, directory: Path, parts: Path, db: Path) -> None:
    """Read the files with ``reads``, and land their parts as they come."""

    def told(one: LandedPage | Failed) -> None:
        assert isinstance(one, LandedPage), one

    units = with_known_parts(warc_units([str(directory / "*.warc")]), parts, [Npr()])
    with Archive.write(db) as archive, PageReader([Npr()], 1) as reader:
        policy = LandingPolicy(reread=reader.reread, follow=False)
        with PartLander(archive, policy, told, _foreseen, lambda: NOON) as lander:
            for one in in_order(reads.read(units)):
                assert not isinstance(one, UnitNotRead), one.reason
                lander.land(FoundPart(parts, one.receipt))


def client(directory: Path, db: Path) -> None:
    """The client of a cluster of two workers on this machine."""
    from scraper.cluster.reading import ClusterReader, Where  # noqa: PLC0415  an extra
    from scraper.cluster.worker import HowToRead  # noqa: PLC0415

    parts = db.with_suffix(".parts")
    with ClusterReader(HowToRead(parts, (Npr(),)), Where(workers=2)) as cluster:
        land_parts(cluster, directory, parts, db)


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row, but for those about parts, about when statistics were taken, and migrations; and
    the inside of the full-text indexes, which depends on what was written in one transaction.
    """
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        left_out = ("_sqlite_migrations", "landed_parts", "sqlite_stat1")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables.fetchall()
            if name not in left_out and "_fts_" not in name
        }


@dataclass(slots=True)
class Tally:
    """What was killed, in how many runs, and what came of it."""

    workers: int = 0
    clients: int = 0
    archives: int = 0
    wrong: list[str] = field(default_factory=list)


def torture(directory: Path, workers: int, clients: int, size: tuple[int, int]) -> Tally:
    """Kill so many workers and clients; whenever a run gets through, compare its archive.

    :param size: how many files, and pages in each.
    """
    chance, tally = random.Random("lost workers"), Tally()
    files = directory / "files"
    files.mkdir()
    write_files(files, *size)
    land_directly(files, directory / "one.db")
    expected = rows_of(directory / "one.db")

    def compare(db: Path) -> None:
        tally.archives += 1
        found = rows_of(db)
        tally.wrong += [
            f"{db.name}: {table} differs" for table in expected if found[table] != expected[table]
        ]
        with Archive.write(db) as archive:
            tally.wrong += [f"{db.name}: {one.what}" for one in archive.integrity.check()]

    while tally.workers < workers:
        db = directory / f"workers-{tally.archives}.db"
        with _client(files, db) as process:
            _wait_for_parts(db.with_suffix(".parts"), process)
            tally.workers += _kill_workers(process, chance, workers - tally.workers)
            assert process.wait(_LONGEST_S) == 0
        compare(db)
    db = directory / "clients.db"
    while tally.clients < clients:
        with _client(files, db) as process:
            _wait_for_parts(db.with_suffix(".parts"), process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 1.5))
            if process.poll() is not None:  # it got through
                compare(db)
                db = directory / f"clients-{tally.archives}.db"
                continue
            process.kill()
            tally.clients += 1
    with _client(files, db) as process:
        assert process.wait(_LONGEST_S) == 0
    compare(db)
    return tally


@contextmanager
def _client(files: Path, db: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.lost_workers", "client", files, db], cwd=ROOT
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _kill_workers(process: subprocess.Popen[bytes], chance: random.Random, most: int) -> int:
    """Kill one of the workers now and then until the client is done; how many were killed."""
    killed = 0
    while process.poll() is None and killed < most:
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.1, 2))
        workers = _children(process.pid)
        if process.poll() is None and workers:
            with suppress(ProcessLookupError):
                kill(chance.choice(workers), signal.SIGKILL)
                killed += 1
    return killed


def _children(pid: int) -> list[int]:
    """The processes that any thread of a process started with multiprocessing."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # that thread has ended
            found += map(int, listed.read_text().split())
    return [one for one in found if _is_spawned(one)]


def _is_spawned(pid: int) -> bool:
    with suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _wait_for_parts(parts: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _LONGEST_S
    while not list(parts.glob("*.json")) and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.05)


def main() -> None:
    """Kill, compare, and say how it went."""
    if sys.argv[1:2] == ["client"]:
        client(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    given = [int(number) for number in sys.argv[1:3]]
    workers, clients = [*given, *(20, 5)[len(given) :]]
    directory = Path(tempfile.mkdtemp())
    try:
        tally = torture(directory, workers, clients, (FILES, PAGES))
    finally:
        shutil.rmtree(directory)
    console = Console(highlight=False, markup=False)
    console.print(
        f"{tally.workers} workers and {tally.clients} clients killed over {tally.archives} archives"
    )
    for wrong in tally.wrong:
        console.print(f"wrong: {wrong}", soft_wrap=True)
    console.print(f"{len(tally.wrong)} tables that differ, or damage")
    sys.exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
