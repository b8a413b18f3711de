"""Landing pages from files: saved pages, text renderings, WARC files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.landing_together import land_together
from scraper.errors import ArchiveError, Forgotten, OnRecordError, RowRefused, UsageError
from scraper.extract import extract
from scraper.model import Page
from scraper.reading.reader import PageReader
from scraper.reading.rules import FileRead, ReadFile, Reading, ReadSaved, Result
from scraper.saved_pages import SavedPage, stories_in_warc
from scraper.sources import Source
from scraper.warc import UnreadableRecord, is_warc
from scraper.workers import Raised

#: Is told what failed and by which error, where only a mistake in the code explains it.
Unforeseen = Callable[[str, BaseException], None]


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that did not land, and why; ``error`` is set if the error was an expected one."""

    name: str
    reason: str
    error: OnRecordError | None = None


@dataclass(frozen=True, slots=True)
class LandedPage:
    """A page that landed; ``name`` is the name of its file or, in a WARC file, its URL."""

    name: str
    landed: Landed


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file without a page, and why."""

    path: Path
    error: UsageError


@dataclass(frozen=True, slots=True)
class _Broken:
    """A file that can't be read because of a mistake in the code."""

    name: str
    error: Exception


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that was read and is to be landed; ``fetched`` is the page as it was fetched."""

    saved: SavedPage
    reading: Reading
    fetched: Page | None = None


_Given = SavedPage | ReadFile | Failed | RefusedFile | _Broken
_Done = LandedPage | Failed | RefusedFile


class PageLander:
    """Lands pages. A page that fails does not hold up the others.

    :param unforeseen: called with errors that only a mistake in the code explains.
    :param now: the wall clock.
    """

    def __init__(
        self,
        archive: Archive,
        policy: LandingPolicy,
        unforeseen: Unforeseen,
        now: Callable[[], datetime],
    ) -> None:
        self._archive, self._lander = archive, archive.lander(policy)
        self._unforeseen, self._now = unforeseen, now

    def land_files(
        self,
        paths: Sequence[Path],
        sources: Sequence[Source],
        reader: PageReader,
        url: str | None = None,
    ) -> Iterator[_Done]:
        """Land the pages in files: saved pages, text renderings of some, and the stories in WARC
        files, except where later words are on record. What is given has landed.

        :param reader: reads them, by the rules of ``sources``.
        :param url: the URL of the page, for a file that does not record it.
        :raises ArchiveError: the archive can't be written.
        """
        given = (one for path in paths for one in _in_file(path, sources, url))
        for batch in reader.read_all(given, self._task):
            read = [_read(one, found) for one, found in batch]
            pages = [one for one in read if isinstance(one, _Page)]
            landed = iter(land_together(self._archive, [self._land(page) for page in pages]))
            for one in read:
                yield self._done(one, next(landed)) if isinstance(one, _Page) else self._told(one)

    def land(self, saved: SavedPage, fetched: Page | None = None) -> LandedPage | Failed:
        """Read and land a page.

        :param fetched: the page as it was fetched for that story, where it was.
        :raises ArchiveError: the archive can't be written.
        """
        try:
            reading = Reading(extract(saved.page, saved.source, saved.ref))
            landed = self._land(_Page(saved, reading, fetched))()
        except ArchiveError as error:
            if not isinstance(error, RowRefused):
                raise
            return self.failed(saved.name, error)
        except Exception as error:  # noqa: BLE001  a mistake in one page must not end the command
            return self._not_landed(saved.name, error)
        return LandedPage(saved.name, landed)

    def failed(self, name: str, error: Exception) -> Failed:
        """What becomes of a page by an error that nobody foresaw."""
        self._unforeseen(name, error)
        return Failed(name, f"unforeseen error: {type(error).__name__}: {error}")

    def _task(self, given: _Given) -> ReadSaved | ReadFile | None:
        if isinstance(given, ReadFile):
            return given
        if not isinstance(given, SavedPage):
            return None
        packing = self._archive.snapshots.packing(given.source.name)
        return ReadSaved(given.source.name, given.page, given.ref, packing)

    def _land(self, page: _Page) -> Callable[[], Landed]:
        saved, reading, fetched = page.saved, page.reading, page.fetched

        def land() -> Landed:
            outcome = reading.outcome
            ref = saved.ref if fetched is not None else outcome.ref or saved.ref
            return self._lander.land(
                fetched or saved.page, outcome, ref, self._now(), reading.prepared
            )

        return land

    def _done(self, page: _Page, landed: Landed | Exception) -> LandedPage | Failed:
        name = page.saved.name
        if isinstance(landed, Exception):
            return self._not_landed(name, landed)
        return LandedPage(name, landed)

    def _not_landed(self, name: str, error: Exception) -> Failed:
        if isinstance(error, Forgotten):
            return Failed(name, error.sentence, error)
        return self.failed(name, error)

    def _told(self, one: Failed | RefusedFile | _Broken) -> Failed | RefusedFile:
        return self.failed(one.name, one.error) if isinstance(one, _Broken) else one


def _in_file(path: Path, sources: Sequence[Source], url: str | None) -> Iterator[_Given]:
    """The pages in a WARC file; any other file is read later."""
    if not is_warc(path):
        yield ReadFile(path, url)
        return
    try:
        for page in stories_in_warc(path, sources):
            if isinstance(page, UnreadableRecord):
                yield Failed(f"{path}: {page.name}", page.reason)
            else:
                yield page
    except UsageError as error:
        yield RefusedFile(path, error)
    except OnRecordError:
        raise
    except Exception as error:  # noqa: BLE001  reading the file failed, not the archive
        yield _Broken(str(path), error)


def _read(given: _Given, found: Result | Raised | None) -> _Page | Failed | RefusedFile | _Broken:
    """What was read, to be landed or told of."""
    if isinstance(given, ReadFile):
        if isinstance(found, Raised):
            return _Broken(str(given.path), found.error)
        assert isinstance(found, FileRead)
        if found.refused is not None:
            return RefusedFile(given.path, found.refused)
        assert found.saved is not None
        assert found.reading is not None
        return _Page(found.saved, found.reading)
    if not isinstance(given, SavedPage):
        return given
    if isinstance(found, Raised):
        return _Broken(given.name, found.error)
    assert isinstance(found, Reading)
    return _Page(given, found)
