"""Making the archive's file smaller and its searches faster, without losing a word.

::

    optimizing  the steps, in their order, and how much disk they need
    dropping    which kept pages go, and what becomes of the revisions that were read from them
    repacking   kept pages compressed anew, with dictionaries trained on what there is now
    file        the full-text indexes and the file itself, in one piece again
"""

from scraper.archive.optimizing.optimizing import Optimizing, Room, Sizes

__all__ = ["Optimizing", "Room", "Sizes"]
