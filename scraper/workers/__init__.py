"""Work in processes of its own: a crash or an endless loop costs the one thing that caused it.

::

    pool     hands tasks to worker processes, a few at a time, and gives results in their order
    serving  what runs in each of these processes
"""

from scraper.workers.pool import BATCH, WorkerPool
from scraper.workers.serving import Lost, Raised

__all__ = ["BATCH", "Lost", "Raised", "WorkerPool"]
