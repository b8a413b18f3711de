"""A server on loopback that speaks nothing but HTTP/2 over TLS, and breaks off when told to."""

from __future__ import annotations

import gzip
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

from tests.faultlab.cases import PAGE
from tests.faultlab.server import FaultServer

_FRAME = 16 * 1024


@dataclass(slots=True)
class Http2Server(FaultServer):
    """Answers every request as ``script`` says; robots.txt with 404. ``requests`` counts the pages
    asked for.
    """

    script: str = "page"
    requests: int = 0

    def _converse(self, conversation: socket.socket) -> None:
        assert isinstance(conversation, ssl.SSLSocket)
        assert conversation.selected_alpn_protocol() == "h2"
        http = H2Connection(H2Configuration(client_side=False))
        http.initiate_connection()
        conversation.sendall(http.data_to_send())
        with suppress(ProtocolError):  # the client broke off, or the script did
            while data := conversation.recv(65536):
                for event in http.receive_data(data):
                    if isinstance(event, RequestReceived):
                        self._answer(http, conversation, event)
                conversation.sendall(http.data_to_send())

    def _answer(self, http: H2Connection, channel: socket.socket, asked: RequestReceived) -> None:
        stream = asked.stream_id
        assert stream is not None
        assert asked.headers is not None
        if dict(asked.headers)[b":path"] == b"/robots.txt":
            http.send_headers(stream, [(":status", "404")], end_stream=True)
            return
        self.requests += 1
        head = [(":status", "200"), ("content-type", "text/html; charset=utf-8")]
        body = PAGE
        if self.script == "gzip":
            head.append(("content-encoding", "gzip"))
            body = gzip.compress(PAGE)
        if self.script == "header bomb":
            head += [("x", "y" * 1000)] * 300
        http.send_headers(stream, head)
        if self.script == "reset":
            http.send_data(stream, body[:1000])
            http.reset_stream(stream)
        elif self.script == "goaway":
            http.send_data(stream, body[:1000])
            http.close_connection(error_code=2, last_stream_id=0)
        else:
            self._send(http, channel, stream, body * (1000 if self.script == "endless" else 1))

    def _send(self, http: H2Connection, channel: socket.socket, stream: int, body: bytes) -> None:
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
