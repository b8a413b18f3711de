"""``onrecord add``: land given pages: URLs, saved pages, text renderings, WARC files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from jobs.config import Config
from jobs.warc import LARGEST, is_warc, pages_in_warc
from scraper.archive.database import Archive
from scraper.archive.landing import Landed, Lander
from scraper.archive.runs import finish_run, log_fetches, start_run
from scraper.crawl import fetch_first_available
from scraper.errors import FetchError, UnknownSource, UsageError
from scraper.extract import extract, is_html, not_a_page
from scraper.fetch.client import Fetcher
from scraper.model import FetchRecord, NoTranscript, Page, Quarantined, StoryRef, Transcript
from scraper.sources import Source, source_for
from scraper.urls import host_of

#: What a browser or SingleFile writes above a page it saved.
_SAVED_FROM = re.compile(rb"<!--.{0,200}?(?:saved from url=\(\d+\)|\burl: )(\S+)", re.DOTALL)


@dataclass(slots=True)
class Added:
    """What became of the given pages: landed ones, and (what, why) of those that failed.
    ``refused`` counts those among them that can't be pages at all.
    """

    landed: list[tuple[str, Landed]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0

    @property
    def exit_code(self) -> int:
        """0 all landed, 1 some did not, 2 nothing of what was given is a page."""
        if self.refused and self.refused == len(self.failed) and not self.landed:
            return 2
        quarantined = any(landed.kind == "quarantined" for _, landed in self.landed)
        return 1 if self.failed or quarantined else 0


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A page from a file, the source whose it is, and the story it is about."""

    name: str
    source: Source
    page: Page
    ref: StoryRef


def check(things: list[str], url: str | None, sources: list[Source], config: Config) -> None:
    """Refuse what can't be meant, before anything is done.

    :raises UsageError: no such file, a URL of no source or no story, ``--url`` with more than one.
    """
    things = [config.public_url(thing, sources) for thing in things]
    if url is not None:
        if len(things) != 1 or _is_url(things[0]):
            raise UsageError("--url tells the URL of one FILE; give one file with it")
        _story(url, sources)
    for thing in things:
        if _is_url(thing):
            _story(thing, sources)
        elif Path(thing).is_dir():
            raise UsageError(f"{thing} is a directory; give the files in it")
        elif not Path(thing).is_file():
            raise UsageError(f"there is no file {thing}")


def add(
    archive: Archive,
    things: list[str],
    url: str | None,
    sources: list[Source],
    config: Config,
) -> Added:
    """Land each of ``things``; one that fails doesn't hold up the others.

    :raises ArchiveError: the archive can't be written.
    """
    added = Added()
    things = [config.public_url(thing, sources) for thing in things]
    run_id = start_run(archive, "add", datetime.now(UTC))
    lander = Lander(archive)
    for thing in things:
        if not _is_url(thing):
            _add_file(lander, Path(thing), url, sources, added)
    urls = [thing for thing in things if _is_url(thing)]
    if urls:
        asyncio.run(_add_urls(archive, lander, urls, sources, config, run_id, added))
    counts = {"landed": len(added.landed), "failed": len(added.failed)}
    outcome = "troubled" if added.exit_code else "done"
    finish_run(archive, run_id, outcome, counts, datetime.now(UTC))
    return added


def _is_url(thing: str) -> bool:
    return thing[:8].casefold().startswith(("http://", "https://"))


def _story(url: str, sources: list[Source]) -> tuple[Source, StoryRef]:
    try:
        source = source_for(url, sources)
    except UnknownSource:
        for source in sources:
            if source.might_own(url):
                raise UnknownSource(_how_to_add_host(url, source)) from None
        raise
    ref = source.identify(url)
    if ref is None:
        raise UnknownSource(f"{url} is on {source.title}'s site but is not the URL of a story")
    return source, ref


def _how_to_add_host(url: str, source: Source) -> str:
    host = host_of(url)
    return (
        f"{host} is not a site OnRecord knows; if it is one of the {source.title}, write"
        f' hosts = ["{host}"] under [sources.{source.name}] in onrecord.toml and try again'
    )


