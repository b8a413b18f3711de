"""The marks that skeletons have where somebody has to fill something in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"FILL IN: *(?P<what>.*?)[\s.]*$")


@dataclass(frozen=True, slots=True)
class Left:
    """Something to fill in, and where: the path of the file and a line, from 1."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: fill in {self.what}"


def left_in(path: Path, shown: str) -> Iterator[Left]:
    """What is left to fill in of a file, from its top; nothing where there is no such file.

    :param shown: its path as people are told it.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if found := _MARK.search(line):
            yield Left(shown, number, found["what"])
