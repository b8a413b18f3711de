"""The tasks of a process that reads pages, and their results.

Such a process imports this module and little else, so that it starts quickly.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from scraper.archive.records.measures import Measures, Prepared, prepare, prepare_again
from scraper.archive.same_speech.sketches import Sketch
from scraper.archive.snapshots import KeptPage, Packing
from scraper.archive.snapshots.compression import Packed
from scraper.errors import UsageError
from scraper.extract import extract
from scraper.model import Note, Outcome, Page, Speaker, StoryRef, Transcript, Turn
from scraper.reading.reread import reader_of
from scraper.saved_pages import SavedPage, read_saved_page
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class ReadSaved:
    """Read a given page. ``packing`` is how the archive currently compresses such pages; None if it
    does not land from here.
    """

    source: str
    page: Page
    ref: StoryRef
    packing: Packing | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read the page in a file that is not a WARC file; ``url`` is the page's URL, if known."""

    path: Path
    url: str | None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Read a kept page with today's rules."""

    kept: KeptPage


Task = ReadSaved | ReadFile | ReadAgain


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a page: its story, and what landing needs."""

    outcome: Outcome
    prepared: Prepared = field(default_factory=Prepared)


@dataclass(frozen=True, slots=True)
class FileRead:
    """The page in a file and the result of reading it, or why the file has no page."""

    saved: SavedPage | None = None
    reading: Reading | None = None
    refused: UsageError | None = None


Result = Reading | FileRead


class Rules:
    """Reads pages with the rules of ``sources``. Each reading process has one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.name: source for source in sources}
        self._reread = reader_of(self._sources.values())

    def __reduce__(self) -> tuple[type[Rules], tuple[list[Source]]]:
        return Rules, (list(self._sources.values()),)

    def __call__(self, task: Task) -> Result:
        """Do a task."""
        if isinstance(task, ReadFile):
            return self._file(task)
        if isinstance(task, ReadAgain):
            outcome = self._reread(task.kept)
            return Reading(outcome, prepare_again(outcome))
        outcome = extract(task.page, self._sources[task.source], task.ref)
        if task.packing is None:
            return Reading(outcome)
        return Reading(outcome, prepare(task.page, outcome, task.packing))

    def _file(self, task: ReadFile) -> FileRead:
        try:
            saved = read_saved_page(task.path, list(self._sources.values()), task.url)
        except UsageError as error:
            return FileRead(refused=error)
        return FileRead(saved, Reading(extract(saved.page, saved.source, saved.ref)))


def _reduced(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    values = attrgetter(*(one.name for one in fields(kind)))
    return lambda instance: (kind, values(instance))


# A frozen dataclass with slots goes field by field through slow methods of its own when it is
# pickled; as a call with its values it takes half the time.
for _kind in (
    Page, KeptPage, StoryRef, Reading, Prepared, Packed, Measures, Sketch,
    Transcript, Speaker, Turn, Note,
):  # fmt: skip
    copyreg.pickle(_kind, _reduced(_kind))
