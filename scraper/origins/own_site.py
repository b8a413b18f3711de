"""The publisher's own site, or the mirror that stands in for it."""

from __future__ import annotations

from datetime import date

from scraper.model import Listing, ListingRef, Page, StoryRef
from scraper.origins.mirror import Mirror
from scraper.sources.base import Source


class OwnSite:
    """The publisher's own site as an :class:`~scraper.origins.origin.Origin`.

    :param mirror: where its pages are requested instead; None requests them from the site itself.
    """

    has_captures = False

    def __init__(self, source: Source, mirror: Mirror | None = None) -> None:
        self._source = source
        self._mirror = mirror

    @property
    def base_url(self) -> str:
        """Where pages are requested."""
        return self._mirror.base_url if self._mirror else self._source.home

    def locate(self, url: str) -> str:
        """The URL itself, or its place on the mirror."""
        return self._mirror.locate(url) if self._mirror else url

    def public_url(self, url: str) -> str:
        """The publisher's URL for one on the mirror; any other URL as it is."""
        return self._mirror.public_url(url) if self._mirror else url

    def may_follow(self, url: str) -> str | None:
        """A redirect may lead to any of the source's hosts."""
        url = self.public_url(url)
        return self.locate(url) if self._source.owns(url) else None

    def as_published(self, page: Page) -> Page:
        """The page as it is, or as it was before the mirror changed its links."""
        return self._mirror.as_published(page) if self._mirror else page

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The source's own listings."""
        return self._source.listings_between(since, until, today)

    def read_listing(self, page: Page) -> Listing:
        """A listing as the source reads it."""
        return self._source.read_listing(page)

    def dated_url(self, ref: StoryRef) -> str:
        """The URL it was listed under: the canonical one may carry no date."""
        return ref.found_url or ref.url

    def try_next(self, page: Page) -> ListingRef | None:
        """Nothing: the site has one version of a page."""
        return None
