"""The faults, each with its script and what the archive must hold of the story afterwards."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from tests.faultlab.server import Connection, Script

STORY = "nx-s1-5340027"
PAGE = story_page(all_sheets()[STORY])
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault. ``state`` and a part of ``reason`` are the page's afterwards; ``requests`` how often
    the story was asked for; ``robots`` replaces the site's robots.txt; ``after`` is the state of
    the next page.
    """

    name: str
    script: Script
    state: str
    reason: str = ""
    requests: int | None = None
    robots: Script | None = None
    after: str = "landed"

    @property
    def lands(self) -> bool:
        """True when the transcript must be there in the end."""
        return self.state == "landed"


def good(connection: Connection) -> None:
    connection.answer(PAGE)


def no_robots(connection: Connection) -> None:
    connection.answer(b"", "404 Not Found")


def first(fault: Script, then: Script = good) -> Script:
    """A fault the first time, then something else."""
    return lambda connection: (fault if connection.visit == 1 else then)(connection)


def status(code: str, **headers: str) -> Script:
    return lambda connection: connection.answer(b"<html>no</html>", code, **headers)  # type: ignore[arg-type]


def redirect(to: str) -> Script:
    return lambda connection: connection.answer(b"", "302 Found", location=to)


def wall(title: str) -> Script:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return lambda connection: connection.answer(page.encode())


def called(content_type: str) -> Script:
    return lambda connection: connection.answer(PAGE, content_type=content_type)


def encoded(body: bytes, encoding: str) -> Script:
    return lambda connection: connection.answer(body, content_encoding=encoding)


