"""The shapes of points in a chart, one for each line: nobody needs the colours to tell lines apart.
Later ones are smaller or open, so that points in one place don't hide each other.
"""

from __future__ import annotations

from collections.abc import Callable


def shape(kind: int, x: float, y: float) -> str:
    """The shape of a line's points, as an SVG path around a place."""
    return _SHAPES[kind % len(_SHAPES)](x, y)


def _circle(x: float, y: float, radius: float = 5.5) -> str:
    across = 2 * radius
    half = f"a{radius} {radius} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{half} {across} 0{half} -{across} 0z"


def _square(x: float, y: float) -> str:
    return f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z"


def _triangle(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 5:.1f}l5 8.5h-10z"


def _diamond(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 5:.1f}l4 5l-4 5l-4 -5z"


def _cross(x: float, y: float) -> str:
    return f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"


def _ring(x: float, y: float) -> str:
    return _circle(x, y, 4)


_SHAPES: tuple[Callable[[float, float], str], ...] = (
    _circle, _square, _triangle, _diamond, _cross, _ring,
)  # fmt: skip
