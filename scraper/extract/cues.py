"""Cues: what the transcript says was heard, not said."""

from __future__ import annotations

import re

_CLOSING = {"(": ")", "[": "]"}
#: After the room reacts, the same person goes on; after tape or music nobody knows who speaks.
_ROOM = re.compile(
    r"^[(\[]\s*(?:laughter|applause|laughs?|cheering|cheers|chuckles?|coughs?|sighs?|pause|booing"
    r"|cheering and applause|laughter and applause|crosstalk)\b",
    re.IGNORECASE,
)

#: The time of day that stands between two lines of what somebody says: "[06:30:35]".
_TIME_CODE = re.compile(r"^\[\d{1,2}:\d\d(?::\d\d)?\]$")


def is_cue(paragraph: str) -> bool:
    """True when the whole paragraph stands in parentheses or brackets, as one or several groups
    ("(LAUGHTER)", "(SOUNDBITE OF SONG) (APPLAUSE)."), so that no spoken word is in it.
    """
    text = paragraph.strip()
    if text[:1] not in _CLOSING:
        return False
    i = 0
    while i < len(text):
        char = text[i]
        if char in _CLOSING:
            i = _closing(text, i)
            if i < 0:
                return False
        elif char not in " .,;:":
            return False
        i += 1
    return True


def speaker_goes_on(cue: str) -> bool:
    """True for reactions in the room and time codes, after which an unlabelled paragraph is the
    same person's.
    """
    return bool(_ROOM.match(cue) or _TIME_CODE.match(cue))


def _closing(text: str, start: int) -> int:
    """The index of the bracket that closes the one at ``start``, -1 when none does."""
    opening, closing, depth = text[start], _CLOSING[text[start]], 0
    for i in range(start, len(text)):
        if text[i] == opening:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return -1
