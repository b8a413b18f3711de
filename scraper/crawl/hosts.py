"""The hosts to which a crawl sends requests, and which of them can get another one now.

The host is the one actually requested: a mirror instead of the publisher's site, or the Wayback
Machine for a capture. All lanes share one :class:`Hosts`, because sources can share a host.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime
from urllib.parse import urlsplit

from scraper.crawl.circuit import Circuit
from scraper.fetch.settings import FetchSettings


class LeftAlone(Exception):
    """A page needs a host that gets no more requests in this run, so it stays queued."""


def host_requested(url: str) -> str:
    """The host, with its port, that a request for ``url`` goes to."""
    return urlsplit(url).netloc


class Hosts:
    """The circuits of a crawl's hosts, and the hosts that are left alone.

    :param resting: the hosts that asked for a pause, and its end.
    :param stopped: filled with the reasons why hosts are left alone.
    """

    def __init__(
        self,
        settings: FetchSettings,
        resting: Mapping[str, datetime],
        stopped: MutableMapping[str, str],
    ) -> None:
        self._settings = settings
        self._stopped = stopped
        self._circuits: dict[str, Circuit] = {}
        self._in_hand: Counter[str] = Counter()
        self._alone = {
            host: f"it asked to be left alone until {until.isoformat()}"
            for host, until in resting.items()
        }

    @property
    def left_alone(self) -> Collection[str]:
        """The hosts left alone that pages of this crawl need."""
        return self._stopped.keys()

    def serves(self, host: str) -> bool:
        """False if ``host``, which a page needs, is left alone."""
        if host not in self._alone:
            return True
        self._stopped.setdefault(host, f"{self._alone[host]}; its other pages stay queued")
        return False

    def admit(self, hosts: Collection[str]) -> bool:
        """True if a page that may be on any of ``hosts`` may be requested now. Nobody waits for a
        host that is left alone.
        """
        return all(
            host in self._alone or self._circuit(host).admits(self._in_hand[host]) for host in hosts
        )

    def take(self, hosts: Collection[str]) -> None:
        """An admitted page that may be on any of ``hosts`` is being requested."""
        for host in hosts:
            self._circuit(host).page_taken()
            self._in_hand[host] += 1

    def give_back(self, hosts: Collection[str]) -> None:
        """The page is not being requested any more."""
        self._in_hand.subtract(hosts)

    def before_request(self, url: str) -> None:
        """``url`` is to be requested.

        :raises LeftAlone: its host is left alone.
        """
        if not self.serves(host_requested(url)):
            raise LeftAlone(url)

    def answered(self, url: str) -> None:
        """The host of ``url`` answered."""
        self._circuit(host_requested(url)).succeeded()

    def failed(self, url: str) -> None:
        """The host of ``url`` did not answer, or answered with an error."""
        host = host_requested(url)
        circuit = self._circuit(host)
        circuit.failed()
        if circuit.given_up:
            self._leave_alone(host, f"left alone after {circuit.failures} failures in a row")

    def asked_for_rest(self, url: str, seconds: float) -> None:
        """The host of ``url`` asked for no requests for so long."""
        self._leave_alone(
            host_requested(url), f"it asked to be left alone for {seconds:.0f} seconds"
        )

    def _leave_alone(self, host: str, why: str) -> None:
        self._alone.setdefault(host, why)
        self.serves(host)

    def _circuit(self, host: str) -> Circuit:
        if host not in self._circuits:
            settings = self._settings
            self._circuits[host] = Circuit(settings.max_failures, settings.cool_down_s)
        return self._circuits[host]
