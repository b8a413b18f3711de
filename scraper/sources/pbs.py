"""PBS News Hour (https://www.pbs.org/newshour): the evening program, with one page per segment.

A segment's page is ``/newshour/SECTION/SLUG``. Its section may change but its slug doesn't, so the
slug is its id here. Until 2013, pages were at ``/newshour/bb/SECTION/july-dec12/NAME_11-27.html``,
which later became ``/newshour/bb/SECTION-july-dec12-NAME_11-27/``.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from scraper.model import Covered, Listing, ListingRef, Page
from scraper.sources.base import ADVERTS, Layout, MetadataSelectors, Source
from scraper.sources.base.listings import days_back, read_links

#: Sections that hold no stories.
_NO_STORIES = frozenset(
    """about author authors course email-alerts episode extra feeds latest page podcasts search
    series series-episodes sitemaps tag topic video videos wp-content""".split()
)
_PAGE = re.compile(r"^/newshour/([a-z-]+)/(?:[a-z-]+/)?([a-z0-9]+(?:-[a-z0-9]+)+)/?$")
#: ``/bb/SECTION/july-dec08/NAME_08-21.html``, or as one slug:
#: ``/bb/SECTION-july-dec08-NAME_08-21/``.
_OLD = re.compile(
    r"^/newshour/bb/(?:[a-z0-9_-]+/)*?(?:[a-z0-9_-]+-)?(jan-june|july-dec)(\d\d)[/-]([\w-]+?)"
    r"[_-](\d{1,2})-(\d{1,2})(?:\.html?)?/?$"
)
_HALF_YEAR = re.compile(r"^(?:jan-june|july-dec)\d\d/")
_EPISODE = re.compile(r"-full-episode(?:-|$)")

_MONTHS = """january february march april may june july august september october november
december""".split()
_SETTLED_AFTER = timedelta(days=14)
_LATEST = 3
_PROGRAM = "PBS News Hour"
_CARD_LINKS = "a[class$=__title][href], h3 a[href]"
#: Any page may have an article, so one without a card is no list.
_LISTS = f"#all-videos, .playlist, main article:has({_CARD_LINKS})"


class Pbs(Source):
    name = "pbs"
    title = "PBS News Hour"
    first_day = date(1975, 10, 20)  # as The Robert MacNeil Report
    home = "https://www.pbs.org"
    hosts = ("www.pbs.org", "pbs.org")
    examples = (
        "https://www.pbs.org/newshour/show/how-a-county-kept-its-last-newspaper",
        "https://www.pbs.org/newshour/nation/how-a-county-kept-its-last-newspaper",
    )
    calls_itself = ("NewsHour", "PBS")
    programs = (_PROGRAM, "PBS News Weekend")
    program_archives = {"newshour": _PROGRAM}
    missing_listings_are_empty = True  # a day without an episode has no page
    labels_hosts = False
    disclaimers = ("Notice: Transcripts are machine and human generated",)
    layouts = (
        Layout(
            "video-transcript-2017",
            date(2017, 7, 1),
            None,
            transcript=".video-transcript li",
            chrome=f"{ADVERTS}, [class*=inline-invite]",
            labels="strong",
            in_parts=True,
        ),
        Layout(
            "transcript-block-2013",
            date(2013, 1, 1),
            date(2017, 6, 30),
            transcript="#transcript",
            chrome=f"{ADVERTS}, [class*=inline-invite], .vt__excerpt, h2, h3, h4",
            labels="strong",
            shared=True,
        ),
    )
    metadata = MetadataSelectors(
        title=("h1.post__title", "h1.video-single__title", "h1"),
        program=(".video-single__show", ".post__show"),
        published=("time[itemprop=datePublished]", "time"),
        teaser=(".vt__excerpt p",),
        audio=(("audio source[src]", "src"), ("audio[src]", "src")),
    )
    story_marks = "#transcript, .post__title, .video-single__title"

    usual_feeds = ("https://www.pbs.org/newshour/feeds/rss/headlines",)

    def story_id(self, url: str) -> str | None:
        path = urlsplit(url).path.casefold()
        if found := _OLD.match(path):
            half, year, name, month, day = found.groups()
            return f"{half}{year}/{name}_{month}-{day}"
        found = _PAGE.match(path)
        if found is None or found.group(1) in _NO_STORIES or _EPISODE.search(found.group(2)):
            return None
        return found.group(2)

    def canonical_url(self, story_id: str) -> str:
        if _HALF_YEAR.match(story_id):
            return f"{self.home}/newshour/bb/{story_id}.html"
        return f"{self.home}/newshour/show/{story_id}"

    def story_date(self, url: str) -> date | None:
        found = _OLD.match(urlsplit(url).path.casefold())
        if found is None:
            return None
        year = 2000 + int(found.group(2))
        try:
            return date(year - 100 * (year > 2050), int(found.group(4)), int(found.group(5)))
        except ValueError:
            return None

    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        episodes = self.listings_between(today - timedelta(days=_LATEST), today, today)
        urls = (f"{self.home}/newshour/latest", *self.feeds)
        return (*(ListingRef(self.name, url) for url in urls), *episodes)

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The page of each day's episode, which lists its segments, under both names that episodes
        have had. A day without an episode has no page.
        """
        return tuple(
            ListingRef(
                self.name,
                f"{self.home}/newshour/show/{_MONTHS[day.month - 1]}-{day.day}-{day.year}"
                f"-{program}-full-episode",
                day + _SETTLED_AFTER < today,
                _PROGRAM,
                day,
                Covered(day, day, (_PROGRAM,)),
            )
            for day in days_back(since, until)
            for program in ("pbs-news-hour", "pbs-newshour")
        )

    def read_html_listing(self, page: Page) -> Listing:
        return read_links(page, self, _LISTS, _CARD_LINKS)
