"""Text that is none: bytes of arguments and of the names of files that are not UTF-8 come as lone
surrogates (PEP 383), which no stream and no database takes.
"""

from __future__ import annotations

from scraper.errors import UsageError


def as_utf8(text: str) -> str:
    """``text`` with a backslash and a number in the place of each character that is none."""
    return text.encode("utf-8", "backslashreplace").decode()


def refuse_bytes(text: str) -> None:
    """Refuse what is no text.

    :raises UsageError: it is none.
    """
    if (shown := as_utf8(text)) != text:
        raise UsageError(f"the argument '{shown}' is not valid UTF-8; type it again")
