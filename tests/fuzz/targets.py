"""What is thrown at what, and what must hold. A target raises where it does not."""

from __future__ import annotations

import asyncio
import atexit
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.search import Filters
from scraper.archive.store import Archive
from scraper.charset import text_to_utf8, to_utf8
from scraper.errors import FetchError, QueryError, UnreadableListing, UnusableFile
from scraper.extract import extract
from scraper.fetch.body import read_body
from scraper.fetch.redirects import redirect_target
from scraper.fetch.retry import retry_after
from scraper.fetch.robots import read_rules
from scraper.model import Listing, NoTranscript, Quarantined, Transcript
from scraper.origins.wayback import Wayback, capture_of, is_capture_list
from scraper.sources import all_sources, source_named
from scraper.sources.base import Source
from scraper.warc import LARGEST, UnreadableRecord, pages_in_warc
from tests.conftest import NOON, a_page, raw
from tests.fuzz.mutations import (
    SALT,
    capture_lists,
    compressed_bodies,
    listing_bodies,
    mutated,
    robots_bodies,
    story_bodies,
    warc_files,
)

_LIMIT = 1024 * 1024
_ENCODINGS = ["gzip", "x-gzip", "deflate", "", "identity", "br", "gzip, gzip"]
_TYPES = ["", "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16",
          "text/xml; charset=koi8-r", "text/html; charset=\0", "text/plain"]  # fmt: skip
_SOURCES = sorted(all_sources())
_FORMS = [form for name in _SOURCES for form in source_named(name).examples]


@dataclass(frozen=True, slots=True)
class Target:
    """``check`` is called with what ``inputs`` draws."""

    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]


@cache
def _source(name: str) -> Source:
    return source_named(name)()


def _body(given: tuple[str, bytes, int]) -> None:
    """Within the limit, or refused: however it comes in pieces."""
    encoding, body, step = given

    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), step):
            yield body[at : at + step]

    try:
        decoded = asyncio.run(read_body(chunks(), encoding, _LIMIT, "https://example.org/"))
    except FetchError:
        return
    assert len(decoded) <= _LIMIT


def _charset(given: tuple[bytes, str]) -> None:
    """Always UTF-8."""
    to_utf8(*given).decode("utf-8")
    text_to_utf8(*given).decode("utf-8")


def _robots(given: tuple[bytes, str]) -> None:
    """Rules that answer yes or no."""
    body, path = given
    rules = read_rules(body)
    assert rules.allows(f"https://www.npr.org/{path}") in (True, False)
    assert rules.delay_s is None or rules.delay_s >= 0


def _listing(given: tuple[str, bytes]) -> None:
    """A listing, whose stories are all the newsroom's, each once."""
    name, body = given
    source = _source(name)
    try:
        listing = source.read_listing(a_page(body, f"{source.home}/listing"))
    except UnreadableListing:
        return
    assert isinstance(listing, Listing)
    for ref in listing.stories:
        assert ref.source == name
        assert source.identify(ref.url) == ref
    assert len(set(listing.stories)) == len(listing.stories)


def _captures(given: tuple[str, bytes, str]) -> None:
    """A listing of captures, or one that can't be read."""
    name, body, more = given
    source = _source(name)
    url = f"https://web.archive.org/cdx/search/cdx?url=npr.org/&matchType=prefix{more}"
    try:
        listing = Wayback(source).read_listing(a_page(body, url))
    except UnreadableListing:
        return
    for ref in listing.stories:
        assert source.identify(ref.url) == ref
        assert capture_of(ref.found_url) is not None
    assert all(is_capture_list(ref.url) or more == "" for ref in listing.listings)


def _warc(body: bytes) -> None:
    """Pages within the limit, named faults, or no WARC file."""
    path = _scratch() / "a.warc.gz"
    path.write_bytes(body)
    try:
        found = list(pages_in_warc(path))
    except UnusableFile:
        return
    for one in found:
        if isinstance(one, UnreadableRecord):
            assert one.name
            assert one.reason
        else:
            assert one.url
            assert one.fetched_at.tzinfo is not None
            assert len(one.body) <= LARGEST + 1


def _redirect(given: tuple[str, bytes]) -> None:
    """A URL without white space, or none."""
    url, location = given
    try:
        target = redirect_target(url, location)
    except ValueError:
        return
    path = target.partition("//")[2].partition("/")[2]
    assert path.isascii()
    assert not set(path) & set(" \r\n\t\0")


@cache
def _scratch() -> Path:
    at_exit = ExitStack()
    atexit.register(at_exit.close)
    directory = tempfile.TemporaryDirectory(prefix="onrecord-fuzz-")
    return Path(at_exit.enter_context(directory))


def _identify(given: tuple[str, str]) -> None:
    """A story or none; the canonical URL is the same story's, and has no tricks in it."""
    name, url = given
    source = _source(name)
    ref = source.identify(url)
    if ref is None:
        return
    again = source.identify(ref.url)
    assert again == ref, (url, ref, again)
    assert not set(ref.story_id) & set("\0\n\r\\ ?#<>\"'")
    assert ".." not in ref.story_id.split("/")


