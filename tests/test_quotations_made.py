"""Quotations whose verdict is known because of how they were made, looked up in the demo's archive
and in one of invented speech: a small run of ``python -m tests.benchmarks quotations``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.store import Archive
from tests.quotations.large_archive import build
from tests.quotations.made import Maker
from tests.quotations.scoring import Score, score

#: Of each of the eight kinds.
EACH = 13


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("invented") / "archive.db"
    build(path, turns=3_000)
    return path


def looked_up(path: Path, seed: int) -> Score:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        made = list(Maker(connection, seed).all(EACH))
    with Archive.read(path) as archive:
        return score(archive, made)


def holds(found: Score) -> None:
    assert found.false_verbatim == 0
    wrong = [(made.kind, made.text, finding.verdict) for made, finding in found.wrong]
    assert len(wrong) <= found.made / 100, wrong
    assert found.found / found.on_record >= 0.98


def test_in_the_demos_archive(demo_archive: Path) -> None:
    holds(looked_up(demo_archive, seed=1))


def test_in_invented_speech(invented: Path) -> None:
    holds(looked_up(invented, seed=2))
