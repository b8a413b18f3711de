"""Why a request failed: httpx's errors as our own, each with a sentence for people."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from scraper.errors import Refused, Unreachable


@contextmanager
def as_fetch_errors(url: str, timeout_s: float) -> Iterator[None]:
    """Raise httpx's errors as ours.

    :param timeout_s: the time after which a request was given up.
    :raises Unreachable: there was no answer, or not a whole one.
    :raises Refused: ``url`` can't be requested.
    """
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unreachable(url, f"no whole answer within {timeout_s:g} seconds") from error
    except httpx.TransportError as error:
        raise Unreachable(url, _reason(error)) from error
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(url, f"not a URL that can be requested ({error})") from error


def _reason(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectError):
        if (untrusted := _certificate_error(error)) is not None:
            return f"its TLS certificate is not to be trusted ({untrusted})"
        return "the host can't be reached"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refused ({error})"
    if isinstance(error, httpx.ProtocolError):
        return "the server broke off its answer"
    return f"the connection failed ({type(error).__name__})"


def _certificate_error(error: BaseException) -> str | None:
    """What is wrong with a certificate, where that is why a connection failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return None
