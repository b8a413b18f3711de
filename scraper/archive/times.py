"""Times as the archive writes them: ISO 8601 in UTC, to the second, so that they sort as text."""

from __future__ import annotations

from datetime import UTC, datetime

from scraper.errors import ArchiveError


def stamp(moment: datetime) -> str:
    """An aware time as text ("2026-01-04T10:00:00+00:00")."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def parse(text: str) -> datetime:
    """The time that :func:`stamp` wrote.

    :raises ArchiveError: it is no such time: the row was damaged or edited.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ArchiveError(f"the archive has {text!r} where a time should be")
    return moment


def is_time(text: object) -> bool:
    """True for what :func:`parse` reads."""
    try:
        parse(str(text))
    except ArchiveError:
        return False
    return True
