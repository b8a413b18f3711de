"""How Datasette shows an archive's tables: machinery hidden, ``lines`` searched and counted."""

from __future__ import annotations

from typing import Any

from scraper.archive.store import Archive


def settings_of() -> dict[str, dict[str, Any]]:
    """The settings of each table and view that has some."""
    shown: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in Archive.MACHINERY}
    shown["lines"] = {
        "fts_table": "turns_fts",
        "fts_pk": "turn_id",
        "facets": ["program", "speaker", "role"],
        "sort_desc": "date",
        "size": 50,
    }
    shown["transcripts"] = {"facets": ["program", "source"], "label_column": "title"}
    return shown
