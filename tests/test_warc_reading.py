"""What WARC files of all kinds hold, and what is wrong in them. The bytes are written by hand."""

from __future__ import annotations

import gzip
import io
import itertools
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.errors import UnusableFile
from scraper.model import Page
from scraper.warc import LARGEST, UnreadableRecord, is_warc, pages_in_warc, read_date

BODY = story_page(all_sheets()["nx-s1-5340027"])
DAY = "2024-02-13T10:00:00Z"


def url_of(number: int) -> str:
    return f"https://www.npr.org/transcripts/{1_000_000 + number}"


def record(
    block: bytes,
    url: str | None = None,
    kind: str = "response",
    date: str | None = DAY,
    more: str = "",
) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"Content-Length: {len(block)}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"WARC-Date: {date}"] if date else []
    return ("\r\n".join(lines) + f"\r\n{more}\r\n").encode() + block + b"\r\n\r\n"


def http(body: bytes = BODY, head: str = "", status: str = "HTTP/1.1 200 OK") -> bytes:
    return f"{status}\r\nContent-Type: text/html\r\n{head}\r\n".encode("latin-1") + body


def story(number: int, body: bytes = BODY, head: str = "") -> bytes:
    return record(http(body, head), url_of(number))


INFO = record(b"software: x\r\n", kind="warcinfo")


def read(data: bytes, tmp_path: Path, name: str = "a.warc") -> tuple[list[Page], list[str]]:
    """The pages in a file, and what is said of the rest."""
    path = tmp_path / name
    path.write_bytes(data)
    found = list(pages_in_warc(path))
    pages = [one for one in found if isinstance(one, Page)]
    rest = [f"{one.name}: {one.reason}" for one in found if isinstance(one, UnreadableRecord)]
    return pages, rest


def numbers(pages: list[Page]) -> list[int]:
    return [int((page.url or "").rpartition("/")[2]) - 1_000_000 for page in pages]


# what bodies are encoded with ---------------------------------------------------------------------


