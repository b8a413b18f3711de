"""A pool of worker processes that survives the death of any of them.

The usual pools are not enough. If a process of :class:`concurrent.futures.ProcessPoolExecutor` (or
of loky, which behaves alike) dies, all tasks under way fail, and nothing says which task was at
fault. Neither pool has a time limit for tasks. Here, each process has its own connection and sends
each result as soon as it has it. The task at fault is the first one without a result, and all other
tasks keep their results.

Processes are spawned, not forked: a copy of a process with threads and an open archive is not safe
(https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods).
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

from scraper.closing import Closing
from scraper.errors import OnRecordError
from scraper.workers.serving import READY, Lost, Raised, serve

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks that are sent to a process together, and results that are given together: as many as a
#: transaction lands.
BATCH = 16
#: Batches that a process has: one it works on and the next, so that it never waits.
_AHEAD = 2


@dataclass(eq=False, slots=True)
class _Batch(Generic[Item]):
    """Some items in their order, with the results that are there."""

    items: list[Item]
    tasks: list[Any]
    results: list[Any]
    missing: int = 0


@dataclass(eq=False, slots=True)
class _Unit:
    """The places in a batch that a process works on, of which ``done`` are done. ``again`` says
    that a process died of the first of them before.
    """

    batch: _Batch[Any]
    places: Sequence[int]
    again: bool = False
    done: int = 0


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, and what it was given, in order."""

    process: Any
    connection: Connection
    listener: Thread
    is_ready: bool = False
    units: deque[_Unit] = field(default_factory=deque)

    def give(self, unit: _Unit) -> None:
        self.units.append(unit)
        tasks = [unit.batch.tasks[at] for at in unit.places]
        with suppress(OSError):  # it died: its listener tells, and another gets the unit
            self.connection.send_bytes(pickle.dumps(tasks, pickle.HIGHEST_PROTOCOL))

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.listener.join()
        self.connection.close()


class WorkerPool(Closing, Generic[Task, Result]):
    """Does ``work`` in ``count`` processes. Use it as a context manager, which ends all processes
    when it exits. They are started when there is something to do.

    With one process, that process and the consumer of the results take turns, so that together
    they keep one processor busy. With more, the processes work ahead.

    :param work: copied to each process by pickling, so it must be a function in a module, or an
        object whose class is in a module. It should not raise errors.
    :param limit_s: the seconds that a task can take.
    """

    def __init__(self, work: Callable[[Task], Result], count: int, limit_s: float) -> None:
        self._work, self._count, self._limit_s = work, count, limit_s
        self._workers: list[_Worker] = []
        self._queue: deque[_Unit] = deque()
        self._events: SimpleQueue[tuple[_Worker, bytes | None]] = SimpleQueue()

    def run(
        self, items: Iterable[Item], task_of: Callable[[Item], Task | None]
    ) -> Iterator[list[tuple[Item, Result | Raised | Lost | None]]]:
        """What becomes of ``items``, in their order, some at a time. A few batches at the most are
        in memory.

        :param task_of: what is to be done for an item; None if there is nothing to do.
        :raises OnRecordError: processes can't be started.
        """
        most = 1 if self._count == 1 else self._count * _AHEAD + 2
        left, ahead = iter(items), deque[_Batch[Item]]()
        while True:
            while len(ahead) < most and (some := list(islice(left, BATCH))):
                ahead.append(self._batch(some, task_of))
            if not ahead:
                return
            self._feed()
            while ahead[0].missing:
                self._take_event()
                self._feed()
            first = ahead.popleft()
            yield list(zip(first.items, first.results, strict=True))

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self._queue.clear()
        while self._workers:
            self._workers.pop().end()

    def _batch(self, items: list[Item], task_of: Callable[[Item], Task | None]) -> _Batch[Item]:
        tasks = [task_of(item) for item in items]
        places = [at for at, task in enumerate(tasks) if task is not None]
        batch = _Batch(items, tasks, [None] * len(items), len(places))
        if places:
            self._queue.append(_Unit(batch, places))
        return batch

    def _feed(self) -> None:
        """Give what waits to the processes that have least to do."""
        for has in range(_AHEAD):
            for worker in self._workers:
                if self._queue and len(worker.units) == has:
                    worker.give(self._queue.popleft())
            while not has and self._queue and len(self._workers) < self._count:
                self._workers.append(self._start())
                self._workers[-1].give(self._queue.popleft())

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._work, self._limit_s))
        process.daemon = True
        # Ctrl-C reaches the whole group of processes: it is for this one, from their first moment.
        resource_tracker.ensure_running()  # starting it would unblock the signal again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        listener = Thread(target=lambda: self._listen(worker), daemon=True)
        worker = _Worker(process, ours, listener)
        listener.start()
        return worker

    def _listen(self, worker: _Worker) -> None:
        """Take what a process sends at once, so that it never waits for us."""
        try:
            while True:
                self._events.put((worker, worker.connection.recv_bytes()))
        except (EOFError, OSError):
            self._events.put((worker, None))

    def _take_event(self) -> None:
        worker, sent = self._events.get()
        if worker not in self._workers:
            return
        if sent is None:
            self._bury(worker)
        elif not worker.is_ready:
            assert sent == READY
            worker.is_ready = True
        else:
            unit = worker.units[0]
            _settle(unit, pickle.loads(sent))
            if unit.done == len(unit.places):
                worker.units.popleft()

    def _bury(self, worker: _Worker) -> None:
        """Have others do what a dead process had to do. What it died of is tried once more: the
        system may have killed it for the memory that others took.

        :raises OnRecordError: it did not even start.
        """
        self._workers.remove(worker)
        worker.end()
        code = worker.process.exitcode
        if not worker.is_ready:
            raise OnRecordError(f"a process that reads pages can't be started (exit code {code})")
        left: list[_Unit] = []
        for unit in worker.units:
            places = unit.places[unit.done :]
            if unit is not worker.units[0]:
                left.append(_Unit(unit.batch, places, unit.again))
                continue
            first = _Unit(unit.batch, places[:1], again=True)
            if unit.again and not unit.done:
                _settle(first, Lost(code == -signal.SIGALRM, -code if code < 0 else None))
            else:
                left.append(first)
            if places[1:]:
                left.append(_Unit(unit.batch, places[1:]))
        self._queue.extendleft(reversed(left))


def _settle(unit: _Unit, result: Any) -> None:
    """Write the result of the next task of a unit."""
    unit.batch.results[unit.places[unit.done]] = result
    unit.batch.missing -= 1
    unit.done += 1
