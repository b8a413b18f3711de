"""``python -m tests.benchmarks [NAME]... [--keep] [--OPTION VALUE]...``: print the tables; with
``--keep``, write them into docs/performance.md, too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console, Group
from rich.table import Table

from tests.benchmarks import (
    cluster,
    coverage,
    crawling,
    extraction,
    growth,
    landing,
    large_archive,
    long_backfill,
    processes,
    quotations,
    reading_room,
    searching,
    startup,
    stored_bytes,
)
from tests.benchmarks.report import keep, measured

TABLES: dict[str, Callable[[], Table | Group]] = {
    "startup": startup.table,
    "extraction": extraction.table,
    "landing": landing.table,
    "large_archive": large_archive.table,
    "coverage": coverage.table,
    "searching": searching.table,
    "reading_room": reading_room.table,
    "crawling": crawling.table,
    "long_backfill": long_backfill.table,
    "growth": growth.table,
    "stored_bytes": stored_bytes.table,
    "processes": processes.table,
    "cluster": cluster.table,
    "quotations": quotations.table,
}


def main() -> None:
    """Print the tables asked for, or all. What else is given is for the tables."""
    for name in [name for name in sys.argv[1:] if name in TABLES] or TABLES:
        found = TABLES[name]()
        Console(width=110).print(found)
        if "--keep" in sys.argv:
            keep(measured(name, found))


if __name__ == "__main__":
    main()
