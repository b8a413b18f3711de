"""A pytest plugin that runs chosen tests, in the order in which they were chosen.

The file that ``CHOSEN`` names holds them, with the seconds that each may take. A test that takes
longer ends the process: a mutant may loop forever.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

CHOSEN = "MUTATION_CHOSEN"

_seconds: dict[str, float] = {}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what was not chosen, and put the others in order."""
    _seconds.update(json.loads(Path(os.environ[CHOSEN]).read_text("utf-8")))
    found = {item.nodeid: item for item in items}
    items[:] = [found[test] for test in _seconds if test in found]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Give a test its time, after which the signal's own action ends this process."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, _seconds[item.nodeid])
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
