"""Pages in files: finding the source and the story of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scraper.errors import ErrorCode, UnusableFile
from scraper.extract import extract, is_html, not_a_page
from scraper.model import NoTranscript, Page, Quarantined, StoryRef, Transcript
from scraper.sources import Source, story_at
from scraper.warc import LARGEST, UnreadableRecord, is_warc, placed_pages_in_warc
from scraper.warc.revisits import Place

#: What a browser or SingleFile writes at the head of a page it saves.
_SAVED_FROM = re.compile(rb"<!--.{0,200}?(?:saved from url=\(\d+\)|\burl: )(\S+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page from a file, the source it belongs to and the story it is about. ``name`` is the
    file's name, or the page's URL in a WARC file; ``place`` is that of its record there.
    """

    name: str
    source: Source
    page: Page
    ref: StoryRef
    place: Place | None = None


def read_saved_pages(
    path: Path, sources: Sequence[Source], url: str | None = None
) -> Iterator[SavedPage | UnreadableRecord]:
    """The pages in a file: a saved page, a text rendering of one, or a WARC file, some of whose
    records may be unreadable.

    :param url: the URL of the page, for a file that does not record it.
    :raises UnusableFile: the file is no page, or nothing says which story it is about.
    :raises UnknownSource: ``url`` is not the URL of a story.
    """
    if is_warc(path):
        yield from stories_in_warc(path, sources)
    else:
        yield read_saved_page(path, sources, url)


def read_saved_page(path: Path, sources: Sequence[Source], url: str | None = None) -> SavedPage:
    """The page in a file that is no WARC file: a saved page, or a text rendering of one.

    :param url: the URL of the page, for a file that does not record it.
    :raises UnusableFile: the file is no page, or nothing says which story it is about.
    :raises UnknownSource: ``url`` is not the URL of a story.
    """
    body = _read(path)
    if reason := not_a_page(body):
        reason = reason.replace("the page", "the file").replace("this is", "it is")
        raise UnusableFile(reason, path=path)
    if path.suffix.lower() in (".html", ".htm") and not is_html(body):
        raise UnusableFile("it is not HTML: it has no markup", path=path)
    url = url or _recorded_url(body, sources)
    page = _page(path, body, url)
    source, ref = _story_of(page, path, sources) if url is None else story_at(url, sources)
    return SavedPage(str(path), source, page, ref)


def saved_page_named(
    path: Path, sources: Sequence[Source], url: str | None = None
) -> SavedPage | None:
    """The page in a file, by its URL or the file's name, without reading what the page says; None
    where neither says which story it is about.

    :raises UnusableFile: the file can't be read.
    :raises UnknownSource: ``url`` is not the URL of a story.
    """
    body = _read(path)
    url = url or _recorded_url(body, sources)
    if url is not None:
        source, ref = story_at(url, sources)
        return SavedPage(str(path), source, _page(path, body, url), ref)
    for source in sources:
        if (named := source.identify_file(path.stem)) is not None:
            return SavedPage(str(path), source, _page(path, body, None), named)
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"it can't be read: {error.strerror}", path=path) from error


def _page(path: Path, body: bytes, url: str | None) -> Page:
    return Page(url, 0, {}, body, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _recorded_url(body: bytes, sources: Sequence[Source]) -> str | None:
    """The URL of a story that a browser ("saved from url") or SingleFile ("url:") wrote at the head
    of a page it saved.
    """
    found = _SAVED_FROM.search(body[:2048])
    url = found.group(1).decode("ascii", "replace") if found else None
    return url if url and any(source.identify(url) for source in sources) else None


def _story_of(page: Page, path: Path, sources: Sequence[Source]) -> tuple[Source, StoryRef]:
    """The story that a file without a URL is about: by what the page says, else by its file name.

    :raises UnusableFile: neither says it.
    """
    outcomes = [(source, extract(page, source)) for source in sources]
    understood = [
        (source, outcome.ref)
        for source, outcome in outcomes
        if isinstance(outcome, Transcript | NoTranscript) and outcome.ref is not None
    ]
    by_name = [(source, ref) for source in sources if (ref := source.identify_file(path.stem))]
    by_page = [(source, outcome.ref) for source, outcome in outcomes if outcome.ref is not None]
    if stories := [*understood, *by_name, *by_page]:
        return stories[0]
    reasons = {outcome.reason for _, outcome in outcomes if isinstance(outcome, Quarantined)}
    # What only some sources find wrong with it says nothing: it is the page of one at the most.
    common = reasons.pop() if len(reasons) == 1 and is_html(page.body) else None
    sentence = common or "nothing in it says which story it is"
    raise UnusableFile(sentence, code=ErrorCode.STORY_NOT_NAMED, path=path)


def stories_in_warc(
    path: Path, sources: Sequence[Source]
) -> Iterator[SavedPage | UnreadableRecord]:
    """The story pages in a WARC file; other pages of the crawl (styles, home pages) are skipped.

    :raises UnusableFile: there are none.
    """
    found = 0

    def is_story(url: str) -> bool:
        return any(source.identify(url) for source in sources)

    for place, record in placed_pages_in_warc(path, is_story):
        url = record.url
        stories = [(one, ref) for one in sources if url and (ref := one.identify(url))]
        if isinstance(record, UnreadableRecord):
            if url is None or stories:
                found += 1
                yield record
        elif url is not None and stories:
            found += 1
            if len(record.body) > LARGEST:
                reason = f"its page is larger than {LARGEST // 1024 // 1024} MiB"
                yield UnreadableRecord(url, url, reason)
                continue
            for source, ref in stories:
                yield SavedPage(url, source, record, ref, place)
    if not found:
        raise UnusableFile("it contains no story page of a known source", path=path)
