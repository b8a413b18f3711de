"""The Wayback Machine: which captures of a newsroom's pages there are, and their originals.

Captures are found by the CDX server (https://github.com/internetarchive/wayback/tree/master/
wayback-cdx-server) and fetched in their ``id_`` form, which is the page as it was, without the
archive's toolbar and rewritten links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.errors import UnreadableListing
from scraper.model import Listing, ListingRef, Page, StoryRef
from scraper.sources.base import Source

HOME = "https://web.archive.org"
_CDX = "/cdx/search/cdx"
#: Captures in one answer; the answer says how to go on.
_PAGE = 5000
#: In bytes; as JSON more than this may unfold to hundreds of megabytes.
_LARGEST = 4 * 1024 * 1024
#: Which captures, and what is told of them. One that is as the one before it says nothing new.
_WHICH = (
    ("output", "json"),
    ("fl", "timestamp,original"),
    ("filter", "statuscode:200"),
    ("filter", "mimetype:text/html"),
    ("collapse", "digest"),
)
_CAPTURE = re.compile(r"(https?://[^/]+)/web/(\d{14})id_/(https?://.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as the archive saw it."""

    archive: str
    captured_at: datetime
    original: str

    @property
    def url(self) -> str:
        """Where its original is."""
        return f"{self.archive}/web/{self.captured_at:%Y%m%d%H%M%S}id_/{self.original}"


def capture_of(url: str | None) -> Capture | None:
    """The capture that ``url`` is of; None when it is no capture's."""
    found = _CAPTURE.fullmatch(url or "")
    if found is None:
        return None
    try:
        when = datetime.strptime(found.group(2), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Capture(found.group(1), when, found.group(3))


def captures_between(
    source: Source, since: date, until: date, today: date, archive: str = HOME
) -> tuple[ListingRef, ...]:
    """The listings of captures of the stories of a range of days: each story's latest."""
    return tuple(
        ListingRef(
            source.name,
            _list(archive, prefix, "prefix", ("from", f"{since:%Y%m%d}"), limit=_PAGE),
            settled=until < today,
        )
        for prefix in source.archived_prefixes(since, until)
    )


def earlier(source: Source, capture: Capture) -> ListingRef:
    """The listing of the last capture of the same page before ``capture``."""
    until = ("to", f"{capture.captured_at - timedelta(seconds=1):%Y%m%d%H%M%S}")
    url = _list(capture.archive, capture.original, "exact", until, limit=-1)
    return ListingRef(source.name, url, settled=True)


def _list(archive: str, url: str, match: str, bound: tuple[str, str], *, limit: int) -> str:
    query = [
        ("url", url),
        ("matchType", match),
        *_WHICH,
        bound,
        ("limit", str(limit)),
        ("showResumeKey", "true"),
    ]
    return f"{archive.rstrip('/')}{_CDX}?{urlencode(query)}"


def is_capture_list(url: str | None) -> bool:
    """True for the URL of a listing that :func:`captures_between` names."""
    parts = urlsplit(url or "")
    return parts.path == _CDX and "showResumeKey=true" in parts.query


def read_captures(page: Page, source: Source) -> Listing:
    """The stories in a list of captures, each found under its latest capture there, and the list
    that goes on with it.

    :raises UnreadableListing: it is no such list.
    """
    url = page.url or ""
    if len(page.body) > _LARGEST:
        raise UnreadableListing(url, f"a list of {_PAGE:,} captures is not so large")
    try:
        rows = json.loads(page.body or b"[]")
        timestamps = [(str(row[0]), str(row[1])) for row in rows[1:] if len(row) == 2]
        resume = str(rows[-1][0]) if rows and len(rows[-1]) == 1 else None
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise UnreadableListing(url, "the list of captures is not the JSON it should be") from None
    parts = urlsplit(url)
    archive = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
    latest: dict[StoryRef, str] = {}
    for timestamp, original in sorted(timestamps):
        capture = capture_of(f"{archive}/web/{timestamp}id_/{original}")
        ref = source.identify(original) if capture else None
        if capture and ref and source.takes(ref):
            latest[ref] = capture.url
    following: tuple[ListingRef, ...] = ()
    query = [part for part in parse_qsl(parts.query) if part[0] != "resumeKey"]
    if resume and ("matchType", "prefix") in query:
        query.append(("resumeKey", resume))
        following = (ListingRef(source.name, f"{archive}{_CDX}?{urlencode(query)}", True),)
    stories = tuple(replace(ref, found_url=url) for ref, url in latest.items())
    return Listing(stories=stories, listings=following)


def original_page(page: Page) -> Page:
    """``page`` as the newsroom gave it, where it is a capture: its own URL, the day it was
    captured, and none of the archive's validators.
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


def followed(source: Source, archive: str) -> Callable[[str], str | None]:
    """Where a redirect from a capture leads: to another capture of the newsroom's pages, which is
    how the archive answers for the nearest time it has; None elsewhere.
    """

    def follow(to: str) -> str | None:
        capture = capture_of(to)
        own = capture is not None and capture.archive == archive and source.owns(capture.original)
        return to if own else None

    return follow
