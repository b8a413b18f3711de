"""CSV (RFC 4180), in UTF-8, a file for each table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from scraper.archive.corpus import CorpusStory
from scraper.export.columns import TABLES
from scraper.export.folder import Folder

#: A spreadsheet runs text that begins so as a formula
#: (https://owasp.org/www-community/attacks/CSV_Injection). Apostrophes before it count, too, so
#: that one apostrophe less gives the text again.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def defused(cell: Any) -> Any:
    """A cell of a CSV file: text that a spreadsheet would run gets an apostrophe before it, which
    spreadsheets don't show.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def write_csv(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write each table as ``NAME.csv``."""
    with ExitStack() as stack:
        writers = []
        for table in TABLES:
            out = stack.enter_context(folder.file(f"{table.name}.csv"))
            text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
            stack.callback(text.detach)
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(column.name for column in table.columns)
            writers.append((table, writer))
        for story in stories:
            for table, writer in writers:
                writer.writerows(map(defused, row) for row in table.rows(story))
