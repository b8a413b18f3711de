"""Which times have their names below a chart: those with values first, as far as names fit."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.web.chart_labels import CHARACTER

#: Between two names, at least; and between two marks.
_BETWEEN, _MARKS = 8, 4


def named(names: Sequence[str], at: Sequence[float], has_value: Sequence[bool]) -> list[int]:
    """The places whose names are shown: the first, the last, and those with a value that fit."""
    if not names:
        return []
    room, last = max(map(len, names)) * CHARACTER + _BETWEEN, len(names) - 1
    if all(has_value):
        fitting = int((at[last] - at[0]) // room) + 1
        return _some(len(names), max(fitting, 2))
    chosen = {0, last}
    for place, known in enumerate(has_value):
        if known and all(abs(at[place] - at[one]) >= room for one in chosen):
            chosen.add(place)
    return sorted(chosen)


def marks(at: Sequence[float]) -> list[float]:
    """Where the axis has a mark: at every place, unless they would run into one another."""
    return list(at) if len(at) < 2 or at[1] - at[0] >= _MARKS else []


def _some(count: int, most: int) -> list[int]:
    """Some of so many places, the first and the last among them, evenly spread if they can be."""
    if count <= most:
        return list(range(count))
    last = count - 1
    least = -(-last // (most - 1))
    even = next((step for step in range(least, 2 * least) if last % step == 0), None)
    if even is not None:
        return list(range(0, count, even))
    return [*(place for place in range(0, count, least) if last - place >= least), last]
