"""Charts as SVG, made at the server: they need no script, and print. Each line has its name at its
end and dashes of its own, so that nobody needs the colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: What a chart measures in its own units; the page scales it.
_WIDTH, _HEIGHT = 600, 300
_BARS_HEIGHT = 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 150, 16, 34
#: Lines of text don't touch.
_LINE = 19
_TICKS_X = 6
#: Characters of a name beside a line.
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class Series:
    """A line: a value at each place, None where there is nothing to measure."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as it is drawn: pieces between gaps, single points, and where its name stands."""

    name: str
    kind: int
    pieces: list[str]
    points: list[tuple[float, float]]
    name_at: float


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar as it is drawn."""

    left: float
    top: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it is drawn."""

    title: str
    width: int
    height: int
    left: int
    right: int
    bottom: int
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    lines: list[DrawnLine]
    bars: list[DrawnBar]


def filled(times: Sequence[str]) -> list[str]:
    """Months or years in their order, with those between them for which there is no value."""
    if not times:
        return []
    if len(times[0]) == len("2013"):
        return [str(year) for year in range(int(times[0]), int(times[-1]) + 1)]
    numbers = [int(time[:4]) * 12 + int(time[5:7]) - 1 for time in (times[0], times[-1])]
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(numbers[0], numbers[1] + 1)]


def line_chart(title: str, places: Sequence[str], series: Sequence[Series]) -> Chart:
    """A chart of lines over the same places."""
    highest = max((value for one in series for value in one.values if value), default=0)
    ticks, top = _scale(highest)
    right = _WIDTH - _RIGHT

    def x(number: int) -> float:
        return _LEFT + (right - _LEFT) * (number / (len(places) - 1) if len(places) > 1 else 0.5)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top

    lines = [_line(number, one, x, y) for number, one in enumerate(series)]
    return Chart(
        title, _WIDTH, _HEIGHT, _LEFT, right, _HEIGHT - _BOTTOM,
        [Tick(x(number), places[number]) for number in _some(len(places), _TICKS_X)],
        [Tick(y(value), _number(value)) for value in ticks],
        _apart(lines),
        [],
    )  # fmt: skip


def bar_chart(title: str, places: Sequence[str], values: Sequence[float]) -> Chart:
    """A chart of a bar for each place."""
    ticks, top = _scale(max(values, default=0))
    right, bottom = _WIDTH - 8, _BARS_HEIGHT - _BOTTOM
    step = (right - _LEFT) / max(len(places), 1)
    gap = min(step * 0.25, 6)
    height, width = bottom - _TOP, min(step - gap, 48)
    bars = [
        DrawnBar(
            round(_LEFT + step * (number + 0.5) - width / 2, 1),
            round(bottom - height * value / top, 1),
            round(width, 1),
            round(height * value / top, 1),
            f"{places[number]}: {_number(value)}",
        )
        for number, value in enumerate(values)
    ]
    shown = _some(len(places), 2 * _TICKS_X)
    return Chart(
        title, _WIDTH, _BARS_HEIGHT, _LEFT, right, bottom,
        [Tick(round(bars[n].left + width / 2, 1), places[n]) for n in shown],
        [Tick(bottom - height * value / top, _number(value)) for value in ticks],
        [],
        bars,
    )  # fmt: skip


def _line(number: int, one: Series, x: object, y: object) -> DrawnLine:
    assert callable(x)
    assert callable(y)
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(one.values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((round(x(place), 1), round(y(value), 1)))
    every = [point for piece in pieces for point in piece]
    name = one.name if len(one.name) <= _LONGEST_NAME else f"{one.name[: _LONGEST_NAME - 1]}…"
    return DrawnLine(
        name,
        number,
        [" ".join(f"{left},{top}" for left, top in piece) for piece in pieces if len(piece) > 1],
        every if len(every) <= 40 else [piece[0] for piece in pieces if len(piece) == 1],
        every[-1][1] if every else _HEIGHT - _BOTTOM,
    )


def _apart(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines with their names moved so far that none covers another."""
    placed: list[DrawnLine] = []
    lowest = _HEIGHT - _BOTTOM - _LINE * (len(lines) - 1)
    at = float(_TOP)
    for number, one in enumerate(sorted(lines, key=lambda line: line.name_at)):
        at = max(at, min(one.name_at, lowest + _LINE * number))
        placed.append(DrawnLine(one.name, one.kind, one.pieces, one.points, round(at + 4, 1)))
        at += _LINE
    return placed


def _scale(highest: float) -> tuple[list[float], float]:
    """Round numbers from zero up, and the last of them."""
    if highest <= 0:
        return [0, 1], 1
    step = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    while highest / step < 2:
        step /= 2
    while highest / step > 5:
        step *= 2
    if highest >= 3:
        step = max(round(step), 1)
    count = int(-(-highest // step))
    return [step * number for number in range(count + 1)], step * count


def _some(count: int, most: int) -> list[int]:
    """Some of so many places, evenly spread."""
    step = max(-(-count // most), 1)
    return list(range(0, count, step))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")
