"""Landing kept pages again as today's rules read them. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.snapshots import KeptPage
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, Unforeseen
from scraper.crawl.reread import read_again, reader_of
from scraper.errors import ArchiveError, RowRefused
from scraper.sources import Source


def reextract(
    archive: Archive, sources: Sequence[Source], unforeseen: Unforeseen, *, quarantined: bool
) -> Iterator[Landed | Failed]:
    """Read and land the kept pages of ``sources`` again; one that fails holds up no other.

    :param unforeseen: is told of errors that only a mistake in the code explains.
    :param quarantined: only pages that are quarantined.
    :raises ArchiveError: the archive can't be written.
    """
    lander = archive.lander(LandingPolicy(reread=reader_of(sources)))
    for source in sources:
        for kept in _kept(archive, source, quarantined=quarantined):
            try:
                yield lander.land_again(kept, read_again(kept, source))
            except ArchiveError as error:
                if not isinstance(error, RowRefused):
                    raise
                yield _failed(kept, error, unforeseen)
            except Exception as error:  # noqa: BLE001  a mistake in one page ends no command
                yield _failed(kept, error, unforeseen)


def _failed(kept: KeptPage, error: Exception, unforeseen: Unforeseen) -> Failed:
    unforeseen(kept.ref.url, error)
    return Failed(kept.ref.url, f"unforeseen error: {type(error).__name__}: {error}")


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
