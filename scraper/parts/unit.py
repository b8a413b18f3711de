"""What is read at once, by whichever machine: a unit. Units can be sent to other processes; they
carry paths or bytes, and never an archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import msgspec

from scraper.archive.snapshots import KeptPage
from scraper.extract import EXTRACTOR
from scraper.fetch.settings import FetchSettings
from scraper.sources import Source

UnitKind = Literal["warc", "cdx", "kept"]
#: Where Common Crawl has its files (https://commoncrawl.org/get-started).
COMMON_CRAWL = "https://data.commoncrawl.org/"
#: How the titles of units of kept pages begin.
KEPT_PAGES = "kept pages"


class Order(NamedTuple):
    """The place of a unit among others: parts are landed in this order."""

    kind: UnitKind
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class WarcUnit:
    """A WARC file: on this machine's disk, or at a URL of another file system.

    :ivar path: as it was given.
    :ivar version: says that it is the same file as before without reading it: its size and when it
        was written, or whatever its file system has for that; None: unknown.
    :ivar part: the part that was read from that version before, where there is one.
    """

    path: str
    version: str | None = None
    part: str | None = None

    @property
    def order(self) -> Order:
        """Its place among units."""
        return Order("warc", self.path, 0)


@dataclass(frozen=True, slots=True)
class CdxUnit:
    """Lines of an index of web archives, whose records are read from the files it names.

    :ivar path: of the index.
    :ivar number: of this batch of lines, from 1.
    :ivar base_url: what the names of the files are appended to.
    :ivar settings: how requests are made.
    """

    path: str
    number: int
    lines: tuple[str, ...]
    base_url: str = COMMON_CRAWL
    settings: FetchSettings = field(default_factory=FetchSettings)

    @property
    def order(self) -> Order:
        """Its place among units."""
        return Order("cdx", self.path, self.number)


@dataclass(frozen=True, slots=True)
class KeptUnit:
    """Pages that an archive keeps; ``number`` is that of the batch, from 1."""

    number: int
    pages: tuple[KeptPage, ...]

    @property
    def order(self) -> Order:
        """Its place among units."""
        return Order("kept", "", self.number)


Unit = WarcUnit | CdxUnit | KeptUnit


def title_of(unit: Unit) -> str:
    """What a unit is called, for a person."""
    return title_of_order(unit.order)


def title_of_order(order: Order) -> str:
    """The same, by its place among units."""
    if order.kind == "warc":
        return order.name
    return f"{order.name if order.kind == 'cdx' else KEPT_PAGES}, batch {order.number}"


def rules_of(sources: Sequence[Source]) -> tuple[str, ...]:
    """What of ``sources`` decides which pages are read, besides the extractor's version."""
    return tuple(sorted(":".join([one.name, ",".join(sorted(one.more_hosts))]) for one in sources))


def content_digest(unit: CdxUnit | KeptUnit) -> str:
    """The SHA-256 of what a unit carries."""
    if isinstance(unit, CdxUnit):
        return _sha256([unit.base_url, *unit.lines])
    return _sha256([_of_page(kept) for kept in unit.pages])


def _of_page(kept: KeptPage) -> list[object]:
    page = kept.page
    body = hashlib.sha256(page.body).hexdigest()
    ref = [kept.ref.source, kept.ref.story_id, kept.ref.url, kept.ref.found_url]
    return [kept.snapshot_id, *ref, page.url, page.status, dict(page.headers), page.fetched_at,
            page.via, body]  # fmt: skip


def part_name(unit: Unit, content_sha256: str, rules: Sequence[str]) -> str:
    """The name of a unit's part: a digest of its input, and the extractor's version."""
    name = unit.path.rpartition("/")[2] if isinstance(unit, WarcUnit) else ""
    number = unit.number if isinstance(unit, KeptUnit) else 0
    digest = _sha256([unit.order.kind, name, number, content_sha256, list(rules)])
    return f"{digest[:40]}-{EXTRACTOR}"


def _sha256(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()
