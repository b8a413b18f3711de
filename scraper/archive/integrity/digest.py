"""The one way in which rows become a checksum. Archives depend on it: it does not change."""

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


def without_null_at_end(row: Iterable[Any]) -> tuple[Any, ...]:
    """``row`` less its last value where that is null: older archives have no such column, and
    their checksums stay valid.
    """
    *first, last = row
    return tuple(first) if last is None else (*first, last)
