"""Fetching a page that may be available at one of several URLs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scraper.errors import ServerError
from scraper.fetch.client import Fetcher, Validators
from scraper.model import Page
from scraper.origins import Origin, Origins

#: Statuses that say a page is not there (RFC 9110, 15.5.5 and 15.5.11).
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its publisher has or had it, and the origin that it was fetched from."""

    page: Page
    origin: Origin


async def fetch_first_available(
    fetcher: Fetcher,
    origins: Origins,
    urls: Sequence[str],
    validators: Callable[[str, Origin], Validators | None] = lambda url, origin: None,
) -> Fetched | None:
    """The page at the first of ``urls`` where there is one; None when the server answers that it
    has not changed.

    :param validators: those to send with the request for a URL to an origin, if any.
    :raises FetchError: one of its kinds; :class:`ServerError` with a status of :data:`GONE` when
        it is at none of the URLs.
    """
    for number, url in enumerate(urls, start=1):
        origin = origins.of(url)
        try:
            page = await fetcher.fetch(
                origin.locate(url),
                may_follow=origin.may_follow,
                validators=validators(url, origin),
            )
            return Fetched(origin.as_published(page), origin) if page is not None else None
        except ServerError as error:
            if error.status not in GONE or number == len(urls):
                raise
    raise ValueError("no URL to fetch from")
