"""Whether a page costs more the more there are: a backfill of 100,000 pages, pacing off."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

from rich.table import Table

from tests.benchmarks.long_backfill import backfill
from tests.benchmarks.site import served

PAGES = 100_000
_POINTS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, PAGES)


def table() -> Table:
    """Seconds of the processor and memory after so many pages, and the slope of the cost: the
    exponent by which it grows with the number of pages, from a straight line through the logarithms
    of both (1.0: each page costs the same).
    """
    with tempfile.TemporaryDirectory() as name, served(PAGES, years=True) as url:
        (process,) = backfill(Path(name), url, "archive.db", [])
    shown = Table("pages", "processor, s", "ms a page", "memory, MB")
    points = []
    for pages in _POINTS:
        at = next((one for one in process.looked if one.done >= pages), process.looked[-1])
        points.append((math.log(at.done), math.log(at.cpu)))
        ms = 1000 * at.cpu / at.done
        shown.add_row(f"{at.done:,}", f"{at.cpu:.1f}", f"{ms:.2f}", f"{at.resident / 1e6:.0f}")
    shown.title = f"Growth of cost to {PAGES:,} pages: slope {slope(points):.3f}"
    return shown


def slope(points: list[tuple[float, float]]) -> float:
    """That of the straight line through the points, by least squares."""
    x = sum(one[0] for one in points) / len(points)
    y = sum(one[1] for one in points) / len(points)
    across = sum((a - x) * (b - y) for a, b in points)
    return across / sum((a - x) ** 2 for a, _ in points)
