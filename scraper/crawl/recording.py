"""Recording a fetched page: what is queued, landed and counted for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.archive.queue import DuePage, Failure, Listed
from scraper.archive.records.landing import Landed
from scraper.archive.runs import SourceTally
from scraper.archive.states import PageKind
from scraper.crawl.fetch_first_available import Fetched
from scraper.crawl.report import PageDone
from scraper.crawl.shared import Shared
from scraper.errors import Disallowed, FetchError, ServerError, UnreadableListing
from scraper.model import Listing, Transcript
from scraper.origins import Origins
from scraper.reading.rules import Reading

#: Captures of one page that are tried before it is left as it is.
_MOST_CAPTURES = 4


class Recorder:
    """Records the outcome of each page of one source, in one transaction per page."""

    def __init__(self, shared: Shared, origins: Origins) -> None:
        self._shared = shared
        self._source = origins.source

    async def listing(self, page: DuePage, fetched: Fetched) -> None:
        """Queue what a listing lists. The stories of a page that may be something else are taken,
        but it does not count as read.

        :raises UnreadableListing: it can't be parsed, or is, or may be, something else.
        """
        shared, source, now = self._shared, self._source, self._shared.options.now()
        scope, origin = shared.options.scope, fetched.origin
        listing = origin.read_listing(fetched.page)
        admitted = [
            ref for ref in listing.stories if scope.admits(source.story_date(origin.dated_url(ref)))
        ]
        deeper = [
            ref for ref in listing.listings if scope.admits_listing(ref, source.story_date(ref.url))
        ]
        # Of one that lists nothing, too, no validator is kept: it must not pass for unchanged.
        leads_on = (
            listing.cut is not None
            or not (listing.stories or listing.listings)
            or any(not ref.settled for ref in deeper)
        )
        listed = {ref: self._listed(page, origin.dated_url(ref)) for ref in admitted}
        doubt = self._doubt(page, fetched, listing)

        def queue() -> int:
            queue = shared.archive.queue
            found = queue.add_stories(admitted, now, listed=listed, captures=origin.has_captures)
            queue.add_listings(deeper, now, again=False, unread_since=shared.began)
            if doubt is not None:
                return found
            queue.record_listing(page.id, fetched.to_land, len(listing.stories), leads_on=leads_on)
            if listing.cut is None:
                queue.record_days_read(page.id, now, (scope.since, scope.until), listing.covers)
            return found

        found = await shared.writer.write(queue)
        shared.report.count("discovered", found)
        if doubt is not None:
            raise UnreadableListing(page.url, doubt)
        shared.report.count("listings")
        self._report_faults(page, listing)
        tally = self._tally
        tally.listings_read += 1
        tally.listed += len(listing.stories)
        shared.options.watch(PageDone("listing", source.name, page.url, found=found))

    def _doubt(self, page: DuePage, fetched: Fetched, listing: Listing) -> str | None:
        """Why what was fetched may be another page than the listing; None if it is the listing.
        Of a listing that somebody named nobody knows what markup it has.
        """
        if _leads_home(page.url, fetched.page.url):
            return "the site led to its home page instead"
        return None if self._is_named(page) else listing.doubt

    def _is_named(self, page: DuePage) -> bool:
        """Whether somebody named the listing by its URL."""
        return page.url in self._source.feeds or page.url in self._shared.options.named_listings

    def _report_faults(self, page: DuePage, listing: Listing) -> None:
        """Report a listing that was cut, and one that somebody named and that lists nothing."""
        if listing.cut is not None:
            self._shared.report.problem(page.url, listing.cut)
        if self._is_named(page) and not (listing.stories or listing.listings):
            reason = f"it lists no story of {self._source.title}"
            self._shared.report.problem(page.url, reason)

    async def story(self, page: DuePage, fetched: Fetched, reading: Reading) -> None:
        """Land what a story's page yields."""
        shared, outcome = self._shared, reading.outcome

        def land() -> Landed:
            now = shared.options.now()
            landed = shared.lander.land(fetched.to_land, outcome, page.ref, now, reading.prepared)
            if not isinstance(outcome, Transcript):
                self._try_next(page, fetched, now)
            return landed

        landed = await shared.writer.write(land)
        self._tally.answered += 1
        shared.report.take(landed)
        shared.options.watch(PageDone(landed.kind, page.source, page.url, landed.reason, landed))

    def _try_next(self, page: DuePage, fetched: Fetched, now: datetime) -> None:
        listing, queue = fetched.origin.try_next(fetched.page), self._shared.archive.queue
        if listing and queue.captures_tried(page.id) < _MOST_CAPTURES:
            queue.add_listings([listing], now, again=False)

    def _listed(self, page: DuePage, url: str) -> Listed:
        """What a listing, and the URL under which it names a story, say of the story."""
        day = self._source.story_date(url)
        return Listed(
            page.program or self._source.program_in(url),
            page.listed_on or (day.isoformat() if day else None),
            page.listed_month,
        )

    async def not_modified(self, page: DuePage) -> None:
        """The page has not changed since it was last fetched."""
        shared = self._shared
        await shared.writer.write(
            lambda: shared.archive.queue.record_not_modified(
                page, shared.options.now(), shared.options.refetch
            )
        )
        if page.kind == PageKind.LISTING:
            shared.report.count("listings")
            shared.report.count("listings_not_modified")
            self._tally.listings_unchanged += 1
        else:
            self._tally.answered += 1
            shared.report.count("not_modified")
        shared.options.watch(PageDone("not_modified", page.source, page.url))

    async def gone(self, page: DuePage, status: int) -> None:
        """The page is at none of its URLs."""
        shared = self._shared
        empty = page.kind == PageKind.LISTING and self._source.missing_listings_are_empty
        scope = shared.options.scope

        def record() -> None:
            now, queue = shared.options.now(), shared.archive.queue
            queue.record_gone(page, status, now, shared.options.refetch)
            if empty:
                queue.record_days_read(page.id, now, (scope.since, scope.until))

        await shared.writer.write(record)
        shared.report.count("gone")
        if page.kind == PageKind.LISTING:
            self._tally.listings_gone += 1
        else:
            self._tally.answered += 1
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

        failure = Failure(
            error.sentence,
            error.status if isinstance(error, ServerError) else None,
            error.retry_after,
            disallowed,
        )

        def record() -> None:
            now, queue = shared.options.now(), shared.archive.queue
            queue.record_failure(page, failure, now, shared.options.refetch)
            if rest_host is not None:
                queue.rest_host(rest_host, now + timedelta(seconds=error.retry_after or 0.0))

        await shared.writer.write(record)
        shared.report.count("disallowed" if disallowed else "failed")
        self._count_failed(page)
        if not disallowed:
            shared.report.problem(page.url, error.sentence, error.code)
        shared.options.watch(PageDone("failed", page.source, page.url, error.sentence))

    @property
    def _tally(self) -> SourceTally:
        return self._shared.report.of(self._source.name)

    def _count_failed(self, page: DuePage) -> None:
        if page.kind == PageKind.LISTING:
            self._tally.listings_failed += 1
        else:
            self._tally.failed += 1

    async def unforeseen(self, page: DuePage, error: BaseException) -> None:
        """Something went wrong that only a mistake in the code explains."""
        shared = self._shared
        what = f"unforeseen error: {type(error).__name__}: {error}"
        # What can't be encoded can't be stored.
        failure = Failure(what.encode("utf-8", "backslashreplace").decode())

        def record() -> None:
            queue, options = shared.archive.queue, shared.options
            queue.record_failure(page, failure, options.now(), options.refetch)

        await shared.writer.write(record)
        shared.report.count("failed")
        self._count_failed(page)
        shared.report.problem(page.url, failure.reason)
        shared.options.watch(PageDone("failed", page.source, page.url, failure.reason))


def _leads_home(asked: str, answered: str | None) -> bool:
    """Whether another page was asked for than a site's home page, and that one answered."""
    return urlsplit(answered or asked).path in ("", "/") and urlsplit(asked).path not in ("", "/")
