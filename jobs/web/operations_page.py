"""Operations: what ``onrecord status`` and ``onrecord quarantine`` show."""

from __future__ import annotations

import re
from typing import Any

from jobs.quarantine import quarantined
from jobs.status import status, status_lines
from jobs.web.asked import Answer, Asked
from jobs.web.rendering import day, moment, page
from jobs.web.sentences import as_sentence
from scraper.archive.store import Archive

_PAGES = 20
#: Lines of a page that are shown.
_LINES = 5
#: Days and times as the command writes them.
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?")


def operations(archive: Archive, asked: Asked) -> Answer:
    """How the archive and each source are, and the pages that were not understood."""
    with archive.kept_pages_shown():
        found = status(archive, asked.config)
        total, pages = quarantined(archive, asked.config.known_sources(), _PAGES)
    return page(
        asked,
        "operations.html",
        status=found,
        sources=[(one["source"], _lines(one)) for one in found["sources"]],
        total=total,
        pages=pages,
        lines=_LINES,
    )


def _lines(source: dict[str, Any]) -> list[str]:
    """How a source is, in lines, without its name: the heading says it."""
    first, *others = [line.strip() for line in status_lines(source)]
    lines = [first.removeprefix(f"{source['source']}: "), *map(_explained, others)]
    return [as_sentence(_DAY.sub(lambda found: _in_words(found[0]), line)) for line in lines]


def _explained(line: str) -> str:
    """A line, with why a source that was read may have no good run: other commands don't count."""
    counted = " of `onrecord run` or `onrecord schedule`"
    return line.replace("last good run:", f"last good run{counted}:").replace(
        "none yet", "none yet; other commands below don’t count"
    )


def _in_words(time: str) -> str:
    """A day or a time of a line as pages write it."""
    return moment(time.replace(" UTC", "").replace(" ", "T")) if "UTC" in time else day(time)
