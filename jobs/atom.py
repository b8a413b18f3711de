"""Atom feeds (RFC 4287) of an alert's results, of a search, and of corrections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from scraper.archive.alerts import AlertHit
from scraper.archive.search import Hit

_ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 can't hold (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: its permanent id, title, time of change (ISO 8601), link and text."""

    id: str
    title: str
    updated: str
    link: str
    content: str


def feed(
    feed_id: str, title: str, updated: str, entries: Sequence[Entry], link: str | None = None
) -> bytes:
    """A feed as it is sent or written.

    :param link: the page that shows the same.
    """
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "id", _iri(feed_id))
    _add(root, "title", title)
    _add(root, "updated", updated)
    _add(ET.SubElement(root, "author"), "name", "OnRecord")
    if link is not None:
        ET.SubElement(root, "link", rel="alternate", href=_iri(link))
    for one in entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", _iri(one.id))
        _add(entry, "title", one.title)
        _add(entry, "updated", one.updated)
        ET.SubElement(entry, "link", rel="alternate", href=_iri(one.link))
        _add(entry, "content", one.content).set("type", "text")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def write_feed(path: Path, name: str, found: Sequence[AlertHit], updated: str) -> None:
    """Write the feed in one step, so that nobody reads half of it; one that is the same stays.

    :param found: the last first.
    :param updated: when the last was found (ISO 8601).
    :raises OSError: it can't be written, or another file is in its place.
    """
    there = path.read_bytes() if path.exists() else None
    if there is not None and f"onrecord:alerts/{_iri(name)}<".encode() not in there[:1000]:
        raise FileExistsError(f"{path} already exists and is not the feed of this alert")
    text = feed(
        f"onrecord:alerts/{_iri(name)}",
        f"OnRecord: {name}",
        updated,
        [_entry(one) for one in found],
    )
    if text == there:
        return
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(text)
    part.replace(path)


def headline(hit: Hit) -> str:
    """The speaker, the program and the day, as far as they are known."""
    who = hit.speaker or hit.label or "Unknown speaker"
    if hit.doubt:
        who = f"{who} (uncertain)"
    where = f" on {hit.program}" if hit.program else ""
    return f"{who}{where}{f', {hit.date}' if hit.date else ''}"


def told(hit: Hit, text: str) -> str:
    """What an entry says of a hit: its words, what is not certain of them, where they are from."""
    doubts = [f"Uncertain speaker: {hit.doubt}" for _ in (1,) if hit.doubt]
    return "\n\n".join([text, *doubts, *([f"From: {hit.title}"] if hit.title else [])])


def _entry(one: AlertHit) -> Entry:
    hit = one.hit
    permanent = hit.permanent_id or f"{hit.url}#{hit.position}"
    return Entry(permanent, headline(hit), one.found_at, hit.url, told(hit, hit.text))


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = _NOT_XML.sub("", text)
    return child


def _iri(text: str) -> str:
    """Text without what an IRI can't hold (RFC 3987)."""
    return re.sub(r"[\s<>\"{}|\\^`]", "-", _NOT_XML.sub("", text))
