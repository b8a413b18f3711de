"""The base class of all sources: the rules that a file in :mod:`scraper.sources` declares."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from scraper.errors import UnreadableListing
from scraper.model import Listing, ListingRef, Page, StoryRef
from scraper.sources.base.feeds import read_feed, unpacked
from scraper.sources.base.page_rules import Layout, MetadataSelectors
from scraper.urls import host_of, tidy


class Source(ABC):
    """A source. Subclasses declare rules; they keep no state and never use the network.
    :mod:`scraper.origins` decides where pages are requested.

    :param program_pages: the programs whose archive pages are read, by their names in URLs.
    :param feeds: the URLs of the feeds to read.
    :param more_hosts: hosts that belong to this source in addition to the declared ones.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    #: The IANA time zone in which its days begin and end.
    time_zone: ClassVar[str] = "America/New_York"
    #: The day of its first broadcast. No story can be older.
    first_day: ClassVar[date]
    #: The source's own site: scheme and host of canonical URLs.
    home: ClassVar[str]
    #: Hosts whose URLs belong to this source; a leading dot includes every subdomain.
    hosts: ClassVar[tuple[str, ...]]
    #: Whether its pages are on many sites. A mirror then has a folder for each site.
    many_sites: ClassVar[bool] = False
    #: Forms of one story's URL, which a check of the source tries.
    examples: ClassVar[tuple[str, ...]] = ()
    #: Names that labels use for it ("CNN ANCHOR").
    calls_itself: ClassVar[tuple[str, ...]]
    #: Programs as people write them; pages print them in capitals ("ALL THINGS CONSIDERED").
    programs: ClassVar[tuple[str, ...]] = ()
    #: The newsroom whose people speak, if it is not the source itself.
    people_of: ClassVar[str | None] = None
    #: The program, if the source has only one.
    only_program: ClassVar[str | None] = None
    #: Whether its labels say who hosts. If not, it matters who opens a transcript.
    labels_hosts: ClassVar[bool] = True
    #: Program codes in the URLs of audio files.
    audio_codes: ClassVar[Mapping[str, str]] = {}
    #: What its pages print after a title, with or without a separator.
    title_tail: ClassVar[re.Pattern[str] | None] = None
    #: The beginnings of copyright lines and disclaimers that no markup separates from speech.
    disclaimers: ClassVar[tuple[str, ...]] = ()
    #: The line above the speech that gives the air date; its first group is the day.
    air_line: ClassVar[re.Pattern[str] | None] = None
    #: What a page says if it has no transcript.
    says_no_transcript: ClassVar[re.Pattern[str] | None] = None
    #: Blocks of a story page, other than the speech, that may contain labels: a written story,
    #: comments.
    beside: ClassVar[str] = ""
    #: Lines of navigation and the like that remain in a text rendering.
    text_chrome: ClassVar[tuple[str, ...]] = ()
    #: Newest first.
    layouts: ClassVar[tuple[Layout, ...]]
    metadata: ClassVar[MetadataSelectors]
    #: Any of these identifies a story page of the source, with or without a transcript.
    story_marks: ClassVar[str]
    #: Where a story page links to its transcript, with the same story or another.
    transcript_link: ClassVar[str | None] = None
    #: Whether it is crawled if the user names no sources.
    enabled_by_default: ClassVar[bool] = False
    #: Programs with archive pages of their own, as people write them, by their names in URLs.
    program_archives: ClassVar[Mapping[str, str]] = {}
    #: Whether a missing listing (404) means that nothing aired on that day.
    missing_listings_are_empty: ClassVar[bool] = False
    #: The programs whose archive pages are read, and the feeds, if the user names no others.
    usual_program_pages: ClassVar[tuple[str, ...]] = ()
    usual_feeds: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *,
        program_pages: Sequence[str] | None = None,
        feeds: Sequence[str] | None = None,
        more_hosts: Sequence[str] | None = None,
    ) -> None:
        self.program_pages = tuple(
            self.usual_program_pages if program_pages is None else program_pages
        )
        self.feeds = tuple(self.usual_feeds if feeds is None else feeds)
        self.more_hosts = tuple(host.casefold().rstrip(".") for host in more_hosts or ())

    # -- URLs ---------------------------------------------------------------------------------

    @abstractmethod
    def story_id(self, url: str) -> str | None:
        """The id of the story at a URL on the canonical host; None if it is not a story's URL."""

    @abstractmethod
    def canonical_url(self, story_id: str) -> str:
        """The canonical URL of a story, to which all forms of its URL map."""

    def identify(self, url: str) -> StoryRef | None:
        """The story at ``url``, which can be any form of the story's URL."""
        return _identify(self, url)

    def identify_file(self, stem: str) -> StoryRef | None:
        """The story that a file's name (without its suffix) names, for pages that don't say it."""
        return None

    def story_date(self, url: str) -> date | None:
        """The date in a story's URL; None if it contains none."""
        return None

    def zone_of(self, url: str | None) -> str:
        """The time zone (an IANA name) in which the page at ``url`` was published."""
        return self.time_zone

    def program_in(self, url: str) -> str | None:
        """The program that a story's URL names; None if it names none."""
        return None

    def owns(self, url: str) -> bool:
        """True if ``url`` is on one of the source's hosts."""
        host = host_of(url)
        return host in self.more_hosts or any(
            host == known or (known.startswith(".") and host.endswith(known))
            for known in self.hosts
        )

    def might_own(self, url: str) -> bool:
        """Whether ``url``, on an unknown host, looks like a story of this source, so that its host
        could be configured.
        """
        return False

    def absolute(self, href: str, page_url: str | None) -> str:
        """A link on a page as an absolute URL; empty if it can't be one."""
        try:
            href = href.strip()
            if href.startswith(("http://", "https://")):
                return href
            return urljoin(page_url or self.home + "/", href)
        except ValueError:
            return ""

    def request_urls(self, ref: StoryRef) -> tuple[str, ...]:
        """The URLs that may have a story's transcript, in the order in which to request them. If
        one is gone (404, 410), the next is tried.
        """
        found = ref.found_url
        return (ref.url,) if found is None or found == ref.url else (ref.url, found)

    # -- discovery ----------------------------------------------------------------------------

    @abstractmethod
    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        """The pages that list the stories of recent days."""

    @abstractmethod
    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The pages that list the stories of a range of days (both ends in it), newest first."""

    def program_listings(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The archive pages of ``program_pages``, which are in :attr:`program_archives`, for a
        range of days, newest first. Each names its program. If the source has only one program,
        these are all its listings.
        """
        return self.listings_between(since, until, today) if self.program_archives else ()

    @abstractmethod
    def read_html_listing(self, page: Page) -> Listing:
        """Read a listing page that is not a feed. For a day without stories, the result is empty.

        :raises UnreadableListing: it is not a listing, but an error page or a consent wall.
        """

    def read_listing(self, page: Page) -> Listing:
        """Read a listing page, a feed or a sitemap.

        :raises UnreadableListing: a feed or sitemap can't be parsed, or another page came in place
            of the listing.
        """
        page, cut = unpacked(page)
        try:
            listing = read_feed(page, self)
            if listing is None:
                listing = self.read_html_listing(page)
        except UnreadableListing:
            if cut is None:
                raise
            listing = Listing()
        if cut is None:
            return listing
        if not (listing.stories or listing.listings):
            raise UnreadableListing(page.url or "", f"the feed is not well-formed: {cut}")
        return replace(listing, cut=f"{cut}; what follows was not read")

    def takes(self, ref: StoryRef) -> bool:
        """Whether a listed story belongs to one of the programs to read."""
        return True

    def archived_prefixes(self, since: date, until: date) -> tuple[str, ...]:
        """The beginnings of story URLs for a range of days, without the scheme: the prefixes to
        look up in an archive such as the Wayback Machine.
        """
        return tuple(f"{host}/" for host in self.hosts if not host.startswith("."))


@lru_cache(maxsize=512)
def _identify(source: Source, url: str) -> StoryRef | None:
    """Cached, because one page names the same few URLs many times."""
    if not source.owns(url):
        return None
    url = tidy(url)
    if "@" in urlsplit(url).netloc:  # a password must not be kept
        return None
    story_id = source.story_id(url)
    if story_id is None:
        return None
    return StoryRef(source.name, story_id, source.canonical_url(story_id), found_url=url)
