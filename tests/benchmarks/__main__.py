"""``python -m tests.benchmarks [NAME]... [--OPTION VALUE]...``: print the tables."""

from __future__ import annotations

import sys

from rich.console import Console

from tests.benchmarks import (
    coverage,
    crawling,
    extraction,
    landing,
    large_archive,
    long_backfill,
    processes,
    quotations,
    reading_room,
    searching,
    startup,
)

TABLES = {
    "startup": startup.table,
    "extraction": extraction.table,
    "landing": landing.table,
    "large_archive": large_archive.table,
    "coverage": coverage.table,
    "searching": searching.table,
    "reading_room": reading_room.table,
    "crawling": crawling.table,
    "long_backfill": long_backfill.table,
    "processes": processes.table,
    "quotations": quotations.table,
}


def main() -> None:
    """Print the tables asked for, or all. What else is given is for the tables."""
    for name in [name for name in sys.argv[1:] if name in TABLES] or TABLES:
        Console(width=110).print(TABLES[name]())


if __name__ == "__main__":
    main()
