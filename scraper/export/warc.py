"""The stories' pages of an archive as WARC files (ISO 28500, WARC 1.1).

Each page stands there with all its snapshots, the oldest first, and a revisit for each time when it
was fetched again and had not changed, as far as the archive knows. The same archive gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Collection

from scraper.archive.store import Archive
from scraper.export.extras import require_warcio
from scraper.export.folder import Folder
from scraper.export.warc_files import WarcCounts, WarcFiles

__all__ = ["WarcCounts", "write_warc"]


def write_warc(
    archive: Archive, folder: Folder, pages: Collection[int] | None = None
) -> WarcCounts:
    """Write the pages into numbered files of about 1 GB each ("onrecord-00001.warc.gz").

    :param pages: only these, by id; None: all stories' pages of which a snapshot is kept.
    :raises ExportError: warcio is not installed, or the folder can't be written.
    :raises ArchiveError: the archive can't be read.
    """
    require_warcio()
    with WarcFiles(archive, folder.file).written() as files:
        for page in archive.histories.pages(pages):
            files.add(page)
    return files.counts
