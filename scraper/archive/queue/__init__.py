"""The queue: which pages there are, which are due, and what became of each attempt.

There is no second state file. A page is queued, fetched, and its new state written in the same
transaction as what it yielded; a killed run leaves it as it was and the next one takes it up.
"""

from scraper.archive.queue.answers import Failure
from scraper.archive.queue.due import Due, DuePage, Listed, QuarantinedPage, Wanted
from scraper.archive.queue.queue import Queue
from scraper.archive.queue.refetch import RefetchPolicy

__all__ = [
    "Due",
    "DuePage",
    "Failure",
    "Listed",
    "QuarantinedPage",
    "Queue",
    "RefetchPolicy",
    "Wanted",
]
