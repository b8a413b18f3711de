"""Charts as SVG, made at the server: they need no script, and print. Each line has its name at its
end, dashes and a shape of its own, so that nobody needs the colours. Each chart is drawn twice, for
wide and for narrow screens, so that its words are as large as those around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from jobs.web.shapes import shape

#: Lines of text don't touch; an average character is so wide.
_LINE, _CHARACTER = 19, 7.6
#: Points of a line that are all drawn: of longer lines those that stand alone, and the last.
_MOST_POINTS = 40


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is, in pixels, the space around it, and how much of its words fits.

    :ivar right: space for the names of lines.
    """

    kind: str
    width: int
    height: int
    bars_height: int
    left: int
    right: int
    x_ticks: int
    longest_name: int


_TOP, _BOTTOM = 16, 34
_WIDE = Size("broad", 808, 320, 220, 52, 216, 8, 26)
_NARROW = Size("narrow", 360, 260, 200, 44, 132, 3, 14)


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
class Point:
    """A value: its shape as a path, and what it is in words."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as it is drawn: pieces between gaps, points, and its name.

    :ivar mark: the line's shape before the name, empty where its last point stands there.
    """

    name: str
    kind: int
    pieces: list[str]
    points: list[Point]
    name_x: float
    name_y: float
    mark: str = ""


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
    """A chart as it is drawn in one size."""

    kind: str
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


@dataclass(frozen=True, slots=True)
class Axis:
    """What is measured: ``whole`` numbers only, or up to a fixed ``top``."""

    whole: bool = False
    top: float | None = None


def filled(times: Sequence[str]) -> list[str]:
    """Months or years in their order, with those between them for which there is no value."""
    if not times:
        return []
    if len(times[0]) == len("2013"):
        return [str(year) for year in range(int(times[0]), int(times[-1]) + 1)]
    numbers = [int(time[:4]) * 12 + int(time[5:7]) - 1 for time in (times[0], times[-1])]
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(numbers[0], numbers[1] + 1)]


def line_chart(
    title: str, places: Sequence[str], series: Sequence[Series], axis: Axis = Axis()
) -> list[Chart]:
    """A chart of lines over the same places, in each size."""
    return [_lines(size, title, places, series, axis) for size in (_WIDE, _NARROW)]


def bar_chart(title: str, places: Sequence[str], values: Sequence[float]) -> list[Chart]:
    """A chart of a bar for each place, which stands for a whole number, in each size."""
    return [_bars(size, title, places, values) for size in (_WIDE, _NARROW)]


def _lines(
    size: Size, title: str, places: Sequence[str], series: Sequence[Series], axis: Axis
) -> Chart:
    highest = max((value for one in series for value in one.values if value), default=0)
    ticks, top = _scale(highest, axis)
    longest = max((len(_short(one.name, size)) for one in series), default=0)
    right = size.width - min(size.right, round(longest * _CHARACTER) + 28)
    bottom = size.height - _BOTTOM

    def x(number: int) -> float:
        share = number / (len(places) - 1) if len(places) > 1 else 0.5
        return round(size.left + (right - size.left) * share, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - _TOP) * value / top, 1)

    lines = [_line(size, number, one, places, (x, y)) for number, one in enumerate(series)]
    return Chart(
        size.kind, title, size.width, size.height, size.left, right, bottom,
        [Tick(x(number), places[number]) for number in _some(len(places), size.x_ticks)],
        [Tick(y(value), _number(value)) for value in ticks],
        _apart(lines, bottom),
        [],
    )  # fmt: skip


