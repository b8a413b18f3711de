"""The loop of a worker process: tasks in, results out, one after the other."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

#: What a worker sends first: its work was imported, and it waits for tasks.
READY = b"ready"
#: Where memory runs out, Linux kills the process with the highest score: a worker before the
#: process that writes (https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html).
_OUT_OF_MEMORY_SCORE = "500"


@dataclass(frozen=True, slots=True)
class Raised:
    """What a task raised instead of giving a result."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without a result: the process working on it died twice, or was killed because it took
    too long. ``signal`` is the number of the signal that ended it, or None if it exited.
    """

    took_too_long: bool
    signal: int | None = None


def serve(connection: Connection, work: Callable[[Any], Any], limit_s: float) -> None:
    """Work on the tasks that come until the process at the other end closes the connection or is
    no longer there.

    :param limit_s: seconds that a task may take. The system's own timer ends the process then: it
        does so where the task is in the middle of C code, too.
    """
    _settle()
    batches: SimpleQueue[list[Any]] = SimpleQueue()
    # Receiving the next tasks meanwhile saves waiting for them.
    Thread(target=_receive, args=(connection, batches), daemon=True).start()
    _send(connection, READY)
    while True:
        for task in batches.get():
            signal.setitimer(signal.ITIMER_REAL, limit_s)
            result = _result(work, task)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(connection, result)


def _send(connection: Connection, data: bytes) -> None:
    try:
        connection.send_bytes(data)
    except BrokenPipeError:
        os._exit(0)  # who gave the tasks is gone


def _settle() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is expected: no core files
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OUT_OF_MEMORY_SCORE)


def _receive(connection: Connection, batches: SimpleQueue[list[Any]]) -> None:
    try:
        while True:
            batches.put(pickle.loads(connection.recv_bytes()))
    except (EOFError, OSError):
        os._exit(0)  # also in the middle of a task: nobody waits for its result any more


def _result(work: Callable[[Any], Any], task: Any) -> bytes:
    try:
        return pickle.dumps(work(task), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  raised again by whoever gave the task
        error.add_note("".join(traceback.format_exception(error)).rstrip())
        return _pickled(error)


def _pickled(error: Exception) -> bytes:
    """The error; one like it where it can't be brought to another process."""
    with suppress(Exception):
        pickled = pickle.dumps(Raised(error), pickle.HIGHEST_PROTOCOL)
        if type(pickle.loads(pickled).error) is type(error):
            return pickled
    like = RuntimeError(f"{type(error).__name__}: {error}")
    return pickle.dumps(Raised(like), pickle.HIGHEST_PROTOCOL)
