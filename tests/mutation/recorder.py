"""A pytest plugin that records which test runs which lines, and how long each test takes.

It needs a run under coverage. Every test gets a context of its own in the coverage data, and so do
the processes that it starts. Outcomes and durations go into the file that ``OUTCOMES`` names.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from coverage.config import CoverageConfig

OUTCOMES = "MUTATION_OUTCOMES"
_CHILD = "COVERAGE_PROCESS_CONFIG"

_seconds: defaultdict[str, float] = defaultdict(float)
_passed: dict[str, bool] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Record what runs until the test has ended as run by this test."""
    measured = Coverage.current()
    if measured is None:
        return (yield)
    measured.switch_context(item.nodeid)
    inherited = os.environ.get(_CHILD)
    if inherited:
        child = CoverageConfig.deserialize(inherited)
        child.context = item.nodeid
        os.environ[_CHILD] = child.serialize()
    try:
        return (yield)
    finally:
        measured.switch_context("")
        if inherited:
            os.environ[_CHILD] = inherited


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the phases of a test. A test that is skipped or fails has not passed."""
    _seconds[report.nodeid] += report.duration
    _passed[report.nodeid] = _passed.get(report.nodeid, True) and report.passed


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the outcomes, once: the workers of pytest-xdist report to the process that has all."""
    if not hasattr(session.config, "workerinput"):
        outcomes = {test: [_passed[test], round(_seconds[test], 3)] for test in _passed}
        Path(os.environ[OUTCOMES]).write_text(json.dumps(outcomes), "utf-8")
