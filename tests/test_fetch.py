"""Fetching against a real server on loopback: politeness, conditions, bounds."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.errors import Disallowed, FetchError, Refused, ServerError, Unreachable
from scraper.fetch.asked import Validators
from scraper.fetch.client import Fetcher
from scraper.fetch.guard import is_public
from scraper.fetch.pacing import HostPace
from scraper.fetch.retry import retry_after
from scraper.fetch.robots import MAX_BYTES, read_rules
from scraper.fetch.settings import FetchSettings
from scraper.model import FetchRecord, Page
from tests.conftest import FAST

PAGE = b"<html><body>" + b"words " * 1000 + b"</body></html>"


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def get(
    answer: Callable[[str], Answer],
    *,
    path: str = "/story",
    settings: FetchSettings = FAST,
    validators: Validators | None = None,
    time: Time | None = None,
    log: list[FetchRecord] | None = None,
) -> Page | None:
    """Fetch a path from a server that answers so; redirects are followed on that server alone."""
    time = time or Time()

    async def fetch(server: LoopbackServer) -> Page | None:
        records: list[FetchRecord] = [] if log is None else log
        async with Fetcher(
            settings, clock=time.clock, sleep=time.sleep, log=records.append
        ) as fetcher:
            return await fetcher.fetch(
                server.url + path,
                may_follow=lambda url: url if url.startswith(server.url) else None,
                validators=validators,
            )

    with LoopbackServer(answer) as server:
        return asyncio.run(fetch(server))


def only(answer: Answer) -> Callable[[str], Answer]:
    """A site with one page and no robots.txt."""
    return lambda path: NOT_FOUND if path == "/robots.txt" else answer


def in_turn(*answers: Answer) -> Callable[[str], Answer]:
    """A page that answers differently each time."""
    left = list(answers)
    return lambda path: NOT_FOUND if path == "/robots.txt" else left.pop(0)


def test_a_page_comes_with_its_headers_and_is_logged() -> None:
    log: list[FetchRecord] = []
    page = get(only(Answer(PAGE)), log=log)
    assert page is not None
    assert (page.status, page.body) == (200, PAGE)
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["etag"]
    assert [(r.status, r.bytes, r.error) for r in log] == [
        (404, None, "the server answered 404"),
        (200, len(PAGE), None),
    ]


def test_we_say_who_we_are() -> None:
    with LoopbackServer(only(Answer(PAGE))) as server:

        async def fetch() -> None:
            settings = replace(FAST, contact="mailto:me@example.org")
            async with Fetcher(settings) as fetcher:
                await fetcher.fetch(server.url + "/", may_follow=lambda url: None)

        asyncio.run(fetch())
        agents = {arrival.headers["User-Agent"] for arrival in server.arrivals}
    assert len(agents) == 1
    assert agents.pop().startswith("OnRecord/")


async def fetched_twice(url: str) -> tuple[Page, Page | None]:
    """The answer to a first request, and to one with its validators; redirects are followed."""
    async with Fetcher(FAST) as fetcher:
        first = await fetcher.fetch(url, may_follow=lambda to: to)
        assert first is not None
        known = Validators(first.url, first.headers["etag"])
        return first, await fetcher.fetch(url, may_follow=lambda to: to, validators=known)


def test_a_304_is_none_and_costs_no_body() -> None:
    with LoopbackServer(only(Answer(PAGE))) as server:
        _, again = asyncio.run(fetched_twice(f"{server.url}/story"))
    assert again is None


def test_validators_go_only_to_the_url_that_answered() -> None:
    """Whatever redirects to it: a request for another URL is not conditional."""

    def site(path: str) -> Answer:
        if path == "/robots.txt":
            return NOT_FOUND
        return Answer(PAGE) if path == "/new" else Answer(status=301, headers={"Location": "/new"})

    with LoopbackServer(site) as server:
        first, again = asyncio.run(fetched_twice(f"{server.url}/old"))
    assert first.url == f"{server.url}/new"
    assert again is None
    conditional = [a.path for a in server.arrivals if "If-None-Match" in a.headers]
    assert conditional == ["/new"]


def test_a_304_that_nobody_asked_for_is_an_error() -> None:
    with pytest.raises(ServerError, match="answered 304"):
        get(only(Answer(status=304)))


def test_a_redirect_to_what_is_no_url_is_refused() -> None:
    with pytest.raises(Refused, match="not a URL that can be requested"):
        get(only(Answer(status=302, headers={"Location": "http://[oops"})))


def test_two_hosts_at_one_address_share_no_connection() -> None:
    hosts: list[str] = []

    async def fetch(server: LoopbackServer) -> None:
        port = server.url.rpartition(":")[2]
        async with Fetcher(FAST) as fetcher:
            for host in ("127.0.0.1", "localhost", "127.0.0.1", "localhost"):
                await fetcher.fetch(f"http://{host}:{port}/a", may_follow=lambda url: None)
            hosts.extend(fetcher._clients._idle)
            assert all(len(clients) == 1 for clients in fetcher._clients._idle.values())

    with LoopbackServer(only(Answer(PAGE))) as server:
        asyncio.run(fetch(server))
    assert len(set(hosts)) == 2


def test_robots_txt_is_obeyed() -> None:
    def answer(path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /story", "text/plain")
        return Answer(PAGE)

    with pytest.raises(Disallowed, match="forbids it"):
        get(answer)
    assert get(answer, path="/other") is not None


def test_a_robots_txt_that_errs_forbids_all() -> None:
    def answer(path: str) -> Answer:
        return Answer(status=500) if path == "/robots.txt" else Answer(PAGE)

    with pytest.raises(ServerError, match="can't be read"):
        get(answer)


@pytest.mark.parametrize("status", [200, 204, 205, 401, 404, 410])
def test_a_robots_txt_without_content_allows_all(status: int) -> None:
    def answer(path: str) -> Answer:
        return Answer(status=status) if path == "/robots.txt" else Answer(PAGE)

    assert get(answer) is not None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_is_not_to_be_had_now_forbids_all_for_now(status: int) -> None:
    def answer(path: str) -> Answer:
        return Answer(status=status) if path == "/robots.txt" else Answer(PAGE)

    with pytest.raises(ServerError, match=rf"robots.txt can't be read \(status {status}\)"):
        get(answer)


def test_the_beginning_of_a_very_long_robots_txt_is_read() -> None:
    """RFC 9309 (2.5) asks for 500 KiB at least."""
    rules = b"User-agent: *\nDisallow: /story\n"
    for size in (600 * 1024, 5 * 1024 * 1024):
        long = rules + b"# padding\n" * (size // 10) + b"Disallow: /other\n"

        def answer(path: str, long: bytes = long) -> Answer:
            return Answer(long, "text/plain") if path == "/robots.txt" else Answer(PAGE)

        with pytest.raises(Disallowed):
            get(answer)
        assert get(answer, path="/other") is not None


def test_the_line_at_which_a_robots_txt_is_cut_does_not_count() -> None:
    head = b"User-agent: *\n"
    padding = b"#" * (MAX_BYTES - len(head) - len("Disallow: /a") - 1) + b"\n"
    rules = read_rules(head + padding + b"Disallow: /a-secret\n")
    assert rules.allows("https://www.npr.org/about")


@pytest.mark.parametrize(
    "agent",
    ["OnRecord", "onrecord", "OnRecord/1.0", "OnRecord/0.1 (+https://example.org)", "OnRecord 1.0",
     "OnRecord*", "ONRECORD/*", "OnRecord, Googlebot", "OnRecord # us",
     "Mozilla/5.0 (compatible; OnRecord/1.0)"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["User-agent:", "user-agent :", "USER-AGENT:", "  User-Agent:"])
def test_the_group_of_our_agent(agent: str, field: str) -> None:
    """RFC 9309, 2.2.1: the product token counts, whatever stands behind it."""
    text = f"User-agent: *\nAllow: /\n\n{field} {agent}\nDisallow: /a\nCrawl-delay: 3\n"
    rules = read_rules(text.encode())
    assert not rules.allows("https://www.npr.org/a")
    assert rules.delay_s == 3


@pytest.mark.parametrize(
    "agent", ["OnRecordBot", "MyOnRecord", "On", "o", "on-record", "onrecord-x"]
)
def test_the_groups_of_other_agents(agent: str) -> None:
    rules = read_rules(f"User-agent: {agent}\nDisallow: /\n".encode())
    assert rules.allows("https://www.npr.org/a")


def test_groups_of_ours_are_joined() -> None:
    text = (
        b"User-agent: OnRecord/1.0\nUser-agent: x\nDisallow: /a\n\nUser-agent: *\nDisallow: /c\n"
        b"\nUser-agent: onrecord\nDisallow: /b\n"
    )
    rules = read_rules(text)
    assert [rules.allows(f"https://www.npr.org/{path}") for path in "abc"] == [False, False, True]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("codec", "mark"),
    [("utf-8", "\ufeff"), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("utf-16-le", ""),
     ("utf-16-be", ""), ("latin-1", "")],
)  # fmt: skip
def test_encodings_of_robots_txt(codec: str, mark: str, ends: str) -> None:
    text = mark + ends.join(["User-agent: *", "Disallow: /caf\xe9", "Disallow: /a"])
    rules = read_rules(text.encode(codec), "text/plain; charset=utf-8")
    assert not rules.allows("https://www.npr.org/a")
    assert rules.allows("https://www.npr.org/b")
    assert not rules.allows("https://www.npr.org/caf%C3%A9")


def test_robots_txt_of_html_allows_all() -> None:
    def answer(path: str) -> Answer:
        return Answer(b"<html>Disallow: /</html>") if path == "/robots.txt" else Answer(PAGE)

    assert get(answer) is not None


def test_a_robots_txt_that_moved_is_read_where_it_is() -> None:
    def answer(path: str) -> Answer:
        return {
            "/robots.txt": Answer(status=301, headers={"Location": "/rules/robots"}),
            "/rules/robots": Answer(b"User-agent: *\nDisallow: /story", "text/plain"),
        }.get(path, Answer(PAGE))

    with pytest.raises(Disallowed):
        get(answer)
    assert get(answer, path="/other") is not None


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed() -> None:
    def answer(path: str) -> Answer:
        return {
            "/robots.txt": Answer(b"User-agent: *\nDisallow: /secret", "text/plain"),
            "/story": Answer(status=302, headers={"Location": "/secret"}),
        }.get(path, Answer(PAGE))

    with pytest.raises(Disallowed):
        get(answer)


def test_crawl_delay_slows_the_host() -> None:
    def answer(path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nCrawl-delay: 7", "text/plain")
        return Answer(PAGE)

    time = Time()

    async def fetch(server: LoopbackServer) -> None:
        async with Fetcher(FAST, clock=time.clock, sleep=time.sleep) as fetcher:
            for path in ("/a", "/b", "/c"):
                await fetcher.fetch(server.url + path, may_follow=lambda url: None)

    with LoopbackServer(answer) as server:
        asyncio.run(fetch(server))
    assert time.slept == [pytest.approx(7), pytest.approx(7)]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_not_now_is_tried_again(status: int) -> None:
    time = Time()
    page = get(in_turn(Answer(status=status), Answer(PAGE)), time=time)
    assert page is not None
    assert time.slept


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_is_not_tried_again(status: int) -> None:
    with pytest.raises(ServerError) as caught:
        get(in_turn(Answer(status=status)))
    assert caught.value.status == status


def test_retry_after_is_waited_for() -> None:
    time = Time()
    busy = Answer(status=429, headers={"Retry-After": "17"})
    assert get(in_turn(busy, Answer(PAGE)), time=time) is not None
    assert sum(time.slept) == pytest.approx(17, abs=0.01)


def test_a_long_retry_after_puts_the_page_off() -> None:
    busy = Answer(status=503, headers={"Retry-After": "86400"})
    time = Time()
    with pytest.raises(ServerError) as caught:
        get(in_turn(busy), time=time)
    assert caught.value.retry_after == 86_400
    assert not time.slept


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("99999999999999", 7 * 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_both_forms_of_retry_after(header: str, seconds: float | None) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert retry_after({"retry-after": header}, noon) == seconds


def test_redirects_are_followed_on_the_newsrooms_hosts_alone() -> None:
    def here(path: str) -> Answer:
        if path == "/story":
            return Answer(status=301, headers={"Location": "/moved"})
        return only(Answer(PAGE))(path)

    page = get(here)
    assert page is not None
    assert page.url is not None
    assert page.url.endswith("/moved")
    for target in ("http://evil.example/", "file:///etc/passwd", "//evil.example/x"):
        with pytest.raises(Refused, match="off the source's hosts"):
            get(only(Answer(status=302, headers={"Location": target})))


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("HTTP://{HOST}/moved", "/moved"),
        ("Http://{host}/moved#part", "/moved"),
        ("//{host}/moved", "/moved"),
        ("moved", "/moved"),
        ("?page=2", "/story?page=2"),
        ("  /moved  ", "/moved"),
        ("/a b/c?d=e f", "/a%20b/c?d=e%20f"),
        ("/a%20b?c=%2F&d=[1]", "/a%20b?c=%2F&d=[1]"),
        ("/café".encode().decode("latin-1"), "/caf%C3%A9"),
        ("/caf\xe9", "/caf%E9"),
        ("http://{host}/caf\xe9?q=\xe9", "/caf%E9?q=%E9"),
        ('/"<x>"', "/%22%3Cx%3E%22"),
    ],
)
def test_where_a_redirect_leads(location: str, asked: str) -> None:
    def site(path: str) -> Answer:
        if path == "/story":
            host = server.url.removeprefix("http://")
            to = location.replace("{HOST}", host.upper()).replace("{host}", host)
            return Answer(status=302, headers={"Location": to})
        return only(Answer(PAGE))(path)

    async def fetch() -> Page | None:
        async with Fetcher(FAST) as fetcher:
            return await fetcher.fetch(
                server.url + "/story",
                may_follow=lambda url: url if url.startswith(server.url) else None,
            )

    with LoopbackServer(site) as server:
        page = asyncio.run(fetch())
        assert page is not None
        assert page.url == server.url + asked
        assert server.arrivals[-1].path == asked


def test_a_redirect_to_nowhere_is_no_page() -> None:
    with pytest.raises(ServerError, match="answered 301"):
        get(only(Answer(status=301, headers={"Location": " "})))


def test_a_redirect_loop_ends() -> None:
    with pytest.raises(Refused, match="more than 5 times"):
        get(only(Answer(status=302, headers={"Location": "/story"})))


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 9)
    answer = Answer(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(Refused, match="larger than 1 MiB"):
        get(only(answer), settings=replace(FAST, max_bytes=1024 * 1024))


@pytest.mark.parametrize(
    "broken", [gzip.compress(PAGE, mtime=0)[:-10], b"not gzip at all"], ids=["cut", "corrupt"]
)
def test_a_gzip_cut_short_or_corrupt_is_no_page(broken: bytes) -> None:
    with pytest.raises(Unreachable):
        get(only(Answer(broken, headers={"Content-Encoding": "gzip"})))


def test_a_gzip_of_several_members_is_read_whole() -> None:
    body = gzip.compress(PAGE) + gzip.compress(b"and more") + b"\0\0\0 trailing"
    page = get(only(Answer(body, headers={"Content-Encoding": "gzip"})))
    assert page is not None
    assert page.body == PAGE + b"and more"


def test_deflate_with_and_without_its_header() -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    for body in (zlib.compress(PAGE), raw.compress(PAGE) + raw.flush()):
        page = get(only(Answer(body, headers={"Content-Encoding": "deflate"})))
        assert page is not None
        assert page.body == PAGE


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("none", PAGE),
        ("utf-8", PAGE),
        ("UTF-8", PAGE),
        ("", PAGE),
        (",", PAGE),
        ("identity", PAGE),
        ("identity, none", PAGE),
        ("GZIP", gzip.compress(PAGE)),
        (" gzip ", gzip.compress(PAGE)),
        ('"gzip"', gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("gzip, identity", gzip.compress(PAGE)),
        ("utf-8, gzip", gzip.compress(PAGE)),
        ("gzip, gzip", gzip.compress(PAGE)),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE))),
        ("gzip, deflate", zlib.compress(gzip.compress(PAGE))),
    ],
    ids=itertools.count(),
)
def test_odd_content_encodings(encoding: str, body: bytes) -> None:
    page = get(only(Answer(body, headers={"Content-Encoding": encoding})))
    assert page is not None
    assert page.body == PAGE


def test_a_bomb_in_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(gzip.compress(bytes(200 * 1024 * 1024), 9), 9)
    answer = Answer(bomb, headers={"Content-Encoding": "gzip, gzip"})
    with pytest.raises(Refused, match="larger than 1 MiB"):
        get(only(answer), settings=replace(FAST, max_bytes=1024 * 1024))


def test_a_page_that_a_proxy_changed_is_a_page_and_a_part_is_none() -> None:
    class Proxied(LoopbackServer):
        def respond(self, path: str, headers: Mapping[str, str]) -> tuple[Answer, dict[str, str]]:
            answer, out = super().respond(path, headers)
            return (answer if path == "/robots.txt" else replace(answer, status=self.status)), out

        status = 203

    async def fetch(url: str) -> Page | None:
        async with Fetcher(FAST) as fetcher:
            return await fetcher.fetch(url, may_follow=lambda url: None)

    with Proxied(only(Answer(b"words"))) as server:
        page = asyncio.run(fetch(server.url + "/a"))
        assert page is not None
        assert (page.status, page.body) == (203, b"words")
        server.status = 206
        with pytest.raises(ServerError, match="answered 206"):
            asyncio.run(fetch(server.url + "/a"))


def test_encodings_nobody_asked_for_and_media_are_refused() -> None:
    with pytest.raises(Refused, match="encoded as br"):
        get(only(Answer(b"x", headers={"Content-Encoding": "br"})))
    with pytest.raises(Refused, match="audio/mpeg, not a page"):
        get(only(Answer(b"x", "audio/mpeg")))


def test_private_addresses_are_refused_unless_allowed() -> None:
    with pytest.raises(Refused, match="not a public address"):
        get(only(Answer(PAGE)), settings=replace(FAST, allow_private=False))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_nobody_there() -> None:
    async def fetch() -> None:
        async with Fetcher(FAST, sleep=Time().sleep) as fetcher:
            await fetcher.fetch("http://127.0.0.1:9/", may_follow=lambda url: None)

    with pytest.raises(FetchError, match="the host can't be reached"):
        asyncio.run(fetch())


def test_a_host_is_asked_so_often_and_no_more() -> None:
    time = Time()
    pace = HostPace(1.0, 2, clock=time.clock, sleep=time.sleep)
    starts: list[float] = []

    async def one() -> None:
        async with pace.turn():
            starts.append(time.now)

    async def five() -> None:
        for _ in range(5):
            await one()
        pace.slow_down(30)
        await one()

    asyncio.run(five())
    gaps = [later - sooner for sooner, later in pairwise(starts)]
    assert gaps[:4] == [1.0] * 4
    assert gaps[4] >= 30
    assert pace.interval_s == 2.0
