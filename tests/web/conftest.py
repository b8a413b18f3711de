"""Datasette does not close every connection. Since Python 3.13 such a connection warns when it is
collected, which may be in the middle of any later test. So they are collected here.
"""

from __future__ import annotations

import gc
import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


@contextmanager
def _collected() -> Iterator[None]:
    """Collect, without a warning, what is left behind."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "unclosed database", ResourceWarning)
        yield
        gc.collect()


with _collected():  # it opens one when it is imported
    importlib.import_module("datasette.app")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within these tests, too, chance may collect one."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"))


@pytest.fixture(autouse=True)
def _left_behind() -> Iterator[None]:
    """What a test left is collected before the next."""
    yield
    with _collected():
        pass
