"""``onrecord quarantine``: the quarantined pages, and the lines in question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jobs.terminal import plural, printable, prose, stdout
from scraper.archive.queue import QuarantinedPage
from scraper.archive.store import Archive
from scraper.crawl.explaining import in_question
from scraper.extract import AccountLine
from scraper.sources import Source

#: Lines that are printed of a page, and characters of a line.
_LINES, _WIDEST = 5, 90


@dataclass(frozen=True, slots=True)
class QuestionedPage:
    """A quarantined page. ``lines`` is None if its kept page can't be read."""

    page: QuarantinedPage
    lines: list[AccountLine] | None


def quarantined(
    archive: Archive, sources: Sequence[Source], limit: int
) -> tuple[int, list[QuestionedPage]]:
    """How many pages of ``sources`` are quarantined, and the ``limit`` newest of them."""
    names = [source.name for source in sources]
    total, pages = archive.queue.quarantined(names, limit)
    by_name = {source.name: source for source in sources}
    found = [QuestionedPage(page, _lines(archive, page, by_name[page.source])) for page in pages]
    return total, found


def _lines(archive: Archive, page: QuarantinedPage, source: Source) -> list[AccountLine] | None:
    kept = archive.snapshots.last(page.id)
    return None if kept is None else in_question(kept, source, page.reason or "")


def as_rows(found: Sequence[QuestionedPage]) -> list[dict[str, Any]]:
    """The pages for machines."""
    return [
        asdict(one.page)
        | {"lines": None if one.lines is None else [asdict(line) for line in one.lines]}
        for one in found
    ]


def print_quarantined(total: int, found: Sequence[QuestionedPage]) -> None:
    """Print the pages for a person, each with its reason and the lines in question."""
    console = stdout()
    for one in found:
        page = one.page
        console.print(printable(f"{page.source} {page.story_id}: {page.url}"), soft_wrap=True)
        console.print(printable(f"  {page.reason}"), soft_wrap=True)
        for line in _shown(one):
            console.print(printable(f"    {line}"), soft_wrap=True)
    if not total:
        prose(console, "no page is quarantined")
    elif total > len(found):
        prose(console, f"{plural(total, 'page')} quarantined, the newest {len(found)} shown")
    else:
        prose(console, f"{plural(total, 'page')} quarantined")


def _shown(one: QuestionedPage) -> Iterator[str]:
    for line in (one.lines or [])[:_LINES]:
        detail = f" ({line.detail})" if line.detail else ""
        words = line.text if len(line.text) <= _WIDEST else f"{line.text[:_WIDEST]}…"
        yield f"{line.kind}{detail}: {words}"
    if one.lines and len(one.lines) > _LINES:
        yield f"… and {len(one.lines) - _LINES} more, in --json"
