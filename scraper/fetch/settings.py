"""The limits of fetching, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass

from scraper import __version__

CONTACT = "https://pypi.org/project/onrecord/"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """The limits of fetching. The defaults are polite.

    :ivar contact: an address or URL where the operators of sites can reach whoever runs this.
    :ivar rate: requests per second to one host; 0 sets no limit (only for your own server).
    :ivar connections: simultaneous requests to one host.
    :ivar timeout_s: seconds for a whole request, including the body.
    :ivar max_bytes: the largest body, after decompression.
    :ivar attempts: attempts per request, including the first.
    :ivar max_wait_s: the longest Retry-After to wait out within a run; a longer one postpones the
        page to a later run.
    :ivar max_failures: failures in a row after which a host is left alone for ``cool_down_s``. If
        the page that is tried then fails too, the host is left alone for the rest of the run.
    :ivar http2: speak HTTP/2 to servers that offer it.
    :ivar allow_private: allow names that resolve to loopback, private and link-local addresses.
    :ivar proxy: the URL of an HTTP proxy for all requests, or None.
    :ivar ca_file: more certificates (PEM) to trust, besides the public ones.
    :ivar use_environment: also take proxies and certificates from HTTPS_PROXY, HTTP_PROXY,
        ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.
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
