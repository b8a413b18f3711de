"""WARC 1.1 records of what an archive keeps
(https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/).

Ids and dates follow from the archive, so that the same archive gives the same bytes. warcio writes
the records; it is an extra, imported only where it is used.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from scraper import __version__
from scraper.archive.snapshots import NOT_MODIFIED, KeptSnapshot, PageHistory, Refetch
from scraper.errors import UsageError
from scraper.extract import is_html
from scraper.sources import source_named

WARC_VERSION = "WARC/1.1"
_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_PROFILES = "http://netpreserve.org/warc/1.1/revisit"
#: Of a page that came again, and of one of which the server said that it had not changed (6.7.2,
#: 6.7.3).
SAME_PAYLOAD = f"{_PROFILES}/identical-payload-digest"
SERVER_NOT_MODIFIED = f"{_PROFILES}/server-not-modified"
#: Under which the ids of records are made (RFC 9562, 5.5).
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/onrecord/warc")
#: Headers that speak of the body as it was sent. It is kept decoded, so they are set aside under
#: the prefix that pywb gives the headers it replaces (pywb/rewrite/header_rewriter.py).
_OF_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_SET_ASIDE = "X-Archive-Orig-"
#: Older archives have them.
_COOKIES = frozenset({"set-cookie", "set-cookie2"})
_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")
_NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Original:
    """A response that was written, to which revisits refer."""

    record_id: str
    url: str
    date: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to be written: its type, WARC headers, HTTP status line and headers (None where its
    block is no HTTP message), and payload.
    """

    kind: str
    headers: Headers
    http: tuple[str, Headers] | None
    payload: bytes
    content_type: str = ""

    @property
    def status(self) -> str | None:
        """The HTTP status, where it has one."""
        return self.http[0].split(" ", 1)[0] if self.http else None

    @property
    def mime(self) -> str | None:
        """What kind of page it is, without parameters."""
        if self.http is None:
            return self.content_type or None
        given = next((value for name, value in self.http[1] if name == "content-type"), "")
        return given.partition(";")[0].strip() or None

    def header(self, name: str) -> str:
        """A WARC header; empty where it has none."""
        return next((value for known, value in self.headers if known == name), "")


def warcinfo(name: str, last_fetch: str) -> Draft:
    """The record at the head of a file: what wrote it, with the versions that its bytes depend on.

    :param name: of the file.
    :param last_fetch: when a page of the archive was last fetched.
    """
    software = (
        f"OnRecord/{__version__} warcio/{version('warcio')}"
        f" Python/{platform.python_version()} zlib/{zlib.ZLIB_RUNTIME_VERSION}"
    )
    fields = (
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", _SPECIFICATION),
        ("description", "Story pages as OnRecord keeps them: content and transfer codings undone"),
    )
    block = "".join(f"{field}: {value}\r\n" for field, value in fields).encode()
    headers = [
        ("WARC-Record-ID", _id("warcinfo", name, last_fetch, hashlib.sha256(block).hexdigest())),
        ("WARC-Date", warc_date(last_fetch)),
        ("WARC-Filename", name),
        ("WARC-Block-Digest", digest_of(block)),
    ]
    return Draft("warcinfo", headers, None, block, "application/warc-fields")


def response(page: PageHistory, snapshot: KeptSnapshot, body: bytes, info: str) -> Draft:
    """A snapshot as it was answered. One of which no answer is known, because it was saved as a
    file, is a resource instead (6.4): an HTTP status would be invented.

    :param info: the id of the file's warcinfo record.
    """
    url, date = published_url(page), warc_date(snapshot.fetched_at)
    payload = f"sha256:{snapshot.body_sha256}"
    answered = json.loads(snapshot.headers)
    kind = "response" if answered else "resource"
    headers = [
        ("WARC-Record-ID", _id(kind, url, date, snapshot.body_sha256)),
        ("WARC-Warcinfo-ID", info),
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
    ]
    headers += _source(snapshot)
    headers.append(("WARC-Payload-Digest", payload))
    if not answered:
        content_type = "text/html" if is_html(body) else "text/plain"
        headers.append(("WARC-Block-Digest", payload))
        return Draft(kind, headers, None, body, content_type)
    http = (_status_line(page, snapshot), http_headers(answered, len(body)))
    headers.append(("WARC-Block-Digest", digest_of(http_head(http), body)))
    return Draft(kind, headers, http, body)


