"""The real pages and their gold records, where they are beside this checkout."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

#: Gold records; :func:`page_of` gives the page of each.
GOLD = sorted(CORPUS.glob("*/*.json")) if CORPUS.is_dir() else []
#: Story pages without a transcript.
SILENT = sorted(CORPUS.glob("npr/*-no-transcript.html")) if CORPUS.is_dir() else []


def page_of(gold_file: Path) -> Path:
    """The page, or text rendering, beside its gold record."""
    html = gold_file.with_suffix(".html")
    return html if html.exists() else gold_file.with_suffix(".txt")
