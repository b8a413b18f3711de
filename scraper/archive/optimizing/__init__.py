"""Making the archive file smaller and its searches faster, without losing a word.

::

    optimizing  the steps, in order, and the disk space they need
    dropping    which kept pages are dropped, and the revisions that were read from them
    repacking   compressing kept pages again, with dictionaries trained on today's pages
    file        merging the full-text indexes and vacuuming the file
"""

from scraper.archive.optimizing.optimizing import Optimizing, Room, Sizes

__all__ = ["Optimizing", "Room", "Sizes"]
