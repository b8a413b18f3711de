"""How requests leave the user's network, directly or through a proxy, and which certificates they
trust.
"""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import httpx

from scraper.errors import UsageError
from scraper.fetch.settings import FetchSettings


def proxy_for(url: str, settings: FetchSettings) -> str | None:
    """The proxy through which ``url`` is requested; None: straight. What is set takes precedence
    over the environment.

    :raises UsageError: the environment names no HTTP proxy.
    """
    if settings.proxy is not None:
        return settings.proxy
    if not settings.use_environment:
        return None
    parts = urlsplit(url)
    proxies = getproxies_environment()
    if proxy_bypass(parts.netloc):
        return None
    found = proxies.get(parts.scheme) or proxies.get("all")
    proxy = found if found is None or "://" in found else f"http://{found}"
    if proxy is not None and urlsplit(proxy).scheme not in ("http", "https"):
        scheme = urlsplit(proxy).scheme
        raise UsageError(f"the environment names a {scheme} proxy, but only HTTP proxies work")
    return proxy


def tls_context(settings: FetchSettings) -> ssl.SSLContext:
    """What servers' certificates are verified with.

    :raises UsageError: ``ca_file`` can't be read or holds no certificate.
    """
    try:
        context = httpx.create_ssl_context(trust_env=settings.use_environment)
    except OSError as error:
        raise UsageError(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names can't be used: {error}"
        ) from error
    if settings.ca_file is not None:
        try:
            context.load_verify_locations(cafile=settings.ca_file)
        except OSError as error:
            why = "it holds no certificate (PEM)" if isinstance(error, ssl.SSLError) else None
            raise UsageError(
                f"the certificates in {settings.ca_file} can't be used: {why or error.strerror}"
            ) from error
    return context
