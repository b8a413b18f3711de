"""What the benchmarks measured, as docs/performance.md and as JSON."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.table import Table

_DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT, KEPT = _DOCS / "performance.md", _DOCS / "performance.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """A table of a benchmark, and where and when it was measured."""

    benchmark: str
    title: str
    columns: list[str]
    rows: list[list[str]]
    date: str
    machine: str


def measured(benchmark: str, shown: Table | Group) -> list[Measured]:
    """The tables that a benchmark gives to print."""
    tables = [shown] if isinstance(shown, Table) else list(shown.renderables)
    return [
        Measured(
            benchmark,
            str(one.title),
            [str(column.header) for column in one.columns],
            [list(row) for row in zip(*(map(str, c.cells) for c in one.columns), strict=True)],
            date.today().isoformat(),  # noqa: DTZ011  the day here
            machine(),
        )
        for one in tables
        if isinstance(one, Table)
    ]


def machine() -> str:
    """What the figures depend on, in a sentence."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _processor() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2] for line in said.splitlines() if line.startswith("model name"))
    return next(names, "unknown").strip()


def keep(found: Iterable[Measured]) -> None:
    """Write both files; tables of other benchmarks stay as they were measured before."""
    kept = {one.title: one for one in _kept()}
    for one in found:
        for title in [old.title for old in kept.values() if old.benchmark == one.benchmark]:
            if kept[title].date != one.date or title == one.title:
                del kept[title]
        kept[one.title] = one
    tables = sorted(kept.values(), key=lambda one: one.benchmark)
    KEPT.write_text(json.dumps([asdict(one) for one in tables], indent=1) + "\n", "utf-8")
    DOCUMENT.write_text("\n".join(_document(tables)) + "\n", "utf-8")


def _kept() -> Iterator[Measured]:
    if KEPT.exists():
        found: list[dict[str, Any]] = json.loads(KEPT.read_bytes())
        yield from (Measured(**one) for one in found)


def _document(tables: Iterable[Measured]) -> Iterator[str]:
    yield "# How fast it is"
    yield ""
    yield "`python -m tests.benchmarks --keep` runs the benchmarks and writes this page and"
    yield "[performance.json](performance.json). Compare figures within a table, not with"
    yield "those from another machine. The benchmarks serve sites over loopback, without"
    yield "pauses between requests; real runs spend most of their time waiting between"
    yield "polite requests."
    for one in tables:
        yield ""
        yield f"## {one.title}"
        yield ""
        yield f"| {' | '.join(one.columns)} |"
        yield f"|{'|'.join(['---'] * len(one.columns))}|"
        for row in one.rows:
            yield f"| {' | '.join(row)} |"
        yield ""
        yield f"`{one.benchmark}`, {one.date}, {one.machine}"
