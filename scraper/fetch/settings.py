"""The limits of fetching, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass

from scraper import __version__

CONTACT = "https://pypi.org/project/onrecord/"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits of fetching. The defaults are polite.

    :ivar contact: a URL or address where a site's operator can reach the person who runs this.
    :ivar rate: requests a second to one host; 0 sets no limit (a server of your own).
    :ivar connections: requests under way at once to one host.
    :ivar timeout_s: for one whole request, body included.
    :ivar max_bytes: of one body, decompressed.
    :ivar attempts: for one request, retries included.
    :ivar max_wait_s: the longest Retry-After to wait for within a run; a longer one postpones the
        page to a later run.
    :ivar max_failures: failures in a row after which a host is left alone for ``cool_down_s``; if
        the page that is tried then fails too, for the rest of the run.
    :ivar http2: speak HTTP/2 to servers that offer it.
    :ivar allow_private: let names resolve to loopback, private and link-local addresses.
    :ivar proxy: the URL of an HTTP proxy through which all requests go; None for none.
    :ivar ca_file: certificates (PEM) to trust besides the public ones.
    :ivar use_environment: take proxies and certificates from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY,
        NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR, too.
    """

    contact: str = CONTACT
    rate: float = 1.0
    connections: int = 2
    timeout_s: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    attempts: int = 3
    max_wait_s: float = 120.0
    max_failures: int = 5
    cool_down_s: float = 60.0
    max_redirects: int = 5
    http2: bool = True
    allow_private: bool = False
    proxy: str | None = None
    ca_file: str | None = None
    use_environment: bool = False

    @property
    def user_agent(self) -> str:
        """How requests identify themselves: ``OnRecord/x.y (+contact)``."""
        return f"OnRecord/{__version__} (+{self.contact})"
