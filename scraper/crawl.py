"""The way of the data, run: every due page of some newsrooms fetched, extracted and landed.

Each newsroom has its own lane of workers, so a slow host holds up nobody else's. Fetching is
concurrent; whatever is landed goes through :meth:`Crawl.write`, so the archive has one writer.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from scraper.archive import pages
from scraper.archive.database import Archive
from scraper.archive.landing import Landed, Lander
from scraper.archive.pages import ANY_STATE, DuePage
from scraper.archive.runs import log_fetches
from scraper.errors import ArchiveError, Disallowed, FetchError, ServerError
from scraper.extract import extract
from scraper.fetch.client import Fetcher, Validators
from scraper.fetch.settings import FetchSettings
from scraper.model import FetchRecord, Listing, Page, Quarantined, StoryRef
from scraper.sources.base import Source

#: Statuses that say a page is not there (RFC 9110, 15.5.5 and 15.5.11).
GONE = frozenset({404, 410})
#: Turns of the event loop that a page waits for others to be landed with it.
_JOIN = 4
#: Failures that are kept to be shown; the rest are counted.
_SHOWN = 20

DoneKind = Literal[
    "new",
    "revision",
    "same",
    "no_transcript",
    "quarantined",
    "listing",
    "not_modified",
    "gone",
    "failed",
]


@dataclass(frozen=True, slots=True)
class PageDone:
    """One page dealt with, for whoever watches."""

    kind: DoneKind
    source: str
    url: str
    reason: str | None = None
    landed: Landed | None = None


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did. ``problems`` are (URL, reason) of pages worth a look."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    stopped: dict[str, str] = field(default_factory=dict)

    def count(self, what: str, by: int = 1) -> None:
        """Add to a count."""
        if by:
            self.counts[what] = self.counts.get(what, 0) + by

    def problem(self, url: str, reason: str) -> None:
        """Remember a page worth a look."""
        if len(self.problems) < _SHOWN:
            self.problems.append((url, reason))

    @property
    def troubled(self) -> bool:
        """True when something failed or was quarantined."""
        return bool(self.counts.get("failed") or self.counts.get("quarantined") or self.stopped)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages a crawl takes: due ones in one of ``states``, and of the stories that listings
    yield those within the days, as far as their URLs tell.
    """

    states: Sequence[str] = ANY_STATE
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    def admits(self, day: date | None) -> bool:
        """True for a story of that day, or of an unknown one."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


class Crawl:
    """One run over the due pages of ``sources``.

    :param watch: called with each :class:`PageDone`.
    :param now: the wall clock.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[Source],
        settings: FetchSettings,
        run_id: int,
        *,
        scope: Scope = Scope(),
        watch: Callable[[PageDone], None] = lambda done: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive = archive
        self._sources = sources
        self._settings = settings
        self._run_id = run_id
        self._scope = scope
        self._watch = watch
        self._now = now
        self._lander = Lander(archive)
        self._requests: list[FetchRecord] = []
        self._writes: list[_Write] = []
        self._stop = asyncio.Event()
        self._left = scope.limit
        self.report = CrawlReport()

    def stop(self) -> None:
        """Finish the pages in hand and leave; everything else stays queued."""
        self._stop.set()

    async def run(self) -> CrawlReport:
        """Fetch until nothing is due. May be called once.

        :raises ArchiveError: the archive can't be written.
        """
        async with Fetcher(self._settings, log=self._requests.append, now=self._now) as fetcher:
            lanes = [_Lane(self, source, fetcher) for source in self._sources]
            try:
                async with asyncio.TaskGroup() as group:
                    for lane in lanes:
                        for _ in range(self._settings.connections):
                            group.create_task(lane.work())
            except* ArchiveError as failures:
                # One full disk fails every lane: it is one error to whoever called.
                raise failures.exceptions[0] from None
        if self._requests:
            self._write_all()
        return self.report

    async def write(self, job: Callable[[sqlite3.Connection], object]) -> None:
        """Run ``job`` in a transaction, together with those of whoever else has a page ready at
        this moment: fast pages share one, slow ones each have their own. Each is whole or absent.

        :raises ArchiveError: nothing of the transaction was written.
        """
        mine = _Write(job)
        self._writes.append(mine)
        for _ in range(_JOIN):
            await asyncio.sleep(0)
        if not mine.taken:
            self._write_all()
        if mine.error is not None:
            raise mine.error

    def _write_all(self) -> None:
        writes, self._writes = self._writes, []
        for write in writes:
            write.taken = True
        try:
            with self._archive.transaction() as connection:
                for write in writes:
                    write.job(connection)
                log_fetches(connection, self._run_id, self._requests)
        except ArchiveError as error:
            for write in writes:
                write.error = error
            return
        self.report.count("requests", len(self._requests))
        self._requests.clear()


