"""Landing kept pages again, read with today's rules. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scraper.archive.records.landing import Landed, Lander, LandingPolicy
from scraper.archive.snapshots import KeptPage
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, Unforeseen
from scraper.crawl.landing_together import land_together
from scraper.reading.reader import PageReader
from scraper.reading.rules import ReadAgain, Reading, Result
from scraper.sources import Source
from scraper.workers import Raised


def reextract(
    archive: Archive,
    sources: Sequence[Source],
    reader: PageReader,
    unforeseen: Unforeseen,
    *,
    quarantined: bool,
) -> Iterator[Landed | Failed]:
    """Read and land the kept pages of ``sources`` again; one that fails holds up no other. What is
    given has landed.

    :param reader: reads them.
    :param unforeseen: is told of errors that only a mistake in the code explains.
    :param quarantined: only pages that are quarantined.
    :raises ArchiveError: the archive can't be written.
    """
    lander = archive.lander(LandingPolicy(reread=reader.reread))
    pages = pages_to_read(archive, sources, quarantined=quarantined)
    for batch in reader.read_all(pages, ReadAgain):
        landed = land_together(archive, [_land(lander, kept, found) for kept, found in batch])
        for (kept, _), done in zip(batch, landed, strict=True):
            if isinstance(done, Exception):
                unforeseen(kept.ref.url, done)
                reason = f"unforeseen error: {type(done).__name__}: {done}"
                yield Failed(kept.ref.url, reason)
            else:
                yield done


def pages_to_read(
    archive: Archive, sources: Sequence[Source], *, quarantined: bool
) -> Iterator[KeptPage]:
    """The kept pages of ``sources`` that are to be read again, in the order in which they land."""
    for source in sources:
        yield from _kept(archive, source, quarantined=quarantined)


def _land(lander: Lander, kept: KeptPage, found: Result | Raised | None) -> Callable[[], Landed]:
    def land() -> Landed:
        if isinstance(found, Raised):
            raise found.error
        assert isinstance(found, Reading)
        return lander.land_again(kept, found.outcome, found.prepared)

    return land


def _kept(archive: Archive, source: Source, *, quarantined: bool) -> Iterator[KeptPage]:
    """The pages to read again: of each story the one that its transcript was read from; of one
    that is quarantined, where only those are wanted, the last.
    """
    if not quarantined:
        yield from archive.snapshots.newest(source.name)
        return
    _, pages = archive.queue.quarantined([source.name], -1)
    for page in pages:
        if (kept := archive.snapshots.last(page.id)) is not None:
            yield kept
