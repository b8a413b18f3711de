"""How doubts are printed: an uncertain speaker, role or transcript."""

from __future__ import annotations

from jobs.terminal import printable

#: Other roles are not printed after a name, unless they are in doubt.
_PRINTED_ROLES = ("host", "reporter")


def role_mark(role: str | None, doubt: str | None) -> str:
    """What stands behind a speaker's name: `` (host)``, `` (guest?)`` or nothing."""
    if role is None or (doubt is None and role not in _PRINTED_ROLES):
        return ""
    return f" ({role})" if doubt is None else f" ({role}?)"


def uncertain_speaker(doubt: str) -> str:
    """A turn's doubt in a line."""
    return f"uncertain speaker: {_line(doubt)}"


def uncertain_role(doubt: str) -> str:
    """A role's doubt in a line."""
    return f"uncertain role: {_line(doubt)}"


def transcript_in_doubt(doubt: str) -> str:
    """A transcript's doubt in a line."""
    return f"transcript in doubt: the current rules no longer understand its page: {_line(doubt)}"


def _line(text: str) -> str:
    return " ".join(printable(text).split())
