"""Which requests are worth retrying, and after how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState, wait_exponential_jitter

from scraper.errors import FetchError, ServerError, Unreachable

#: Statuses that say "not now": RFC 9110 (408, 500, 502, 503, 504), RFC 6585 (429).
NOT_NOW = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Statuses by which a host asks for fewer requests.
SLOW_DOWN = frozenset({429, 503})
_LONGEST_RETRY_AFTER_S = 7 * 86_400.0

_backoff = wait_exponential_jitter(initial=1, max=30, jitter=1)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The Retry-After header in seconds from ``now``: a number of seconds or an HTTP date
    (RFC 9110, 10.2.3). None if there is none, or it makes no sense; a week at most.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:12])
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)


def worth_retrying(max_wait_s: float) -> Callable[[BaseException], bool]:
    """A predicate: there was no answer, or the host said "not now", but not for too long."""

    def worth(error: BaseException) -> bool:
        if isinstance(error, FetchError) and (error.retry_after or 0) > max_wait_s:
            return False
        if isinstance(error, ServerError):
            return error.status in NOT_NOW
        return isinstance(error, Unreachable)

    return worth


def wait(state: RetryCallState) -> float:
    """Seconds until the next attempt: as the server asked, else exponential with jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, FetchError) and error.retry_after is not None:
        return error.retry_after
    return _backoff(state)
