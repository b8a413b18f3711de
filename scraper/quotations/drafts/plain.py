"""Plain text: paragraphs between blank lines. Lines that begin with ``>`` are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.quotations.drafts.blocks import Block

_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_QUOTED = re.compile(r"^\s{0,3}>\s?")


def without_urls(text: str) -> str:
    """``text`` with URLs blanked, so that nothing in them is taken for a quotation."""
    return _URL.sub(lambda found: " " * len(found.group()), text)


def plain_blocks(text: str, first_line: int = 1) -> list[Block]:
    """The paragraphs of a text."""
    return list(_paragraphs(text, first_line))


def _paragraphs(text: str, first_line: int) -> Iterator[Block]:
    lines: list[str] = []
    start, quoted = first_line, False
    for number, line in enumerate([*text.splitlines(), ""], start=first_line):
        is_quoted = _QUOTED.match(line) is not None
        if lines and (not line.strip() or is_quoted != quoted):
            yield Block(without_urls("\n".join(lines)), start, quoted)
            lines = []
        if not line.strip():
            continue
        if not lines:
            start, quoted = number, is_quoted
        lines.append(_QUOTED.sub("", line) if is_quoted else line)
