"""Democracy Now! (https://www.democracynow.org): a daily hour, with one page per story.

Its transcripts are under a Creative Commons licence (Attribution-Noncommercial-No Derivative Works
3.0 US), which each page states and ``rights`` keeps. A story's URL is ``/YYYY/M/D/slug``; web
extras were under ``/blog/`` or ``/web_exclusives/`` before. Its id here is ``YYYY-MM-DD-slug``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from scraper.model import Covered, Listing, ListingRef, Page
from scraper.sources.base import ADVERTS, Layout, MetadataSelectors, Source
from scraper.sources.base.listings import days_back, read_links

_STORY = re.compile(
    r"^/(?:blog/|web_exclusives/|embed/story/)?(\d{4})/(\d{1,2})/(\d{1,2})/([a-z0-9_-]+)/?$"
)
_STORY_ID = re.compile(r"^(\d{4})-(\d\d)-(\d\d)-(.+)$")
#: Parts of a day that have no labels: the headlines, and players.
_NO_STORIES = frozenset({"headlines", "full_show", "stream"})

_LATEST = 5
_SETTLED_AFTER = timedelta(days=14)
_MONDAY, _FRIDAY, _SATURDAY = 0, 4, 5


class DemocracyNow(Source):
    name = "democracynow"
    title = "Democracy Now!"
    first_day = date(1996, 2, 19)
    home = "https://www.democracynow.org"
    hosts = ("www.democracynow.org", "democracynow.org")
    examples = (
        "https://www.democracynow.org/2015/3/13/part_2_of_a_talk",
        "http://www.democracynow.org/blog/2015/3/13/part_2_of_a_talk",
    )
    calls_itself = ("Democracy Now!",)
    programs = ("Democracy Now!",)
    only_program = "Democracy Now!"
    program_archives = {"shows": "Democracy Now!"}
    labels_hosts = False
    disclaimers = (
        "This is a rush transcript. Copy may not be in its final form",
        "The original content of this program is licensed under",
        "Creative Commons License",
        "Sign up for Democracy Now",
    )
    text_chrome = ("Media Options", "Watch Full Show", "Related Story")
    layouts = (
        Layout(
            "story-2015",
            date(2015, 1, 1),
            None,
            transcript=".transcript ~ .text",
            chrome=f"{ADVERTS}, [class*=share], [class*=related]",
        ),
    )
    metadata = MetadataSelectors(
        title=("h1",),
        published=(".date", "time"),
        teaser=(".story_summary .text p", ".story_summary p"),
        audio=(("a.download_audio[href]", "href"),),
        rights="[class*=license]:has(a[rel=license]), p:has(> a[rel=license])",
    )
    story_marks = ".story_with_left_panel, .story_summary, .transcript"

    usual_feeds = ("https://www.democracynow.org/democracynow.rss",)

    def story_id(self, url: str) -> str | None:
        found = _STORY.match(urlsplit(url).path)
        if found is None or found.group(4) in _NO_STORIES:
            return None
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
        return f"{day}-{found.group(4)}"

    def canonical_url(self, story_id: str) -> str:
        found = _STORY_ID.match(story_id)
        if found is None:
            raise ValueError(f"{story_id!r} is not a Democracy Now! story id (YYYY-MM-DD-slug)")
        year, month, day, slug = found.groups()
        return f"{self.home}/{year}/{int(month)}/{int(day)}/{slug}"

    def story_date(self, url: str) -> date | None:
        story_id = self.story_id(url)
        return date.fromisoformat(story_id[:10]) if story_id else None

    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        days = self.listings_between(today - timedelta(days=_LATEST), today, today)
        return (*days, *(ListingRef(self.name, feed) for feed in self.feeds))

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The page of each weekday's show."""
        return tuple(
            ListingRef(
                self.name,
                f"{self.home}/shows/{day.year}/{day.month}/{day.day}",
                day + _SETTLED_AFTER < today,
                self.only_program,
                day,
                self._covered(day, since, until),
            )
            for day in days_back(since, until)
            if day.weekday() < _SATURDAY
        )

    def _covered(self, day: date, since: date, until: date) -> Covered:
        """The day of a show, with the days of the weekend beside it: there is none on these."""
        before = 2 if day.weekday() == _MONDAY else 0
        after = 2 if day.weekday() == _FRIDAY else 0
        first, last = day - timedelta(days=before), day + timedelta(days=after)
        return Covered(max(first, since), min(last, until), (self.only_program,))

    def read_html_listing(self, page: Page) -> Listing:
        return read_links(page, self, ".content_show, #show, .show")
