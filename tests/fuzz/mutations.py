"""Inputs: real ones in our markup, cut, doubled, swapped and salted."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from io import BytesIO

import brotli
import zstandard
from hypothesis import strategies as st

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import all_sheets
from tests.newsrooms.pages import made_pages

#: What parsers trip over.
SALT = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"\r", b"<", b">", b"&", b"&#x110000;", b"&#0;",
    b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<script>", b"</p>", b"<p>", b"<template>", b"<svg>",
    b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<?xml version='1.0' encoding='utf-7'?>", b"\x1b[2J",
    b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"'\";--", b"http://[", b"//", b":", b"A" * 5000,
    b"<div>" * 500, b"HOST: ", b"(SOUNDBITE", b"</body></html>", b"Disallow: /", b"Crawl-delay: x",
]  # fmt: skip


def mutated(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """One of ``seeds``, changed in up to eight places."""
    return st.builds(
        _changed, st.sampled_from(seeds), st.lists(_CHANGE, max_size=8), st.binary(max_size=20)
    )


_CHANGE = st.tuples(
    st.sampled_from(["cut", "drop", "double", "salt", "flip", "swap"]),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(SALT),
)


def _changed(seed: bytes, changes: list[tuple[str, float, float, bytes]], noise: bytes) -> bytes:
    body = seed
    for how, one, other, salt in changes:
        start, end = sorted((int(one * len(body)), int(other * len(body))))
        piece = body[start:end][:4000]
        if how == "cut":
            body = body[:end]
        elif how == "drop":
            body = body[:start] + body[end:]
        elif how == "double":
            body = body[:end] + piece + body[end:]
        elif how == "salt":
            body = body[:start] + salt + body[start:]
        elif how == "flip":
            body = body[:start] + bytes(255 - byte for byte in piece[:8]) + body[start + 8 :]
        else:
            body = body[:start] + noise + body[end:]
    return body


def story_bodies() -> list[bytes]:
    """A page of every layout and era."""
    eras = {sheet.era: sheet for sheet in all_sheets().values() if sheet.has_transcript}
    return [
        *(story_page(sheet) for sheet in eras.values()),
        *(text_rendering(sheet).encode() for sheet in eras.values()),
        *{(made.source.name, made.story.era): made.body for made in made_pages()}.values(),
    ]


def listing_bodies() -> list[bytes]:
    """A feed, a sitemap, listings by date and by program."""
    day = max(sheet.aired_on for sheet in all_sheets().values()).isoformat()
    paths = [
        "/1001/rss.xml",
        f"/transcripts/?range=2005-01-01...{day}",
        "/programs/all-things-considered/archive",
    ]
    sitemap = (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        b"<loc>https://www.kut.org/2024-05-06/a-story</loc></url></urlset>"
    )
    feed = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>T</title>'
        b"<link>https://www.npr.org/2013/03/21/174840895/a</link></item></channel></rss>"
    )
    atom = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="/2013/"><entry>'
        b'<link rel="self" href="x"/><link href="03/21/174840895/a"/></entry></feed>'
    )
    rdf = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://www.npr.org/174840895">'
        b"<title>caf&eacute; & more</title></item></rdf:RDF>"
    )
    odd = [
        atom,
        rdf,
        feed.decode().encode("utf-16"),
        b"\xef\xbb\xbf# ours\r\nhttps://www.npr.org/2013/03/21/174840895/a\r\n",
        gzip.compress(sitemap) + gzip.compress(b"<!-- -->"),
    ]
    with Newsroom() as newsroom:
        served = [newsroom.answer(path) for path in paths]
    assert all(answer.status == 200 for answer in served)
    return [sitemap, feed, *odd, *(answer.body for answer in served)]


def robots_bodies() -> list[bytes]:
    """A robots.txt with groups, wildcards and a delay."""
    return [
        "User-agent: OnRecord/1.0\r\nDisallow: /caf\u00e9".encode("utf-16"),
        b"""User-agent: *
Disallow: /search
Disallow: /*.js$
Allow: /a
Crawl-delay: 2

User-agent: OnRecord
Disallow: /private/*?x=
Sitemap: https://www.npr.org/s.xml
""",
    ]


def compressed_bodies() -> list[tuple[str, bytes]]:
    """Bodies by their content encoding."""
    page = story_bodies()[0]
    return [
        ("gzip", gzip.compress(page)),
        ("gzip", gzip.compress(page) + gzip.compress(b"more")),
        ("deflate", zlib.compress(page)),
        ("deflate", zlib.compress(page)[2:-4]),
        ("", page),
        ("gzip", gzip.compress(bytes(3_000_000))),
    ]


def warc_files() -> list[bytes]:
    """WARC files of every packing, with bodies of every encoding."""
    page = story_bodies()[0][:3000]
    bodies = [
        (b"", page),
        (b"Content-Encoding: gzip\r\n", gzip.compress(page)),
        (b"Content-Encoding: br\r\n", brotli.compress(page)),
        (b"Content-Encoding: zstd\r\n", zstandard.compress(page)),
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(page), page)),
    ]
    records = [_warc_record(b"HTTP/1.1 200 OK\r\n%b\r\n%b" % one) for one in bodies]
    whole = b"".join(records)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/a.warc.gz", b"".join(map(gzip.compress, records)))
        archive.writestr("archive/b.warc", whole)
    return [
        whole,
        b"".join(map(gzip.compress, records)),
        gzip.compress(whole),
        b"".join(map(zstandard.compress, records)),
        zstandard.compress(whole),
        packed.getvalue(),
    ]


def _warc_record(block: bytes) -> bytes:
    head = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2024-02-13T10:00:00Z\r\n"
        b"WARC-Target-URI: https://www.npr.org/transcripts/1000001\r\nContent-Length: %d\r\n\r\n"
    )
    return head % len(block) + block + b"\r\n\r\n"


def capture_lists() -> list[bytes]:
    """What the Wayback Machine lists, with a key to ask for more and without."""
    head = '["urlkey","timestamp","original"]'
    row = '["org,npr)/transcripts/{0}","20240213100000","https://www.npr.org/transcripts/{0}"]'
    rows = ",".join(row.format(number) for number in (1000001, 1000002))
    key = "org%2Cnpr%29%2Ftranscripts%2F1000003+20240213100000"
    return [f'[{head},{rows},[],["{key}"]]'.encode(), f"[{head},{rows}]".encode(), b"[]", b""]
