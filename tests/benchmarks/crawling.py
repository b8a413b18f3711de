"""End to end over loopback, pacing off: OnRecord's run beside Scrapy spiders and a bare client."""

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
#: What runs, and what it lands.
_CONTENDERS = {
    "OnRecord": ("onrecord_run", (), "page (zstd), turns, speakers, hash, two search indexes"),
    "Scrapy, trafilatura": ("scrapy_peer", (), "title, text"),
    "Scrapy, plain CSS": ("scrapy_peer", ("css",), "title, text"),
    "httpx alone": ("httpx_peer", (), "nothing"),
}


def table() -> Table:
    """Pages a second: the median of rounds taken in turn, each into a new file."""
    rates: dict[str, list[float]] = {name: [] for name in _CONTENDERS}
    with served(_PAGES) as url, tempfile.TemporaryDirectory() as place:
        for number in range(_ROUNDS):
            for name, taken in rates.items():
                taken.append(_rate(name, url, Path(place) / f"{name}-{number}.db"))
    middle = {name: statistics.median(taken) for name, taken in rates.items()}
    made = Table("", "lands", "pages a second", "OnRecord's rate, times this",
                 title=f"End to end, {_PAGES} pages over loopback")  # fmt: skip
    for name, rate in middle.items():
        lands, times = _CONTENDERS[name][2], f"{middle['OnRecord'] / rate:.2f}"
        made.add_row(name, lands, f"{rate:.0f}", times)
    return made


def _rate(name: str, url: str, db: Path) -> float:
    module, options, _ = _CONTENDERS[name]
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", url, str(db), *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    count, seconds = done.stdout.split()
    assert int(count) == _PAGES, f"{name} landed {count} of {_PAGES}"
    return int(count) / float(seconds)
