"""``onrecord export``: what is written, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jobs.counting import show_count
from jobs.progress import Display
from jobs.terminal import plural, prose, stdout, table
from scraper.archive.corpus import CorpusStory, Selection
from scraper.archive.search import Filters
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.export.corpus import OF_TURNS, OF_WORDS, CorpusFormat, CorpusRequest, write_corpus
from scraper.export.folder import Folder
from scraper.export.tally import Tally
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
) -> CorpusRequest:
    """What the options ask for.

    :raises UsageError: they contradict one another.
    """
    kind = CorpusFormat(form)
    if options["whole"] and kind not in OF_TURNS:
        raise UsageError(f"--whole is for {', '.join(sorted(OF_TURNS))}: {kind} is always whole")
    if options["no_text"] and kind in OF_WORDS:
        raise UsageError(f"--no-text leaves nothing to write as {kind}: choose another format")
    passed_on = (
        Words.NONE if options["no_text"] else Words.PUBLIC if options["public"] else Words.ALL
    )
    selection = Selection(words, filters, whole=options["whole"] or kind not in OF_TURNS)
    return CorpusRequest(kind, selection, passed_on, asked, _HOW_TO_CHECK)


def write(archive: Archive, folder: Path, request: CorpusRequest, display: Display) -> Tally:
    """Write the export; what it holds.

    :raises ExportError: it can't be written.
    """
    total = archive.corpus.count(request.selection)
    with show_count(display, total, "transcript") as count_one, Folder(folder) as out:

        def watch(stories: Iterable[CorpusStory]) -> Iterator[CorpusStory]:
            for story in stories:
                count_one()
                yield story

        return write_corpus(archive, out, request, watch)


def print_exported(folder: Path, tally: Tally) -> None:
    """Print what was written, for a person."""
    console = stdout()
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
    prose(console, f"{folder}: {plural(totals['transcripts'], 'transcript')}")
    if totals["withheld"]:
        prose(console, f"the words of {plural(totals['withheld'], 'transcript')} are withheld")
    if totals["duplicates"]:
        prose(
            console,
            f"{plural(totals['duplicates'], 'transcript')} with speech that is counted in another:"
            " counted is false there",
        )


def as_json(folder: Path, tally: Tally) -> dict[str, Any]:
    """What was written, for machines."""
    return {
        "folder": str(folder),
        "counts": tally.totals,
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
