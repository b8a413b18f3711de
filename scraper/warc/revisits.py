"""Revisits, the records that say that a page was the same as an earlier one (WARC 1.1, 6.7), and
the pages in the file to which they refer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scraper.warc.containers import Part, part_at
from scraper.warc.records import Record, records_in


class Place(NamedTuple):
    """The place of a record: a part of the file, and an offset in it."""

    name: str
    part_at: int
    record_at: int


class Originals:
    """The pages of a file that have been read. Only their hashes and places are kept."""

    def __init__(self, path: Path, wanted: Mapping[str, int]) -> None:
        self._path, self._wanted = path, wanted
        self._places: dict[int, Place] = {}
        #: What each URL was when it was last read: the hash of its digest.
        self._last: dict[int, int] = {}

    def note(self, record: Record, url: str, part: Part) -> None:
        """Note a page that was read."""
        place = Place(part.name, part.at, record.at)
        digest = record.headers.get("warc-payload-digest")
        keys: list[object] = [url, (url, record.headers.get("warc-date"))]
        for key in [*keys, digest] if digest else keys:
            self._places[hash(key)] = place
        self._last[hash(url)] = hash(digest)

    def knows(self, revisit: Record, url: str) -> bool:
        """Whether the page that a revisit refers to may be one that was read."""
        about = (
            url,
            *map(revisit.headers.get, ("warc-refers-to-target-uri", "warc-payload-digest")),
        )
        return any(hash(key) in self._places for key in about if key)

    def original(self, revisit: Record, url: str) -> Record | None:
        """The record that a revisit refers to, read again; None if its URL was that page when it
        was last read, or where it can't be found again.
        """
        digest = revisit.headers.get("warc-payload-digest")
        if digest is None or self._last.get(hash(url)) == hash(digest):
            return None
        refers = (
            _bare(revisit.headers.get("warc-refers-to-target-uri", "")),
            revisit.headers.get("warc-refers-to-date"),
        )
        place = self._places.get(hash(refers)) or self._places.get(hash(digest))
        if place is None:
            return None
        with self._path.open("rb") as file:
            stream = part_at(file, place.name, place.part_at, place.record_at)
            found = next(records_in(stream, self._wanted), None) if stream else None
        if found is None or found.fault or found.headers.get("warc-payload-digest") != digest:
            return None
        self._last[hash(url)] = hash(digest)
        return found


def _bare(url: str) -> str:
    return url.strip("<> \t").replace(" ", "%20")
