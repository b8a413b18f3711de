"""Suggestions for an unknown name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``did you mean 'fresh-air'?``: the name of those ``known`` that is nearest, small and capital
    letters being the same; empty if none is near.
    """
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold().strip(), folded, n=1)
    return f"did you mean {folded[near[0]]!r}?" if near else ""
