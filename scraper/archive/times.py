"""Times as the archive writes them: ISO 8601 in UTC, to the second, so that they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """An aware time as text ("2026-01-04T10:00:00+00:00")."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def parse(text: str) -> datetime:
    """The time that :func:`stamp` wrote."""
    return datetime.fromisoformat(text)
