"""Removing characters that have no width from text that people read.

Publishing systems leave soft hyphens, zero-width spaces, direction marks and byte order marks in
words and before labels. A reader does not see them, but they make "HOST" differ from "HOST".
Two of these characters carry meaning: the zero-width non-joiner and joiner decide how letters of
some scripts connect (Unicode Standard, section 23.2), and the joiner builds emoji sequences
(Unicode Technical Standard 51). They are kept there and removed elsewhere.
"""

from __future__ import annotations

import re

#: Every character of no width that publishing systems leave behind.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
#: Soft hyphen, zero-width space, left-to-right and right-to-left marks, word joiner, BOM.
_NEVER_SEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")
#: Scripts in which joiners change how letters look: Arabic to Arabic Extended, the Indic scripts
#: to Sinhala, Tibetan, Myanmar, Khmer, Mongolian, Balinese to Meetei Mayek, presentation forms.
_JOINED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u18af\u1b00-\u1c4f"
    "\ua840-\ua8ff\ua980-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U000114df"
)
#: Emoji, arrows and symbols that take part in sequences, and what may stand behind them in one.
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_EMOJI_TAIL = "\ufe0f\U000e0020-\U000e007f"
_LOST_JOINER = re.compile(
    f"(?<![{_JOINED}])\u200c"
    f"|(?<![{_JOINED}{_EMOJI}{_EMOJI_TAIL}])\u200d"
    f"|(?<=[{_EMOJI}{_EMOJI_TAIL}])\u200d(?![{_EMOJI}])"
)


def visible_text(text: str) -> str:
    """``text`` without characters of no width; nothing else is removed.

    U+00AD, U+200B, U+200E, U+200F, U+2060 and U+FEFF always go. U+200C and U+200D stay behind
    a letter of a script that uses them, and U+200D stays between two parts of an emoji.
    """
    if text.isascii() or INVISIBLE.search(text) is None:
        return text
    text = _NEVER_SEEN.sub("", text)
    return _LOST_JOINER.sub("", text) if "\u200c" in text or "\u200d" in text else text
