"""Work in separate processes, so that a crash or an endless loop costs only the task at fault.

::

    pool     hands tasks to worker processes, a few at a time, and gives results in their order
    serving  what runs in each of these processes
"""

from scraper.workers.pool import BATCH, WorkerPool
from scraper.workers.serving import Lost, Raised

__all__ = ["BATCH", "Lost", "Raised", "WorkerPool"]
