"""Where the names of lines stand in a chart: beside their last points, clear of all lines and
points; else in the margin, with a thin line that leads to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Lines of text don't touch; an average character is so wide.
LINE, CHARACTER = 19, 7.6
#: Between a point and its name; and in the margin, where a line leads to the name.
_BESIDE, _LEADING = 12, 32
#: How far a name stays from what is drawn, and how far apart the places on a line are tested.
_CLEAR, _STEP = 7, 4

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot: its left and right edge, and its highest and lowest place."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name as it stands: where its text begins, at half its height.

    :ivar leader: the ends of the line that leads to it; None where it stands beside its point.
    """

    text: str
    x: float
    y: float
    leader: tuple[Place, Place] | None = None

    @property
    def end(self) -> float:
        """Where the text ends."""
        return self.x + len(self.text) * CHARACTER

    def covers(self, place: Place) -> bool:
        """True where it would stand on something drawn there."""
        x, y = place
        is_beside = self.x - _CLEAR < x < self.end + _CLEAR
        return is_beside and abs(y - self.y) < LINE / 2 + _CLEAR - 3

    def meets(self, other: Label) -> bool:
        """True where the two would touch."""
        is_beside = self.x < other.end + _CLEAR and other.x < self.end + _CLEAR
        return is_beside and abs(self.y - other.y) < LINE


def labels(
    names: Sequence[str], pieces: Sequence[Sequence[Sequence[Place]]], frame: Frame
) -> list[Label]:
    """The names of lines, each where it covers nothing.

    :param pieces: the points of each line in unbroken pieces; each line has one at least.
    """
    drawn = [place for line in pieces for piece in line for place in _along(piece)]
    lasts = [line[-1][-1] for line in pieces]
    # Those at the edge can stand nowhere else, so they choose first.
    order = sorted(range(len(names)), key=lambda number: (-lasts[number][0], lasts[number][1]))
    found: dict[int, Label] = {}
    for number in order:
        others = list(found.values())
        last = lasts[number]
        beside = _beside(names[number], last, frame)
        free = (one for one in beside if not any(map(one.covers, drawn)))
        apart = (one for one in free if not any(map(one.meets, others)))
        found[number] = next(apart, None) or _in_margin(names[number], last, others, frame)
    return [found[number] for number in range(len(names))]


def _beside(name: str, last: Place, frame: Frame) -> Iterator[Label]:
    """The places around a line's last point, the best first."""
    x, y = last
    yield Label(name, x + _BESIDE, y)
    if x < frame.right:
        width = len(name) * CHARACTER
        around = (
            Label(name, x - _BESIDE - width, y),
            Label(name, x - width / 2, y - LINE),
            Label(name, x - width / 2, y + LINE),
        )
        inside = (one for one in around if one.x > frame.left and one.end < frame.right)
        yield from (one for one in inside if frame.top <= one.y <= frame.bottom)


def _in_margin(name: str, last: Place, others: Sequence[Label], frame: Frame) -> Label:
    """A place right of the plot, as near as others leave it."""
    x, y = last
    steps = [y + LINE / 2 * step * sign for step in range(60) for sign in (1, -1)]
    begins = frame.right + _LEADING
    for height in steps:
        leader = ((x + _BESIDE - 3, y), (begins - 4, height))
        label = Label(name, begins, height, leader)
        if frame.top <= height <= frame.bottom and not any(map(label.meets, others)):
            return label
    return Label(name, begins, y)


def _along(piece: Sequence[Place]) -> Iterator[Place]:
    """Places along a piece of a line, close enough that no name fits between two."""
    yield from piece
    for (x1, y1), (x2, y2) in pairwise(piece):
        count = int(max(abs(x2 - x1), abs(y2 - y1)) // _STEP)
        for number in range(1, count):
            share = number / count
            yield x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
