"""One place in a module where something can be changed, and the change."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a change is about."""

    COMPARISON = "comparison"
    LOGIC = "and, or, not"
    ARITHMETIC = "arithmetic"
    NUMBER = "number"
    FLAG = "true or false"
    RETURN = "return"
    TEXT = "text"
    SQL = "SQL"
    STATEMENT = "statement"
    CONDITION = "condition"


@dataclass(frozen=True, order=True, slots=True)
class Site:
    """A change of a module: bytes ``start`` to ``end`` become ``new``.

    ``first`` and ``last`` are the lines of the statement that it is in (of a compound one, its
    header). ``names`` are those that the statement outside functions defines that it is or is in.
    """

    module: str
    line: int
    start: int
    end: int
    kind: Kind
    old: str
    new: str
    first: int
    last: int
    names: tuple[str, ...]
    in_function: bool

    def applied(self, source: bytes) -> str:
        """The module's text with this change."""
        return (source[: self.start] + self.new.encode() + source[self.end :]).decode()

    def __str__(self) -> str:
        before, after = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.module}:{self.line}: {before or '(nothing)'} -> {after or '(nothing)'}"


class Source:
    """A module's bytes, syntax tree, and where in the bytes its nodes are."""

    def __init__(self, module: str, content: bytes) -> None:
        self.module = module
        self.content = content
        self.tree = ast.parse(content)
        self._starts = [0]
        for line in content.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Where a node begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Where it ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def line(self, position: int) -> int:
        """The line that a byte is on."""
        return self.content.count(b"\n", 0, position) + 1

    def text(self, start: int, end: int) -> str:
        """A part of the module."""
        return self.content[start:end].decode()
