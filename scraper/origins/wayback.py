"""The Wayback Machine: captures of a source's pages, and the listings of these captures.

Captures are found by the CDX server (https://github.com/internetarchive/wayback/tree/master/
wayback-cdx-server) and fetched in their ``id_`` form, which is the page as it was, without the
archive's toolbar and rewritten links.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from scraper.errors import UnreadableListing
from scraper.model import Listing, ListingRef, Page, StoryRef
from scraper.sources.base import Source
from scraper.urls import site_of

HOME = "https://web.archive.org"
_CDX = "/cdx/search/cdx"
#: Captures in one answer, which ends with a key to ask for more.
_PAGE = 5000
#: In bytes; parsed, a larger JSON document may take hundreds of megabytes.
_LARGEST = 4 * 1024 * 1024
#: Which captures are listed, and which facts of each. One that equals the one before is left out.
#: Without the urlkey, the key to ask for more leads somewhere else
#: (https://github.com/internetarchive/wayback/issues/121).
_FACTS = ("urlkey", "timestamp", "original")
_WHICH = (
    ("output", "json"),
    ("fl", ",".join(_FACTS)),
    ("filter", "statuscode:200"),
    ("filter", "mimetype:text/html"),
    ("collapse", "digest"),
)
#: The urlkey, the timestamp and the URL of a capture.
_Row = tuple[str, str, str]
_CAPTURE = re.compile(r"(https?://[^/]+)/web/(\d{14})id_/(https?://.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as the archive saw it at some time."""

    archive: str
    captured_at: datetime
    original: str

    @property
    def url(self) -> str:
        """Where the archive has it, unchanged."""
        return f"{self.archive}/web/{self.captured_at:%Y%m%d%H%M%S}id_/{self.original}"

    @property
    def readable_url(self) -> str:
        """Where people read the same capture, under the archive's toolbar."""
        return f"{self.archive}/web/{self.captured_at:%Y%m%d%H%M%S}/{self.original}"


