"""How well and how fast quotations are found: ``python -m tests.benchmarks quotations``.

Quotations are made from an archive's turns in six ways (and two more that must be told apart from
them), and looked up again. ``--turns N`` sets the size of the archive: its speech is invented, and
it is kept between runs in the directory that ``--in`` names.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from rich.table import Table

from scraper.archive.store import Archive
from tests.quotations.large_archive import build
from tests.quotations.made import KINDS, MORE_KINDS, Maker
from tests.quotations.scoring import Score, score

QUOTATIONS, TURNS = 500, 100_000


def table() -> Table:
    """Recall, wrong verdicts and milliseconds a look-up."""
    given = _given()
    with tempfile.TemporaryDirectory() as name:
        path = Path(given.directory or name) / f"quotations-{given.turns}.db"
        build(path, given.turns)
        return _shown(path, given.turns, _scores(path, given.quotations, given.seed))


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--quotations", type=int, default=QUOTATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in", dest="directory")
    return parser.parse_known_args(sys.argv[1:])[0]


def _scores(path: Path, quotations: int, seed: int) -> dict[str, Score]:
    """The scores of each kind, and of all."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        each = -(-quotations // len(KINDS))
        made = list(Maker(connection, seed).all(each))
    with Archive.read(path) as archive:
        scores = {
            kind: score(archive, [one for one in made if one.kind == kind])
            for kind in KINDS | MORE_KINDS
        }
    scores["all"] = Score.sum(scores.values())
    return scores


def _shown(path: Path, turns: int, scores: dict[str, Score]) -> Table:
    shown = Table(
        title=f"Quotations looked up in {turns:,} turns ({path.stat().st_size >> 20} MiB)"
    )
    shown.add_column("kind")
    for column in ("made", "found", "false verbatim", "wrong", "p50 ms", "p95 ms"):
        shown.add_column(column, justify="right")
    for kind, one in scores.items():
        found = f"{one.found / one.on_record:.3f}" if one.on_record else ""
        wrong = f"{len(one.wrong) / one.made:.1%}"
        shown.add_row(
            kind, str(one.made), found, str(one.false_verbatim), wrong,
            f"{one.percentile(0.5):.0f}", f"{one.percentile(0.95):.0f}",
        )  # fmt: skip
    return shown
