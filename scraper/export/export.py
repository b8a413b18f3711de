"""Writing an export: what an archive holds, in a form that other programs read, with what says
which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.archive.corpus import CorpusStory, Selection
from scraper.archive.store import Archive
from scraper.errors import ExportError
from scraper.export.convokit import write_convokit
from scraper.export.csv_tables import write_csv
from scraper.export.data_card import Described, summary, title, write_data_card
from scraper.export.data_package import tables_in, write_descriptions
from scraper.export.extras import require_pyarrow, require_warcio
from scraper.export.folder import Folder
from scraper.export.json_lines import write_json_lines
from scraper.export.manifest import listed, write_manifest
from scraper.export.mediasum import write_mediasum
from scraper.export.plain_text import write_text
from scraper.export.tally import Tally
from scraper.export.wacz import write_wacz
from scraper.export.warc import WarcCounts, write_warc
from scraper.export.words import Words, passed_on


class ExportFormat(StrEnum):
    """The output formats."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    CONVOKIT = "convokit"
    MEDIASUM = "mediasum"
    TEXT = "text"
    WARC = "warc"
    WACZ = "wacz"


_Write = Callable[[Folder, Iterable[CorpusStory]], None]
_WRITERS: Mapping[ExportFormat, _Write] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.JSONL: write_json_lines,
    ExportFormat.CONVOKIT: write_convokit,
    ExportFormat.MEDIASUM: write_mediasum,
    ExportFormat.TEXT: write_text,
}
#: Formats whose rows are turns; the others hold whole transcripts.
OF_TURNS = frozenset({ExportFormat.CSV, ExportFormat.JSONL, ExportFormat.PARQUET})
#: Formats that hold the pages as they were fetched.
OF_PAGES = frozenset({ExportFormat.WARC, ExportFormat.WACZ})
#: Formats that are nothing without words.
OF_WORDS = frozenset({ExportFormat.TEXT}) | OF_PAGES


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write.

    :ivar asked: the filters as a person typed them, for the manifest and the data card.
    :ivar how_to_check: how a reader compares the export with an archive, in the caller's words.
    """

    format: ExportFormat
    selection: Selection
    words: Words = Words.ALL
    asked: Mapping[str, str] = field(default_factory=dict)
    how_to_check: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. ``pages`` are those that WARC and WACZ files hold."""

    tally: Tally
    pages: WarcCounts | None = None


def write_export(
    archive: Archive,
    folder: Folder,
    request: ExportRequest,
    watch: Callable[[Iterable[CorpusStory]], Iterable[CorpusStory]] = iter,
) -> Exported:
    """Write the transcripts that ``request`` selects, or the pages they were read from, their list,
    the descriptions, and the manifest. The same archive gives the same bytes, with the same
    versions of OnRecord and of the libraries that the manifest names.

    A request for pages that has no filter is for all of them, also those without a transcript.
    Where nothing matches, nothing is written.

    :param watch: is given the stories and gives them back, to show how far it is.
    :raises ExportError: nothing matches, the folder can't be written, or what writes the format is
        not installed.
    :raises QueryError: the selection looks for nothing.
    """
    tally, pages = Tally(), None
    write, libraries = _writer(request.format)
    with archive.corpus.steady():
        as_of = archive.corpus.as_of()
        stories = passed_on(watch(archive.corpus.stories(request.selection)), request.words)
        stories = tally.watch(listed(folder, stories))
        if write is None:
            pages = _write_pages(archive, folder, request, stories)
        else:
            write(folder, stories)
    if not (pages.pages if pages is not None else tally.totals["transcripts"]):
        raise ExportError("nothing in the archive matches, so nothing was written")
    _describe(folder, request, tally, as_of)
    about = {
        "format": request.format,
        "words": request.words,
        "selection": dict(request.asked),
        "as_of": as_of,
        "libraries": libraries,
        "extractors": dict(sorted(tally.extractors.items())),
        "counts": tally.totals,
    }
    write_manifest(folder, about)
    return Exported(tally, pages)


def _describe(folder: Folder, request: ExportRequest, tally: Tally, as_of: str | None) -> None:
    """Write what describes the files, for machines and for people."""
    write_descriptions(folder, title(), f"{summary(tally)}.")
    described = Described(
        format=request.format,
        words=request.words,
        asked=request.asked,
        as_of=as_of,
        is_whole=request.selection.whole or not request.selection.chooses_turns,
        leaves_out=request.format in OF_WORDS,
        duplicates=request.selection.filters.duplicates,
        tables=tables_in(folder),
        has_types=request.format == ExportFormat.PARQUET,
        how_to_check=request.how_to_check,
    )
    write_data_card(folder, described, tally)


def _write_pages(
    archive: Archive, folder: Folder, request: ExportRequest, stories: Iterable[CorpusStory]
) -> WarcCounts:
    chosen = {story.row.page_id for story in stories if not story.is_withheld}
    pages: Collection[int] | None = chosen
    if request.selection.is_everything:
        pages = archive.corpus.pages_to_pass_on() if request.words == Words.PUBLIC else None
    write = write_warc if request.format == ExportFormat.WARC else write_wacz
    return write(archive, folder, pages)


def _writer(kind: ExportFormat) -> tuple[_Write | None, dict[str, str]]:
    """What writes a format of transcripts, None for one of pages, and the versions of libraries on
    which its bytes depend. (WARC files name their own.)

    :raises ExportError: a library is not installed.
    """
    if kind in OF_PAGES:
        require_warcio()
        return None, {}
    if kind != ExportFormat.PARQUET:
        return _WRITERS[kind], {}
    require_pyarrow()
    from scraper.export import parquet  # noqa: PLC0415  pyarrow is an extra, and heavy

    return parquet.write_parquet, {"pyarrow": parquet.VERSION}
