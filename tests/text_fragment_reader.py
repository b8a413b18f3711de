"""Finds what a text directive means in a page, as the draft of the Web Platform Incubator Community
Group has it (https://wicg.github.io/scroll-to-text-fragment/): "parse a text directive", "find a
range from a text directive" and "find a string in range", over the text of a page's blocks.
Written from the draft's steps, apart from the code that makes directives.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

#: A block of the page and an offset in its text.
Point = tuple[int, int]


@dataclass(frozen=True)
class Directive:
    start: str
    end: str | None
    prefix: str | None
    suffix: str | None


def parse(value: str) -> Directive:
    """``text=…`` in its parts. Raises ValueError where the draft returns null."""
    assert value.startswith("text=")
    assert value.isascii()
    assert not set(value) & set(' "<>`&')  # the fragment percent-encode set, and ampersand
    tokens = value.removeprefix("text=").split(",")
    if not 1 <= len(tokens) <= 4:
        raise ValueError(tokens)
    prefix = tokens.pop(0)[:-1] if tokens[0].endswith("-") else None
    suffix = tokens.pop()[1:] if tokens and tokens[-1].startswith("-") else None
    if not 1 <= len(tokens) <= 2:
        raise ValueError(tokens)
    start, end = tokens[0], tokens[1] if len(tokens) == 2 else None
    for part in (start, end, prefix, suffix):
        if part is not None and (not part or "-" in part):
            raise ValueError(part)
    decoded = [None if part is None else unquote(part) for part in (start, end, prefix, suffix)]
    return Directive(decoded[0] or "", *decoded[1:])


def base(text: str) -> str:
    """The base characters: case and accents don't count. One for each of the text."""
    made = [unicodedata.normalize("NFD", char)[0].casefold() for char in text]
    assert all(len(char) == 1 for char in made)
    return "".join(made)


class Reader:
    """A page as the texts of its blocks."""

    def __init__(self, blocks: Sequence[str]) -> None:
        self._blocks = [base(block) for block in blocks]

    def ranges(self, directive: Directive) -> list[tuple[Point, Point]]:
        """Every range that the directive matches, each search beginning behind the last start."""
        found = []
        after: Point = (0, 0)
        while (one := self.find(directive, after)) is not None:
            found.append(one)
            after = (one[0][0], one[0][1] + 1)
        return found

    def find(self, directive: Directive, after: Point) -> tuple[Point, Point] | None:
        search = after
        while True:
            must_end = directive.end is not None or directive.suffix is None
            if directive.prefix is not None:
                before = self._find(directive.prefix, search, word_start=True)
                if before is None:
                    return None
                search = (before[0][0], before[0][1] + 1)
                at = self._behind_white_space(before[1])
                if at is None:
                    return None
                match = self._find(directive.start, at, word_end=must_end, at_beginning=True)
                if match is None:
                    continue
            else:
                match = self._find(directive.start, search, word_start=True, word_end=must_end)
                if match is None:
                    return None
                search = (match[0][0], match[0][1] + 1)
            end = match[1]
            while True:
                if directive.end is not None:
                    last = self._find(
                        directive.end, end, word_start=True, word_end=directive.suffix is None
                    )
                    if last is None:
                        return None
                    end = last[1]
                if directive.suffix is None:
                    return match[0], end
                at = self._behind_white_space(end)
                if at is not None and self._find(
                    directive.suffix, at, word_end=True, at_beginning=True
                ):
                    return match[0], end
                if directive.end is None:
                    break

    def _find(
        self,
        query: str,
        start: Point,
        *,
        word_start: bool = False,
        word_end: bool = False,
        at_beginning: bool = False,
    ) -> tuple[Point, Point] | None:
        wanted = base(query)
        for number in range(start[0], len(self._blocks)):
            text = self._blocks[number]
            first = start[1] if number == start[0] else 0
            at = text.find(wanted, first)
            while at >= 0 and (
                (word_start and not self._is_boundary(text, at))
                or (word_end and not self._is_boundary(text, at + len(wanted)))
            ):
                at = text.find(wanted, at + 1)
            if at >= 0 and not (at_beginning and at != first):
                return (number, at), (number, at + len(wanted))
            if at_beginning:
                return None
        return None

    def _is_boundary(self, text: str, at: int) -> bool:
        """Enough of UAX #29 for texts of letters, digits, spaces and signs."""
        if at in (0, len(text)):
            return True
        before, behind = text[at - 1], text[at]
        if before.isalnum() and behind.isalnum():
            return False
        inside = "'.:’" if at > 1 else ""
        if before.isalnum() and behind in inside and text[at + 1 : at + 2].isalnum():
            return False
        return not (before in inside and behind.isalnum() and text[at - 2].isalnum())

    def _behind_white_space(self, point: Point) -> Point | None:
        number, at = point
        while number < len(self._blocks):
            text = self._blocks[number]
            while at < len(text) and text[at].isspace():
                at += 1
            if at < len(text):
                return number, at
            number, at = number + 1, 0
        return None
