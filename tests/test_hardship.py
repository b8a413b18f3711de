"""The machine is unkind: a full disk, a file taken away, another writer, a clock that jumps."""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.database import opening
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, PageDone
from scraper.errors import ArchiveBusy, ArchiveError
from scraper.fetch.pacing import HostPace
from scraper.fetch.settings import FetchSettings
from scraper.origins import Origins
from scraper.sources import source_named
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, Command, configured, raw
from tests.newsrooms.pages import made_pages

ROOT = Path(__file__).parents[1]
#: Transcripts that the fake newsroom has for the days that are backfilled here.
_RECENT = sum(
    sheet.has_transcript and not sheet.disallowed and sheet.aired_on.year >= 2025
    for sheet in all_sheets().values()
)
#: Runs the command with a limit on the size of any file, as a quota sets it.
_LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["onrecord", *sys.argv[2:]]
from jobs import cli
cli.main()
"""


def ours(path: Path) -> tuple[int, int, list[str]]:
    """How many transcripts and pages an archive has, and what is wrong with it."""
    with Archive.write(path) as archive:
        count = raw(archive).execute
        return (
            count("SELECT count(*) FROM transcripts").fetchone()[0],
            count("SELECT count(*) FROM pages").fetchone()[0],
            [problem.what for problem in archive.integrity.check()],
        )


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    backfill = ["backfill", "--from", "2025-01-01", "--to", "2026-03-31", "-q"]
    contact = "mailto:you@example.org"
    environ = {"PYTHONPATH": str(ROOT), "ONRECORD_FETCH__CONTACT": contact}
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        full = subprocess.run(
            [sys.executable, "-c", _LIMITED, str(300 * 1024), *backfill],
            cwd=tmp_path, env=os.environ | environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert full.returncode in (1, 2), full.stderr
        (line,) = full.stderr.strip().splitlines()
        assert line.startswith("error: archive.db can't be written: ")
        landed, _, wrong = ours(tmp_path / "archive.db")
        assert wrong == []
        again = subprocess.run(
            [sys.executable, "-m", "jobs.cli", *backfill],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert again.returncode in (0, 1), again.stderr
    finished, _, wrong = ours(tmp_path / "archive.db")
    assert (finished, wrong) == (_RECENT, [])
    assert landed < finished


@pytest.fixture
def in_mounts(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs a shell script that may mount file systems for itself alone and knows `onrecord`."""
    own = ["unshare", "--map-root-user", "--mount"]
    (tmp_path / "m").mkdir()
    try:
        subprocess.run([*own, "mount", "-t", "tmpfs", "tmpfs", tmp_path / "m"], check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine lets nobody mount a file system for themselves")

    def run(script: str) -> subprocess.CompletedProcess[str]:
        onrecord = f'onrecord() {{ "{sys.executable}" -m jobs.cli "$@"; }}\n'
        return subprocess.run(
            [*own, "bash", "-c", onrecord + script], cwd=tmp_path, capture_output=True, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip

    return run


def test_a_file_system_that_is_really_full(
    tmp_path: Path, in_mounts: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = in_mounts("""
            mount -t tmpfs -o size=40m tmpfs m; head -c 39600k /dev/zero > m/others
            backfill() { onrecord backfill --from 2025-01-01 --to 2026-03-31 -q --db m/archive.db; }
            backfill; echo "code $?"
            rm m/others
            onrecord check --db m/archive.db; backfill; onrecord check --db m/archive.db
            cp m/archive.db archive.db
        """)
    assert ran.stdout.startswith("code 1\nthe archive is whole"), ran.stderr
    assert "error: m/archive.db can't be written: database or disk is full\n" in ran.stderr
    assert ours(tmp_path / "archive.db")[0] == _RECENT


def test_a_file_system_that_is_read_only_can_still_be_searched(
    tmp_path: Path, in_mounts: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    Archive.write(tmp_path / "archive.db").close()
    ran = in_mounts("""
        mount -t tmpfs tmpfs m; cp archive.db m; mount -o remount,bind,ro m
        onrecord run --db m/archive.db; echo "code $?"
        onrecord search peanuts --db m/archive.db && onrecord backup copy.db --db m/archive.db
    """)
    assert ran.stdout.startswith("code 2\n"), ran.stderr
    assert "error: m/archive.db can't be written: its file system is read-only\n" in ran.stderr
    assert "copy.db" in ran.stdout
    assert "verified" in ran.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where it likes")
def test_a_directory_that_takes_no_files(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    ran = onrecord("run", "--db", tmp_path / "closed" / "archive.db")
    assert ran.code == 2
    assert "no files can be created" in ran.err or "permission denied" in ran.err


@pytest.mark.parametrize("replaced", [False, True])
def test_an_archive_taken_away_under_a_run_ends_it_with_a_sentence(
    archive: Archive, newsroom: Newsroom, replaced: bool
) -> None:
    npr = Npr()

    def take_away(done: PageDone) -> None:
        if done.kind == "new" and archive.path.exists() and not taken:
            taken.append(archive.path.rename(archive.path.with_suffix(".moved")))
            if replaced:
                archive.path.write_bytes(b"something else")

    taken: list[Path] = []
    with archive.transaction():
        refs = [npr.identify(npr.canonical_url(story)) for story in list(all_sheets())[:9]]
        archive.queue.add_stories([ref for ref in refs if ref], NOON)
    run_id = archive.runs.start("test", NOON)
    crawl = Crawl(
        archive,
        [Origins(npr, newsroom.url)],
        run_id,
        CrawlOptions(FAST, watch=take_away, now=lambda: NOON),
    )
    with pytest.raises(ArchiveError, match="was replaced" if replaced else "was deleted"):
        asyncio.run(crawl.run())


def test_a_log_left_behind_by_a_crash_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive, archive.transaction():
        archive.queue.add_stories([ref for ref in [Npr().identify(URL)] if ref], NOON)
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        " c.execute('PRAGMA wal_autocheckpoint = 0');"
        " c.execute(\"UPDATE pages SET reason = 'from the log'\"); c.commit(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, path], check=False)
    assert path.with_name("archive.db-wal").stat().st_size > 0
    with Archive.read(path) as archive:
        assert raw(archive).execute("SELECT reason FROM pages").fetchone()[0] == "from the log"


URL = "https://www.npr.org/transcripts/222172602"


@pytest.fixture
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_S", 0.3)


@pytest.mark.usefixtures("_patience")
def test_another_program_that_keeps_the_archive_locked(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveBusy, match="nothing is lost"):
            archive.runs.start("test", NOON)
        other.rollback()
        assert archive.runs.start("test", NOON) == 1


@pytest.mark.usefixtures("_patience")
def test_an_archive_that_is_locked_from_the_start(tmp_path: Path, onrecord: Command) -> None:
    path = tmp_path / "archive.db"
    Archive.write(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ran = onrecord("run")
    assert ran.code == 75
    assert "another program has kept archive.db locked" in ran.err


def test_one_that_lets_go_in_time_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        other = sqlite3.connect(path, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")

        def let_go() -> None:
            other.rollback()
            other.close()

        release = threading.Timer(0.4, let_go)
        release.start()
        assert archive.runs.start("test", NOON) == 1
        release.join()


def test_two_runs_at_once_are_one(tmp_path: Path, onrecord: Command) -> None:
    with Archive.write(tmp_path / "archive.db"):
        ran = onrecord("run")
    assert ran.code == 75
    assert "another run is using archive.db" in ran.err


def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path;"
        " from scraper.archive.store import Archive;"
        " a = Archive.write(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path / "archive.db"], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(ArchiveBusy):
        Archive.write(tmp_path / "archive.db")
    holder.kill()
    holder.communicate()
    Archive.write(tmp_path / "archive.db").close()


# clocks ------------------------------------------------------------------------------------------


def _same(moment: datetime) -> datetime:
    return moment


def test_a_clock_set_back_asks_for_nothing_too_early_and_loses_nothing(
    archive: Archive, newsroom: Newsroom
) -> None:
    npr = Npr()
    ref = npr.identify(npr.canonical_url("nx-s1-5340027"))
    assert ref is not None
    with archive.transaction():
        archive.queue.add_stories([ref], NOON)
    for now, due in ((NOON, 1), (NOON - timedelta(days=2), 0), (NOON + timedelta(days=400), 1)):
        assert len(archive.queue.due("npr", now)) == due
        run_id = archive.runs.start("test", now)
        options = CrawlOptions(FAST, now=partial(_same, now))
        asyncio.run(Crawl(archive, [Origins(npr, newsroom.url)], run_id, options).run())
    seen = "SELECT first_seen_at, last_seen_at FROM transcripts"
    first, last = raw(archive).execute(seen).fetchone()
    assert first < last
    assert list(archive.integrity.check()) == []


def test_a_machine_that_slept_asks_at_its_pace_and_not_for_all_it_missed() -> None:
    times: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        clock[0] += seconds

    async def ask(pace: HostPace) -> None:
        async with pace.turn():
            times.append(clock[0])

    async def main() -> None:
        pace = HostPace(1.0, 2, clock=lambda: clock[0], sleep=sleep)
        await ask(pace)
        clock[0] += 8 * 3600  # the lid was closed
        for _ in range(4):
            await ask(pace)

    asyncio.run(main())
    assert [b - a for a, b in itertools.pairwise(times[1:])] == [1.0, 1.0, 1.0]


# manners -----------------------------------------------------------------------------------------


def test_never_more_than_the_rate_in_any_second_nor_more_connections(tmp_path: Path) -> None:
    """Ten requests a second and two at once, over a site that takes its time."""
    under_way = most = 0
    lock = threading.Lock()
    with Newsroom() as newsroom:

        def slowly(path: str) -> Answer:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.05)
            with lock:
                under_way -= 1
            return newsroom.answer(path)

        with LoopbackServer(slowly) as site, Archive.write(tmp_path / "a.db") as archive:
            npr = Npr()
            with archive.transaction():
                refs = [
                    npr.identify(npr.canonical_url(s))
                    for s in [*list(all_sheets())[:24], "nx-s1-5540999"]
                ]
                archive.queue.add_stories([ref for ref in refs if ref], NOON)
            settings = FetchSettings(rate=10, connections=2, allow_private=True)
            run_id = archive.runs.start("test", NOON)
            options = CrawlOptions(settings, now=lambda: NOON)
            asyncio.run(Crawl(archive, [Origins(npr, site.url)], run_id, options).run())
            times = [arrival.at for arrival in site.arrivals]
            asked = {arrival.path for arrival in site.arrivals}
    assert most <= 2
    for at in times:
        assert sum(at <= other < at + 1 for other in times) <= 11, "10, and one at the border"
    forbidden = [path for path in asked if "nx-s1-5540999" in path]
    assert forbidden == [], "robots.txt forbids it"


def test_a_slow_newsroom_holds_up_no_other(tmp_path: Path) -> None:
    cnn = next(made for made in made_pages() if made.source.name == "cnn")

    def stuck(_: str) -> Answer:
        time.sleep(0.3)
        return Answer(status=404)

    def quick(path: str) -> Answer:
        return Answer(cnn.body, "text/html") if "segment" in path else Answer(status=404)

    order: list[str] = []
    with (
        LoopbackServer(stuck) as slow,
        LoopbackServer(quick) as fast,
        Archive.write(tmp_path / "a.db") as archive,
    ):
        npr, other = Npr(), source_named("cnn")()
        with archive.transaction():
            for number in range(6):
                ref = npr.identify(npr.canonical_url(f"nx-s1-{number}"))
                assert ref is not None
                archive.queue.add_stories([ref], NOON)
            ref = other.identify(cnn.url)
            assert ref is not None
            archive.queue.add_stories([ref], NOON)
        run_id = archive.runs.start("test", NOON)
        crawl = Crawl(
            archive,
            [Origins(npr, slow.url), Origins(other, fast.url)],
            run_id,
            CrawlOptions(FAST, now=lambda: NOON, watch=lambda done: order.append(done.source)),
        )
        asyncio.run(crawl.run())
    assert order[0] == "cnn"
    assert len(order) == 7


def test_when_nothing_is_due_nothing_is_asked(archive: Archive, newsroom: Newsroom) -> None:
    run_id = archive.runs.start("test", NOON)
    options = CrawlOptions(FAST, now=lambda: NOON)
    asyncio.run(Crawl(archive, [Origins(Npr(), newsroom.url)], run_id, options).run())
    assert newsroom.arrivals == []
