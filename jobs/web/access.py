"""Who may read what.

Whoever sits at the machine is the archive's owner and reads everything. So does who has logged in
where a login is configured, and everybody where the owner publishes the archive. Others see of
pages that ask for ``noarchive`` facts and short quotations, and none of the tables.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: What proxies add to a request: then whoever asks is elsewhere.
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: the address of the client, the host that it asked for, and the
    names of its headers.
    """

    client: str | None
    host: str
    headers: frozenset[str]

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> Caller:
        """The caller of an ASGI request."""
        headers: Iterable[tuple[bytes, bytes]] = scope.get("headers") or ()
        values = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers
        }
        client = scope.get("client")
        return cls(client[0] if client else None, values.get("host", ""), frozenset(values))

    @property
    def is_local(self) -> bool:
        """Whether the request was made on this machine, by its loopback address or name. A page of
        a foreign site that leads its own name to this machine is not local.
        """
        if self.client is None or any(name in self.headers for name in _OF_PROXIES):
            return False
        return _is_loopback(self.client) and _is_loopback(_name_of(self.host))


def _name_of(host: str) -> str:
    """A ``Host`` header without the port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
