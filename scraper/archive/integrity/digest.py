"""The checksum of rows. Archives depend on its definition, so it never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any


def digest(rows: Sequence[tuple[Any, ...]]) -> str:
    """The SHA-256 of rows as JSON, as lower-case hex."""
    # A column that became bytes has a checksum, too: another one.
    text = json.dumps(rows, ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def without_null_at_end(row: Iterable[Any], most: int = 1) -> tuple[Any, ...]:
    """``row`` less the nulls at its end, ``most`` of them at most: older archives have no such
    columns, and their checksums stay valid.
    """
    values = tuple(row)
    end = len(values)
    while end > len(values) - most and values[end - 1] is None:
        end -= 1
    return values[:end]
