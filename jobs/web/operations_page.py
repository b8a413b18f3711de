"""Operations: what ``onrecord status`` and ``onrecord quarantine`` show."""

from __future__ import annotations

from typing import Any

from jobs.quarantine import quarantined
from jobs.status import status, status_lines
from jobs.web.asked import Answer, Asked
from jobs.web.rendering import page
from scraper.archive.store import Archive

_PAGES = 20
#: Lines of a page that are shown.
_LINES = 5


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
    return [first.removeprefix(f"{source['source']}: "), *(_explained(line) for line in others)]


def _explained(line: str) -> str:
    """A line, with why a source that was read may have no good run: other commands don't count."""
    counted = " (of `onrecord run` and `onrecord schedule`)"
    return line.replace("last good run: none yet", f"last good run{counted}: none yet")
