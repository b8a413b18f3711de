"""The units of pages that an archive keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scraper.archive.snapshots import KeptPage
from scraper.parts.unit import KeptUnit

#: Pages to a unit, and the bytes of their bodies, about: so much is sent to a worker at once.
_PAGES, _BYTES = 200, 8 * 1024 * 1024


def kept_units(pages: Iterable[KeptPage]) -> Iterator[KeptUnit]:
    """The units of ``pages``, in their order. One of them is in memory."""
    number, batch, size = 0, list[KeptPage](), 0
    for kept in pages:
        batch.append(kept)
        size += len(kept.page.body)
        if len(batch) >= _PAGES or size >= _BYTES:
            number += 1
            yield KeptUnit(number, tuple(batch))
            batch, size = [], 0
    if batch:
        yield KeptUnit(number + 1, tuple(batch))
