"""Writing a corpus: the transcripts of an archive in a format that other programs read, with what
says which they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.archive.corpus import CorpusStory, Selection
from scraper.archive.store import Archive
from scraper.errors import ErrorCode, ExportError
from scraper.export.convokit import write_convokit
from scraper.export.csv_tables import write_csv
from scraper.export.data_card import Described, summary, title, write_data_card
from scraper.export.data_package import tables_in, write_descriptions
from scraper.export.folder import Folder
from scraper.export.json_lines import write_json_lines
from scraper.export.manifest import listed, write_manifest
from scraper.export.mediasum import write_mediasum
from scraper.export.plain_text import write_text
from scraper.export.tally import Tally
from scraper.export.words import Words, passed_on


class CorpusFormat(StrEnum):
    """In which form a corpus is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    CONVOKIT = "convokit"
    MEDIASUM = "mediasum"
    TEXT = "text"


_Write = Callable[[Folder, Iterable[CorpusStory]], None]
_WRITERS: Mapping[CorpusFormat, _Write] = {
    CorpusFormat.CSV: write_csv,
    CorpusFormat.JSONL: write_json_lines,
    CorpusFormat.CONVOKIT: write_convokit,
    CorpusFormat.MEDIASUM: write_mediasum,
    CorpusFormat.TEXT: write_text,
}
#: Where the rows of a table are, by its name.
_GLOBS = {
    CorpusFormat.CSV: "{}.csv",
    CorpusFormat.JSONL: "{}.jsonl",
    CorpusFormat.PARQUET: "{}/**/*.parquet",
}
#: Formats whose rows are turns; the others hold whole transcripts.
OF_TURNS = frozenset(_GLOBS)
#: Formats that are nothing without words.
OF_WORDS = frozenset({CorpusFormat.TEXT})


@dataclass(frozen=True, slots=True)
class CorpusRequest:
    """What to write.

    :ivar asked: the filters as a person typed them, for the manifest and the data card.
    :ivar how_to_check: how a reader compares the export with an archive, in the caller's words.
    """

    format: CorpusFormat
    selection: Selection
    words: Words = Words.ALL
    asked: Mapping[str, str] = field(default_factory=dict)
    how_to_check: str = ""


def write_corpus(
    archive: Archive,
    folder: Folder,
    request: CorpusRequest,
    watch: Callable[[Iterable[CorpusStory]], Iterable[CorpusStory]] = iter,
) -> Tally:
    """Write the transcripts that ``request`` selects, their list, the descriptions, and the
    manifest. The same archive gives the same bytes, with the same version of OnRecord and, for
    Parquet, of pyarrow.

    :param watch: is given the stories and gives them back, to show how far it is.
    :raises ExportError: the folder can't be written, or what writes the format is not installed.
    :raises QueryError: the selection looks for nothing.
    """
    tally = Tally()
    write, libraries = _writer(request.format)
    with archive.corpus.steady():
        as_of = archive.corpus.as_of()
        stories = passed_on(watch(archive.corpus.stories(request.selection)), request.words)
        write(folder, tally.watch(listed(folder, stories)))
    write_descriptions(folder, title(), f"{summary(tally)}.")
    globs = {
        table.name: _GLOBS[request.format].format(table.name)
        for table in tables_in(folder)
        if request.format in _GLOBS
    }
    described = Described(
        request.format,
        request.words,
        request.asked,
        as_of,
        request.selection.filters.duplicates,
        globs,
        request.how_to_check,
    )
    write_data_card(folder, described, tally)
    about = {
        "format": request.format,
        "words": request.words,
        "selection": dict(request.asked),
        "as_of": as_of,
        "libraries": libraries,
    }
    write_manifest(folder, about, tally)
    return tally


def _writer(kind: CorpusFormat) -> tuple[_Write, dict[str, str]]:
    """What writes a format, and the versions of libraries on which its bytes depend.

    :raises ExportError: a library is not installed.
    """
    if kind != CorpusFormat.PARQUET:
        return _WRITERS[kind], {}
    try:
        from scraper.export import parquet  # noqa: PLC0415  pyarrow is an extra, and heavy
    except ImportError as error:
        raise ExportError(
            "pyarrow, which writes Parquet, is not installed",
            code=ErrorCode.EXPORT_SUPPORT_MISSING,
            extra="parquet",
        ) from error
    return parquet.write_parquet, {"pyarrow": parquet.VERSION}