def capture_of(url: str | None) -> Capture | None:
    """The capture at ``url``; None if it is not the URL of a capture."""
    found = _CAPTURE.fullmatch(url or "")
    if found is None:
        return None
    try:
        when = datetime.strptime(found.group(2), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Capture(found.group(1), when, found.group(3))


class Wayback:
    """The Wayback Machine as an :class:`~scraper.origins.origin.Origin` of a source's pages.

    :param archive: the Wayback Machine's URL, or that of an archive with the same interface.
    """

    has_captures = True

    def __init__(self, source: Source, archive: str = HOME) -> None:
        self._source = source
        self._archive = archive.rstrip("/")

    @classmethod
    def serving(cls, url: str, source: Source) -> Wayback | None:
        """The archive of a capture or a list of captures; None for any other URL."""
        if capture := capture_of(url):
            return cls(source, capture.archive)
        if is_capture_list(url):
            return cls(source, site_of(url))
        return None

    def locate(self, url: str) -> str:
        """The URL itself: captures and their lists are only there."""
        return url

    def may_follow(self, url: str) -> str | None:
        """Only to another capture of the source's pages, which is how the archive answers for the
        nearest time it has.
        """
        capture = capture_of(url)
        if capture is None or capture.archive != self._archive:
            return None
        return url if self._source.owns(capture.original) else None

    def as_published(self, page: Page) -> Page:
        """A capture as the publisher had it: at its own URL, on the day it was captured, and with
        none of the archive's headers. A list of captures stays as it is.
        """
        capture = capture_of(page.url)
        if capture is None:
            return page
        headers = {
            name: value
            for name, value in page.headers.items()
            if name not in ("etag", "last-modified") and not name.startswith("x-archive-")
        }
        return replace(
            page,
            url=capture.original,
            headers=headers,
            fetched_at=capture.captured_at,
            via=capture.url,
        )

    def listings_between(self, since: date, until: date, today: date) -> tuple[ListingRef, ...]:
        """The lists of captures of the stories of a range of days."""
        return tuple(
            ListingRef(
                self._source.name,
                _list(self._archive, prefix, "prefix", ("from", f"{since:%Y%m%d}"), limit=_PAGE),
                settled=until < today,
            )
            for prefix in self._source.archived_prefixes(since, until)
        )

    def read_listing(self, page: Page) -> Listing:
        """The stories in a list of captures, each found under its latest capture there, and the
        list that continues it.

        :raises UnreadableListing: it is not such a list.
        """
        rows, resume_key = _read_list(page)
        _verify_continued(page.url or "", rows)
        latest: dict[StoryRef, str] = {}
        for timestamp, original in sorted(row[1:] for row in rows):
            capture = capture_of(f"{self._archive}/web/{timestamp}id_/{original}")
            ref = self._source.identify(original) if capture else None
            if capture and ref and self._source.takes(ref):
                latest[ref] = capture.url
        stories = tuple(replace(ref, found_url=url) for ref, url in latest.items())
        return Listing(stories=stories, listings=self._continued(page.url or "", resume_key))

    def _continued(self, url: str, resume_key: str | None) -> tuple[ListingRef, ...]:
        """The list that continues the one at ``url``, if any."""
        query = [part for part in parse_qsl(urlsplit(url).query) if part[0] != "resumeKey"]
        if not resume_key or ("matchType", "prefix") not in query:
            return ()
        query.append(("resumeKey", resume_key))
        return (ListingRef(self._source.name, f"{self._archive}{_CDX}?{urlencode(query)}", True),)

    def dated_url(self, ref: StoryRef) -> str:
        """The URL that was captured: that of the capture carries another date."""
        capture = capture_of(ref.found_url)
        return capture.original if capture else ref.found_url or ref.url

    def try_next(self, page: Page) -> ListingRef | None:
        """The list of the last capture before this one: a page may have been captured when it was
        already gone, or not yet complete.
        """
        capture = capture_of(page.via)
        if capture is None:
            return None
        until = ("to", f"{capture.captured_at - timedelta(seconds=1):%Y%m%d%H%M%S}")
        url = _list(capture.archive, capture.original, "exact", until, limit=-1)
        return ListingRef(self._source.name, url, settled=True)


def is_capture_list(url: str | None) -> bool:
    """True for the URL of a list of captures."""
    parts = urlsplit(url or "")
    return parts.path == _CDX and "showResumeKey=true" in parts.query


def _list(archive: str, url: str, match: str, bound: tuple[str, str], *, limit: int) -> str:
    query = [
        ("url", url),
        ("matchType", match),
        *_WHICH,
        bound,
        ("limit", str(limit)),
        ("showResumeKey", "true"),
    ]
    return f"{archive}{_CDX}?{urlencode(query)}"


def _read_list(page: Page) -> tuple[list[_Row], str | None]:
    """The captures in a list, and the key to ask for more.

    :raises UnreadableListing: it is not such a list.
    """
    url = page.url or ""
    if len(page.body) > _LARGEST:
        raise UnreadableListing(url, f"a list of {_PAGE:,} captures is not so large")
    try:
        found = json.loads(page.body or b"[]")
        if found == []:
            return [], None
        key, timestamp, original = (found[0].index(fact) for fact in _FACTS)
        rows = [
            (str(row[key]), str(row[timestamp]), str(row[original]))
            for row in found[1:]
            if len(row) == len(found[0])
        ]
        resume_key = str(found[-1][0]) if len(found[-1]) == 1 else None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise UnreadableListing(url, "the list of captures is not the JSON it should be") from None
    return rows, resume_key


def _verify_continued(url: str, rows: list[_Row]) -> None:
    """Refuse a list that is to continue another and brings nothing of what comes after that.

    :raises UnreadableListing: it does.
    """
    query = dict(parse_qsl(urlsplit(url).query))
    if "resumeKey" not in query:
        return
    prefix = _url_key(query.get("url", ""))
    # The key is encoded once more than the parameter. It ends with the time that comes next.
    after = tuple(unquote_plus(query["resumeKey"]).rpartition(" ")[::2])
    if not any(row[0].startswith(prefix) and row[:2] >= after for row in rows):
        raise UnreadableListing(url, "the list of captures ended where it should go on")


def _url_key(url: str) -> str:
    """The key under which the archive sorts the captures of a URL ("org,npr)/transcripts/")."""
    host, slash, path = url.lower().partition("/")
    labels = re.sub(r"^www\d*\.", "", host.partition(":")[0]).split(".")
    return f"{','.join(reversed(labels))}){slash}{path}"
