"""Landing the pages of given stories, fetched one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from scraper.crawl.fetch_first_available import fetch_first_available
from scraper.crawl.land_saved import Failed, LandedPage, PageLander
from scraper.errors import ArchiveError, FetchError
from scraper.fetch.client import Fetcher
from scraper.fetch.settings import FetchSettings
from scraper.model import FetchRecord, StoryRef
from scraper.origins import Origins
from scraper.saved_pages import SavedPage


@dataclass(frozen=True, slots=True)
class GivenStory:
    """A story as it was given, and where its source's pages are requested."""

    given: str
    origins: Origins
    ref: StoryRef


async def land_urls(
    lander: PageLander,
    stories: Sequence[GivenStory],
    settings: FetchSettings,
    log: Callable[[FetchRecord], None],
) -> AsyncIterator[LandedPage | Failed | tuple[str, FetchError]]:
    """Fetch and land each of ``stories``; where that fails by a :class:`FetchError`, that is
    given with the story.

    :param log: is called with each request.
    :raises ArchiveError: the archive can't be written.
    """
    async with Fetcher(settings, log=log) as fetcher:
        for story in stories:
            source = story.origins.source
            try:
                fetched = await fetch_first_available(
                    fetcher, story.origins, source.request_urls(story.ref)
                )
                assert fetched is not None, "no condition was sent"
                saved = SavedPage(story.given, source, fetched.page, story.ref)
                yield lander.land(saved, fetched.to_land)
            except FetchError as error:
                yield story.given, error
            except ArchiveError:
                raise
            except Exception as error:  # noqa: BLE001  a mistake in one page ends no command
                yield lander.failed(story.given, error)
