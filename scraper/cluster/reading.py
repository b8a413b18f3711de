"""Reading units on a cluster of Dask's: one on this machine, or one that is running."""

from __future__ import annotations

import logging
import os
import signal
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from typing import Any, Self

from scraper.closing import Closing
from scraper.cluster.worker import HowToRead, read
from scraper.errors import ErrorCode, OnRecordError, UsageError
from scraper.parts.reading import UnitRead
from scraper.parts.running import UnitNotRead
from scraper.parts.unit import CdxUnit, Unit

#: Units that a worker has: one that it reads, and the next ones. More would fill the memory of the
#: scheduler, which holds what was submitted.
_AHEAD = 3
#: How often a unit that failed is tried again; a worker that is lost is none of its failures.
_RETRIES = 2
_CONNECT_S = 30
#: When nothing is done for so long, it is looked whether workers are missing.
_LOOK_EVERY_S = 5
#: Of a cluster on this machine. Its only ports are on loopback, and serve no pages.
_LOCAL = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.daemon": False,
    "distributed.scheduler.allowed-failures": 5,
    # Workers write parts to the disk: they hold nothing that could be spilled.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
}


@dataclass(frozen=True, slots=True)
class Where:
    """Which cluster: that of a scheduler, or one on this machine.

    :ivar workers: of the one on this machine; None: as many as there are processors.
    :ivar dashboard: the port of its dashboard on loopback; None: it has none.
    """

    scheduler: str | None = None
    workers: int | None = None
    dashboard: int | None = None


class ClusterReader(Closing):
    """Reads units on a cluster. Use as a context manager: at its end, a cluster on this machine is
    gone.

    :raises UsageError: Dask is not installed, or no scheduler answers.
    """

    def __init__(self, how: HowToRead, where: Where) -> None:
        self._how, self._where = how, where
        self._open = ExitStack()
        self._client: Any = None
        self._cluster: Any = None
        self._dask: Any = None

    @property
    def address(self) -> str:
        """Where its scheduler is."""
        return str(self._client.scheduler.address)

    @property
    def worker_pids(self) -> list[int]:
        """The processes of the workers, where they are on this machine."""
        return [int(pid) for pid in self._client.run(_pid, on_error="ignore").values()]

    def read(self, units: Iterable[Unit]) -> Iterator[tuple[int, UnitRead | UnitNotRead]]:
        """What becomes of each unit, with its place among ``units`` from 0, as it is done."""
        left, of_run = enumerate(units), uuid.uuid4().hex
        under_way: dict[str, tuple[int, Unit]] = {}
        done: SimpleQueue[Any] = SimpleQueue()

        def submit() -> None:
            most = _AHEAD * max(1, len(self._client.nthreads()))
            while len(under_way) < most and (following := next(left, None)) is not None:
                number, unit = following
                key = f"read-{of_run}-{number}"
                under_way[key] = following
                self._submit(unit, key).add_done_callback(done.put)

        submit()
        while under_way:
            try:
                future = done.get(timeout=_LOOK_EVERY_S)
            except Empty:
                self._replace_lost_workers()
                continue
            number, unit = under_way[future.key]
            found = self._outcome(future, unit)
            if found is None:  # who had the receipt was killed: the unit is read once more
                future.add_done_callback(done.put)
                continue
            del under_way[future.key]
            future.release()
            submit()
            yield number, found

    def _outcome(self, future: Any, unit: Unit) -> UnitRead | UnitNotRead | None:
        """What became of a unit; None if its worker is gone, and with it the receipt."""
        if future.status in ("pending", "lost"):
            return None
        if future.status == "finished":
            try:
                found = future.result(timeout=_LOOK_EVERY_S)
            except TimeoutError:
                self._replace_lost_workers()
                return None
            except Exception as error:  # noqa: BLE001  of the worker that read it once more
                return _not_read(unit, error)
            assert isinstance(found, UnitRead)
            return found
        return _not_read(unit, future.exception() if future.status == "error" else None)

    def _replace_lost_workers(self) -> None:
        """Have workers on this machine that are gone for good started anew: Dask starts one again
        that is killed, but not one that is killed while it starts.
        """
        if self._cluster is not None:
            self._cluster.scale(len(self._cluster.worker_spec))

    def _submit(self, unit: Unit, key: str) -> Any:
        if isinstance(unit, CdxUnit):  # all workers together keep to the pace
            rate = unit.settings.rate / max(1, len(self._client.nthreads()))
            unit = replace(unit, settings=replace(unit.settings, rate=rate))
        return self._client.submit(read, unit, self._how, key=key, pure=False, retries=_RETRIES)

    def __enter__(self) -> Self:
        try:
            self._dask = import_module("distributed")
        except ImportError as error:
            raise UsageError(
                "reading on a cluster needs Dask (distributed), which is not installed",
                code=ErrorCode.CLUSTER_SUPPORT_MISSING,
            ) from error
        try:
            self._client = self._open.enter_context(self._connect())
        except BaseException:
            self._open.close()
            raise
        return self

    def close(self) -> None:
        """Leave the cluster; one on this machine ends."""
        self._open.close()

    def _connect(self) -> Any:
        distributed = self._dask
        if (address := self._where.scheduler) is not None:
            try:
                return distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
            except (OSError, TimeoutError, ValueError, TypeError) as error:
                raise UsageError(f"no scheduler answers at {address}: {error}") from error
        settings = dict(_LOCAL)
        port = self._where.dashboard
        if port is not None:
            settings = {key: one for key, one in settings.items() if "routes" not in key}
        self._open.enter_context(import_module("dask").config.set(settings))
        with _without_interrupts():
            cluster = distributed.LocalCluster(
                n_workers=self._where.workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=f"127.0.0.1:{port or 0}",
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
        self._cluster = self._open.enter_context(cluster)
        return distributed.Client(cluster, timeout=_CONNECT_S, set_as_default=False)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C reaches the whole group of processes: it is for this one. Threads and processes that
    are started meanwhile don't get it, nor do those that they start.
    """
    resource_tracker.ensure_running()  # starting it would unblock the signal again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _not_read(unit: Unit, error: BaseException | None) -> UnitNotRead:
    if type(error).__name__ == "KilledWorker":
        return UnitNotRead(unit, "the workers that read it were killed, each in the middle of it")
    if isinstance(error, OnRecordError):
        return UnitNotRead(unit, error.sentence)
    if error is None:
        return UnitNotRead(unit, "the cluster gave it up")
    return UnitNotRead(unit, f"unforeseen error: {type(error).__name__}: {error}")


def _pid() -> int:
    return os.getpid()
