"""JSON Lines (https://jsonlines.org), a file for each table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any, BinaryIO

from scraper.archive.corpus import CorpusStory
from scraper.export.columns import TABLES
from scraper.export.folder import Folder


def json_line(value: Any) -> bytes:
    """A value as one line, its keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write_json_lines(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write each table as ``NAME.jsonl``, a row as an object. A table without rows has no file:
    readers learn the columns from the first row.
    """
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for story in stories:
            for table in TABLES:
                names = [column.name for column in table.columns]
                for row in table.rows(story):
                    if table.name not in files:
                        path = f"{table.name}.jsonl"
                        files[table.name] = stack.enter_context(folder.file(path))
                    files[table.name].write(json_line(dict(zip(names, row, strict=True))))
