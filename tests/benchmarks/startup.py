"""How long the command takes to say what it can do, beside a Python that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from rich.table import Table

_TIMES = 30
_COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "onrecord --help": ["-m", "jobs.cli", "--help"],
    "onrecord backfill --help": ["-m", "jobs.cli", "backfill", "--help"],
    "onrecord --version": ["-m", "jobs.cli", "--version"],
}


def table() -> Table:
    """Start each in turn, again and again; the median of each."""
    took: dict[str, list[float]] = {name: [] for name in _COMMANDS}
    for _ in range(_TIMES):
        for name, arguments in _COMMANDS.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
            took[name].append(1000 * (time.perf_counter() - started))
    median = {name: statistics.median(times) for name, times in took.items()}
    bar = 3 * median["python -c pass"] + 100
    shown = Table(title=f"to start, {_TIMES} times; the bar is 3 x python + 100 = {bar:.0f} ms")
    shown.add_column("command")
    shown.add_column("median, ms", justify="right")
    for name, milliseconds in median.items():
        shown.add_row(name, f"{milliseconds:.0f}")
    return shown
