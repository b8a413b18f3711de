"""Reading the pages of damaged or edited transcripts again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scraper.archive.store import Archive
from scraper.model import Transcript
from scraper.reading.reread import read_again
from scraper.sources import Source


def restore_transcripts(
    archive: Archive, sources: Sequence[Source], transcripts: Collection[int]
) -> None:
    """Write transcripts anew from their kept pages, where these are understood.

    :param transcripts: their numbers.
    :raises ArchiveError: the archive can't be written.
    """
    lander = archive.lander()
    page_ids = archive.records.pages_of(transcripts)
    for source in sources:
        for kept in archive.snapshots.newest(source.name, page_ids):
            outcome = read_again(kept, source)
            if isinstance(outcome, Transcript):
                lander.land_again(kept, outcome)
