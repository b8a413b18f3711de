"""The real pages and their gold records, and small made cases with the right answers, where they
are beside this checkout.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"
CASES = SHARED / "cases"

#: Gold records; :func:`page_of` gives the page of each.
GOLD = sorted(CORPUS.glob("*/*.json")) if CORPUS.is_dir() else []
#: Story pages without a transcript.
SILENT = sorted(CORPUS.glob("npr/*-no-transcript.html")) if CORPUS.is_dir() else []


def page_of(gold_file: Path) -> Path:
    """The page, or text rendering, beside its gold record."""
    html = gold_file.with_suffix(".html")
    return html if html.exists() else gold_file.with_suffix(".txt")


def cases_in(name: str) -> list[dict[str, Any]]:
    """The cases of one file, none where the cases are not there."""
    file = CASES / name
    if not file.exists():
        return []
    raw = file.read_bytes()
    cases: list[dict[str, Any]] = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
    return cases


def case_scorer() -> ModuleType | None:
    """The scorer that comes with the cases; None where it is not there."""
    file = CASES / "score.py"
    if not file.exists():
        return None
    spec = importlib.util.spec_from_file_location("onrecord_case_scorer", file)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(scorer)
    sys.path[:] = path  # the scorer adds the working directory
    return scorer