def _add_file(
    lander: Lander, path: Path, url: str | None, sources: list[Source], added: Added
) -> None:
    try:
        for given in _pages_in(path, url, sources):
            outcome = extract(given.page, given.source, given.ref)
            landed = lander.land(
                given.page, outcome, outcome.ref or given.ref, datetime.now(UTC), follow=False
            )
            added.landed.append((given.name, landed))
    except UsageError as error:
        added.failed.append((str(path), str(error)))
        added.refused += 1


def _pages_in(path: Path, url: str | None, sources: list[Source]) -> Iterator[GivenPage]:
    """The pages in a file.

    :raises UsageError: it is no page, or doesn't tell which story it is.
    """
    if is_warc(path):
        yield from stories_in_warc(path, sources)
        return
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"it can't be read: {error.strerror}") from error
    if reason := not_a_page(body):
        raise UsageError(reason.replace("the page", "the file").replace("this is", "it is"))
    if path.suffix.lower() in (".html", ".htm") and not is_html(body):
        raise UsageError("it is not HTML: there is no markup in it")
    saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    url = url or _saved_from(body, sources)
    page = Page(url, 0, {}, body, saved_at)
    if url is not None:
        source, ref = _story(url, sources)
    else:
        source, ref = _told(page, path, sources)
    yield GivenPage(str(path), source, page, ref)


def _saved_from(body: bytes, sources: list[Source]) -> str | None:
    """The story's URL that a browser ("saved from url") or SingleFile ("url:") wrote at the head
    of a page it saved.
    """
    found = _SAVED_FROM.search(body[:2048])
    url = found.group(1).decode("ascii", "replace") if found else None
    return url if url and any(source.identify(url) for source in sources) else None


def stories_in_warc(path: Path, sources: list[Source]) -> Iterator[GivenPage]:
    """The story pages in a WARC file; a crawl's other pages (styles, home pages) are no loss.

    :raises UsageError: there are none, or, at the end, some were too large.
    """
    found, too_large = 0, []
    for page in pages_in_warc(path):
        for source in sources:
            if page.url is None or (ref := source.identify(page.url)) is None:
                continue
            found += 1
            if len(page.body) > LARGEST:
                too_large.append(page.url)
            else:
                yield GivenPage(page.url, source, page, ref)
    if not found:
        raise UsageError("there is no story page of a known source in it")
    if too_large:
        limit = LARGEST // 1024 // 1024
        raise UsageError(f"larger than {limit} MiB, so not taken from it: {', '.join(too_large)}")


def _told(page: Page, path: Path, sources: list[Source]) -> tuple[Source, StoryRef]:
    """The story a file is about by what its page says, else by its name."""
    outcomes = [(source, extract(page, source)) for source in sources]
    said = [(source, outcome.ref) for source, outcome in outcomes if outcome.ref is not None]
    understood = [
        (source, outcome.ref)
        for source, outcome in outcomes
        if isinstance(outcome, Transcript | NoTranscript) and outcome.ref is not None
    ]
    named = [(source, ref) for source in sources if (ref := source.identify_file(path.stem))]
    if stories := [*understood, *named, *said]:
        return stories[0]
    reasons = {outcome.reason for _, outcome in outcomes if isinstance(outcome, Quarantined)}
    raise UsageError(f"{'; '.join(sorted(reasons))}; give the URL of its story with --url")


async def _add_urls(
    archive: Archive,
    lander: Lander,
    urls: list[str],
    sources: list[Source],
    config: Config,
    run_id: int,
    added: Added,
) -> None:
    requests: list[FetchRecord] = []
    async with Fetcher(config.fetch_settings(), log=requests.append) as fetcher:
        for url in urls:
            source, ref = _story(url, sources)
            try:
                fetched = await fetch_first_available(
                    fetcher, config.origins(source), source.request_urls(ref)
                )
            except FetchError as error:
                added.failed.append((url, error.sentence))
                continue
            assert fetched is not None, "no condition was sent"
            outcome = extract(fetched.page, source, ref)
            landed = lander.land(fetched.page, outcome, ref, datetime.now(UTC), follow=False)
            added.landed.append((url, landed))
    with archive.transaction() as connection:
        log_fetches(connection, run_id, requests)