def revisit(
    page: PageHistory, again: Refetch | KeptSnapshot, original: Original, info: str
) -> Draft:
    """A page that was the same as one in this file: fetched again, or kept of another URL. Of a
    fetch that left no snapshot the headers are not known, so its record has no block.
    """
    url, date = published_url(page), warc_date(again.fetched_at)
    http, profile = None, SAME_PAYLOAD
    if isinstance(again, KeptSnapshot):
        http = (_status_line(page, again), http_headers(json.loads(again.headers), again.size))
    elif again.status == NOT_MODIFIED:
        profile = SERVER_NOT_MODIFIED
    headers = [
        ("WARC-Record-ID", _id("revisit", url, date, original.record_id)),
        ("WARC-Warcinfo-ID", info),
        ("WARC-Target-URI", url),
        ("WARC-Date", date),
        ("WARC-Profile", profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Payload-Digest", original.payload_digest),
        ("WARC-Block-Digest", digest_of(http_head(http) if http else b"")),
    ]
    if isinstance(again, KeptSnapshot):
        headers += _source(again)
    return Draft("revisit", headers, http, b"")


def _source(snapshot: KeptSnapshot) -> Headers:
    """Which other archive a page was taken from, as pywb writes it (pywb/warcserver/resource/
    responseloader.py).
    """
    is_url = snapshot.via is not None and "://" in snapshot.via
    return [("WARC-Source-URI", snapshot.via)] if snapshot.via and is_url else []


def to_warcio(draft: Draft, writer: Any) -> Any:
    """The record as warcio writes it."""
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415  an extra

    http = None
    if draft.http is not None:
        http = StatusAndHeaders(draft.http[0], list(draft.http[1]), protocol="HTTP/1.1")
    return writer.create_warc_record(
        "",
        draft.kind,
        payload=BytesIO(draft.payload),
        length=len(draft.payload),
        warc_content_type=draft.content_type,
        warc_headers_dict={"WARC-Type": draft.kind, **dict(draft.headers)},
        http_headers=http,
    )


def http_headers(answered: Mapping[str, str], size: int) -> Headers:
    """The headers of an answer whose body is decoded now and has ``size`` bytes."""
    headers: Headers = []
    for name, value in answered.items():
        name, value = _NO_TOKEN.sub("-", name), _LINE_BREAK.sub(" ", str(value))
        if not name or name in _COOKIES:
            continue
        if name not in _OF_TRANSFER:
            headers.append((name, value))
        elif (name, value) != ("content-length", str(size)):
            headers.append((_SET_ASIDE + name.title(), value))
    return [*headers, ("content-length", str(size))]


def http_head(http: tuple[str, Headers]) -> bytes:
    """The status line and headers as they are written."""
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415  an extra

    head: bytes = StatusAndHeaders(http[0], list(http[1]), protocol="HTTP/1.1").to_ascii_bytes()
    return head


def published_url(page: PageHistory) -> str:
    """Where the publisher has the page: the URL that answered, or for a mirror's the story's URL
    with the same path.
    """
    ref, fetched = page.ref, page.fetched_url
    if fetched is None:
        return ref.url
    known = [url for url in (ref.found_url, ref.url) if url]
    if urlsplit(fetched).netloc in {urlsplit(url).netloc for url in known} or _owns(page, fetched):
        return fetched
    return next((url for url in known if fetched.endswith(_target(url))), ref.url)


def _owns(page: PageHistory, url: str) -> bool:
    try:
        return source_named(page.ref.source)().owns(url)
    except UsageError:
        return False


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _status_line(page: PageHistory, snapshot: KeptSnapshot) -> str:
    """The status is kept of the last answer alone. Any other page that is kept answered 200: of
    other answers but 203, which means the same, no page is kept.
    """
    status = 200
    if page.fetched_at == snapshot.fetched_at and page.status in (200, 203):
        status = page.status
    return f"{status} {HTTPStatus(status).phrase}"


def warc_date(stamp: str) -> str:
    """A time of the archive's as WARC has it ("2026-01-04T10:00:00Z")."""
    return stamp.replace("+00:00", "Z")


def digest_of(*parts: bytes) -> str:
    """A labelled digest: the hash by which the archive knows its pages, too."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return f"sha256:{digest.hexdigest()}"


def _id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, ' '.join(parts))}>"


def oldest_first(page: PageHistory) -> Sequence[KeptSnapshot | Refetch]:
    """The snapshots and refetches of a page by their times; of the same second snapshots first."""
    events: list[KeptSnapshot | Refetch] = [*page.snapshots, *page.refetches]
    return sorted(events, key=lambda one: one.fetched_at)
