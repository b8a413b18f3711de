"""Every fault of the lab against the real crawl: what the archive holds afterwards, and that no
fault keeps the next page from landing.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import trustme

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, CrawlReport
from scraper.fetch.guard import GuardedTransport
from scraper.fetch.settings import FetchSettings
from scraper.origins import Origins
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, configured, raw
from tests.faultlab.cases import FAULTS, PAGE, STORY, Fault, first, good, no_robots, status
from tests.faultlab.http2 import Http2Server
from tests.faultlab.server import Connection, FaultServer

LAB = replace(FAST, timeout_s=1.0, attempts=2, max_bytes=1024 * 1024, max_wait_s=0.5)
AFTER = "nx-s1-5318800"
_MEGABYTES = 150
ROOT = Path(__file__).parents[1]
#: Prints the highest resident memory in KiB. (What getrusage tells includes the parent's at fork.)
_PEAK = """
from jobs import cli
try:
    cli.main()
finally:
    with open("/proc/self/status") as status:
        print(next(line for line in status if line.startswith("VmHWM:")).split()[1])
"""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once; what the server asks for is still obeyed."""
    monkeypatch.setattr("scraper.fetch.retry._backoff", lambda state: 0.0)


def crawl(
    archive: Archive, url: str, *stories: str, settings: FetchSettings = LAB, now: datetime = NOON
) -> CrawlReport:
    npr = Npr()
    refs = [npr.identify(npr.canonical_url(story)) for story in stories]
    with archive.transaction():
        archive.queue.add_stories([ref for ref in refs if ref], now)
    run_id = archive.runs.start("test", now)
    options = CrawlOptions(settings, now=lambda: now)
    return asyncio.run(Crawl(archive, [Origins(npr, url)], run_id, options).run())