def chunked(body: bytes, step: int = 1000, end: bytes = b"0\r\n\r\n") -> bytes:
    parts = [body[at : at + step] for at in range(0, len(body), step)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + end


def raw_deflate(body: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-15)
    return pack.compress(body) + pack.flush()


def framed(body: bytes) -> bytes:
    """Zstandard that does not say how long it is."""
    pack = zstandard.ZstdCompressor().compressobj()
    return pack.compress(body) + pack.flush()


CODINGS: dict[str, tuple[str, bytes]] = {
    "br": ("Content-Encoding: br", brotli.compress(BODY)),
    "BR": ("content-encoding: BR", brotli.compress(BODY)),
    "zstd": ("Content-Encoding: zstd", zstandard.compress(BODY)),
    "zstd of unknown length": ("Content-Encoding: zstd", framed(BODY)),
    "zstd of two frames": ("Content-Encoding: zstd", framed(BODY[:999]) + framed(BODY[999:])),
    "gzip": ("Content-Encoding: gzip", gzip.compress(BODY)),
    "x-gzip": ("Content-Encoding: x-gzip", gzip.compress(BODY)),
    "gzip of two members": (
        "Content-Encoding: gzip", gzip.compress(BODY[:999]) + gzip.compress(BODY[999:]) + b"\0\0",
    ),
    "deflate": ("Content-Encoding: deflate", zlib.compress(BODY)),
    "deflate without its header": ("Content-Encoding: deflate", raw_deflate(BODY)),
    "identity": ("Content-Encoding: identity", BODY),
    "none": ("Content-Encoding: none", BODY),
    "utf-8": ("Content-Encoding: utf-8", BODY),
    "empty": ("Content-Encoding:", BODY),
    "two": ("Content-Encoding: gzip, br", brotli.compress(gzip.compress(BODY))),
    "two with identity": ("Content-Encoding: identity, gzip", gzip.compress(BODY)),
    "the same twice": ("Content-Encoding: gzip, gzip", gzip.compress(gzip.compress(BODY))),
    "the same twice, but once": ("Content-Encoding: gzip, gzip", gzip.compress(BODY)),
    "chunked": ("Transfer-Encoding: chunked", chunked(BODY)),
    "chunked in one": ("Transfer-Encoding: Chunked", chunked(BODY, 10**6)),
    "chunked with trailers": (
        "Transfer-Encoding: chunked", chunked(BODY, end=b"0\r\nA: b\r\n\r\n"),
    ),
    "chunked with extensions": (
        "Transfer-Encoding: chunked", chunked(BODY, 10**6).replace(b"\r\n", b";a=b\r\n", 1),
    ),
    "chunked and packed": (
        "Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(BODY), 100),
    ),
    "transfer of gzip": ("Transfer-Encoding: gzip, chunked", chunked(gzip.compress(BODY))),
    **{f"{name} claimed": (f"Content-Encoding: {name}", BODY)
       for name in ("gzip", "br", "zstd", "deflate", "x-gzip", "compress", "aws-chunked")},
    "chunked claimed": ("Transfer-Encoding: chunked", BODY),
    "all claimed": ("Transfer-Encoding: chunked\r\nContent-Encoding: br, gzip", BODY),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body"), CODINGS.values(), ids=CODINGS)
def test_a_body_is_read_however_it_is_encoded(head: str, body: bytes, tmp_path: Path) -> None:
    pages, rest = read(INFO + story(1, body, head + "\r\n") + story(2), tmp_path)
    assert rest == []
    assert [page.body for page in pages] == [BODY, BODY]


BAD_BODIES: dict[str, tuple[str, bytes, str]] = {
    "gzip cut": ("gzip", gzip.compress(BODY)[:-20], "the gzip of its body is cut short"),
    "gzip corrupt": (
        "gzip",
        gzip.compress(BODY)[:100] + b"\xff" * 400,
        "gzip of its body is corrupt",
    ),
    "deflate cut": ("deflate", zlib.compress(BODY)[:-20], "the deflate of its body is cut short"),
    "br cut": (
        "br",
        brotli.compress(BODY)[:-20],
        "the brotli compression of its body is cut short",
    ),
    "br corrupt": ("br", b"\x0b\xff\0\1\2" * 50, "the brotli compression of its body is corrupt"),
    "zstd cut": ("zstd", framed(BODY)[:-20], "Zstandard compression of its body is cut short"),
    "zstd corrupt": ("zstd", b"\xff\0" * 50, "the Zstandard compression of its body is corrupt"),
    "unknown": ("dcb", b"\xff\0" * 50, "its body is encoded as dcb, which can't be read"),
    "unknown in odd letters": ("x\x1b", b"\xff\0" * 50, "which can't be read"),
}


@pytest.mark.parametrize(("coding", "body", "reason"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_body_that_cannot_be_decoded_is_named(
    coding: str, body: bytes, reason: str, tmp_path: Path
) -> None:
    broken = story(1, body, f"Content-Encoding: {coding}\r\n")
    pages, rest = read(broken + story(2), tmp_path)
    assert numbers(pages) == [2]
    assert [one.startswith(url_of(1)) for one in rest] == [True]
    assert reason in rest[0]


@pytest.mark.parametrize("body", [chunked(BODY, end=b""), chunked(BODY)[:-1000]])
def test_chunks_that_are_cut_are_named(body: bytes, tmp_path: Path) -> None:
    pages, rest = read(story(1, body, "Transfer-Encoding: chunked\r\n") + story(2), tmp_path)
    assert numbers(pages) == [2]
    assert "the chunks of its body are" in rest[0]


NO_BROTLI = (
    "its body is compressed with brotli, and the package brotli, which reads it, is not installed"
    " (it is part of the extra warc)"
)


def test_brotli_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    data = story(1, brotli.compress(BODY), "Content-Encoding: br\r\n") + story(2)
    pages, rest = read(data, tmp_path)
    assert numbers(pages) == [2]
    assert rest == [f"{url_of(1)}: {NO_BROTLI}"]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress),
     ("deflate", zlib.compress)],
)  # fmt: skip
def test_a_body_that_is_a_bomb_is_cut(
    coding: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    bomb = pack(b"\0" * (8 * LARGEST))
    (page, _), _ = read(story(1, bomb, f"Content-Encoding: {coding}\r\n") + story(2), tmp_path)
    assert len(page.body) == LARGEST + 1


# records ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-02-13T10:00:00Z", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("2024-02-13T10:00:00.123456789Z", datetime(2024, 2, 13, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2024-02-13T10:00:00", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        (" 2024-02-13 10:00:00 ", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("2024-02-13t10:00:00z", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("2024-02-13T12:00:00+02:00", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("2024-02-13T10:00Z", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("2024-02-13", datetime(2024, 2, 13, tzinfo=UTC)),
        ("2024-02", datetime(2024, 2, 1, tzinfo=UTC)),
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("20240213100000", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("Tue, 13 Feb 2024 10:00:00 GMT", datetime(2024, 2, 13, 10, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("2024-13-45T10:00:00Z", None),
        ("0000-00-00T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("99999-01-01", None),
        ("Tue, 99 Feb 2024 10:00:00 GMT", None),
    ],
)
def test_dates(text: str, when: datetime | None) -> None:
    assert read_date(text) == when


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (record(http(), url_of(1), date=None), f"{url_of(1)}: it has no valid WARC-Date"),
        (record(http()), "record 3: it has no valid WARC-Target-URI"),
        (record(http(), "nowhere"), "record 3: it has no valid WARC-Target-URI"),
        (record(b"<html>", url_of(1)), f"{url_of(1)}: it has no HTTP status"),
        (record(b"", url_of(1)), f"{url_of(1)}: it has no HTTP status"),
        (record(http(status="HTTP/1.1"), url_of(1)), f"{url_of(1)}: it has no HTTP status"),
        (
            record(b"HTTP/1.1 200 OK\r\nContent-", url_of(1)),
            f"{url_of(1)}: its HTTP header is cut short",
        ),
        (record(http(status="HTTP/1.1 206 Part"), url_of(1)), "only part of the page (status 206)"),
        (record(http(), url_of(1), more="WARC-Truncated: length\r\n"), "cut short when captured"),
        (record(http(), url_of(1), more="WARC-Segment-Number: 1\r\n"), "which was split"),
        (record(b"", url_of(1), "revisit"), "it refers to a page that is not in this file"),
        (record(http(), url_of(1), "response\r\nWARC-Type: "), ""),
        (record(http(), url_of(1)).replace(b"Content-Length", b"Content-Size", 1), "-Length"),
        (b"\x00\xff noise \r\n\r\n", "record 3: it is malformed"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Tar", "record 3: its header is cut"),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 50_000, "record 3: its header is cut"),
        (b"WARC/1.0\r\n\r\n", "record 3: it has no valid Content-Length"),
    ],
)  # fmt: skip
def test_an_odd_record_is_named_and_hides_no_other(odd: bytes, said: str, tmp_path: Path) -> None:
    records = [INFO, story(8), odd, story(9)]
    packed = b"".join(map(gzip.compress, records))
    for data in (b"".join(records), packed, gzip.compress(b"".join(records))):
        pages, rest = read(data, tmp_path)
        assert [one for one in numbers(pages) if one != 1] == [8, 9]
        assert len(rest) == (1 if said else 0)
        assert said in "".join(rest)


@pytest.mark.parametrize(
    "other",
    [
        record(http(status="HTTP/1.1 404 Not Found"), url_of(1)),
        record(http(status="HTTP/1.1 301 Moved"), url_of(1)),
        record(b"GET / HTTP/1.1\r\n\r\n", url_of(1), "request"),
        record(b"via: x", url_of(1), "metadata"),
        record(b"", None, "metadata"),
        record(b"a name", "dns:www.npr.org"),
        record(b"\x89PNG", url_of(1), "resource", more="Content-Type: image/png\r\n"),
        record(b"words", url_of(1), "conversion"),
        record(b"", url_of(9), "revisit"),
        record(http(b"", status="HTTP/1.1 304 Not Modified"), url_of(9), "revisit"),
        record(b"", url_of(1), "revisit", more=f"WARC-Refers-To-Target-URI: {url_of(9)}\r\n"),
    ],
)  # fmt: skip
def test_what_holds_no_page_is_passed_over(other: bytes, tmp_path: Path) -> None:
    pages, rest = read(INFO + story(9) + other + story(8), tmp_path)
    assert (numbers(pages), rest) == ([9, 8], [])


@pytest.mark.parametrize(
    "status",
    ["HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 200 OK", "HTTP/2 200", "HTTP/1.1  200 OK",
     "http/1.1 200 ok", "HTTP/1.1 203 Non-Authoritative", "\r\nHTTP/1.1 200 OK"],
)  # fmt: skip
def test_status_lines(status: str, tmp_path: Path) -> None:
    (page,), rest = read(record(http(status=status), url_of(1)), tmp_path)
    assert (page.body, rest) == (BODY, [])
    assert page.status == (203 if "203" in status else 200)


def test_a_resource_is_a_page(tmp_path: Path) -> None:
    html = record(BODY, url_of(1), "resource", more="Content-Type: text/html; charset=utf-8\r\n")
    (page,), rest = read(html, tmp_path)
    assert (page.url, page.body, rest) == (url_of(1), BODY, [])
    assert page.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "url", ["<{}>", " {} ", "{}?a b", "HTTPS://WWW.NPR.ORG/transcripts/1000001"]
)
def test_target_uris(url: str, tmp_path: Path) -> None:
    pages, rest = read(record(http(), url.format(url_of(1))), tmp_path)
    assert (len(pages), rest) == (1, [])


@pytest.mark.parametrize("line", [b"WARC/1.1", b"WARC/0.17", b"WARC/0.18", b"WARC/1.0 "])
def test_versions_and_ends_of_lines(line: bytes, tmp_path: Path) -> None:
    data = story(1).replace(b"WARC/1.0", line, 1)
    assert numbers(read(data, tmp_path)[0]) == [1]
    head, blank, rest = story(1).partition(b"\r\n\r\n")
    bare = head.replace(b"\r\n", b"\n") + b"\n\n" + rest
    assert blank
    assert numbers(read(bare + story(2), tmp_path)[0]) == [1, 2]


def test_a_last_record_that_is_cut_is_named_wherever_it_is_cut(tmp_path: Path) -> None:
    """It never lands as if it were whole."""
    whole, last = story(1), story(2)
    for end in range(9, len(last) - 4, 211):
        pages, rest = read(whole + last[:end], tmp_path)
        assert (numbers(pages), len(rest)) == ([1], 1)
        packed = gzip.compress(last)
        pages, rest = read(
            gzip.compress(whole) + packed[: len(packed) * end // len(last)], tmp_path
        )
        assert (numbers(pages), len(rest)) == ([1], 1)


# what the records are packed in -------------------------------------------------------------------


def dictionary() -> zstandard.ZstdCompressionDict:
    samples = [story(number, BODY[number:]) for number in range(1, 60)]
    return zstandard.train_dictionary(8192, list(samples))


def with_dictionary(records: list[bytes], *, packed: bool) -> bytes:
    known = dictionary()
    body = known.as_bytes()
    body = zstandard.compress(body) if packed else body
    head = b"\x5d\x2a\x4d\x18" + len(body).to_bytes(4, "little") + body
    pack = zstandard.ZstdCompressor(dict_data=known, write_checksum=True)
    return head + b"".join(map(pack.compress, records))


def wacz(records: list[bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/a.warc.gz", b"".join(map(gzip.compress, records[:2])))
        packed.writestr("archive/b.warc", b"".join(records[2:]))
        packed.writestr("other/c.warc", story(7))
    return out.getvalue()


PACKINGS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "gzip": lambda records: b"".join(map(gzip.compress, records)),
    "gzip with padding": lambda records: b"".join(map(gzip.compress, records)) + b"\0" * 1024,
    "gzip over all": lambda records: gzip.compress(b"".join(records)),
    "gzip over some": lambda records: (
        gzip.compress(b"".join(records[:2])) + gzip.compress(records[2])
    ),
    "zstd": lambda records: b"".join(map(zstandard.compress, records)),
    "zstd without lengths": lambda records: b"".join(map(framed, records)),
    "zstd over all": lambda records: framed(b"".join(records)),
    "zstd with a skippable frame": lambda records: (
        b"\x50\x2a\x4d\x18\x03\0\0\0abc" + b"".join(map(framed, records))
    ),
    "zstd with a dictionary": lambda records: with_dictionary(records, packed=False),
    "zstd with a packed dictionary": lambda records: with_dictionary(records, packed=True),
    "wacz": wacz,
    "wacz packed": lambda records: wacz(records, zipfile.ZIP_DEFLATED),
}


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_packings(pack: Callable[[list[bytes]], bytes], tmp_path: Path) -> None:
    """Whatever the file is called."""
    for name in ("a.warc", "a.WARC.GZ", "a.warc.zst", "a.wacz"):
        assert is_warc(Path(name))
        pages, rest = read(pack([INFO, story(1), story(2)]), tmp_path, name)
        assert (numbers(pages), rest) == ([1, 2], [])
        assert all(page.via == name for page in pages)
        assert all(page.body == BODY for page in pages)


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
def test_a_packed_file_that_is_cut_says_so(
    pack: Callable[[list[bytes]], bytes], tmp_path: Path
) -> None:
    data = pack([INFO, story(1), story(2)])
    data = data.rstrip(b"\0")
    for part in (3, 50, 80, 95):
        try:
            pages, rest = read(data[: len(data) * part // 100], tmp_path)
        except UnusableFile:  # a zip file lists what is in it at its end
            continue
        assert numbers(pages) in ([], [1])
        assert len(rest) <= 2
        assert rest or part == 3, "what is missing is said"


@pytest.mark.parametrize("name", ["gzip", "zstd", "zstd without lengths", "zstd with a dictionary"])
def test_a_damaged_member_hides_no_other(name: str, tmp_path: Path) -> None:
    middle = story(5, b"<html>" + bytes(range(32, 127)) * 3)
    sound = PACKINGS[name]([story(1), middle, story(2)])
    start = len(PACKINGS[name]([story(1)]))
    end = len(sound) - (len(PACKINGS[name]([story(1), story(2)])) - start)
    for at in range(start + 12, end, 5):
        data = sound[:at] + bytes([sound[at] ^ 0x55]) + sound[at + 1 :]
        pages, rest = read(data, tmp_path)
        found = [page.url for page in pages]
        assert {url_of(1), url_of(2)} <= set(found)
        if "without" in name or name == "zstd":  # these have no checksums
            continue
        assert len(found) == 3 or rest
        if url_of(5) in found:
            damaged = next(page for page in pages if (page.url or "").endswith("5"))
            assert damaged.body == b"<html>" + bytes(range(32, 127)) * 3


def test_what_is_no_member_is_named(tmp_path: Path) -> None:
    """A member whose first byte is damaged can't be told from anything else."""
    for pack in (gzip.compress, zstandard.compress):
        first, second, third = (pack(story(number)) for number in (1, 2, 3))
        pages, rest = read(first + b"\0" + second[1:] + third, tmp_path)
        assert numbers(pages) == [1, 3]
        assert rest == [f"byte {len(first) + 1}: there is something else than records"]
        pages, rest = read(first + b"\0" * 5000 + third + b"\r\n\0", tmp_path)
        assert (numbers(pages), rest) == ([1, 3], [])


def test_a_wacz_with_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    data = wacz([INFO, story(1), story(2)]).replace(b"WARC/1.0", b"XXXX/1.0", 1)
    pages, rest = read(data, tmp_path)
    assert numbers(pages) == [1]
    assert any(one.startswith("archive/b.warc: ") for one in rest)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>" * 100, "it is not a WARC file"),
        (gzip.compress(b"<html>" * 100), "it is not a WARC file"),
        (zstandard.compress(b"<html>" * 100), "it is not a WARC file"),
        (b"PK\x03\x04" + b"x" * 100, "its zip can't be read"),
        (b"\x1f\x8b\x08" + b"x" * 100, "it is not a WARC file"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 100, "it is not a WARC file"),
        (b"\x5d\x2a\x4d\x18\xff\xff\xff\xff", "it is not a WARC file"),
        (b"\n" * 1_000_000, None),
        (b"", None),
    ],
    ids=itertools.count(),
)
def test_what_is_no_warc_file(data: bytes, said: str | None, tmp_path: Path) -> None:
    if said is None:
        assert read(data, tmp_path) == ([], [])
        return
    with pytest.raises(UnusableFile, match=said):
        read(data, tmp_path)
    with pytest.raises(UnusableFile, match="it can't be read: "):
        list(pages_in_warc(tmp_path / "missing.warc"))


@pytest.mark.parametrize(
    "data",
    [gzip.compress(bytes(200_000_000), 9), zstandard.compress(bytes(200_000_000)),
     b"WARC/1.0\r\n" * 300_000, b"\r\n" * 3_000_000, b"x" * 5_000_000,
     b"WARC/1.0\r\na: b\r\nContent-Length: 9999999999\r\n\r\n" * 3_000, b"\x1f\x8b\x08" * 300_000,
     b"\x28\xb5\x2f\xfd" * 300_000],
    ids=["gzip", "zstd", "heads", "blank", "noise", "lengths", "members", "frames"],
)  # fmt: skip
def test_no_file_takes_long_to_refuse(data: bytes, tmp_path: Path) -> None:
    began = time.process_time()
    with suppress(UnusableFile):
        read(data, tmp_path)
    assert time.process_time() - began < 15
