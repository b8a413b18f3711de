"""A backfill of 50,000 pages, pacing off: memory, whether the estimated end is honest, and whether
one that was killed again and again brings the same.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from scraper.archive.store import Archive
from tests.benchmarks.site import YEARS, served
from tests.conftest import raw
from tests.torture.kills import holds

PAGES = 50_000
KILLS = 5
_ROOT = Path(__file__).parents[2]
#: Memory is compared with what it was after so many pages.
_WARM = 10_000
#: Of less than this nothing is estimated that matters.
_SHORT_S = 5.0


@dataclass(slots=True)
class _Looked:
    """What was seen at one progress line: pages done by this process, pages left, the seconds it
    said were left, its resident memory in bytes, the seconds of the processor that it took so far.
    """

    at: float
    done: int
    left: int
    seconds_left: float | None
    resident: int
    cpu: float


@dataclass(slots=True)
class Process:
    """One process of the backfill."""

    ended: float = 0.0
    killed: bool = False
    looked: list[_Looked] = field(default_factory=list)

    def estimates_off(self, left: int) -> list[float]:
        """How far estimates of the time left were off, as a share of it, from when ``left`` pages
        were left on.
        """
        before = self.looked[-1].done - left
        return [
            abs(one.seconds_left - (self.ended - one.at)) / (self.ended - one.at)
            for one in self.looked
            if one.done >= before
            and one.seconds_left is not None
            and self.ended - one.at >= _SHORT_S
        ]

    @property
    def warm(self) -> int:
        """Resident memory after ten thousand pages."""
        return next(one.resident for one in self.looked if one.done >= _WARM)


def backfill(directory: Path, url: str, db: str, kills: list[int]) -> list[Process]:
    """Run the command until it gets through; each time killed after so many pages."""
    (directory / "onrecord.toml").write_text(
        "[fetch]\nrate = 0\nconnections = 8\nallow_private = true\n"
        f'[sources.npr]\nbase_url = "{url}"\n'
    )
    return [_one(directory, db, kill_after) for kill_after in [*kills, None]]


def _one(directory: Path, db: str, kill_after: int | None) -> Process:
    command = [
        sys.executable, "-m", "jobs.cli", "backfill", "--db", db, "--log-format", "json",
        "--from", f"{YEARS[0]}-01-01", "--to", f"{YEARS[-1]}-12-31",
    ]  # fmt: skip
    found = Process()
    with subprocess.Popen(
        command, cwd=directory, env=os.environ | {"PYTHONPATH": str(_ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for said in map(json.loads, process.stderr):
            if said["event"] == "page":
                raise AssertionError(f"{said['url']}: {said['reason']}")
            if said["event"] != "progress":
                continue
            found.looked.append(
                _Looked(
                    time.monotonic(),
                    said["done"],
                    said["left"],
                    said["seconds_left"],
                    _resident(process.pid),
                    _cpu(process.pid),
                )
            )
            if kill_after is not None and said["done"] >= kill_after:
                process.send_signal(signal.SIGKILL)
                found.killed = True
                break
        found.ended = time.monotonic()
    assert found.killed or process.returncode == 0, f"exit {process.returncode}"
    return found


def _resident(pid: int) -> int:
    """Resident memory in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu(pid: int) -> float:
    """Seconds of the processor, in user and system mode (proc(5): fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


_MEASURED: dict[str, Callable[[Process], str]] = {
    "pages by the last process": lambda p: f"{p.looked[-1].done:,}",
    "pages a second": lambda p: f"{p.looked[-1].done / (p.ended - p.looked[0].at):.0f}",
    f"memory at {_WARM:,} pages, MB": lambda p: f"{p.warm / 1e6:.1f}",
    "memory at the end, MB": lambda p: f"{p.looked[-1].resident / 1e6:.1f}",
    "end / then": lambda p: f"{p.looked[-1].resident / p.warm:.3f}",
    "time left, worst error from half-way on": lambda p: f"{max(p.estimates_off(PAGES // 2)):.0%}",
    "time left, median error from half-way on": lambda p: (
        f"{statistics.median(p.estimates_off(PAGES // 2)):.0%}"
    ),
}


def table() -> Table:
    """Run it both ways, hold one against the other."""
    shown = Table(title=f"a backfill of {PAGES:,} pages, pacing off")
    for column in ("", "undisturbed", f"killed {KILLS} times"):
        shown.add_column(column, justify="right" if column else "left")
    with tempfile.TemporaryDirectory() as name, served(PAGES, years=True) as url:
        directory = Path(name)
        (calm,) = backfill(directory, url, "calm.db", [])
        # Killed in the first half, so that the last process is a long one.
        kills = [PAGES // 2 // KILLS] * KILLS
        last = (killed := backfill(directory, url, "killed.db", kills))[-1]
        assert sum(process.killed for process in killed) == KILLS
        for what, of in _MEASURED.items():
            shown.add_row(what, of(calm), of(last))
        for db in ("calm.db", "killed.db"):
            with Archive.read(directory / db) as archive:
                count = "SELECT count(*) FROM transcripts"
                assert raw(archive).execute(count).fetchone()[0] == PAGES
        with Archive.write(directory / "killed.db") as archive:
            wrong = list(archive.integrity.check())
        same = holds(directory / "calm.db") == holds(directory / "killed.db")
        shown.add_row("check finds wrong", "", str(len(wrong)))
        shown.add_row("the archives hold the same", "", "yes" if same else "NO")
    return shown
