"""A raw TCP server on loopback: each path has a script that writes what it likes to the socket."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Script = Callable[["Connection"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass(slots=True)
class Connection:
    """One request under way, for a script."""

    socket: socket.socket
    asked: Asked
    #: How often this path was asked for, this time included.
    visit: int
    stopping: threading.Event

    def send(self, data: bytes) -> None:
        """Write, come what may."""
        self.socket.sendall(data)

    def answer(
        self,
        body: bytes = b"",
        status: str = "200 OK",
        *,
        length: int | None = None,
        **headers: str,
    ) -> None:
        """A whole answer. ``headers`` by name with ``_`` for ``-``."""
        lines = {"content-type": "text/html; charset=utf-8",
                 "content-length": str(len(body) if length is None else length),
                 "connection": "close"}  # fmt: skip
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait(self, seconds: float) -> bool:
        """Wait; False when the server is being closed."""
        return not self.stopping.wait(seconds)


@dataclass(slots=True)
class FaultServer:
    """Serves ``scripts`` by path; ``*`` is for any other. Use as a context manager."""

    scripts: dict[str, Script]
    tls: ssl.SSLContext | None = None
    family: socket.AddressFamily = socket.AF_INET
    asked: list[Asked] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _visits: Counter[str] = field(default_factory=Counter)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _listener: socket.socket | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._listener is not None
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        host = "[::1]" if self.family == socket.AF_INET6 else "127.0.0.1"
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def __enter__(self) -> Self:
        host = "::1" if self.family == socket.AF_INET6 else "127.0.0.1"
        self._listener = socket.create_server((host, 0), family=self.family)
        self._listener.settimeout(0.1)
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(5)
        assert self._listener is not None
        self._listener.close()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        assert self._listener is not None
        while not self._stopping.is_set():
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                continue
            self._start(self._serve, accepted)

    def _serve(self, accepted: socket.socket) -> None:
        with suppress(OSError, ValueError), accepted:
            accepted.settimeout(10)
            if self.tls is None:
                self._converse(accepted)
            else:
                with self.tls.wrap_socket(accepted, server_side=True) as wrapped:
                    self._converse(wrapped)

    def _converse(self, conversation: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = conversation.recv(65536)
            if not piece:
                return
            head += piece
        first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.casefold(): value.strip() for name, _, value in pairs}
        asked = Asked(first.split(" ")[1], headers, time.monotonic())
        self.asked.append(asked)
        with self._counting:
            self._visits[asked.path] += 1
            visit = self._visits[asked.path]
        script = self.scripts.get(asked.path) or self.scripts["*"]
        script(Connection(conversation, asked, visit, self._stopping))
        with suppress(OSError):
            conversation.shutdown(socket.SHUT_RDWR)
