"""Office networks: a real proxy on loopback, certificates of one's own, and private addresses that
stay refused behind it.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from scraper.errors import ErrorCode, FetchError, Refused, Unreachable, UsageError
from scraper.fetch.client import Fetcher
from scraper.fetch.settings import FetchSettings
from scraper.model import Page
from tests.conftest import FAST, Command

BODY = b"<p>words</p>"
#: A name that the proxy alone can look up (RFC 2606).
NAME = "news.example"


@dataclass
class Proxy:
    """A proxy: what it was asked for, and the port behind every name."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    authorized: list[str | None] = field(default_factory=list)
    behind: int = 0
    answers: int = 200


@contextmanager
def a_proxy(behind: int) -> Iterator[Proxy]:
    """An HTTP proxy (RFC 9110, 9.3.6) that leads every name to a port of this machine."""
    proxy = Proxy(behind=behind)

    def serve(client: socket.socket) -> None:
        with client:
            head = b""
            while b"\r\n\r\n" not in head and (part := client.recv(65536)):
                head += part
            method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
            proxy.asked.append(f"{method} {target}")
            lines = head.decode("latin-1").split("\r\n")
            given = [x.partition(": ")[2] for x in lines if x.lower().startswith("proxy-auth")]
            proxy.authorized.append(given[0] if given else None)
            if proxy.answers != 200:
                client.sendall(f"HTTP/1.1 {proxy.answers} No\r\ncontent-length: 0\r\n\r\n".encode())
                return
            with socket.create_connection(("127.0.0.1", proxy.behind)) as server:
                if method == "CONNECT":
                    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=pass_on, args=(server, client), daemon=True)
                back.start()
                pass_on(client, server)
                back.join(5)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy.url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        def accept() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield proxy


def pass_on(source: socket.socket, to: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            to.sendall(part)
        to.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def a_server(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server with one page and no robots.txt; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path.endswith("/robots.txt") else BODY
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def fetch(url: str, settings: FetchSettings) -> Page:
    async def get() -> Page | None:
        async with Fetcher(settings) as fetcher:
            return await fetcher.fetch(url, may_follow=lambda to: None)

    page = asyncio.run(get())
    assert page is not None
    return page


#: As anybody has it: no private addresses.
PUBLIC = replace(FAST, allow_private=False, attempts=1)


@pytest.fixture
def ca(tmp_path: Path) -> trustme.CA:
    """A certificate authority, in ca.pem."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return made


def tls_of(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(NAME).configure_cert(context)
    return context


def test_a_page_comes_through_a_proxy_that_alone_looks_names_up() -> None:
    with a_server() as port, a_proxy(port) as proxy:
        page = fetch(f"http://{NAME}/story", replace(PUBLIC, proxy=proxy.url))
    assert page.body == BODY
    assert proxy.asked == [f"GET http://{NAME}/robots.txt", f"GET http://{NAME}/story"]


def test_tls_goes_through_the_proxy_and_certificates_of_ones_own_count(
    ca: trustme.CA, tmp_path: Path
) -> None:
    with a_server(tls_of(ca)) as port, a_proxy(port) as proxy:
        settings = replace(PUBLIC, proxy=proxy.url)
        with pytest.raises(Unreachable, match="TLS certificate is not to be trusted"):
            fetch(f"https://{NAME}/story", settings)
        page = fetch(f"https://{NAME}/story", replace(settings, ca_file=str(tmp_path / "ca.pem")))
    assert page.body == BODY
    assert set(proxy.asked) == {f"CONNECT {NAME}:443"}


def test_a_proxy_is_told_name_and_password_and_no_message_has_them() -> None:
    with a_server() as port, a_proxy(port) as proxy:
        url = proxy.url.replace("http://", "http://me:secret@")
        assert fetch(f"http://{NAME}/story", replace(PUBLIC, proxy=url)).body == BODY
        wanted = "Basic " + base64.b64encode(b"me:secret").decode()
        assert set(proxy.authorized) == {wanted}
        proxy.answers = 407
        with pytest.raises(FetchError) as refused:
            fetch(f"https://{NAME}/story", replace(PUBLIC, proxy=url))
    assert "the proxy refused (407" in refused.value.sentence
    assert "secret" not in refused.value.sentence


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254", "localhost", "intranet", "nas.local",
     "news.corp", "a.b.internal", "router.home.arpa", "x.localhost", "NAS.LOCAL.",
     "127.0.0.1.", "[::127.0.0.1]", "[64:ff9b::7f00:1]"],
)  # fmt: skip
def test_a_private_address_is_refused_behind_a_proxy(host: str) -> None:
    with a_server() as port, a_proxy(port) as proxy:
        with pytest.raises(FetchError) as refused:
            fetch(f"http://{host}/story", replace(PUBLIC, proxy=proxy.url))
        assert proxy.asked == [], "it never got there"
        assert refused.value.code == ErrorCode.PRIVATE_ADDRESS
        allowed = replace(PUBLIC, proxy=proxy.url, allow_private=True)
        assert fetch(f"http://{host}/story", allowed).body == BODY


def test_the_environment_counts_where_that_is_switched_on(
    ca: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_server(tls_of(ca)) as port, a_proxy(port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.removeprefix("http://"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with pytest.raises((Unreachable, Refused)):
            fetch(f"https://{NAME}/story", PUBLIC)
        assert proxy.asked == []
        switched_on = replace(PUBLIC, use_environment=True)
        assert fetch(f"https://{NAME}/story", switched_on).body == BODY
        count = len(proxy.asked)
        monkeypatch.setenv("NO_PROXY", f"other.example,{NAME}")
        with pytest.raises(Unreachable, match="can't be resolved"):
            fetch(f"https://{NAME}/story", switched_on)
        assert len(proxy.asked) == count


def test_a_proxy_that_is_not_there_is_told() -> None:
    with pytest.raises(Unreachable, match="the host can't be reached"):
        fetch(f"http://{NAME}/story", replace(PUBLIC, proxy="http://127.0.0.1:9"))


def test_certificates_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("hello")
    with pytest.raises(UsageError, match=r"nowhere\.pem can't be used: No such file"):
        fetch(f"http://{NAME}/story", replace(PUBLIC, ca_file="nowhere.pem"))
    with pytest.raises(UsageError, match=r"no\.pem can't be used: it holds no certificate"):
        fetch(f"http://{NAME}/story", replace(PUBLIC, ca_file=str(tmp_path / "no.pem")))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('proxy = "proxy:3128"', "not the URL of an HTTP proxy: write http://host:port"),
        ('proxy = "socks5://proxy:1080"', "not the URL of an HTTP proxy"),
    ],
)
def test_what_is_configured_wrong_is_told(
    onrecord: Command, tmp_path: Path, line: str, why: str
) -> None:
    (tmp_path / "onrecord.toml").write_text(f"[fetch]\n{line}\n")
    ran = onrecord("sources")
    assert ran.code == 2
    assert why in ran.err
