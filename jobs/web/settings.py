"""What ``onrecord.toml`` says of the reading room."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from jobs.commands.common import CONFIG_VARIABLE
from jobs.config import Config
from jobs.config_file import DEFAULT_PATH, load
from scraper.errors import UsageError


def config_of(_datasette: Any = None) -> Config:
    """The configuration: the file that the environment names, else the one in this directory.

    :raises UsageError: it can't be used.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    path = Path(named) if named else None
    found = path or DEFAULT_PATH
    written = found.stat().st_mtime_ns if found.is_file() else 0
    return _load(path, written)


def config_problem() -> str | None:
    """Why the configuration can't be used, for its owner; None if it can."""
    try:
        config_of()
    except UsageError as error:
        return f"The reading room can't start: {error}\n"
    return None


def publishes(datasette: Any) -> bool:
    """Whether the owner lets everybody read everything."""
    return config_of(datasette).serve.publish


@lru_cache(maxsize=4)
def _load(path: Path | None, _written: int) -> Config:
    return load(path)
