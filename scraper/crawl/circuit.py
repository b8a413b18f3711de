"""Whether a host gets requests: the circuit breaker from M. Nygard's "Release It!".

While the circuit is closed, the host gets requests. Several failures in a row open the circuit,
and the host gets no requests for a while. Then one page is tried. If it succeeds, the circuit
closes; if it fails, the host is given up for the rest of the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Circuit:
    """The circuit of one host.

    :param max_failures: failures in a row that open it.
    :param cool_down_s: seconds from then until one page is tried.
    :param clock: a monotonic clock in seconds.
    """

    def __init__(
        self,
        max_failures: int,
        cool_down_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_failures = max_failures
        self._cool_down_s = cool_down_s
        self._clock = clock
        self._opened_at: float | None = None
        self._trying = False
        self.failures = 0
        self.given_up = False

    def admits(self, in_hand: int) -> bool:
        """True if a page may be requested now, while ``in_hand`` others are under way."""
        if self.given_up:
            return False
        if self._opened_at is None:
            return True
        return in_hand == 0 and self._clock() - self._opened_at >= self._cool_down_s

    def page_taken(self) -> None:
        """An admitted page is being requested."""
        self._trying = self._opened_at is not None

    def succeeded(self) -> None:
        """The host answered: close the circuit."""
        self.failures = 0
        self._opened_at = None
        self._trying = False

    def failed(self) -> None:
        """The host did not answer, or answered with an error."""
        self.failures += 1
        if self._trying:
            self.given_up = True
        elif self._opened_at is None and self.failures >= self._max_failures:
            self._opened_at = self._clock()
