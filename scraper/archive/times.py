"""Times as the archive writes them: ISO 8601 in UTC, to the second, so that they sort as text."""

from __future__ import annotations

from datetime import UTC, date, datetime


def stamp(moment: datetime) -> str:
    """An aware time as text ("2026-01-04T10:00:00+00:00")."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def parse(text: str) -> datetime:
    """The time that :func:`stamp` wrote.

    :raises ValueError: it is no such time.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment


def is_time(text: object) -> bool:
    """True for what :func:`parse` reads."""
    try:
        parse(str(text))
    except ValueError:
        return False
    return True


def day(text: object) -> date | None:
    """A day as the archive writes it (ISO), None for anything else."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
