"""Showing a correction to people: the words removed and the words added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from jobs.terminal import clipped, printable
from scraper.archive.records.differences import Difference

#: Words on each side of a correction.
_CONTEXT = 4
_INDENT = "    "


def print_differences(console: Console, found: Sequence[Difference]) -> None:
    """Turns whose words changed, a line for each, after the label."""
    for one in found:
        who = printable(one.label_after or one.label_before or "no label")
        line = Text.assemble(_INDENT, (who, "bold"), ": ", *changed_words(one))
        console.print(line, soft_wrap=True)


def changed_words(one: Difference) -> Iterator[tuple[str, str]]:
    """The words of a turn that changed: ``[-went-]`` and ``{+came+}``, as ``git diff`` has it, each
    with its style.
    """
    for piece in one.pieces:
        text = " ".join(printable(piece.text).split())
        if piece.kind == "removed":
            yield f"[-{text}-] ", "red"
        elif piece.kind == "added":
            yield f"{{+{text}+}} ", "green"
        else:
            yield f"{clipped(text, 2 * _CONTEXT)} ", ""
