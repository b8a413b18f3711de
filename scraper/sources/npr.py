"""NPR (https://www.npr.org): All Things Considered, Morning Edition and the rest.

A story has many URLs (a dated one under its section or blog, ``story.php``, ``transcript.php``,
``/transcripts/ID``, the text-only site, tracking parameters on any of them) and one id: a number
until about 2023, then ``nx-s1-N`` or ``g-s1-N``. The canonical URL here is ``/transcripts/ID``, the
only form that can be built from the id and contains the words.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from scraper.model import Covered, Listing, ListingRef, Page, StoryRef
from scraper.sources.base import ADVERTS, EmbeddedFacts, Layout, MetadataSelectors, Source
from scraper.sources.base.listings import parse, stories_in
from scraper.urls import host_of

# Numbers of fewer digits are topics and programs ("storyId=1001" is the news page).
_ID = r"(?:nx-s\d+-\d+|g-s\d+-\d+|\d{6,})"
_TRANSCRIPT = re.compile(rf"^/transcripts/({_ID})(?:/|$)")
_DATED = re.compile(rf"^/(?!programs/)(?:.+/)?(\d{{4}})/(\d\d)/(\d\d)/({_ID})(?:/|$)")
_BARE = re.compile(rf"^/({_ID})/?$")
_PHP = re.compile(
    r"^/templates/(?:story/story|transcript/transcript|rundowns/segment)\.php$", re.IGNORECASE
)
_ONE_ID = re.compile(rf"^{_ID}$")
_FILE = re.compile(rf"(?:^|[^a-z])npr\b.*?[-_.]({_ID})$", re.IGNORECASE)
_EPISODE = re.compile(r"^/programs/[a-z0-9-]+/(\d{4})/(\d\d)/(\d\d)/\d+")

#: Blocks of a listing page that hold what it is about; other blocks advertise other stories.
_OWN_BLOCKS = "#storylist, #story-list, #episode-list, #transcript-list"
_OWN_LINKS = "article h1 a[href], article h2 a[href], article h3 a[href], li a.transcript[href]"

#: A listing of days this long ago won't grow any more: transcripts appear within 48 hours.
_SETTLED_AFTER = timedelta(days=14)


class Npr(Source):
    name = "npr"
    enabled_by_default = True
    title = "NPR"
    first_day = date(1971, 5, 3)  # the first All Things Considered
    home = "https://www.npr.org"
    hosts = ("npr.org", ".npr.org")
    examples = (
        "https://www.npr.org/transcripts/222172602",
        "https://www.npr.org/templates/story/story.php?storyId=222172602",
        "https://www.npr.org/2013/09/13/222172602/kerry-and-lavrov",
        "https://text.npr.org/222172602",
    )
    calls_itself = ("NPR",)
    programs = (
        "All Things Considered",
        "Morning Edition",
        "Weekend Edition Saturday",
        "Weekend Edition Sunday",
        "Weekend All Things Considered",
        "Fresh Air",
        "Talk of the Nation",
        "Tell Me More",
        "Day to Day",
        "News & Notes",
        "Here & Now",
        "Wait Wait... Don't Tell Me!",
        "TED Radio Hour",
        "Planet Money",
        "Throughline",
        "Consider This",
        "Short Wave",
        "Hidden Brain",
        "Code Switch",
    )
    audio_codes = {
        "atc": "All Things Considered",
        "me": "Morning Edition",
        "wesat": "Weekend Edition Saturday",
        "wesun": "Weekend Edition Sunday",
        "watc": "Weekend All Things Considered",
        "fa": "Fresh Air",
        "totn": "Talk of the Nation",
        "tmm": "Tell Me More",
        "day": "Day to Day",
        "newsnotes": "News & Notes",
    }
    disclaimers = (
        "Copyright ©",
        "Copyright (c)",
        "NPR transcripts are created",
        "Accuracy and availability of NPR transcripts",
        "Transcript provided by NPR",
        "For personal, noncommercial use only",
    )
    text_chrome = ("NPR logo",)
    layouts = (
        Layout(
            "transcript-page-2024",
            date(2024, 1, 1),
            None,
            transcript="div.transcript.storytext[aria-label]",
            rights="p.disclaimer",
            chrome=f"{ADVERTS}, .recommended-stories, .share-tools",
        ),
        Layout(
            "transcript-page-2012",
            date(2012, 1, 1),
            date(2023, 12, 31),
            transcript="div.transcript.storytext",
            rights="p.disclaimer",
            chrome=f"{ADVERTS}, #callout-end-of-story-mount, .tags",
        ),
        Layout(
            "transcript-php-2008",
            date(2008, 1, 1),
            date(2011, 12, 31),
            transcript="#storytext.transcript, div.transcript:not(.storytext)",
            rights="p.disclaimer, p.copyright",
            chrome=f"{ADVERTS}, .listenblock, ul.storytools, #comments, h1, h2",
        ),
        Layout(
            "story-php-2004",
            date(2004, 1, 1),
            date(2007, 12, 31),
            transcript="td.transcript, #transcriptText",
            rights=".copyright",
            chrome=f"{ADVERTS}, table.audio, .related, .date, h1, h2, h3",
        ),
    )
    metadata = MetadataSelectors(
        title=(".storytitle h1", "h1.storytitle", "td.story h1", "h1"),
        program=(".program a", ".program", "h3.slug a"),
        published=(".dateblock time[datetime]", "p.datestamp", ".program .date", "td .date"),
        teaser=("p.teaser",),
        story_url=("input[id^=modelFullUrl]", ".storytitle h1 a"),
        facts=EmbeddedFacts(
            "[data-audio]",
            "data-audio",
            {"audio_url": "audioUrl", "duration": "duration", "program": "program"},
            story_urls=("storyUrl",),
            story_ids=("uid",),
            header="#headlineaudio, #primaryaudio",
        ),
    )
    beside = "#storytext:not(.transcript), #comments, #commentBlock"
    story_marks = ".storytitle, #storytext, article.story, td.story"
    transcript_link = ".audio-tool-transcript a[href], a.audio-tool-transcript[href], a.trans[href]"

    #: Podcasts have none of days, and Weekend All Things Considered is in All Things Considered's.
    program_archives = {
        "all-things-considered": "All Things Considered",
        "morning-edition": "Morning Edition",
        "weekend-edition-saturday": "Weekend Edition Saturday",
        "weekend-edition-sunday": "Weekend Edition Sunday",
        "fresh-air": "Fresh Air",
        "talk-of-the-nation": "Talk of the Nation",
        "tell-me-more": "Tell Me More",
        "day-to-day": "Day to Day",
        "news-notes": "News & Notes",
        "here-and-now": "Here & Now",
        "wait-wait-dont-tell-me": "Wait Wait... Don't Tell Me!",
    }
    usual_program_pages = (
        "morning-edition",
        "all-things-considered",
        "weekend-edition-saturday",
        "weekend-edition-sunday",
    )
    usual_feeds = ("https://feeds.npr.org/1001/rss.xml",)

    def story_id(self, url: str) -> str | None:
        parts = urlsplit(url)
        path = parts.path
        if found := _TRANSCRIPT.match(path):
            return found.group(1)
        if found := _DATED.match(path):
            return found.group(4)
        query = parse_qs(parts.query)
        if _PHP.match(path):
            named = query.get("storyId") or query.get("storyid") or []
        elif host_of(url) == "text.npr.org":
            named = query.get("sId", []) if path == "/s.php" else [path.strip("/")]
        elif found := _BARE.match(path):
            named = [found.group(1)]
        else:
            named = []
        return named[0] if named and _ONE_ID.match(named[0]) else None

    def canonical_url(self, story_id: str) -> str:
        return f"{self.home}/transcripts/{story_id}"

    def identify_file(self, stem: str) -> StoryRef | None:
        found = _FILE.search(stem)
        if found is None:
            return None
        return StoryRef(self.name, found.group(1), self.canonical_url(found.group(1)))

    def story_date(self, url: str) -> date | None:
        path = urlsplit(url).path
        found = _DATED.match(path) or _EPISODE.match(path)
        if found is None:
            return None
        try:
            return date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
        except ValueError:
            return None

    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        since = today - timedelta(days=7)
        days = f"{self.home}/transcripts?range={since}...{today}"
        listings = [ListingRef(self.name, days, covers=Covered(since, today))]
        listings += [ListingRef(self.name, feed) for feed in self.feeds]
        archives = [
            ListingRef(
                self.name, f"{self.home}/programs/{program}/archive", program=_program(program)
            )
            for program in self.program_pages
        ]
        return (*listings, *archives)

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        listings: list[ListingRef] = []
        for first, last in _months(since, until):
            settled = last + _SETTLED_AFTER < today
            days = f"{self.home}/transcripts?range={first}...{last}"
            listings.append(ListingRef(self.name, days, settled, covers=Covered(first, last)))
            listings += self._archives(first, last, today)
        return tuple(listings)

    def program_listings(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        months = _months(since, until)
        return tuple(ref for first, last in months for ref in self._archives(first, last, today))

    def _archives(self, first: date, last: date, today: date) -> Iterator[ListingRef]:
        """The page of a month in each program's archive, read for some of its days."""
        month_end = calendar.monthrange(last.year, last.month)[1]
        for slug in self.program_pages:
            url = f"{self.home}/programs/{slug}/archive?date={last.month}-{month_end}-{last.year}"
            settled, program = last + _SETTLED_AFTER < today, _program(slug)
            covers = Covered(first, last, (program,)) if program else None
            yield ListingRef(self.name, url, settled, program, covers=covers)

    def archived_prefixes(self, since: date, until: date) -> tuple[str, ...]:
        months = (f"www.npr.org/{first:%Y/%m}/" for first, _ in _months(since, until))
        return (*months, "www.npr.org/transcripts/", "www.npr.org/templates/transcript/")

    def read_html_listing(self, page: Page) -> Listing:
        tree = parse(page)
        blocks = tree.css(_OWN_BLOCKS)
        found = stories_in(tree, page.url, self, blocks, _OWN_LINKS)
        return replace(found, listings=tuple(self._episodes(blocks, page.url)))

    def _episodes(self, blocks: list[LexborNode], page_url: str | None) -> Iterator[ListingRef]:
        """Pages of one day's program, which an archive lists."""
        seen: set[str] = set()
        for block in blocks:
            for link in block.css("article a[href]"):
                url = self.absolute(link.attributes.get("href") or "", page_url)
                path = urlsplit(url).path if self.owns(url) else ""
                plain = f"{self.home}{path.rstrip('/')}"
                if _EPISODE.match(path) and plain not in seen:
                    seen.add(plain)
                    program, day = _program(path.split("/")[2]), self.story_date(plain)
                    covers = Covered(day, day, (program,)) if day and program else None
                    yield ListingRef(self.name, plain, True, program, day, covers)


def _program(slug: str) -> str | None:
    """The program with that name in URLs ("wait-wait-dont-tell-me"), None if unknown."""
    if slug in Npr.program_archives:
        return Npr.program_archives[slug]
    wanted = _letters(slug)
    for program in Npr.programs:
        if wanted in (_letters(program), _letters(program.replace("&", "and"))):
            return program
    return None


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """The range cut at month ends, newest first."""
    last = until
    while last >= since:
        first = max(since, last.replace(day=1))
        yield first, last
        last = first - timedelta(days=1)