def _extract(given: tuple[str, bytes, str]) -> None:
    """Every page is a transcript, none, or quarantined; never a failure of the extractor."""
    name, body, content_type = given
    source = _source(name)
    outcome = extract(a_page(body, source.examples[0], content_type), source)
    if isinstance(outcome, Quarantined):
        assert not outcome.reason.startswith("extractor failed"), outcome.reason
    elif isinstance(outcome, Transcript):
        assert all(turn.text.strip() or turn.doubt for turn in outcome.turns)
        assert not any(set(turn.text) & set(map(chr, range(9))) for turn in outcome.turns)
    else:
        assert isinstance(outcome, NoTranscript)


@cache
def _archive() -> Archive:
    at_exit = ExitStack()
    directory = at_exit.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-fuzz-"))
    archive = at_exit.enter_context(Archive.write(Path(directory) / "archive.db"))
    atexit.register(at_exit.close)
    npr, lander = _source("npr"), archive.lander()
    for story, sheet in list(all_sheets().items())[:8]:
        ref = npr.identify(npr.canonical_url(story))
        assert ref is not None
        page = a_page(story_page(sheet), ref.url)
        lander.land(page, extract(page, npr), ref, NOON)
    return archive


def _search(given: tuple[str, str | None]) -> None:
    """Hits, or a sentence; and the archive is what it was."""
    query, speaker = given
    archive = _archive()
    try:
        found = archive.search.find(
            query, Filters(archive.people.named(speaker) if speaker else None), limit=3
        )
    except QueryError:
        return
    assert len(found.hits) == min(found.total, 3)
    tables = raw(archive).execute("SELECT count(*) FROM sqlite_master").fetchone()
    assert tables[0] > 20


def _retry_after(value: str) -> None:
    """A number of seconds up to a week, or nothing."""
    seconds = retry_after({"retry-after": value}, NOON)
    assert seconds is None or 0 <= seconds <= 7 * 86_400


_NOISE = st.one_of(st.text(max_size=60), st.sampled_from([salt.decode("latin-1") for salt in SALT]))
_QUERIES = st.lists(
    st.sampled_from(["rain", '"', "AND", "OR", "NOT", "NEAR(", ")", "*", "^", ":", "text:", "-",
                     "{", "}", "+", ",", "'; DROP TABLE turns; --", "0", "bacon", "\\"])
    | st.text(max_size=5),
    max_size=8,
).map(" ".join)  # fmt: skip
_KEYED = "&showResumeKey=true"
_URLS = st.tuples(st.sampled_from(_FORMS), st.floats(0, 1), _NOISE, st.booleans()).map(
    lambda t: t[0][: int(t[1] * len(t[0]))] + t[2] + (t[0][int(t[1] * len(t[0])) :] if t[3] else "")
)

TARGETS = [
    Target(
        "body decoding",
        st.sampled_from(compressed_bodies()).flatmap(
            lambda pair: st.tuples(
                st.just(pair[0]) | st.sampled_from(_ENCODINGS),
                mutated([pair[1]]),
                st.sampled_from([1 << 10, 1 << 14, 1 << 20]),
            )
        ),
        _body,
    ),
    Target(
        "charset",
        st.tuples(mutated(story_bodies()) | st.binary(), st.sampled_from(_TYPES) | st.text()),
        _charset,
    ),
    Target("robots.txt", st.tuples(mutated(robots_bodies()) | st.binary(), _NOISE), _robots),
    Target(
        "feeds, sitemaps, listings",
        st.tuples(st.sampled_from(_SOURCES), mutated(listing_bodies()) | st.binary()),
        _listing,
    ),
    Target(
        "capture lists",
        st.tuples(
            st.sampled_from(_SOURCES), mutated(capture_lists()) | st.binary(),
            st.sampled_from(["", _KEYED, f"{_KEYED}&resumeKey=org%2Cnpr+2"]),
        ),
        _captures,
    ),
    Target("WARC files", mutated(warc_files()) | st.binary(), _warc),
    Target(
        "redirects",
        st.tuples(
            st.sampled_from(_FORMS),
            st.binary() | _URLS.map(lambda url: url.encode("utf-8", "replace")),
        ),
        _redirect,
    ),
    Target("URLs", st.tuples(st.sampled_from(_SOURCES), _URLS), _identify),
    Target(
        "extract",
        st.tuples(
            st.sampled_from(_SOURCES), mutated(story_bodies()) | st.binary(),
            st.sampled_from(_TYPES),
        ),
        _extract,
    ),
    Target("search", st.tuples(_QUERIES, st.none() | st.text(max_size=8)), _search),
    Target("Retry-After", _NOISE | st.from_regex(r"\d{1,20}"), _retry_after),
]  # fmt: skip
