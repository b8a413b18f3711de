"""``onrecord export``: what is written, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from jobs.counting import show_count
from jobs.progress import Display
from jobs.stopping import terminated_as_interrupted
from jobs.terminal import plural, printable, prose, stdout, table
from scraper.archive.corpus import CorpusStory, Selection
from scraper.archive.search import Filters
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.export.export import (
    OF_PAGES,
    OF_TURNS,
    OF_WORDS,
    Exported,
    ExportFormat,
    ExportRequest,
    write_export,
)
from scraper.export.folder import Folder
from scraper.export.warc import WarcCounts
from scraper.export.words import Words

_HOW_TO_CHECK = """\
`manifest.json` has the size and the SHA-256 of every file. `stories.jsonl` has the URL of each
transcript and a hash of its words. To compare the words with your own archive, or to fetch them
again:

```sh
onrecord backfill --urls urls.txt
onrecord check --against manifest.json
```"""


def requested(
    form: str,
    words: str | None,
    filters: Filters,
    asked: Mapping[str, str],
    options: Mapping[str, Any],
) -> ExportRequest:
    """What the options ask for.

    :raises UsageError: they contradict one another.
    """
    kind = ExportFormat(form)
    if options["whole"] and kind not in OF_TURNS:
        raise UsageError(
            f"--whole is for {', '.join(sorted(OF_TURNS))}; {kind} always has whole transcripts"
        )
    if options["no_text"] and kind in OF_WORDS:
        raise UsageError(f"--no-text leaves nothing to write as {kind}; choose another format")
    passed_on = (
        Words.NONE if options["no_text"] else Words.PUBLIC if options["public"] else Words.ALL
    )
    selection = Selection(words, filters, whole=options["whole"] or kind not in OF_TURNS)
    if kind in OF_PAGES and selection.is_everything:
        selection = replace(selection, filters=replace(filters, duplicates=True))
    return ExportRequest(kind, selection, passed_on, asked, _HOW_TO_CHECK)


def write(archive: Archive, folder: Path, request: ExportRequest, display: Display) -> Exported:
    """Write the export; what it holds.

    :raises ExportError: it can't be written.
    """
    total = archive.corpus.count(request.selection)
    with (
        terminated_as_interrupted(),
        show_count(display, total, "transcript") as count_one,
        Folder(folder) as out,
    ):

        def watch(stories: Iterable[CorpusStory]) -> Iterator[CorpusStory]:
            for story in stories:
                count_one()
                yield story

        return write_export(archive, out, request, watch)


def print_exported(folder: Path, exported: Exported) -> None:
    """Print what was written, for a person."""
    console, tally = stdout(), exported.tally
    rows = [
        (name, f"{one.transcripts:,}", f"{one.turns:,}", f"{one.words:,}", one.first_day,
         one.last_day)
        for name, one in sorted(tally.sources.items())
    ]  # fmt: skip
    if rows:
        columns = ("source", "transcripts", "turns", "words", "from", "to")
        console.print(table(columns, rows, right="transcripts turns words"))
        console.print()
    totals = tally.totals
    if exported.pages is not None:
        _print_pages(console, exported.pages)
    prose(console, f"{folder}: {plural(totals['transcripts'], 'transcript')}")
    if totals["withheld"]:
        prose(console, f"words withheld: {plural(totals['withheld'], 'transcript')}")
    if totals["duplicates"]:
        prose(
            console,
            f"repeats of earlier speech, with counted set to false: {totals['duplicates']:,}",
        )


def _print_pages(console: Console, pages: WarcCounts) -> None:
    prose(
        console,
        f"{plural(pages.pages, 'page')}: {plural(pages.snapshots, 'snapshot')},"
        f" {plural(pages.revisits, 'revisit')}, in {plural(pages.files, 'file')}",
    )
    for url in pages.damaged:
        console.print(printable(f"left out, because it is damaged: {url}"), soft_wrap=True)


def as_json(folder: Path, exported: Exported) -> dict[str, Any]:
    """What was written, for machines."""
    tally = exported.tally
    return {
        "folder": str(folder),
        "counts": tally.totals,
        "pages": asdict(exported.pages) if exported.pages is not None else None,
        "sources": [
            {
                "source": name,
                "transcripts": one.transcripts,
                "turns": one.turns,
                "words": one.words,
                "first_day": one.first_day,
                "last_day": one.last_day,
                "withheld": one.withheld,
            }
            for name, one in sorted(tally.sources.items())
        ],
    }
