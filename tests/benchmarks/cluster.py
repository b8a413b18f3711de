"""Reading WARC files on a cluster of one worker and of two, with landing and without."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from rich.table import Table

from tests.benchmarks.processes import Took, run
from tests.torture.lost_workers import write_files

FILES, PAGES_EACH = 100, 80
ROUNDS = 2
_READ = ("--parts", "parts")
#: What is run, with its options; the first of each kind is what the others are compared with.
_RUNS = {
    "read": {
        "cluster, 1 worker": (*_READ, "--cluster", "--no-land", "--workers", "1"),
        "cluster, 2 workers": (*_READ, "--cluster", "--no-land", "--workers", "2"),
        "one process": _READ,
    },
    "read and land": {
        "cluster, 1 worker": ("--cluster", "--workers", "1"),
        "cluster, 2 workers": ("--cluster", "--workers", "2"),
        "one process": ("--jobs", "0"),
    },
}


def table() -> Table:
    """Milliseconds a page, the start of the cluster included; the best of some rounds."""
    shown = Table(
        title=f"{FILES:,} WARC files of {PAGES_EACH} varied pages, ms a page;"
        f" {os.cpu_count()} processors"
    )
    for column in ("", "with", "by the clock", "of processors", "one worker / this"):
        shown.add_column(column, justify="right" if column else "left")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "files").mkdir()
        write_files(directory / "files", FILES, PAGES_EACH, chrome=True)
        pages = FILES * PAGES_EACH
        for what, runs in _RUNS.items():
            best = {way: _best(directory, options) for way, options in runs.items()}
            first = next(iter(best.values()))
            for way, took in best.items():
                shown.add_row(
                    what, way, f"{took.wall / pages * 1000:.2f}",
                    f"{took.cpu / pages * 1000:.2f}", f"{first.wall / took.wall:.2f}",
                )  # fmt: skip
    return shown


def _best(directory: Path, options: tuple[str, ...]) -> Took:
    taken = []
    for _ in range(ROUNDS):
        shutil.rmtree(directory / "parts", ignore_errors=True)
        for file in directory.glob("archive.db*"):
            file.unlink()
        taken.append(run(directory, "backfill", "--warc", "files/*.warc", *options))
    return min(taken, key=lambda took: took.wall)