def page_of(archive: Archive, story: str = STORY) -> dict[str, object]:
    row = raw(archive).execute("SELECT * FROM pages WHERE story_id = ?", (story,)).fetchone()
    return dict(row)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault: Fault, archive: Archive) -> None:
    story = f"/transcripts/{STORY}"
    scripts = {
        "/robots.txt": fault.robots or no_robots,
        story: fault.script,
        "*": fault.script if "chain" in fault.name else no_robots,
        f"/transcripts/{AFTER}": good,
    }
    with FaultServer(scripts) as server:
        started = time.monotonic()
        crawl(archive, server.url, STORY, AFTER, settings=replace(LAB, connections=1))
        took = time.monotonic() - started
        requests = sum(asked.path == story for asked in server.asked)
    page = page_of(archive)
    assert page["state"] == fault.state, page
    assert fault.reason in str(page["reason"] or ""), page
    assert took < 2 * LAB.timeout_s * LAB.attempts + 2
    if fault.requests is not None:
        assert requests == fault.requests
    landed = "SELECT count(*) FROM transcripts WHERE story_id = ?"
    assert raw(archive).execute(landed, (STORY,)).fetchone()[0] == fault.lands
    if fault.state == "quarantined":
        kept = "SELECT count(*) FROM snapshots WHERE page_id = ?"
        assert raw(archive).execute(kept, (page["id"],)).fetchone()[0] == 1
    if fault.state == "failed":
        assert str(page["next_attempt_at"]) > NOON.isoformat(), "it is tried again another time"
    if fault.robots is None:
        after = page_of(archive, AFTER)["state"]
        assert after == fault.after, "the next page is none the worse"
    logged = raw(archive).execute("SELECT count(*) FROM fetches").fetchone()[0]
    assert logged == len(server.asked), "every request is written down"
    assert list(archive.integrity.check()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("name", ["gzip bomb", "endless body", "endless chunks", "header bomb"])
def test_memory_stays_small(name: str, tmp_path: Path) -> None:
    """Of the whole command, in a process of its own and with the limits a user gets."""
    fault = next(fault for fault in FAULTS if fault.name == name)
    with FaultServer({"/robots.txt": no_robots, "*": fault.script}) as server:
        configured(tmp_path, server.url)
        ran = subprocess.run(
            [sys.executable, "-c", _PEAK, "add", f"{server.url}/transcripts/{STORY}"],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert server.asked[-1].path == f"/transcripts/{STORY}"
    assert ran.returncode == 1, ran.stderr
    assert fault.reason.replace("1 MiB", "10 MiB") in ran.stderr
    peak = int(ran.stdout.splitlines()[-1]) * 1024
    assert peak < _MEGABYTES * 1_000_000, f"{peak / 1_000_000:.0f} MB"


def test_a_long_retry_after_is_obeyed_to_the_second(archive: Archive) -> None:
    scripts = {"/robots.txt": no_robots, "*": status("429 Slow Down", retry_after="3600")}
    with FaultServer(scripts) as server:
        crawl(archive, server.url, STORY)
        due = datetime.fromisoformat(str(page_of(archive)["next_attempt_at"]))
        assert due == NOON + timedelta(seconds=3600)
        asked = len(server.asked)
        crawl(archive, server.url, now=NOON + timedelta(seconds=3599))
        assert len(server.asked) == asked, "nothing is asked for before"
        crawl(archive, server.url, now=NOON + timedelta(seconds=3600))
        assert len(server.asked) > asked


def test_a_host_that_asks_for_an_hour_is_left_alone_for_an_hour(archive: Archive) -> None:
    """By this run and the next, for all its pages; other hosts' pages are none the worse."""
    scripts = {
        "/robots.txt": no_robots,
        f"/transcripts/{STORY}": first(status("429 Slow Down", retry_after="3600")),
        "*": good,
    }
    with FaultServer(scripts) as server:
        settings = replace(LAB, connections=1)
        host = f"127.0.0.1:{server.port}"
        report = crawl(archive, server.url, STORY, AFTER, settings=settings)
        assert "left alone for 3600 seconds" in report.stopped[host]
        asked = len(server.asked)
        report = crawl(archive, server.url, AFTER, now=NOON + timedelta(seconds=3599))
        assert "left alone until 2026-03-20T13:00:00" in report.stopped[host]
        assert len(server.asked) == asked
        report = crawl(archive, server.url, AFTER, now=NOON + timedelta(seconds=3600))
        assert report.counts["new"] == 2
        assert report.stopped == {}


def test_an_etag_that_stays_while_the_words_change_hides_nothing(archive: Archive) -> None:
    sheet = next(sheet for sheet in all_sheets().values() if sheet.correction)

    def changing(connection: Connection) -> None:
        told = sheet.corrected() if connection.visit > 1 else sheet
        connection.answer(story_page(told), etag='"always the same"')

    with FaultServer({"/robots.txt": no_robots, "*": changing}) as server:
        crawl(archive, server.url, sheet.story_id)
        with archive.transaction():
            archive.queue.make_due(["npr"], NOON)
        crawl(archive, server.url)
    revisions = raw(archive).execute("SELECT max(revision) FROM revisions").fetchone()[0]
    assert revisions == 2


def test_cookies_go_nowhere_else(archive: Archive) -> None:
    def setting(connection: Connection) -> None:
        connection.answer(PAGE, set_cookie="id=1; Domain=127.0.0.1; Path=/")

    with (
        FaultServer({"/robots.txt": no_robots, "*": setting}) as one,
        FaultServer({"/robots.txt": no_robots, "*": good}) as other,
    ):
        crawl(archive, one.url, STORY)
        crawl(archive, other.url, AFTER)
        crawl(archive, one.url.replace("127.0.0.1", "localhost"), "nx-s1-5324561")
    assert not any("cookie" in asked.headers for asked in [*one.asked, *other.asked])


def test_ipv6(archive: Archive) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with FaultServer({"/robots.txt": no_robots, "*": good}, family=socket.AF_INET6) as server:
        crawl(archive, server.url, STORY)
    assert page_of(archive)["state"] == "landed"


# names and certificates --------------------------------------------------------------------------


def tls_server(ca: trustme.CA, name: str, **issued: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name, **issued).configure_cert(context)  # type: ignore[arg-type]
    return context


@pytest.fixture
def ca(monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that OnRecord trusts in this test."""
    ca = trustme.CA()
    made = httpx.create_ssl_context

    def trusting(**options: bool) -> ssl.SSLContext:
        context: ssl.SSLContext = made(**options)  # type: ignore[arg-type]
        ca.configure_trust(context)
        return context

    monkeypatch.setattr(httpx, "create_ssl_context", trusting)
    return ca


@pytest.mark.parametrize(
    ("name", "issued", "reason"),
    [
        ("127.0.0.1", {}, None),
        ("127.0.0.1", {"not_after": datetime(2020, 1, 1, tzinfo=UTC)}, "certificate has expired"),
        ("other.example.org", {}, "IP address mismatch"),
    ],
)
def test_certificates(
    name: str,
    issued: dict[str, object],
    reason: str | None,
    archive: Archive,
    ca: trustme.CA,
) -> None:
    server_tls = tls_server(ca, name, **issued)
    with FaultServer({"/robots.txt": no_robots, "*": good}, tls=server_tls) as server:
        crawl(archive, server.url, STORY)
    page = page_of(archive)
    if reason is None:
        assert page["state"] == "landed", page["reason"]
    else:
        assert page["state"] == "failed"
        assert "its TLS certificate is not to be trusted" in str(page["reason"])
        assert reason in str(page["reason"])


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        ("page", "landed", ""),
        ("gzip", "landed", ""),
        ("reset", "failed", "the server broke off its answer"),
        ("goaway", "failed", "the server broke off its answer"),
        ("endless", "failed", "larger than 1 MiB"),
        ("header bomb", "failed", "the server broke off its answer"),
    ],
)
def test_http2_where_it_is_offered(
    script: str, state: str, reason: str, archive: Archive, ca: trustme.CA
) -> None:
    tls = tls_server(ca, "127.0.0.1")
    tls.set_alpn_protocols(["h2"])
    with Http2Server({}, tls, script=script) as server:
        crawl(archive, server.url, STORY)
        assert server.requests >= 1
    page = page_of(archive)
    assert page["state"] == state, page["reason"]
    assert reason in str(page["reason"] or "")


def test_a_certificate_of_nobody_known(archive: Archive) -> None:
    server_tls = tls_server(trustme.CA(), "127.0.0.1")
    with FaultServer({"/robots.txt": no_robots, "*": good}, tls=server_tls) as server:
        crawl(archive, server.url, STORY)
    assert "not to be trusted" in str(page_of(archive)["reason"])


def test_the_address_that_was_checked_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: a second look-up would answer with loopback, but there is none."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[str] = []

    async def look_up(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

    async def connect(_: object, request: httpx.Request) -> httpx.Response:
        connected.append(f"{request.url.host} as {request.headers['host']}")
        return httpx.Response(200, content=b"")

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", look_up)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", connect)

    async def request() -> None:
        transport = GuardedTransport(
            allow_private=False, limits=httpx.Limits(), tls=ssl.create_default_context()
        )
        asked = httpx.Request("GET", "http://www.npr.org/x")
        await transport.handle_async_request(asked)

    asyncio.run(request())
    assert connected == ["93.184.216.34 as www.npr.org"]


def test_a_fifth_of_all_requests_fail_and_every_good_page_lands(archive: Archive) -> None:
    count = 150
    stories = [f"nx-s1-{8_000_000 + number}" for number in range(count)]

    def flaky(connection: Connection) -> None:
        if zlib.crc32(f"{connection.asked.path} {connection.visit}".encode()) % 5 == 0:
            connection.reset()
        else:
            connection.answer(PAGE)

    with FaultServer({"/robots.txt": no_robots, "*": flaky}) as server:
        now = NOON
        for _ in range(6):
            crawl(archive, server.url, *stories, now=now,
                  settings=replace(LAB, max_failures=1000))  # fmt: skip
            now += timedelta(hours=3)
    states = raw(archive).execute("SELECT state, count(*) FROM pages GROUP BY state")
    assert [tuple(row) for row in states] == [("landed", count)]
