"""Which lines of a quarantined page a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.extract.explain import AccountLine

#: What a reason quotes of the page.
_QUOTED = re.compile(r"(?<!\w)(['\"])(.+?)\1(?!\w)")
_SHORTEST_QUOTE = 4


def lines_in_question(lines: Iterable[AccountLine], reason: str) -> list[AccountLine]:
    """The lines of a page's account that nobody could explain or read, and those that ``reason``
    quotes.
    """
    quoted = [text for _, text in _QUOTED.findall(reason) if len(text) >= _SHORTEST_QUOTE]
    return [
        line
        for line in lines
        if line.kind == "unexplained"
        or line.detail.startswith("could not be read")
        or any(text in line.text for text in quoted)
    ]
