"""A log with one line for each event: text for people, JSON for machines."""

from __future__ import annotations

import re
import sys
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from jobs.terminal import printable

LogFormat = Literal["text", "json"]
_PASSWORD = re.compile(r"(://[^/\s:@]*):[^/\s@]+@")


def logger(log_format: LogFormat) -> FilteringBoundLogger:
    """A log on stderr, without terminal escapes and without passwords in URLs."""
    renderer: Any = _line
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    made: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _sanitized,
            renderer,
        ],
        wrapper_class=structlog.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return made


def _sanitized(_log: Any, _name: str, event: EventDict) -> EventDict:
    return {
        key: _PASSWORD.sub(r"\1:…@", printable(value)) if isinstance(value, str) else value
        for key, value in event.items()
    }


def _line(_log: Any, _name: str, event: EventDict) -> str:
    """``2026-01-04 10:00:00 event key=value``, with the level unless it is ``info``."""
    when = str(event.pop("timestamp"))[:19].replace("T", " ")
    level, name = event.pop("level"), event.pop("event")
    head = f"{when}  {name}" if level == "info" else f"{when}  {level}: {name}"
    facts = "  ".join(f"{key}={value}" for key, value in event.items() if value is not None)
    return f"{head}  {facts}" if facts else head
