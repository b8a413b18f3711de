"""The queue: the known pages, which of them are due, and the outcome of each attempt.

There is no second state file. The new state of a fetched page is written in the same transaction as
its results. If a run is killed, the page stays as it was, and the next run fetches it.
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
