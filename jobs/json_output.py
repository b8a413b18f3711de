"""The output of ``--json``, as docs/json.md describes it: one object per command, or JSON Lines
with a header first if there can be many rows. An error is an object on stderr.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TextIO

import click

from jobs.remedies import remedy_for
from jobs.utf8 import as_utf8
from scraper.errors import OnRecordError

#: Rises when something that a program may rely on changes its name, its type or its meaning, or is
#: gone. What is added leaves it as it is.
VERSION = 1
#: The code of an interruption, which is no error of the library's.
INTERRUPTED = "interrupted"
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def print_object(found: Mapping[str, Any]) -> None:
    """One object on stdout, after what every output begins with."""
    _write(sys.stdout, _head() | dict(found), indent=2)


def print_bare(found: Any) -> None:
    """JSON on stdout for programs that know nothing of OnRecord, without what else begins it."""
    _write(sys.stdout, found, indent=2)


def print_rows(rows: Iterable[Mapping[str, Any]], header: Mapping[str, Any] | None = None) -> None:
    """JSON Lines (https://jsonlines.org) on stdout: the header, then an object a row."""
    _write(sys.stdout, _head() | dict(header or {}))
    for row in rows:
        _write(sys.stdout, row)


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
    _print_told(told)


def print_interrupted(remedy: str | None = None) -> None:
    """That the command was interrupted, as an error."""
    _print_told({"code": INTERRUPTED, "sentence": "interrupted; the archive is safe",
                 "remedy": remedy})  # fmt: skip


def _print_told(told: Mapping[str, object]) -> None:
    _write(sys.stderr, {"version": VERSION, "error": told})


def _head() -> dict[str, Any]:
    path = click.get_current_context().command_path.partition(" ")[2]
    return {"command": path, "version": VERSION}


def _write(stream: TextIO, value: Any, indent: int | None = None) -> None:
    """Write JSON, whose characters can all be encoded; only ASCII where the stream is not in UTF-8.
    All JSON that a command prints passes here.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_other)
    # Only strings can hold what is no character, and inside them a backslash is written twice.
    text = _NO_CHARACTER.sub(lambda found: "\\" + as_utf8(found.group()), text)
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
    if encoding != "utf8":
        text = _NOT_ASCII.sub(lambda found: json.dumps(found.group())[1:-1], text)
    stream.write(text + "\n")


def _other(value: object) -> str:
    """Days and times as ISO 8601, all else as it reads."""
    return value.isoformat() if isinstance(value, date) else str(value)
