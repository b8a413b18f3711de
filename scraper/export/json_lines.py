"""JSON Lines (https://jsonlines.org), a file for each table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from scraper.archive.corpus import CorpusStory
from scraper.export.columns import TABLES
from scraper.export.folder import Folder


def json_line(value: Any) -> bytes:
    """A value as one line, its keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write_json_lines(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write each table as ``NAME.jsonl``, a row as an object."""
    with ExitStack() as stack:
        files = [
            (table, stack.enter_context(folder.file(f"{table.name}.jsonl"))) for table in TABLES
        ]
        for story in stories:
            for table, out in files:
                names = [column.name for column in table.columns]
                for row in table.rows(story):
                    out.write(json_line(dict(zip(names, row, strict=True))))
