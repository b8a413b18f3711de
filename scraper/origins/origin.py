"""The common interface of origins, the servers that have a source's pages."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from scraper.model import Listing, ListingRef, Page, StoryRef


class Origin(Protocol):
    """A server that has the pages of one source: the publisher's own site or an archive of it."""

    @property
    def has_captures(self) -> bool:
        """True if its pages are captures of the publisher's, made at some time."""

    def locate(self, url: str) -> str:
        """Where to request the page at ``url``."""

    def may_follow(self, url: str) -> str | None:
        """Where to request the target of a redirect; None if it must not be followed."""

    def as_published(self, page: Page) -> Page:
        """``page`` as the publisher has or had it: its own URL, the time it is from, and no
        validators but the publisher's.
        """

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The listings of the stories of a range of days, both ends included."""

    def read_listing(self, page: Page) -> Listing:
        """What a listing of this origin yields.

        :raises UnreadableListing: it can't be parsed.
        """

    def dated_url(self, ref: StoryRef) -> str:
        """The URL of a listed story that may carry its date."""

    def try_next(self, page: Page) -> ListingRef | None:
        """What to read next when ``page`` yields no transcript; None if there is nothing."""
