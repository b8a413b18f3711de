"""What a source is to OnRecord: the rules that a file in :mod:`scraper.sources` declares."""

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
    """A source. Subclasses declare rules; they keep no state and never touch the network. Where
    its pages are requested is no matter of theirs: see :mod:`scraper.origins`.

    :param program_pages: the programs whose archive pages are read, by their name in URLs.
    :param feeds: the feeds that are read, by URL.
    :param more_hosts: hosts that belong to this source in addition to those declared.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    #: The IANA time zone in which its days begin and end.
    time_zone: ClassVar[str] = "America/New_York"
    #: The day of its first broadcast: nothing can be older.
    first_day: ClassVar[date]
    #: The source's own site: scheme and host of canonical URLs.
    home: ClassVar[str]
    #: Hosts whose URLs belong to this source; a leading dot takes every subdomain.
    hosts: ClassVar[tuple[str, ...]]
    #: Whether its pages are on many sites: a mirror then has a folder for each.
    many_sites: ClassVar[bool] = False
    #: URL forms of one story, which a check of the source tries.
    examples: ClassVar[tuple[str, ...]] = ()
    #: Names that labels use for it ("CNN ANCHOR").
    calls_itself: ClassVar[tuple[str, ...]]
    #: Programs as people write them; the page shouts them ("ALL THINGS CONSIDERED").
    programs: ClassVar[tuple[str, ...]] = ()
    #: The newsroom whose people speak, where it is not the source itself.
    people_of: ClassVar[str | None] = None
    #: The program, where the source has only one.
    only_program: ClassVar[str | None] = None
    #: Whether its labels say who hosts; where they don't, who opens a transcript counts.
    labels_hosts: ClassVar[bool] = True
    #: Program codes in the addresses of audio files.
    audio_codes: ClassVar[Mapping[str, str]] = {}
    #: What its pages print after a title, with or without a separator.
    title_tail: ClassVar[re.Pattern[str] | None] = None
    #: How copyright lines and disclaimers begin, where no markup tells them from speech.
    disclaimers: ClassVar[tuple[str, ...]] = ()
    #: The line above the speech that says when it aired; its first group is the day.
    air_line: ClassVar[re.Pattern[str] | None] = None
    #: What a page says when it has no transcript.
    says_no_transcript: ClassVar[re.Pattern[str] | None] = None
    #: Blocks of a story's page beside the speech that may contain labels of their own: a
    #: written story, comments.
    beside: ClassVar[str] = ""
    #: Lines of navigation and the like that remain in a text rendering.
    text_chrome: ClassVar[tuple[str, ...]] = ()
    #: Newest first.
    layouts: ClassVar[tuple[Layout, ...]]
    metadata: ClassVar[MetadataSelectors]
    #: Any of these tells a story page of the source, with a transcript or without.
    story_marks: ClassVar[str]
    #: Where a story page links to its transcript, on the same story or another.
    transcript_link: ClassVar[str | None] = None
    #: Whether it is crawled unless the user names sources.
    enabled_by_default: ClassVar[bool] = False
    #: Programs with archive pages of their own, as people write them, by their name in URLs.
    program_archives: ClassVar[Mapping[str, str]] = {}
    #: Whether a listing that the site does not have (404) is of a day on which nothing aired.
    missing_listings_are_empty: ClassVar[bool] = False
    #: Programs whose archive pages are read, and feeds, unless the user names others.
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
        """The id of the story a canonical-host URL is about; None when it is about none."""

    @abstractmethod
    def canonical_url(self, story_id: str) -> str:
        """The one URL of a story that all its forms map to."""

    def identify(self, url: str) -> StoryRef | None:
        """The story that ``url``, in any of its forms, is about."""
        return _identify(self, url)

    def identify_file(self, stem: str) -> StoryRef | None:
        """The story that a file's name (without its suffix) names, for pages that name none."""
        return None

    def story_date(self, url: str) -> date | None:
        """The date that a story's URL carries, None when it carries none."""
        return None

    def zone_of(self, url: str | None) -> str:
        """The time zone (an IANA name) in which the page at ``url`` was published."""
        return self.time_zone

    def program_in(self, url: str) -> str | None:
        """The program that a story's URL names, None when it names none."""
        return None

    def owns(self, url: str) -> bool:
        """True when ``url`` is on one of the source's hosts."""
        host = host_of(url)
        return host in self.more_hosts or any(
            host == known or (known.startswith(".") and host.endswith(known))
            for known in self.hosts
        )

    def might_own(self, url: str) -> bool:
        """Whether ``url``, on a host that is not known, looks like a story of this source:
        its host can then be configured.
        """
        return False

    def absolute(self, href: str, page_url: str | None) -> str:
        """A link on a page as an absolute URL; empty where it can't be one."""
        try:
            href = href.strip()
            if href.startswith(("http://", "https://")):
                return href
            return urljoin(page_url or self.home + "/", href)
        except ValueError:
            return ""

    def request_urls(self, ref: StoryRef) -> tuple[str, ...]:
        """The URLs that may hold a story's transcript, in the order to ask for them: where one
        is gone (404, 410) the next is tried.
        """
        found = ref.found_url
        return (ref.url,) if found is None or found == ref.url else (ref.url, found)

    # -- discovery ----------------------------------------------------------------------------

    @abstractmethod
    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        """The pages where stories of the last days appear."""

    @abstractmethod
    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The pages that list the stories of a range of days (both ends in it), newest first."""

    def program_listings(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The archive pages of ``program_pages``, which are in :attr:`program_archives`, for a
        range of days, newest first. Each names its program. Where a source has one program, its
        listings are the program's.
        """
        return self.listings_between(since, until, today) if self.program_archives else ()

    @abstractmethod
    def read_html_listing(self, page: Page) -> Listing:
        """What a listing page that is no feed yields. A day without stories yields none.

        :raises UnreadableListing: it is not a listing: an error page, a consent wall.
        """

    def read_listing(self, page: Page) -> Listing:
        """What a listing page, a feed or a sitemap yields.

        :raises UnreadableListing: a feed or sitemap that can't be parsed, or a page that came
            instead of the listing.
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
        """Whether a story that listings yield is of one of the programs that are read."""
        return True

    def archived_prefixes(self, since: date, until: date) -> tuple[str, ...]:
        """How the URLs of stories of a range of days begin, without the scheme: the prefixes to
        ask an archive such as the Wayback Machine for.
        """
        return tuple(f"{host}/" for host in self.hosts if not host.startswith("."))


@lru_cache(maxsize=512)
def _identify(source: Source, url: str) -> StoryRef | None:
    """Kept for a while: one page names the same few URLs many times."""
    if not source.owns(url):
        return None
    url = tidy(url)
    if "@" in urlsplit(url).netloc:  # a password must not be kept
        return None
    story_id = source.story_id(url)
    if story_id is None:
        return None
    return StoryRef(source.name, story_id, source.canonical_url(story_id), found_url=url)