def slow_loris(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
    for byte in PAGE:
        connection.send(bytes([byte]))
        if not connection.wait(0.05):
            return


def slow_head(connection: Connection) -> None:
    for byte in b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" * 50:
        connection.send(bytes([byte]))
        if not connection.wait(0.05):
            return


def silence(connection: Connection) -> None:
    connection.wait(10)


def endless(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>")
    while connection.wait(0):
        connection.send(b"<p>more and more</p>" * 3000)


def endless_chunks(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while connection.wait(0):
        connection.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def bomb(connection: Connection) -> None:
    """A gigabyte of zeros and more, in gzip, as it is asked for."""
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, wbits=31)
    for _ in range(10 * 1024):
        connection.send(packer.compress(bytes(_MIB)))
        if not connection.wait(0):
            return


def markup_bomb(connection: Connection) -> None:
    """60 KB of HTML that make four million elements."""
    body = b"".join(b"<p><font color=%d>x" % number for number in range(3000))
    connection.answer(b"<html><body>" + body + b"</body></html>")


def reset_at_once(connection: Connection) -> None:
    connection.reset()


def reset_in_head(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-ty")
    connection.reset()


def reset_in_body(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(PAGE) + PAGE[:3000])
    connection.wait(0.05)
    connection.reset()


def truncated(connection: Connection) -> None:
    connection.answer(PAGE[: len(PAGE) // 2], length=len(PAGE))


def short_length(connection: Connection) -> None:
    connection.answer(PAGE, length=len(PAGE) // 2)


def broken_chunks(connection: Connection) -> None:
    connection.send(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<html\r\nnot a number\r\n"
    )


def cut_chunks(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    connection.send(b"%x\r\n" % len(PAGE) + PAGE[:2000])


def no_http(connection: Connection) -> None:
    connection.send(b"220 mail.example.org ESMTP\r\n")


def header_bomb(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(20_000):
        connection.send(b"x-%d: %s\r\n" % (number, b"y" * 100))
    connection.send(b"\r\n")


def unasked_304(connection: Connection) -> None:
    connection.answer(b"", "304 Not Modified", etag='"a"')


def lying_etag(connection: Connection) -> None:
    connection.answer(PAGE, etag='"always the same"')


def hops(connection: Connection) -> None:
    number = int(connection.asked.path.rpartition("=")[2]) if "hop" in connection.asked.path else 0
    connection.answer(b"", "302 Found", location=f"/transcripts/{STORY}?hop={number + 1}")


def robots(body: bytes, code: str = "200 OK") -> Script:
    return lambda connection: connection.answer(body, code, content_type="text/plain")


def large_robots(connection: Connection) -> None:
    connection.answer(b"# nothing\n" * 60_000 + b"User-agent: *\nDisallow: /\n")


_FAR = "Wed, 25 Nov 2099 12:00:00 GMT"
_GZIPPED = gzip.compress(PAGE, mtime=0)

FAULTS = [
    # not now
    Fault("429, Retry-After in seconds", first(status("429 Slow Down", retry_after="0")), "landed",
          requests=2),
    Fault("503, Retry-After as a date", status("503 Busy", retry_after=_FAR),
          "failed", "the server answered 503", 1, after="queued"),
    Fault("a storm of 500", status("500 Oops"), "failed", "the server answered 500", 2),
    Fault("502 once", first(status("502 Bad Gateway")), "landed", requests=2),
    Fault("403", status("403 Forbidden"), "failed", "the server answered 403", 1),
    Fault("404", status("404 Not Found"), "gone", "the server answered 404"),
    Fault("410", status("410 Gone"), "gone", "the server answered 410"),
    # too slow, too long
    Fault("slow loris body", slow_loris, "failed", "no whole answer within 1 seconds"),
    Fault("slow loris head", slow_head, "failed", "no whole answer within 1 seconds"),
    Fault("silence", silence, "failed", "no whole answer within 1 seconds"),
    Fault("endless body", endless, "failed", "larger than 1 MiB", 1),
    Fault("endless chunks", endless_chunks, "failed", "larger than 1 MiB", 1),
    Fault("gzip bomb", bomb, "failed", "larger than 1 MiB", 1),
    Fault("header bomb", header_bomb, "failed", "the server broke off its answer"),
    # cut off
    Fault("reset at once", reset_at_once, "failed", "the connection failed"),
    Fault("reset in the head", reset_in_head, "failed", "the connection failed"),
    Fault("reset in the body", reset_in_body, "failed", "the connection failed"),
    Fault("reset once", first(reset_at_once), "landed", requests=2),
    Fault("truncated body", truncated, "failed", "the server broke off its answer"),
    Fault("Content-Length too small", short_length, "quarantined", "the page is cut short"),
    Fault("broken chunks", broken_chunks, "failed", "the server broke off its answer"),
    Fault("chunks cut off", cut_chunks, "failed", "the server broke off its answer"),
    Fault("not HTTP", no_http, "failed", "the server broke off its answer"),
    # encodings
    Fault("gzip", encoded(_GZIPPED, "gzip"), "landed"),
    Fault("gzip corrupt", encoded(_GZIPPED[:200] + b"\0" * 50 + _GZIPPED[250:], "gzip"), "failed",
          "gzip is corrupt"),
    Fault("gzip cut off", encoded(_GZIPPED[:-500], "gzip"), "failed", "cut short"),
    Fault("gzip that is none", encoded(PAGE, "gzip"), "failed", "gzip is corrupt"),
    Fault("br", encoded(b"\x0b\x02\x80hello\x03", "br"), "failed", "encoded as br", 1),
    Fault("zstd", encoded(b"\x28\xb5\x2f\xfd" + bytes(40), "zstd"), "failed", "encoded as zstd", 1),
    # redirects
    Fault("redirect loop", redirect(f"/transcripts/{STORY}"), "failed", "redirects more than", 6),
    Fault("redirect chain", hops, "failed", "redirects more than", 1),
    Fault("redirect off-site", redirect("https://elsewhere.example/"), "failed",
          "redirects off the source's hosts", 1),
    Fault("redirect to file:", redirect("file:///etc/passwd"), "failed",
          "redirects off the source's hosts", 1),
    Fault("redirect to a private address", redirect("http://10.0.0.1/"), "failed",
          "redirects off the source's hosts", 1),
    Fault("redirect to a link-local address", redirect("http://169.254.169.254/latest/meta-data/"),
          "failed", "redirects off the source's hosts", 1),
    Fault("redirect to nowhere", redirect("http://["), "failed", "not a URL"),
    # what it says it is
    Fault("wrong charset", called("text/html; charset=koi8-r"), "landed"),
    Fault("no charset", called("text/html"), "landed"),
    Fault("no such charset", called("text/html; charset=x"), "landed"),
    Fault("text/plain", called("text/plain"), "landed"),
    Fault("an image", lambda c: c.answer(b"\x89PNG", content_type="image/png"), "failed",
          "it is image/png", 1),
    Fault("binary as HTML", lambda c: c.answer(bytes(range(256)) * 9), "quarantined",
          "binary data"),
    Fault("an empty page", lambda c: c.answer(b""), "quarantined", "the page is empty"),
    Fault("markup bomb", markup_bomb, "quarantined", "unfolds to many times its size"),
    Fault("deep nesting", lambda c: c.answer(b"<html>" + b"<div>" * 90_000), "quarantined",
          "90,001 tags"),
    # 200 that is no page
    Fault("error page as 200", wall("Page Not Found"), "quarantined", "an error page"),
    Fault("log-in as 200", wall("Log in to continue"), "quarantined", "a page to log in"),
    Fault("consent wall", wall("Before you continue to NPR"), "quarantined", "asks for consent"),
    Fault("robot check", wall("Are you a robot?"), "quarantined", "keeps robots out"),
    Fault("outage as 200", wall("503 Service Unavailable"), "quarantined", "an error page"),
    # versions
    Fault("304 that nobody asked for", unasked_304, "failed", "the server answered 304", 1),
    Fault("ETag that lies", lying_etag, "landed"),
    Fault("206 that nobody asked for", lambda c: c.answer(PAGE[:99], "206 Partial Content"),
          "failed", "the server answered 206", 1),
    # robots.txt
    Fault("robots.txt forbids all", good, "failed", "robots.txt forbids it", 0,
          robots(b"User-agent: *\nDisallow: /\n")),
    Fault("robots.txt of HTML", good, "landed", robots=robots(b"<html><p>Disallow: /</p></html>")),
    Fault("robots.txt with 500", good, "failed", "robots.txt can't be read (status 500)", 0,
          robots(b"", "500 Oops")),
    Fault("robots.txt with 404", good, "landed", robots=no_robots),
    Fault("robots.txt longer than 500 KiB", good, "landed", robots=large_robots),
    Fault("robots.txt in a loop", good, "failed", "redirects more than", 0,
          redirect("/robots.txt")),
    Fault("robots.txt that breaks off", good, "failed", "the connection failed", 0, reset_at_once),
]  # fmt: skip
