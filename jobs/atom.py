"""An Atom feed of what an alert found (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from scraper.archive.alerts import AlertHit
from scraper.archive.search import Hit

_ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 can't hold (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feed(path: Path, name: str, found: Sequence[AlertHit], updated: str) -> None:
    """Write the feed in one step, so that nobody reads half of it.

    :param found: the last first.
    :param updated: when the last was found (ISO 8601).
    :raises OSError: it can't be written.
    """
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"onrecord:alerts/{_iri(name)}")
    _add(feed, "title", f"OnRecord: {name}")
    _add(feed, "updated", updated)
    _add(ET.SubElement(feed, "author"), "name", "OnRecord")
    for one in found:
        _entry(feed, one)
    text = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(text)
    part.replace(path)


def headline(hit: Hit) -> str:
    """Who said it, on which program, on which day; as far as it is known."""
    who = hit.speaker or hit.label or "Unknown speaker"
    if hit.doubt:
        who = f"{who} (uncertain)"
    where = f" on {hit.program}" if hit.program else ""
    return f"{who}{where}{f', {hit.date}' if hit.date else ''}"


def _entry(feed: ET.Element, one: AlertHit) -> None:
    hit = one.hit
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", _iri(hit.permanent_id or f"{hit.url}#{hit.position}"))
    _add(entry, "title", headline(hit))
    _add(entry, "updated", one.found_at)
    ET.SubElement(entry, "link", rel="alternate", href=_iri(hit.url))
    doubts = [f"Uncertain speaker: {hit.doubt}" for _ in (1,) if hit.doubt]
    told = [hit.text, *doubts, *([f"From: {hit.title}"] if hit.title else [])]
    _add(entry, "content", "\n\n".join(told)).set("type", "text")


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = _NOT_XML.sub("", text)
    return child


def _iri(text: str) -> str:
    """Text without what an IRI can't hold (RFC 3987)."""
    return re.sub(r"[\s<>\"{}|\\^`]", "-", _NOT_XML.sub("", text))
