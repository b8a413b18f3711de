"""Charts as SVG, made at the server: they need no script, and print. Each line has dashes and a
shape of its own, so that nobody needs the colours. Each chart is drawn twice, so that its words are
as large as those around it: for wide screens with each line's name at its end, and for narrow ones
without names, which the page lists below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobs.web.chart_labels import CHARACTER, Frame, Label, Place, labels
from jobs.web.chart_ticks import marks, named
from jobs.web.shapes import shape

#: Points of a line that are all drawn: of longer lines those that stand alone, and the last.
_MOST_POINTS = 40


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is, in pixels, the space around it, and how much of its words fits.

    :ivar right: space for the names of lines, at most.
    :ivar longest_name: characters of a name; 0 where names are not in the chart.
    :ivar scale: of the shapes of points.
    """

    kind: str
    width: int
    height: int
    bars_height: int
    left: int
    right: int
    longest_name: int
    scale: float


_TOP, _BOTTOM = 16, 34
_WIDE = Size("broad", 808, 320, 220, 52, 236, 26, 1)
_NARROW = Size("narrow", 360, 260, 200, 48, 12, 0, 0.7)
#: Between the axis and the first points of lines.
_INSET = 10
#: Where the shape stands in a line of the list of names.
_KEY = (18, 7)


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

    :ivar label: None where the names are listed below the chart.
    :ivar key: the line's shape, as it is in that list.
    """

    name: str
    kind: int
    pieces: list[str]
    points: list[Point]
    label: Label | None
    key: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar as it is drawn; ``label`` is its number above it, empty where not all fit."""

    left: float
    top: float
    width: float
    height: float
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it is drawn in one size.

    :ivar marks: where the axis of times has a mark; ``x_ticks`` those with a name.
    """

    kind: str
    title: str
    width: int
    height: int
    left: int
    right: int
    bottom: int
    marks: list[float]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    lines: list[DrawnLine]
    bars: list[DrawnBar]


@dataclass(frozen=True, slots=True)
class Axis:
    """What is measured: ``whole`` numbers only, or up to a fixed ``top``; its ``unit`` ("%")."""

    whole: bool = False
    top: float | None = None
    unit: str = ""

    def number(self, value: float) -> str:
        """A value in words."""
        short = f"{value:,.2f}".rstrip("0")
        return (f"{value:,.0f}" if value == int(value) else short) + self.unit


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
    known = [one for one in enumerate(series) if any(value is not None for value in one[1].values)]
    highest = max((value for one in series for value in one.values if value), default=0)
    ticks, top = _scale(highest, axis)
    names = [_short(one.name, size) for _, one in known] if size.longest_name else []
    longest = max(map(len, names), default=0)
    right = size.width - (min(size.right, round(longest * CHARACTER) + 40) if names else size.right)
    left, bottom = size.left + _INSET, size.height - _BOTTOM

    def x(number: int) -> float:
        share = number / (len(places) - 1) if len(places) > 1 else 0.5
        return round(left + (right - left) * share, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - _TOP) * value / top, 1)

    pieces = [_pieces(one.values, (x, y)) for _, one in known]
    placed = labels(names, pieces, Frame(left, right, _TOP, bottom)) if names else []
    lines = [
        DrawnLine(
            one.name,
            kind,
            [" ".join(f"{a},{b}" for a, b in piece) for piece in drawn if len(piece) > 1],
            [
                Point(
                    shape(kind, x(place), y(value), size.scale),
                    f"{one.name}, {places[place]}: {axis.number(value)}",
                )
                for place, value in _shown_points(one.values)
            ],
            placed[number] if placed else None,
            shape(kind, *_KEY, _NARROW.scale),
        )
        for number, ((kind, one), drawn) in enumerate(zip(known, pieces, strict=True))
    ]
    at = [x(number) for number in range(len(places))]
    has_value = [any(one.values[number] is not None for one in series) for number in range(len(at))]
    return Chart(
        size.kind, title, size.width, size.height, size.left, right, bottom,
        marks(at),
        [Tick(at[number], places[number]) for number in named(places, at, has_value)],
        [Tick(y(value), axis.number(value)) for value in ticks],
        lines,
        [],
    )  # fmt: skip


def _bars(size: Size, title: str, places: Sequence[str], values: Sequence[float]) -> Chart:
    axis = Axis(whole=True)
    ticks, top = _scale(max(values, default=0), axis)
    right, bottom = size.width - 8, size.bars_height - _BOTTOM
    step = (right - size.left) / max(len(places), 1)
    gap = min(step * 0.25, 6)
    height, width = bottom - _TOP, min(step - gap, 48)
    fits = max((len(axis.number(value)) for value in values), default=0) * CHARACTER <= step
    bars = [
        DrawnBar(
            round(size.left + step * (number + 0.5) - width / 2, 1),
            round(bottom - height * value / top, 1),
            round(width, 1),
            round(height * value / top, 1),
            f"{places[number]}: {axis.number(value)}",
            axis.number(value) if fits and value else "",
        )
        for number, value in enumerate(values)
    ]
    at = [round(bar.left + width / 2, 1) for bar in bars]
    return Chart(
        size.kind, title, size.width, size.bars_height, size.left, right, bottom,
        marks(at),
        [Tick(at[n], places[n]) for n in named(places, at, [value > 0 for value in values])],
        [Tick(round(bottom - height * value / top, 1), axis.number(value)) for value in ticks],
        [],
        bars,
    )  # fmt: skip


_At = tuple[Callable[[int], float], Callable[[float], float]]


def _pieces(values: Sequence[float | None], at: _At) -> list[list[Place]]:
    """A line's points in unbroken pieces; there is at least one."""
    x, y = at
    pieces: list[list[Place]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((x(place), y(value)))
    return [piece for piece in pieces if piece]


def _shown_points(values: Sequence[float | None]) -> list[tuple[int, float]]:
    """The values that have a shape: of a long line those that stand alone, and the last."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) <= _MOST_POINTS:
        return known
    around = [None, *values, None]
    alone = {place for place, _ in known if around[place] is None and around[place + 2] is None}
    return [one for one in known if one[0] in alone or one == known[-1]]


def _short(name: str, size: Size) -> str:
    longest = size.longest_name
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


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
