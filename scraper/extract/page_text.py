"""The text of a page as people see it: white space, invisible characters, icons."""

from __future__ import annotations

import re
from html import unescape

from scraper.invisible import visible_text

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
#: Symbols that stand for an icon at the head of a paragraph: "▶ ANN LEE: …".
_ICON = re.compile(r"^(?:[▶►▸▷●•◆■▪‣🔊🎧🎙🎤🔈⏵»›]\ufe0f?\s*|>>+\s*|#\s+)+")


def collapsed(text: str) -> str:
    """``text`` with each run of white space (no-break spaces too) as one space, and without
    control and invisible characters (nobody says those, and terminals obey them).
    """
    text = text.strip()
    if text.isprintable() and "  " not in text:  # no white space but single spaces, all visible
        return text
    return " ".join(visible_text(_CONTROL.sub("", text)).split())


def spoken(text: str) -> str:
    """The text of a paragraph: white space collapsed, and entities that were escaped twice undone
    (nobody says "&quot;").
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    text = collapsed(text)
    return text if text[:1].isalnum() or not text else _ICON.sub("", text)
