"""What a row is, and the parts of statements that follow from its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Protocol


class Row(Protocol):
    """A row of a table: a dataclass whose fields are its columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    TABLE: ClassVar[str]


@cache
def names(row: type[Row]) -> tuple[str, ...]:
    """The names of the columns, in the order of the fields."""
    return tuple(field.name for field in fields(row))


@cache
def columns(row: type[Row]) -> str:
    """The columns as a ``SELECT`` lists them, each with its table."""
    return ", ".join(f"{row.TABLE}.{name}" for name in names(row))


@cache
def insertion(row: type[Row]) -> str:
    """The statement that inserts a row; it takes :func:`values`."""
    listed = names(row)
    return f"INSERT INTO {row.TABLE} ({', '.join(listed)}) VALUES ({marks(listed)})"


@cache
def values(row: type[Row]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of a row, in the order of the columns."""
    return attrgetter(*names(row))


def marks(values: Sized) -> str:
    """A question mark for each of ``values``: ``?, ?``."""
    return ", ".join("?" * len(values))


def assignments(columns: Iterable[str]) -> str:
    """``SET`` assignments by named parameters: ``a = :a, b = :b``."""
    return ", ".join(f"{name} = :{name}" for name in columns)