def _bars(size: Size, title: str, places: Sequence[str], values: Sequence[float]) -> Chart:
    ticks, top = _scale(max(values, default=0), Axis(whole=True))
    right, bottom = size.width - 8, size.bars_height - _BOTTOM
    step = (right - size.left) / max(len(places), 1)
    gap = min(step * 0.25, 6)
    height, width = bottom - _TOP, min(step - gap, 48)
    bars = [
        DrawnBar(
            round(size.left + step * (number + 0.5) - width / 2, 1),
            round(bottom - height * value / top, 1),
            round(width, 1),
            round(height * value / top, 1),
            f"{places[number]}: {_number(value)}",
        )
        for number, value in enumerate(values)
    ]
    shown = _some(len(places), 2 * size.x_ticks - 1)
    return Chart(
        size.kind, title, size.width, size.bars_height, size.left, right, bottom,
        [Tick(round(bars[n].left + width / 2, 1), places[n]) for n in shown],
        [Tick(round(bottom - height * value / top, 1), _number(value)) for value in ticks],
        [],
        bars,
    )  # fmt: skip


_Place = tuple[Callable[[int], float], Callable[[float], float]]


def _line(size: Size, number: int, one: Series, places: Sequence[str], at: _Place) -> DrawnLine:
    x, y = at
    pieces: list[list[int]] = [[]]
    for place, value in enumerate(one.values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(place)
    known = [(place, value) for place, value in enumerate(one.values) if value is not None]
    alone = {piece[0] for piece in pieces if len(piece) == 1} | {place for place, _ in known[-1:]}
    points = [
        Point(shape(number, x(place), y(value)), f"{one.name}, {places[place]}: {_number(value)}")
        for place, value in known
        if len(known) <= _MOST_POINTS or place in alone
    ]
    last = (x(known[-1][0]), y(known[-1][1])) if known else (x(len(places) - 1), y(0))
    drawn = {place: f"{x(place)},{y(value)}" for place, value in known}
    return DrawnLine(
        _short(one.name, size),
        number,
        [" ".join(drawn[place] for place in piece) for piece in pieces if len(piece) > 1],
        points,
        last[0] + 12,
        last[1],
    )


def _short(name: str, size: Size) -> str:
    longest = size.longest_name
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _apart(lines: Sequence[DrawnLine], bottom: int) -> list[DrawnLine]:
    """The lines with their names moved so far that none covers another. A name that had to move
    has the shape of its line before it.
    """
    placed: list[DrawnLine] = []
    for one in sorted(lines, key=lambda line: line.name_y):
        low, high = float(_TOP), float(bottom)
        steps = [one.name_y + _LINE * step * sign for step in range(30) for sign in (1, -1)]
        free = (y for y in steps if low <= y <= high and not any(_meets(one, y, o) for o in placed))
        name_y = next(free, one.name_y)
        mark = shape(one.kind, one.name_x + 4, name_y) if name_y != one.name_y else ""
        moved = one.name_x + 14 if mark else one.name_x
        placed.append(replace(one, name_x=moved, name_y=name_y, mark=mark))
    ordered = sorted(placed, key=lambda line: line.kind)
    return [replace(one, name_y=round(one.name_y + 5, 1)) for one in ordered]


def _meets(one: DrawnLine, y: float, other: DrawnLine) -> bool:
    """True where a name at that height covers another, which is placed."""
    ends = (line.name_x + len(line.name) * _CHARACTER + 14 for line in (one, other))
    end, other_end = ends
    beside = one.name_x < other_end and other.name_x - 14 < end
    return beside and abs(y - other.name_y) < _LINE


def _scale(highest: float, axis: Axis) -> tuple[list[float], float]:
    """Round numbers from zero up, and the last of them."""
    if axis.top is not None:
        return [axis.top * quarter / 4 for quarter in range(5)], axis.top
    if highest <= 0:
        return [0, 1], 1
    step = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    while highest / step < 2:
        step /= 2
    while highest / step > 5:
        step *= 2
    if highest >= 3 or axis.whole:
        step = max(round(step), 1)
    count = int(-(-highest // step))
    return [step * number for number in range(count + 1)], step * count


def _some(count: int, most: int) -> list[int]:
    """Some of so many places, evenly spread."""
    step = max(-(-count // most), 1)
    return list(range(0, count, step))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")
