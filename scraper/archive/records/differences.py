"""How two wordings differ, word by word (Python's difflib, without its junk heuristic)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Words with the white space behind them, so that pieces join to the text they are from.
_WORD = re.compile(r"\S+\s*|\s+")

PieceKind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class DifferencePiece:
    """A run of words in both wordings, or in only one of them."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A turn that differs: its position (from 1) and printed label in each wording (None if a
    wording does not have the turn), and its words in pieces.
    """

    before: int | None
    after: int | None
    label_before: str | None
    label_after: str | None
    pieces: tuple[DifferencePiece, ...]


_Line = tuple[str | None, str]


def differences(before: Sequence[_Line], after: Sequence[_Line]) -> list[Difference]:
    """The turns in which two wordings differ, in their order."""
    found: list[Difference] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, b1, b2, a1, a2 in matcher.get_opcodes():
        if what == "equal":
            continue
        paired = min(b2 - b1, a2 - a1)
        found += [_changed(b1 + i, before[b1 + i], a1 + i, after[a1 + i]) for i in range(paired)]
        for number in range(b1 + paired, b2):
            label, text = before[number]
            pieces = (DifferencePiece("removed", text),)
            found.append(Difference(number + 1, None, label, None, pieces))
        for number in range(a1 + paired, a2):
            label, text = after[number]
            pieces = (DifferencePiece("added", text),)
            found.append(Difference(None, number + 1, None, label, pieces))
    return found


#: Words of a turn beyond which it is shown as a whole: comparing takes longer than reading.
_MOST_WORDS = 20_000


def _changed(before: int, old: _Line, after: int, new: _Line) -> Difference:
    pieces: list[DifferencePiece] = []
    words, other = _WORD.findall(old[1]), _WORD.findall(new[1])
    if max(len(words), len(other)) > _MOST_WORDS:
        whole = (DifferencePiece("removed", old[1]), DifferencePiece("added", new[1]))
        return Difference(before + 1, after + 1, old[0], new[0], whole)
    # Words are the same whatever white space follows them: the last of a turn has none.
    matcher = SequenceMatcher(
        None, [word.strip() for word in words], [word.strip() for word in other], autojunk=False
    )
    for what, b1, b2, a1, a2 in matcher.get_opcodes():
        if what == "equal":
            pieces.append(DifferencePiece("same", "".join(other[a1:a2])))
            continue
        if b1 < b2:
            pieces.append(DifferencePiece("removed", "".join(words[b1:b2])))
        if a1 < a2:
            pieces.append(DifferencePiece("added", "".join(other[a1:a2])))
    return Difference(before + 1, after + 1, old[0], new[0], tuple(pieces))
