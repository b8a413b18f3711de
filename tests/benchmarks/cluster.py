"""Reading WARC files on a cluster of one worker and of two, with landing and without."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from rich.table import Table

from tests.benchmarks.processes import Took, run, write_warc

FILES, PAGES_EACH = 100, 80
ROUNDS = 2
_RECORD = b"WARC/1.0\r\n"
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
        _write_files(directory)
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


def _write_files(directory: Path) -> None:
    """The pages of :mod:`tests.benchmarks.processes`, each file with some of every kind."""
    whole = directory / "whole.warc"
    write_warc(whole, FILES * PAGES_EACH)
    records = whole.read_bytes().split(_RECORD)[1:]
    whole.unlink()
    (directory / "files").mkdir()
    for number in range(FILES):
        data = b"".join(_RECORD + one for one in records[number::FILES])
        (directory / "files" / f"{number:03}.warc").write_bytes(data)


def _best(directory: Path, options: tuple[str, ...]) -> Took:
    taken = []
    for _ in range(ROUNDS):
        shutil.rmtree(directory / "parts", ignore_errors=True)
        for file in directory.glob("archive.db*"):
            file.unlink()
        taken.append(run(directory, "backfill", "--warc", "files/*.warc", *options))
    return min(taken, key=lambda took: took.wall)
