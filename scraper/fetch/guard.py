"""Blocking connections to addresses in the user's own network, unless these are allowed.

The name is resolved here, all its addresses are checked, and the connection goes to a checked one.
So a second look-up with another answer (DNS rebinding) has no effect. The Host header and the TLS
handshake still use the host's name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl

import httpx

from scraper.errors import ErrorCode, Refused, Unreachable

_WITH_IPV4 = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
_PRIVATE_NAMES = (
    ".localhost", ".local", ".internal", ".intranet", ".private", ".corp", ".home", ".lan",
    ".home.arpa", ".test", ".invalid",
)  # fmt: skip


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that connects only to public addresses.

    :param proxy: the URL of the proxy through which it connects. The proxy resolves names itself,
        so a name can be checked only if it can also be resolved here.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        limits: httpx.Limits,
        tls: ssl.SSLContext,
        http2: bool = True,
        proxy: str | None = None,
    ) -> None:
        self._allow_private, self._has_proxy = allow_private, proxy is not None
        self._inner = httpx.AsyncHTTPTransport(
            verify=tls,
            limits=limits,
            trust_env=False,
            http2=http2,
            proxy=None if proxy is None else _proxy(proxy, tls),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve the name, check its addresses, and connect to a checked one.

        :raises Refused: an address is not public.
        :raises Unreachable: the name has no address.
        """
        if self._allow_private:
            return await self._inner.handle_async_request(request)
        host = request.url.host
        if self._has_proxy:
            await check_name(str(request.url), host)
            return await self._inner.handle_async_request(request)
        address = await checked_address(str(request.url), host, request.url.port or 0)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _proxy(url: str, tls: ssl.SSLContext) -> httpx.Proxy:
    secured = url.lower().startswith("https:")
    return httpx.Proxy(url, ssl_context=tls) if secured else httpx.Proxy(url)


async def checked_address(url: str, host: str, port: int) -> str:
    """An address of ``host``, if all of its addresses are public.

    :raises Refused: one of them is not.
    :raises Unreachable: the name has no address.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port or None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(url, f"the name {host} can't be resolved") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(address):
            raise Refused(
                url,
                f"{host} is at {address}, which is not a public address",
                code=ErrorCode.PRIVATE_ADDRESS,
                address=address,
            )
    return addresses[0]


async def check_name(url: str, host: str) -> None:
    """Refuse a host that a proxy would find in the user's own network.

    :raises Refused: it has an address here that is not public, or it has none here and its name is
        one of a private network (RFC 6761, RFC 6762, RFC 8375).
    """
    name = host.rstrip(".").lower()
    try:
        await checked_address(url, name, 0)
    except Unreachable:
        if "." not in name or name.endswith(_PRIVATE_NAMES):
            raise Refused(
                url, f"{host} is a name of a private network", code=ErrorCode.PRIVATE_ADDRESS
            ) from None


def is_public(address: str) -> bool:
    """True for addresses that anybody on the internet can reach.

    IPv4 addresses embedded in IPv6 (mapped, 6to4, compatible, NAT64 by RFC 6052) are judged as IPv4
    addresses.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        wrapped = parsed.ipv4_mapped or parsed.sixtofour
        if wrapped is None and any(parsed in network for network in _WITH_IPV4):
            wrapped = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if wrapped is not None:
            parsed = wrapped
    return parsed.is_global and not parsed.is_multicast
