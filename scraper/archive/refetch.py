"""When a page is looked at again: a pure function of what happened and when.

Transcripts appear 10 to 48 hours after broadcast and are corrected later, so a story is looked at
again 1, 3 and 14 days after it was discovered, whether it had a transcript or not, and then is
settled. A failure is tried again after 15 minutes, then twice that, up to a day, eight times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LOOK_AGAIN = (timedelta(days=1), timedelta(days=3), timedelta(days=14))
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
MAX_ATTEMPTS = 8


def next_look(discovered_at: datetime, now: datetime) -> datetime | None:
    """When a story that answered is due again; None once it is settled."""
    for age in LOOK_AGAIN:
        if discovered_at + age > now:
            return discovered_at + age
    return None


def next_retry(attempts: int, now: datetime, retry_after: float | None = None) -> datetime | None:
    """When a page that failed ``attempts`` times in a row is due again; None: given up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    wait = min(FIRST_RETRY * (1 << max(attempts - 1, 0)), LONGEST_RETRY)
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=retry_after))
    return now + wait
