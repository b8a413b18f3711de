"""Printing for people: results on stdout, all else on stderr, and terminal escapes on neither."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from jobs.utf8 import as_utf8

# C0 and C1 controls and bidirectional overrides: a transcript must not steer the terminal.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Of a pipe: nothing in it is wrapped.
_PIPE_WIDTH = 100_000


def printable(text: str | None) -> str:
    """``text`` without characters that control a terminal; all of it can be written."""
    return as_utf8(_UNSAFE.sub("", text or ""))


def clipped(text: str, words: int) -> str:
    """``text`` in a line, printable, without its middle where it has more words."""
    found = printable(text).split()
    if len(found) > words:
        half = words // 2
        return f"{' '.join(found[:half])} … {' '.join(found[-half:])}"
    return " ".join(found)


class SafeConsole(Console):
    """A console that no text steers."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, without characters that control a terminal."""
        shown = (printable(one) if isinstance(one, str) else one for one in objects)
        super().print(*shown, **options)


def stdout() -> Console:
    """The console for results. ``NO_COLOR`` is honoured; a pipe gets plain text, unwrapped."""
    return SafeConsole(highlight=False, markup=False, emoji=False, width=_width(sys.stdout))


def stderr() -> Console:
    """The console for everything else."""
    return SafeConsole(
        stderr=True, highlight=False, markup=False, emoji=False, width=_width(sys.stderr)
    )


def _width(stream: Any) -> int | None:
    return None if stream.isatty() else _PIPE_WIDTH


def tell(sentence: str) -> None:
    """Print a sentence on stderr, as one line."""
    click.echo(printable(sentence), err=True)


def prose(console: Console, text: str) -> None:
    """Print sentences: wrapped between words on a terminal, as one line in a pipe."""
    console.print(printable(text), soft_wrap=not console.is_terminal)


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], *, right: str = "") -> Table:
    """A plain table; ``right`` names the columns of numbers, separated by spaces."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    numbers = right.split()
    for column in columns:
        made.add_column(
            column,
            justify="right" if column in numbers else "left",
            no_wrap=column in (*numbers, "date"),
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(printable("" if cell is None else str(cell)) for cell in row))
    return made


def plural(count: int, noun: str, many: str | None = None) -> str:
    """``1 page``, ``2 pages``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"
