"""What ``--json`` prints, as docs/json.md describes it: one object a command, or JSON Lines with a
header first where there are many rows; an error as an object on stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import click

from jobs.remedies import remedy_for
from scraper.errors import OnRecordError

#: Rises when something that a program may rely on changes its name, its type or its meaning, or is
#: gone. What is added leaves it as it is.
VERSION = 1


def print_object(found: Mapping[str, Any]) -> None:
    """One object on stdout, after what every output begins with."""
    sys.stdout.write(_text(_head() | dict(found), indent=2) + "\n")


def print_rows(rows: Iterable[Mapping[str, Any]], header: Mapping[str, Any] | None = None) -> None:
    """JSON Lines (https://jsonlines.org) on stdout: the header, then an object a row."""
    sys.stdout.write(_text(_head() | dict(header or {})) + "\n")
    for row in rows:
        sys.stdout.write(_text(row) + "\n")


def print_error(error: OnRecordError | click.ClickException) -> None:
    """An error as an object, on one line of stderr."""
    if isinstance(error, OnRecordError):
        told = {
            "code": error.code,
            "sentence": error.sentence,
            "remedy": remedy_for(error.code, error.facts),
        }
    else:
        told = {"code": "usage", "sentence": error.format_message(), "remedy": None}
    sys.stderr.write(_text({"version": VERSION, "error": told}) + "\n")


def _head() -> dict[str, Any]:
    path = click.get_current_context().command_path.partition(" ")[2]
    return {"command": path, "version": VERSION}


def _text(value: Any, indent: int | None = None) -> str:
    """JSON; in ASCII where stdout is not in UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return json.dumps(value, ensure_ascii=encoding != "utf8", indent=indent, default=_other)


def _other(value: object) -> str:
    """Days and times as ISO 8601, all else as it reads."""
    return value.isoformat() if isinstance(value, date) else str(value)
