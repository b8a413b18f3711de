"""Worker processes: results in order, and what crashes or hangs costs itself alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import OnRecordError, ServerError
from scraper.workers import BATCH, Lost, Raised, WorkerPool

SEGFAULT, EXIT, FOREVER, RAISE, UNPICKLABLE = -1, -2, -3, -4, -5
#: Seconds; long enough for a busy machine to do nothing in.
LIMIT_S = 1.0


def double(number: int) -> int:
    if number == SEGFAULT:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == EXIT:
        os._exit(3)
    if number == FOREVER:
        time.sleep(1e6)
    if number == RAISE:
        raise ServerError("https://example.org/", "no", status=500)
    if number == UNPICKLABLE:
        return lambda: 0  # type: ignore[return-value]
    return number * 2


class Unusable:
    def __call__(self, task: int) -> int:
        return task

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (4,)


def results(numbers: list[int], count: int) -> list[object]:
    with WorkerPool(double, count, LIMIT_S) as pool:
        return [found for batch in pool.run(numbers, lambda number: number) for _, found in batch]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_results_come_in_the_order_of_the_tasks(count: int) -> None:
    numbers = list(range(200))
    assert results(numbers, count) == [number * 2 for number in numbers]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    ("bad", "lost"),
    [
        (SEGFAULT, Lost(took_too_long=False, signal=signal.SIGSEGV)),
        (EXIT, Lost(took_too_long=False)),
        (FOREVER, Lost(took_too_long=True, signal=signal.SIGALRM)),
    ],
    ids=["segfault", "exit", "forever"],
)
def test_a_crash_costs_the_task_that_caused_it(bad: int, lost: Lost, count: int) -> None:
    numbers = list(range(100))
    numbers[3] = numbers[50] = bad
    expected: list[object] = [number * 2 for number in range(100)]
    expected[3] = expected[50] = lost
    assert results(numbers, count) == expected


def test_every_task_may_crash() -> None:
    assert results([EXIT] * 3, 2) == [Lost(took_too_long=False)] * 3


def test_what_a_task_raises_is_its_result() -> None:
    first, second, third, fourth = results([1, RAISE, UNPICKLABLE, 2], 1)
    assert (first, fourth) == (2, 4)
    assert isinstance(second, Raised)
    assert isinstance(third, Raised)
    # An error that can't be brought here is told of by one that can.
    assert str(second.error) == "ServerError: no: https://example.org/"
    assert "lambda" in str(third.error)


def test_where_there_is_nothing_to_do_no_process_is_started() -> None:
    with WorkerPool(double, 2, LIMIT_S) as pool:
        assert list(pool.run([1, 2], lambda _: None)) == [[(1, None), (2, None)]]
        assert not pool._workers


def test_a_worker_that_does_not_start_is_said() -> None:
    with (
        WorkerPool(Unusable(), 1, LIMIT_S) as pool,
        pytest.raises(OnRecordError, match=r"can't be started \(exit code 4\)"),
    ):
        list(pool.run([1], lambda number: number))


def test_no_more_tasks_are_taken_than_are_worked_on() -> None:
    """However slowly results are taken, memory stays flat."""
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    with WorkerPool(double, 2, LIMIT_S) as pool:
        batches = pool.run(numbers(), lambda number: number)
        next(batches)
        time.sleep(0.2)
        assert taken <= 6 * BATCH


def test_no_process_is_left_whatever_it_was_doing() -> None:
    with WorkerPool(double, 2, 1000) as pool:
        batches = pool.run([1] * BATCH + [FOREVER] * BATCH, lambda number: number)
        next(batches)
        pids = [worker.process.pid for worker in pool._workers]
        assert pids
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
