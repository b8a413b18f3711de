"""End to end over loopback, pacing off: OnRecord's run against a Scrapy spider, pages a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.table import Table

from tests.benchmarks.site import served

_PAGES = 1000
_ROUNDS = 3
_KEPT = {
    "onrecord_run": "page (zstd), turns, speakers, hash, search index",
    "scrapy_peer": "title, text",
}


def table() -> Table:
    """Pages a second: the median of rounds taken in turn, each into a new file."""
    rates: dict[str, list[float]] = {name: [] for name in _KEPT}
    with served(_PAGES) as url, tempfile.TemporaryDirectory() as place:
        for number in range(_ROUNDS):
            for name, taken in rates.items():
                taken.append(_rate(name, url, Path(place) / f"{name}-{number}.db"))
    middle = {name: statistics.median(taken) for name, taken in rates.items()}
    made = Table("", "lands", "pages a second", "times Scrapy's",
                 title=f"End to end, {_PAGES} pages over loopback")  # fmt: skip
    for name, rate in middle.items():
        times = f"{rate / middle['scrapy_peer']:.2f}"
        made.add_row(name.partition("_")[0], _KEPT[name], f"{rate:.0f}", times)
    return made


def _rate(name: str, url: str, db: Path) -> float:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", url, str(db)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    count, seconds = done.stdout.split()
    assert int(count) == _PAGES, f"{name} landed {count} of {_PAGES}"
    return int(count) / float(seconds)
