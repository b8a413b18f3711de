"""What becomes of a fetched page: what is queued, landed and recorded for it, and counted."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from scraper.archive import pages
from scraper.archive.landing import Landed
from scraper.archive.pages import DuePage
from scraper.crawl.fetch_first_available import Fetched
from scraper.crawl.report import PageDone
from scraper.crawl.shared import Shared
from scraper.errors import Disallowed, FetchError, ServerError
from scraper.extract import extract
from scraper.model import Quarantined, Transcript
from scraper.origins import Origins

#: Captures of one page that are tried before it is left as it is.
_MOST_CAPTURES = 4


class Recorder:
    """Records what became of the pages of one source, each in one transaction."""

    def __init__(self, shared: Shared, origins: Origins) -> None:
        self._shared = shared
        self._source = origins.source

    async def listing(self, page: DuePage, fetched: Fetched) -> None:
        """Queue what a listing lists.

        :raises UnreadableListing: it can't be parsed.
        """
        shared, source, now = self._shared, self._source, self._shared.options.now()
        scope, origin = shared.options.scope, fetched.origin
        listing = origin.read_listing(fetched.page)
        admitted = [
            ref for ref in listing.stories if scope.admits(source.story_date(origin.dated_url(ref)))
        ]
        deeper = [ref for ref in listing.listings if scope.admits(source.story_date(ref.url))]
        leads_on = any(not ref.settled for ref in deeper)
        found = 0

        def queue(connection: sqlite3.Connection) -> None:
            nonlocal found
            found = pages.add_stories(connection, admitted, now, captures=origin.has_captures)
            pages.add_listings(connection, deeper, now, again=False, unread_since=shared.began)
            pages.record_listing(
                connection, page.id, fetched.page, len(listing.stories), leads_on=leads_on
            )

        await shared.writer.write(queue)
        shared.report.count("listings")
        shared.report.count("discovered", found)
        shared.options.watch(PageDone("listing", source.name, page.url, found=found))

    async def story(self, page: DuePage, fetched: Fetched) -> None:
        """Land what a story's page yields."""
        shared = self._shared
        outcome = extract(fetched.page, self._source, page.ref)
        done: list[Landed] = []

        def land(connection: sqlite3.Connection) -> None:
            now = shared.options.now()
            done.append(shared.lander.land_in(connection, fetched.page, outcome, page.ref, now))
            if not isinstance(outcome, Transcript):
                self._try_next(connection, page, fetched, now)

        await shared.writer.write(land)
        (landed,) = done
        report = shared.report
        report.count(landed.kind)
        report.count("duplicates", landed.duplicates)
        if isinstance(outcome, Quarantined):
            report.problem(page.url, f"quarantined: {outcome.reason}")
        shared.options.watch(PageDone(landed.kind, page.source, page.url, landed.reason, landed))

    def _try_next(
        self, connection: sqlite3.Connection, page: DuePage, fetched: Fetched, now: datetime
    ) -> None:
        listing = fetched.origin.try_next(fetched.page)
        if listing and pages.captures_tried(connection, page.id) < _MOST_CAPTURES:
            pages.add_listings(connection, [listing], now, again=False)

    async def not_modified(self, page: DuePage) -> None:
        """The page has not changed since it was last fetched."""
        shared = self._shared
        await shared.writer.write(
            lambda connection: pages.record_not_modified(
                connection, page, shared.options.now(), shared.options.refetch
            )
        )
        if page.kind == "listing":
            shared.report.count("listings")
            shared.report.count("listings_not_modified")
        else:
            shared.report.count("not_modified")
        shared.options.watch(PageDone("not_modified", page.source, page.url))

    async def gone(self, page: DuePage, status: int) -> None:
        """The page is at none of its URLs."""
        shared = self._shared
        await shared.writer.write(
            lambda connection: pages.record_gone(
                connection, page, status, shared.options.now(), shared.options.refetch
            )
        )
        shared.report.count("gone")
        answered = f"the server answered {status}"
        shared.options.watch(PageDone("gone", page.source, page.url, answered))

    async def failure(
        self, page: DuePage, error: FetchError, *, rest_host: str | None = None
    ) -> None:
        """The page could not be fetched.

        :param rest_host: the host that asked for no requests until ``error.retry_after`` is over.
        """
        shared = self._shared
        disallowed = isinstance(error, Disallowed)

        def record(connection: sqlite3.Connection) -> None:
            now = shared.options.now()
            pages.record_failure(
                connection,
                page,
                error.sentence,
                now,
                shared.options.refetch,
                status=error.status if isinstance(error, ServerError) else None,
                retry_after=error.retry_after,
                disallowed=disallowed,
            )
            if rest_host is not None:
                until = now + timedelta(seconds=error.retry_after or 0.0)
                pages.rest_host(connection, rest_host, until)

        await shared.writer.write(record)
        shared.report.count("disallowed" if disallowed else "failed")
        if not disallowed:
            shared.report.problem(page.url, error.sentence, error.code)
        shared.options.watch(PageDone("failed", page.source, page.url, error.sentence))