@dataclass(slots=True)
class _Write:
    """Something to write, and what became of it."""

    job: Callable[[sqlite3.Connection], object]
    taken: bool = False
    error: ArchiveError | None = None


class _Lane:
    """The pages of one newsroom."""

    def __init__(self, crawl: Crawl, source: Source, fetcher: Fetcher) -> None:
        self._crawl = crawl
        self._source = source
        self._fetcher = fetcher
        self._waiting: deque[DuePage] = deque()
        self._in_hand: set[int] = set()
        self._changed = asyncio.Condition()
        self._failures_in_a_row = 0
        self._closed = False

    async def work(self) -> None:
        """Take pages until none is due. Waits while others in hand may still queue more."""
        while (page := await self._take()) is not None:
            try:
                await self._one(page)
            finally:
                self._in_hand.discard(page.id)
                async with self._changed:
                    self._changed.notify_all()

    async def _take(self) -> DuePage | None:
        crawl = self._crawl
        async with self._changed:
            while not (crawl._stop.is_set() or self._closed):
                if not self._waiting:
                    self._waiting.extend(
                        pages.due_pages(
                            crawl._archive.connection,
                            self._source.name,
                            crawl._now(),
                            states=crawl._scope.states,
                            excluding=self._in_hand,
                        )
                    )
                if self._waiting:
                    return self._next()
                if not self._in_hand:
                    return None
                await self._changed.wait()
        return None

    def _next(self) -> DuePage | None:
        page = self._waiting.popleft()
        if page.kind == "story" and self._crawl._left is not None:
            if self._crawl._left <= 0:
                return None
            self._crawl._left -= 1
        self._in_hand.add(page.id)
        return page

    async def _one(self, page: DuePage) -> None:
        try:
            if page.kind == "listing":
                await self._listing(page)
            else:
                await self._story(page)
        except FetchError as error:
            await self._failed(page, error)
        else:
            self._failures_in_a_row = 0

    def _validators(self, located: str, page: DuePage) -> Validators | None:
        """Those of the page's last answer, where that came from the same URL."""
        if page.fetched_url != located:
            return None
        return Validators(page.etag, page.last_modified)

    async def _listing(self, page: DuePage) -> None:
        located = self._source.located(page.url)
        try:
            fetched = await self._fetcher.fetch(
                located,
                may_follow=self._source.followed,
                validators=self._validators(located, page),
            )
        except ServerError as error:
            if error.status not in GONE:
                raise
            return await self._gone(page, error.status)
        if fetched is None:
            return await self._not_modified(page)
        listing = self._source.read_listing(fetched)
        await self._queue_listed(page, fetched, listing)

    async def _queue_listed(self, page: DuePage, fetched: Page, listing: Listing) -> None:
        crawl, source, now = self._crawl, self._source, self._crawl._now()
        admitted = [
            ref
            for ref in listing.stories
            if crawl._scope.admits(source.story_date(ref.found_url or ref.url))
        ]
        deeper = [
            ref for ref in listing.listings if crawl._scope.admits(source.story_date(ref.url))
        ]
        found = 0

        def queue(connection: sqlite3.Connection) -> None:
            nonlocal found
            found = pages.add_stories(connection, admitted, now)
            pages.add_listings(connection, deeper, now, again=False)
            pages.record_listing(connection, page.id, fetched, len(listing.stories))

        await crawl.write(queue)
        crawl.report.count("listings")
        crawl.report.count("discovered", found)
        crawl._watch(PageDone("listing", source.name, page.url))

    async def _story(self, page: DuePage) -> None:
        try:
            fetched = await fetch_story(
                self._fetcher, self._source, page.ref, lambda url: self._validators(url, page)
            )
        except ServerError as error:
            if error.status not in GONE:
                raise
            return await self._gone(page, error.status)
        if fetched is None:
            return await self._not_modified(page)
        await self._land(page, fetched)

    async def _land(self, page: DuePage, fetched: Page) -> None:
        crawl = self._crawl
        outcome = extract(fetched, self._source, page.ref)
        done: list[Landed] = []
        await crawl.write(
            lambda connection: done.append(
                crawl._lander.land_in(connection, fetched, outcome, page.ref, crawl._now())
            )
        )
        (landed,) = done
        report = crawl.report
        report.count(landed.kind)
        report.count("duplicates", landed.duplicates)
        if isinstance(outcome, Quarantined):
            report.problem(page.url, f"quarantined: {outcome.reason}")
        crawl._watch(PageDone(landed.kind, page.source, page.url, landed.reason, landed))

    async def _not_modified(self, page: DuePage) -> None:
        crawl = self._crawl
        await crawl.write(
            lambda connection: pages.record_not_modified(connection, page, crawl._now())
        )
        if page.kind == "listing":
            crawl.report.count("listings")
            crawl.report.count("listings_not_modified")
        else:
            crawl.report.count("not_modified")
        crawl._watch(PageDone("not_modified", page.source, page.url))

    async def _gone(self, page: DuePage, status: int) -> None:
        crawl = self._crawl
        await crawl.write(
            lambda connection: pages.record_gone(connection, page, status, crawl._now())
        )
        crawl.report.count("gone")
        crawl._watch(PageDone("gone", page.source, page.url, f"the server answered {status}"))

    async def _failed(self, page: DuePage, error: FetchError) -> None:
        crawl = self._crawl
        disallowed = isinstance(error, Disallowed)
        await crawl.write(
            lambda connection: pages.record_failure(
                connection,
                page,
                error.sentence,
                crawl._now(),
                status=error.status if isinstance(error, ServerError) else None,
                retry_after=error.retry_after,
                disallowed=disallowed,
            )
        )
        crawl.report.count("disallowed" if disallowed else "failed")
        if not disallowed:
            crawl.report.problem(page.url, error.sentence)
            self._failures_in_a_row += 1
        if self._failures_in_a_row >= crawl._settings.max_failures and not self._closed:
            self._closed = True
            crawl.report.stopped[page.source] = (
                f"left alone after {self._failures_in_a_row} failures in a row; the rest stays"
                " queued"
            )
        crawl._watch(PageDone("failed", page.source, page.url, error.sentence))


async def fetch_story(
    fetcher: Fetcher,
    source: Source,
    ref: StoryRef,
    validators: Callable[[str], Validators | None] = lambda url: None,
) -> Page | None:
    """The page at the first of a story's URLs that is there; None when it is what the validators
    for that URL say.

    :raises FetchError: one of its kinds; :class:`ServerError` with a status of :data:`GONE` when
        it is at none of them.
    """
    *others, last = source.request_urls(ref)
    for url in (*others, last):
        located = source.located(url)
        try:
            return await fetcher.fetch(
                located, may_follow=source.followed, validators=validators(located)
            )
        except ServerError as error:
            if error.status not in GONE or url == last:
                raise
    raise AssertionError("unreachable: the last URL returns or raises")
