"""A server on loopback that speaks nothing but HTTP/2 over TLS, and breaks off when told to."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

from tests.faultlab.cases import PAGE

_FRAME = 16 * 1024


class Http2Server:
    """Answers every request as ``script`` says; robots.txt with 404. Use as a context manager."""

    def __init__(self, tls: ssl.SSLContext, script: str) -> None:
        tls.set_alpn_protocols(["h2"])
        self._tls = tls
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        #: Pages asked for, robots.txt aside.
        self.requests = 0

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            with suppress(OSError):
                accepted, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[accepted], daemon=True).start()

    def _serve(self, accepted: socket.socket) -> None:
        with (
            suppress(OSError, ProtocolError),
            self._tls.wrap_socket(accepted, server_side=True) as channel,
        ):
            assert channel.selected_alpn_protocol() == "h2"
            channel.settimeout(5)
            http = H2Connection(H2Configuration(client_side=False))
            http.initiate_connection()
            channel.sendall(http.data_to_send())
            while data := channel.recv(65536):
                for event in http.receive_data(data):
                    if isinstance(event, RequestReceived):
                        self._answer(http, channel, event)
                channel.sendall(http.data_to_send())

    def _answer(self, http: H2Connection, channel: ssl.SSLSocket, asked: RequestReceived) -> None:
        stream = asked.stream_id
        assert stream is not None
        assert asked.headers is not None
        if dict(asked.headers)[b":path"] == b"/robots.txt":
            http.send_headers(stream, [(":status", "404")], end_stream=True)
            return
        self.requests += 1
        head = [(":status", "200"), ("content-type", "text/html; charset=utf-8")]
        body = PAGE
        if self._script == "gzip":
            head.append(("content-encoding", "gzip"))
            body = gzip.compress(PAGE)
        if self._script == "header bomb":
            head += [("x", "y" * 1000)] * 300
        http.send_headers(stream, head)
        if self._script == "reset":
            http.send_data(stream, body[:1000])
            http.reset_stream(stream)
        elif self._script == "goaway":
            http.send_data(stream, body[:1000])
            http.close_connection(error_code=2, last_stream_id=0)
        else:
            self._send(http, channel, stream, body * (1000 if self._script == "endless" else 1))

    def _send(self, http: H2Connection, channel: ssl.SSLSocket, stream: int, body: bytes) -> None:
        """The body in frames, as fast as the client's window allows."""
        at = 0
        while at < len(body):
            room = min(http.local_flow_control_window(stream), _FRAME, len(body) - at)
            if room:
                http.send_data(stream, body[at : at + room])
                at += room
            channel.sendall(http.data_to_send())
            if not room:
                data = channel.recv(65536)
                if not data:
                    raise ConnectionResetError
                http.receive_data(data)
        http.end_stream(stream)
