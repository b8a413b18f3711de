"""When a page is fetched again: a pure function of what happened and when.

Transcripts appear 10 to 48 hours after the broadcast and are corrected later. So a new story is
fetched again, whether or not it had a transcript, and is then settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class RefetchPolicy:
    """When pages are fetched again.

    :ivar look_again: the ages at which a story is fetched again, counted from its air date or, if
        that is unknown, from its discovery.
    :ivar settled: how long after the last fetch to fetch a page again if its story is older than
        all these ages, or if it was given up; None: never.
    :ivar first_retry: how long after a failure a page is tried again; doubled after each further
        failure.
    :ivar longest_retry: the longest such wait.
    :ivar max_attempts: failures in a row before a page is given up.
    """

    look_again: tuple[timedelta, ...] = (
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=14),
    )
    settled: timedelta | None = timedelta(days=365)
    first_retry: timedelta = timedelta(minutes=15)
    longest_retry: timedelta = timedelta(days=1)
    max_attempts: int = 8

    def next_look(
        self, discovered_at: datetime, now: datetime, aired_on: date | None = None
    ) -> datetime | None:
        """When a story that answered is due again; None: never."""
        born = discovered_at
        if aired_on is not None:
            born = min(born, datetime.combine(aired_on, time(), UTC))
        for age in sorted(self.look_again):
            if born + age > now:
                return born + age
        return self._settled(now)

    def next_retry(
        self, attempts: int, now: datetime, retry_after: float | None = None
    ) -> datetime | None:
        """When a page that failed ``attempts`` times in a row is due again; None: never.

        :param retry_after: seconds that the server asked to be left alone.
        """
        if attempts >= self.max_attempts:
            return self._settled(now)
        # Beyond some doublings the longest wait holds anyway.
        wait = min(self.first_retry * (1 << min(max(attempts - 1, 0), 20)), self.longest_retry)
        if retry_after is not None:
            wait = max(wait, timedelta(seconds=retry_after))
        return now + wait

    def _settled(self, now: datetime) -> datetime | None:
        return now + self.settled if self.settled is not None else None


DEFAULT = RefetchPolicy()
