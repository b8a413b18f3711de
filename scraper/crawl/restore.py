"""Reading the pages of damaged or edited transcripts again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scraper.archive.store import Archive
from scraper.model import Transcript
from scraper.reading.reader import PageReader
from scraper.reading.rules import ReadAgain, Reading
from scraper.sources import Source
from scraper.workers import Raised


def restore_transcripts(
    archive: Archive, sources: Sequence[Source], transcripts: Collection[int]
) -> None:
    """Write transcripts anew from their kept pages, where these are understood. They are read in a
    process of its own: a page that crashes the parser leaves its transcript as it is.

    :param transcripts: their numbers.
    :raises ArchiveError: the archive can't be written.
    """
    lander = archive.lander()
    page_ids = archive.records.pages_of(transcripts)
    pages = (kept for source in sources for kept in archive.snapshots.newest(source.name, page_ids))
    with PageReader(sources, 1) as reader:
        for batch in reader.read_all(pages, ReadAgain):
            for kept, found in batch:
                if isinstance(found, Raised):
                    raise found.error
                if isinstance(found, Reading) and isinstance(found.outcome, Transcript):
                    lander.land_again(kept, found.outcome, found.prepared)
