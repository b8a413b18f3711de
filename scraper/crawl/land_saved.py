"""Landing pages that are at hand: saved pages, text renderings, WARC files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.archive.records.landing import Landed, Lander
from scraper.errors import ArchiveError, Forgotten, OnRecordError, RowRefused
from scraper.extract import extract
from scraper.model import Page
from scraper.saved_pages import SavedPage, read_saved_pages, stories_in_warc
from scraper.sources import Source
from scraper.warc import UnreadableRecord

#: Is told what failed and by which error, where only a mistake in the code explains it.
Unforeseen = Callable[[str, BaseException], None]


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that did not land, and why; ``error`` says so where it was to be expected."""

    name: str
    reason: str
    error: OnRecordError | None = None


@dataclass(frozen=True, slots=True)
class LandedPage:
    """A page that landed; ``name`` is that of its file or, in a WARC file, its URL."""

    name: str
    landed: Landed


class PageLander:
    """Lands pages one by one: one that fails holds up no other.

    :param unforeseen: is told of errors that only a mistake in the code explains.
    :param now: the wall clock.
    """

    def __init__(self, lander: Lander, unforeseen: Unforeseen, now: Callable[[], datetime]) -> None:
        self._lander, self._unforeseen, self._now = lander, unforeseen, now

    def land_file(
        self, path: Path, sources: Sequence[Source], url: str | None = None
    ) -> Iterator[LandedPage | Failed]:
        """Land the pages in a file.

        :param url: the URL of the page, for a file that does not record it.
        :raises UsageError: it holds no page.
        :raises ArchiveError: the archive can't be written.
        """
        yield from self._land_all(str(path), read_saved_pages(path, sources, url))

    def land_warc(self, path: Path, sources: Sequence[Source]) -> Iterator[LandedPage | Failed]:
        """Land the stories in a WARC file, except where later words are on record.

        :raises UsageError: it holds no story.
        :raises ArchiveError: the archive can't be written.
        """
        yield from self._land_all(str(path), stories_in_warc(path, sources))

    def _land_all(
        self, file: str, pages: Iterable[SavedPage | UnreadableRecord]
    ) -> Iterator[LandedPage | Failed]:
        try:
            for page in pages:
                if isinstance(page, UnreadableRecord):
                    yield Failed(f"{file}: {page.name}", page.reason)
                else:
                    yield self.land(page)
        except (OnRecordError, KeyboardInterrupt):
            raise
        except Exception as error:  # noqa: BLE001  reading the file failed, not the archive
            yield self.failed(file, error)

    def land(self, saved: SavedPage, fetched: Page | None = None) -> LandedPage | Failed:
        """Land a page.

        :param fetched: the page as it was fetched for that story, where it was.
        :raises ArchiveError: the archive can't be written.
        """
        try:
            outcome = extract(saved.page, saved.source, saved.ref)
            ref = saved.ref if fetched is not None else outcome.ref or saved.ref
            landed = self._lander.land(fetched or saved.page, outcome, ref, self._now())
        except Forgotten as error:
            return Failed(saved.name, error.sentence, error)
        except ArchiveError as error:
            if not isinstance(error, RowRefused):
                raise
            return self.failed(saved.name, error)
        except Exception as error:  # noqa: BLE001  a mistake in one page must not end the command
            return self.failed(saved.name, error)
        return LandedPage(saved.name, landed)

    def failed(self, name: str, error: Exception) -> Failed:
        """What becomes of a page by an error that nobody foresaw."""
        self._unforeseen(name, error)
        return Failed(name, f"unforeseen error: {type(error).__name__}: {error}")
