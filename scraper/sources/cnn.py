"""CNN (https://transcripts.cnn.com): shows since 2000, each hour in one or several segments.

A segment has two URLs: ``/show/CODE/date/YYYY-MM-DD/segment/NN``, and until 2022
``/TRANSCRIPTS/YYMM/DD/CODE.NN.html`` on several hosts. Both give the show, the day and the segment,
which make up its id here: ``acd-2025-03-14-01``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from scraper.model import Covered, Listing, ListingRef, Page, StoryRef
from scraper.sources.base import ADVERTS, Layout, MetadataSelectors, Source
from scraper.sources.base.listings import days_back, parse, read_links

_SEGMENT = re.compile(r"^/show/([a-z0-9]+)/date/(\d{4})-(\d\d)-(\d\d)/segment/(\d\d)/?$")
_OLD = re.compile(r"^/transcripts/(\d\d)(\d\d)/(\d\d)/([a-z0-9]+)\.(\d\d)\.html$")
_STORY_ID = re.compile(r"^([a-z0-9]+)-(\d{4}-\d\d-\d\d)-(\d\d)$")
#: A show's archive: its first page, and older ones, which name the segment they begin with.
_ARCHIVE = re.compile(r"^/show/([a-z0-9]+)(?:\?start_fileid=\1_(\d{4}-\d\d-\d\d)_\d\d)?$")

#: Shows by their code in URLs. A code that stood for several shows in turn is left out: the page's
#: own head says which it was.
SHOWS = {
    "acd": "Anderson Cooper 360 Degrees",
    "ampr": "Amanpour",
    "asb": "NewsNight with Aaron Brown",
    "bn": "CNN Breaking News",
    "cct": "Connie Chung Tonight",
    "cf": "Crossfire",
    "cg": "The Lead with Jake Tapper",
    "cnnt": "CNN Tonight",
    "cnr": "CNN Newsroom",
    "cpt": "Cuomo Prime Time",
    "ctw": "Connect the World",
    "ebo": "Erin Burnett Outfront",
    "es": "Early Start",
    "fzgps": "Fareed Zakaria GPS",
    "gb": "Glenn Beck",
    "ijvm": "Issues with Jane Velez-Mitchell",
    "ip": "Inside Politics",
    "jkusa": "John King, USA",
    "ldt": "Lou Dobbs Tonight",
    "le": "Late Edition with Wolf Blitzer",
    "lkl": "Larry King Live",
    "lklw": "Larry King Weekend",
    "lt": "CNN Live Today",
    "ltm": "American Morning",
    "nday": "New Day",
    "ndaysat": "New Day Saturday",
    "ndaysun": "New Day Sunday",
    "ng": "Nancy Grace",
    "pzn": "Paula Zahn Now",
    "qmb": "Quest Means Business",
    "rs": "Reliable Sources",
    "sitroom": "The Situation Room",
    "sotu": "State of the Union",
    "wbr": "Wolf Blitzer Reports",
    "ywt": "Your World Today",
}

_HALF = r"\s*[ap]\.?(?:m\.?)?"
_HOUR = rf"\d{{1,2}}(?::\d\d)?(?:{_HALF})?"
_ZONE = r"\s*[ECMP][SD]?T\b"
#: "Aired 8-9p ET", "Aired 10:30a-11a ET", "Aired 8 p.m. ET", "Aired July 12, 2005 - 21:00 ET".
_AIRED_TAIL = re.compile(
    rf"\baired\s+(?:{_HOUR}\s*(?:-|–|—|to)\s*{_HOUR}(?:{_ZONE})?"
    rf"|\d{{1,2}}(?::\d\d)?{_HALF}(?:{_ZONE})?|\d{{1,2}}(?::\d\d)?{_ZONE}"
    rf"|[a-z]+\.? \d{{1,2}}, \d{{4}} ?- ?\d[\d:]*(?:{_ZONE})?)[\s.)\]]*$",
    re.IGNORECASE,
)

#: The pages of a day go on growing for some days.
_LATEST = 3
_SETTLED_AFTER = timedelta(days=14)


class Cnn(Source):
    name = "cnn"
    title = "CNN"
    first_day = date(1980, 6, 1)
    home = "https://transcripts.cnn.com"
    hosts = ("transcripts.cnn.com", "www.cnn.com", "cnn.com", "edition.cnn.com", ".cnn.com")
    examples = (
        "https://transcripts.cnn.com/show/lkl/date/2005-07-12/segment/01",
        "http://transcripts.cnn.com/TRANSCRIPTS/0507/12/lkl.01.html",
    )
    calls_itself = ("CNN", "HLN", "Headline News", "CNNfn")
    programs = (
        "American Morning",
        "Anderson Cooper 360 Degrees",
        "CNN 10",
        "CNN Breaking News",
        "CNN Live Saturday",
        "CNN Live Sunday",
        "CNN Live Today",
        "CNN Newsroom",
        "CNN This Morning",
        "CNN Tonight",
        "Connect the World",
        "Connie Chung Tonight",
        "Crossfire",
        "Cuomo Prime Time",
        "Don Lemon Tonight",
        "Early Start",
        "Erin Burnett Outfront",
        "Fareed Zakaria GPS",
        "Glenn Beck",
        "Inside Politics",
        "Issues with Jane Velez-Mitchell",
        "John King, USA",
        "Larry King Live",
        "Larry King Weekend",
        "Late Edition with Wolf Blitzer",
        "Laura Coates Live",
        "Lou Dobbs Tonight",
        "NewsNight with Aaron Brown",
        "Nancy Grace",
        "New Day",
        "New Day Saturday",
        "New Day Sunday",
        "Paula Zahn Now",
        "Piers Morgan Live",
        "Quest Means Business",
        "Reliable Sources",
        "State of the Union",
        "The Lead with Jake Tapper",
        "The Situation Room",
        "Wolf Blitzer Reports",
        "Your World Today",
    )
    title_tail = _AIRED_TAIL
    disclaimers = (
        "THIS IS A RUSH TRANSCRIPT",
        "TO ORDER A VIDEO OF THIS TRANSCRIPT",
        "TO ORDER VIDEOTAPES AND TRANSCRIPTS",
        "Content and Programming Copyright",
        "Copyright ©",
    )
    air_line = re.compile(r"^Aired (\w+ \d{1,2}, \d{4}) - \d")
    says_no_transcript = re.compile(
        r"^[(\[]?(?:This (?:show|program|segment) )?did not air\b", re.IGNORECASE
    )
    text_chrome = ("Return to Transcripts main page", "TRANSCRIPTS", "Transcript Providers")
    program_archives = SHOWS
    layouts = (
        Layout(
            "body-text-2002",
            date(2002, 9, 17),
            None,
            transcript="p.cnnBodyText",
            chrome=ADVERTS,
            in_parts=True,
        ),
        Layout(
            "table-2001",
            date(2001, 4, 4),
            date(2002, 9, 16),
            transcript="h4 ~ table td",
            chrome=ADVERTS,
        ),
        Layout(
            "paragraphs-2000",
            date(2000, 1, 1),
            date(2001, 4, 3),
            transcript=":is(td, body):has(> h2 + h3)",
            chrome=f"{ADVERTS}, h2, h3, div",
        ),
    )
    metadata = MetadataSelectors(
        title=("p.cnnTransSubHead", "h2 + h4", "h2 + h3"),
        program_name=("p.cnnTransStoryHead", ":is(td, body) > h2"),
        published=(":is(td, body):has(> h2)",),  # "Aired …" stands bare in it
    )
    story_marks = ".cnnTransStoryHead, .cnnBodyText, h2 + h3, h2 + h4"

    def story_id(self, url: str) -> str | None:
        path = urlsplit(url).path.casefold()
        if found := _SEGMENT.match(path):
            code, year, month, day, segment = found.groups()
        elif found := _OLD.match(path):
            year, month, day, code, segment = found.groups()
            year = ("19" if year == "99" else "20") + year
        else:
            return None
        try:
            aired = date(int(year), int(month), int(day))
        except ValueError:
            return None
        return f"{code}-{aired}-{segment}"

    def canonical_url(self, story_id: str) -> str:
        found = _STORY_ID.match(story_id)
        if found is None:
            raise ValueError(f"{story_id!r} is not a CNN segment id (show-YYYY-MM-DD-NN)")
        return f"{self.home}/show/{found[1]}/date/{found[2]}/segment/{found[3]}"

    def story_date(self, url: str) -> date | None:
        story_id = self.story_id(url)
        found = _STORY_ID.match(story_id) if story_id else None
        return date.fromisoformat(found[2]) if found else None

    def program_in(self, url: str) -> str | None:
        story_id = self.story_id(url)
        return SHOWS.get(story_id.partition("-")[0]) if story_id else None

    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        return self.listings_between(today - timedelta(days=_LATEST), today, today)

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """A page a day, which lists every show's segments."""
        shows = tuple(SHOWS[code] for code in self.program_pages if code in SHOWS)
        known = bool(shows) or not self.program_pages
        return tuple(
            ListingRef(
                self.name,
                f"{self.home}/date/{day}",
                day + _SETTLED_AFTER < today,
                day=day,
                covers=Covered(day, day, shows) if known else None,
            )
            for day in days_back(since, until)
        )

    def program_listings(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The first page of each show's archive, which leads to the older ones."""
        return tuple(
            ListingRef(self.name, f"{self.home}/show/{code}", program=SHOWS.get(code))
            for code in self.program_pages
        )

    def takes(self, ref: StoryRef) -> bool:
        shows = {code.casefold() for code in self.program_pages}
        return not shows or ref.story_id.partition("-")[0] in shows

    def read_html_listing(self, page: Page) -> Listing:
        found = read_links(page, self, ".cnnSectBulletItems")
        begins = self._archive_page(page.url or "")
        return self._read_archive(page, found, *begins) if begins else found

    def _archive_page(self, url: str) -> tuple[str, date | None] | None:
        """The show whose archive has a page at ``url``, and the day which that page begins with;
        the first page names none.
        """
        parts = urlsplit(url)
        path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
        found = _ARCHIVE.match(path) if self.owns(url) else None
        try:
            return found and (found[1], date.fromisoformat(found[2]) if found[2] else None)
        except ValueError:
            return None

    def _read_archive(self, page: Page, found: Listing, code: str, begins: date | None) -> Listing:
        """A page of a show's archive: what it lists, the older pages, and the days it covers."""
        begins = begins or page.fetched_at.date()
        older = tuple(self._older_pages(page, code, begins))
        days = [day for ref in found.stories if (day := self.story_date(ref.url))]
        covers = None
        if days and code in SHOWS and found.doubt is None:
            # The day that an older page begins with may be on both.
            ends = [ref.newest + timedelta(days=1) for ref in older if ref.newest]
            first = max(ends, default=min(days))
            covers = Covered(first, begins, (SHOWS[code],)) if first <= begins else None
        return replace(found, listings=older, covers=covers)

    def _older_pages(self, page: Page, code: str, begins: date) -> Iterator[ListingRef]:
        seen: set[str] = set()
        for link in parse(page).css("a[href]"):
            url = self.absolute(link.attributes.get("href") or "", page.url)
            show, day = self._archive_page(url) or (None, None)
            plain = f"{self.home}/show/{code}?{urlsplit(url).query}" if url else ""
            if show == code and day and day < begins and plain not in seen:
                seen.add(plain)
                yield ListingRef(self.name, plain, program=SHOWS.get(code), newest=day)
