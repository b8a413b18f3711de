"""The shapes of points in a chart, one for each line: nobody needs the colours to tell lines apart.
They are drawn as outlines of different sizes, so that points in one place don't hide each other.
"""

from __future__ import annotations

from collections.abc import Callable


def shape(kind: int, x: float, y: float, scale: float = 1) -> str:
    """The shape of a line's points, as an SVG path around a place."""
    return _SHAPES[kind % len(_SHAPES)](x, y, scale)


def _circle(x: float, y: float, scale: float) -> str:
    radius = 5.5 * scale
    across = 2 * radius
    half = f"a{radius:.2f} {radius:.2f} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{half} {across:.2f} 0{half} -{across:.2f} 0z"


def _square(x: float, y: float, scale: float) -> str:
    half = 3.5 * scale
    return f"M{x - half:.1f} {y - half:.1f}h{2 * half:.2f}v{2 * half:.2f}h-{2 * half:.2f}z"


def _triangle(x: float, y: float, scale: float) -> str:
    half, high = 6 * scale, 10 * scale
    return f"M{x:.1f} {y - 0.6 * high:.1f}l{half:.2f} {high:.2f}h-{2 * half:.2f}z"


def _diamond(x: float, y: float, scale: float) -> str:
    wide, high = 4.5 * scale, 6.5 * scale
    return (
        f"M{x:.1f} {y - high:.1f}l{wide:.2f} {high:.2f}l-{wide:.2f} {high:.2f}"
        f"l-{wide:.2f} -{high:.2f}z"
    )


def _cross(x: float, y: float, scale: float) -> str:
    half = 4.5 * scale
    across = 2 * half
    return (
        f"M{x - half:.1f} {y - half:.1f}l{across:.2f} {across:.2f}"
        f"m0 -{across:.2f}l-{across:.2f} {across:.2f}"
    )


def _plus(x: float, y: float, scale: float) -> str:
    half = 6 * scale
    across = 2 * half
    return f"M{x - half:.1f} {y:.1f}h{across:.2f}m-{half:.2f} -{half:.2f}v{across:.2f}"


_SHAPES: tuple[Callable[[float, float, float], str], ...] = (
    _circle, _square, _triangle, _diamond, _cross, _plus,
)  # fmt: skip
