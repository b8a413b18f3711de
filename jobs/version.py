"""``onrecord --version``: the versions that matter in a bug report."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version

from scraper import __version__

#: The libraries that fetch, extract, land and schedule.
_LIBRARIES = (
    "httpx", "selectolax", "tenacity", "sqlite-utils", "apscheduler", "zstandard", "click",
)  # fmt: skip


def versions() -> str:
    """A few lines to paste: OnRecord, Python, the system, SQLite, libraries."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    return (
        f"onrecord {__version__}\n"
        f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})\n"
        f"{platform.platform()}\n"
        f"SQLite {sqlite3.sqlite_version}\n"
        f"{libraries}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
