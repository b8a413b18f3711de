"""Errors as a page says them."""

from __future__ import annotations

import re

#: What Python's ``repr`` puts around a text that a reader gave.
_QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)|(?<!\w)\"([^\"]*)\"(?!\w)")


def as_sentence(text: str) -> str:
    """An error as a sentence: a capital, curly quotation marks, a full stop."""
    curled = _QUOTED.sub(lambda found: f"“{found.group(1) or found.group(2) or ''}”", text.strip())
    curled = curled[:1].upper() + curled[1:]
    return curled if curled.endswith((".", "?", "!", "…")) else f"{curled}."
