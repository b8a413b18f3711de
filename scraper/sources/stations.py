"""NPR member stations, which republish NPR's transcripts on their own sites.

Most run on the system that NPR hosts for them (Grove): a story is ``/SECTION/YYYY-MM-DD/slug``, and
the transcript is in the article's body. Stations on WordPress with NPR's plugin have it in a
separate block after the article. Stories belong to the station, with its host in their id
(``www.kut.org/2026-06-01/slug``); the same words at NPR or at another station are duplicates.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from scraper.model import Listing, ListingRef, Page
from scraper.sources.base import ADVERTS, EmbeddedFacts, Layout, MetadataSelectors, Source
from scraper.sources.base.listings import read_links
from scraper.urls import host_of

#: The time zone of configured stations that are not listed here; half of all stations are in it.
DEFAULT_ZONE = "America/New_York"

#: Hosts by IANA time zone; a leading dot takes the site's subdomains too.
HOSTS_BY_ZONE: dict[str, tuple[str, ...]] = {
    DEFAULT_ZONE: tuple(
        """.bpr.org .capeandislands.org .ctpublic.org .delawarepublic.org .ideastream.org .lpm.org
        .mainepublic.org .nepm.org .nhpr.org .southcarolinapublicradio.org .vermontpublic.org
        .vpm.org .wamc.org .weku.org .wesa.fm .wfae.org .wlrn.org .wosu.org .wrvo.org .wshu.org
        .wskg.org .wuky.org .wunc.org .wuot.org .wusf.org .wutc.org .wvtf.org .wvxu.org
        .wxxinews.org .wypr.org .wyso.org""".split()
    ),
    "America/Indiana/Indianapolis": (".wboi.org", ".wvpe.org"),
    "America/Detroit": (
        ".interlochenpublicradio.org",
        ".michiganpublic.org",
        ".wemu.org",
        ".wkar.org",
        ".wmuk.org",
    ),
    "America/Chicago": tuple(
        """.apr.org .hppr.org .iowapublicradio.org .kbia.org .kcur.org .keranews.org .kgou.org
        .kmuw.org .kosu.org .ksmu.org .kuaf.com .kut.org .marfapublicradio.org .nprillinois.org
        .radiomilwaukee.org .stlpr.org .tpr.org .tspr.org .wcbu.org .wglt.org .wkms.org .wrkf.org
        .wuwm.com .wwno.org .wxpr.org""".split()
    ),
    "America/Denver": tuple(
        """.aspenpublicradio.org .krwg.org .kuer.org .kunc.org .kunm.org .mtpr.org .upr.org
        .wyomingpublicmedia.org .ypradio.org""".split()
    ),
    "America/Boise": (".boisestatepublicradio.org",),
    "America/Phoenix": (".knau.org",),
    "America/Los_Angeles": tuple(
        """.ijpr.org .kalw.org .kazu.org .kcbx.org .kclu.org .klcc.org .knkx.org .kunr.org
        .kvpr.org .spokanepublicradio.org""".split()
    ),
    "America/Anchorage": (".kdlg.org",),
    "Pacific/Honolulu": (".hawaiipublicradio.org",),
}

_HOST = re.compile(r"[a-z0-9.-]+")
_GROVE = re.compile(r"^/((?:[a-z0-9-]+/){0,3})(\d{4}-\d\d-\d\d)/[a-z0-9-]+/?$")
_WORDPRESS = re.compile(r"^/((?:[a-z0-9-]+/){0,2})\d{4}/\d\d/(?:\d\d/)?[a-z0-9-]+/?$")
_NO_STORIES = frozenset({"tags/", "people/", "category/", "tag/", "author/", "podcast/"})
#: A month's sitemap grows until the month is over and its late stories are in.
_SETTLED_AFTER = timedelta(days=45)

#: Links to stories on the pages that list them.
_PROMO_LINKS = "[class*=Promo][class*=title] a[href]"

_CHROME = (
    f"{ADVERTS}, .Enh, .Enhancement, .fullattribution, .news-coda, [class*=AdModule],"
    " [class*=Subscribe]"
)


class Stations(Source):
    name = "stations"
    title = "NPR member stations"
    first_day = date(1971, 5, 3)
    home = "https://www.npr.org/stations"
    hosts = tuple(sorted(host for hosts in HOSTS_BY_ZONE.values() for host in hosts))
    many_sites = True
    time_zone = DEFAULT_ZONE  # of a station that is not known here
    examples = (
        "https://www.kut.org/npr-news/2023-06-14/bees",
        "http://kut.org/npr-news/2023-06-14/bees/?utm_source=x",
    )
    calls_itself = ("NPR",)
    people_of = "npr"
    programs = (
        "All Things Considered",
        "Morning Edition",
        "Weekend Edition Saturday",
        "Weekend Edition Sunday",
        "Fresh Air",
        "Here & Now",
    )
    disclaimers = (
        "Transcript provided by NPR",
        "Copyright NPR",
        "Copyright 20",
        "Transcript:",
        "Transcript :",
        "NPR transcripts are created",
        "Accuracy and availability of NPR transcripts",
    )
    layouts = (
        Layout(
            "grove-2019",
            date(2019, 1, 1),
            None,
            transcript=".ArtP-articleBody",
            rights=".fullattribution",
            chrome=f"{_CHROME}, h1, h2, h3",
            shared=True,
        ),
        Layout(
            "wordpress-npr-2013",
            date(2013, 1, 1),
            None,
            transcript=".npr-transcript",
            rights=".fullattribution",
            chrome=_CHROME,
        ),
    )
    metadata = MetadataSelectors(
        title=("h1.ArtP-headline", "h1.entry-title", "h1"),
        published=(".ArtP-timestamp meta[content]", "time[datetime]"),
        audio=(("ps-stream-url[data-stream-url]", "data-stream-url"), ("audio[src]", "src")),
        facts=EmbeddedFacts(
            'meta[name="brightspot-dataLayer"]',
            "content",
            {"program": "program", "published": "publishedDate"},
        ),
    )
    story_marks = ".ArtP-articleBody, .npr-transcript, article .entry-content"

    @property
    def _sites(self) -> tuple[str, ...]:
        """The hosts of the configured feeds."""
        return tuple(dict.fromkeys(_host(feed) for feed in self.feeds))

    def owns(self, url: str) -> bool:
        """True for stations listed here, for hosts that are configured, and for the sites of
        configured feeds.
        """
        host = _host(url)
        if not host:
            return False
        named = {name.removeprefix("www.") for name in self.more_hosts}
        return (
            f".{host}".endswith(self.hosts)
            or host.removeprefix("www.") in named
            or host in self._sites
        )

    def might_own(self, url: str) -> bool:
        """True for a URL built as stations build those of stories, on any host with a dot."""
        return "." in _host(url) and self.story_id(url) is not None

    def zone_of(self, url: str | None) -> str:
        host = f".{_host(url)}" if url else ""
        zones = (zone for zone, hosts in HOSTS_BY_ZONE.items() if host.endswith(hosts))
        return next(zones, self.time_zone)

    def story_id(self, url: str) -> str | None:
        host, path = _host(url), urlsplit(url).path.casefold().rstrip("/")
        found = _GROVE.match(path) or _WORDPRESS.match(path)
        if found is None or found.group(1) in _NO_STORIES:
            return None
        return f"{host}{path}" if host.count(".") > 1 else f"www.{host}{path}"

    def canonical_url(self, story_id: str) -> str:
        return f"https://{story_id}"

    def story_date(self, url: str) -> date | None:
        found = _GROVE.match(urlsplit(url).path.casefold())
        try:
            return date.fromisoformat(found.group(2)) if found else None
        except ValueError:
            return None

    def latest_listings(self, today: date) -> tuple[ListingRef, ...]:
        return tuple(ListingRef(self.name, feed) for feed in self.feeds)

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The sitemap of each month, as the sites of the configured feeds publish them."""
        month = until.replace(day=1)
        listings: list[ListingRef] = []
        while month >= since.replace(day=1):
            settled = month + _SETTLED_AFTER < today
            listings += [
                ListingRef(self.name, f"https://{site}/sitemap-{month:%Y%m}.xml", settled)
                for site in self._sites
            ]
            month = (month - timedelta(days=1)).replace(day=1)
        return tuple(listings)

    def read_html_listing(self, page: Page) -> Listing:
        return read_links(page, self, f"main:has({_PROMO_LINKS})", _PROMO_LINKS)


def _host(url: str) -> str:
    """The host of ``url``, empty if it has none that a name can be (it becomes an identity)."""
    host = host_of(url)
    return host if _HOST.fullmatch(host) else ""
