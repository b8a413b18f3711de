"""Cues: things that the transcript says were heard or seen, but that nobody said."""

from __future__ import annotations

import re

_CLOSING = {"(": ")", "[": "]"}
#: What is heard in the room while somebody speaks.
_ROOM = (
    r"laughter|laughing|applause|laughs?|cheering|cheers|chuckles?|coughs?|sighs?|pause|booing|boos"
    r"|cheering and applause|laughter and applause|crosstalk|cross talk|crying|gasps?|whistles?"
    r"|weeping|claps?|clapping|snaps?|clears throat|bell|ringing|phone ringing|beep|gavel"
)
#: Words that could not be heard or understood.
_UNHEARD = (
    r"inaudible|unintelligible|off-?mike|ph\b|speaking|foreign language|non-english|audio gap"
    r"|background noise|background conversation|technical difficulties"
)
_REACTION = re.compile(rf"^[(\[]\s*(?:{_ROOM})\b", re.IGNORECASE)
#: After these the same person goes on; after tape or music nobody knows who speaks.
_GOES_ON = re.compile(rf"^[(\[]\s*(?:{_ROOM}|{_UNHEARD})\b", re.IGNORECASE)
_STAMP = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?(?:\s?[ap]\.?m\.?)?(?:\s?E[SD]?T)?"
#: A time of day that stands between what people say: "[06:30:35]", "00:08:15".
_TIME_STAMP = re.compile(rf"\[{_STAMP}\]", re.IGNORECASE)
_ONLY_STAMP = re.compile(rf"^[\[(]?{_STAMP}(?:\s*(?:-->|–|-)\s*{_STAMP})?[\])]?$", re.IGNORECASE)
#: One without brackets, which is one only before a label.
_BARE_STAMP = re.compile(
    rf"^{_STAMP}(?!\s?[ap]\.?m\b)(?:\s*-->\s*{_STAMP})?(?:\s*[-–—])?\s+(?=\S)", re.IGNORECASE
)
#: Text on the screen, with its head as printed.
_ON_SCREEN = re.compile(
    r"^(?:TEXT(?: \([^()]{2,40}\))?|ON[- ]SCREEN(?: TEXT)?|ON[- ]SCREEN GRAPHIC|GRAPHICS?|CHYRON"
    r"|SUPER|SUBTITLES?|TITLE CARD|SCREEN(?: TEXT)?|BANNER)\s?:|^[(\[](?:TEXT|GRAPHIC)\s?:"
)
_MEDIUM = re.compile(
    r"^[(\[](?:on[- ]camera|on[- ]cam|off[- ]camera|voice[- ]?over|begin voice[- ]?over"
    r"|end voice[- ]?over)[)\]]\s*[:,]?\s*",
    re.IGNORECASE,
)
#: Cues of the structure of a program, which nobody says wherever they stand.
_STRUCTURE = re.compile(
    r"\((?:(?:BEGIN|END|START) (?:VIDEO|AUDIO|CLIP|TAPE|FILM|OF VIDEO|GRAPHIC)[A-Z ,]*"
    r"|COMMERCIAL BREAK|NEWS ?BREAK|STATION BREAK|VIDEO CLIP(?: PLAYS)?"
    r"|S(?:OUNDBITE|oundbite) (?:OF|of) [^()]*(?:\([^()]*\)[^()]*)*)\)\.?"
)
_LONGEST_LEADING = 80
#: A cue that lost a bracket, or has others.
_HALF_OPEN = re.compile(
    r"^(?:[(<\[]?(?:(?:BEGIN|END) (?:VIDEO|AUDIO)[A-Z ]*|COMMERCIAL BREAK)[)>\]]?"
    r"|\((?:CROSSTALK|LAUGHTER|APPLAUSE|MUSIC|S(?:OUNDBITE|oundbite) (?:OF|of) [^()]{3,60})"
    r"|(?:CROSSTALK|LAUGHTER|APPLAUSE)\))$"
)


def is_cue(paragraph: str) -> bool:
    """True if the whole paragraph stands in parentheses or brackets, as one or several groups
    ("(LAUGHTER)", "(SOUNDBITE OF SONG) (APPLAUSE)."), so that no spoken word is in it, or is a time
    stamp, or text on the screen.
    """
    text = paragraph.strip()
    if len(text) < _LONGEST_LEADING and _HALF_OPEN.match(text):
        return True
    if text[:1] not in _CLOSING:
        return text[:1].isdigit() and _ONLY_STAMP.match(text) is not None
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


def is_on_screen(paragraph: str) -> bool:
    """True for text that the screen showed: "TEXT: Ten years later"."""
    return paragraph[:1] in "TOGCSB([" and _ON_SCREEN.match(paragraph) is not None


def is_time_stamp(cue: str) -> bool:
    """True for a cue that is nothing but a time."""
    return _ONLY_STAMP.match(cue.strip()) is not None


def speaker_goes_on(cue: str) -> bool:
    """True for reactions in the room, words that could not be heard and time stamps, after which an
    unlabelled paragraph is the same person's.
    """
    return bool(_GOES_ON.match(cue) or _ONLY_STAMP.match(cue))


def is_reaction(cue: str) -> bool:
    """True for what is heard in the room."""
    return _REACTION.match(cue) is not None


def leading_cues(paragraph: str) -> tuple[list[str], str]:
    """The cues in brackets that stand before the first word of a paragraph, and the rest: "(END
    VIDEO CLIP) BLITZER: …", "[20:05:08] ANN LEE: …".
    """
    found: list[str] = []
    rest = paragraph
    while rest[:1] in _CLOSING:
        end = _closing(rest, 0)
        if end < 0 or end > _LONGEST_LEADING or end + 1 >= len(rest):
            break
        if rest[end + 1 :].lstrip()[:1] in (":", "："):
            break  # "[ANN LEE]: …", a label
        found.append(rest[: end + 1])
        rest = rest[end + 1 :].lstrip(" .,;-–—")
    return found, rest


def leading_stamp(paragraph: str) -> tuple[str, str] | None:
    """A time without brackets at the head of a paragraph, and the rest: it is a cue where a label
    follows ("00:08:15 ANN LEE: …"), else the words of somebody.
    """
    found = _BARE_STAMP.match(paragraph) if paragraph[:1].isdigit() else None
    return (found.group().strip(" -–—"), paragraph[found.end() :]) if found else None


def behind_cues(paragraph: str) -> str:
    """A paragraph without the cues and the time that stand before its first word."""
    if paragraph[:1] not in "([0123456789":
        return paragraph
    rest = leading_cues(paragraph)[1]
    stamp = leading_stamp(rest)
    return stamp[1] if stamp else rest


def without_medium(speech: str) -> str:
    """Speech without the mark of its medium at its head: "(voice-over): ", "(on camera)"."""
    found = _MEDIUM.match(speech) if speech[:1] in _CLOSING else None
    return speech[found.end() :] if found else speech


def split_at_time_stamps(text: str) -> list[tuple[bool, str]]:
    """The pieces of a paragraph as (is a time stamp, text)."""
    return _cut(_TIME_STAMP, text)


def split_at_structure(text: str) -> list[tuple[bool, str]]:
    """The pieces of a paragraph as (is a cue, text), cut at time stamps and at cues of the
    structure of a program: "That's next. (COMMERCIAL BREAK)".
    """
    if "[" not in text and ("(" not in text or _STRUCTURE.search(text) is None):
        whole = text.strip()
        return [(False, whole)] if whole else []
    pieces: list[tuple[bool, str]] = []
    for stamp, piece in split_at_time_stamps(text):
        pieces += [(True, piece)] if stamp else _cut(_STRUCTURE, piece)
    return pieces


def _cut(pattern: re.Pattern[str], text: str) -> list[tuple[bool, str]]:
    """The pieces of ``text`` as (matches, text), without the white space between them."""
    pieces: list[tuple[bool, str]] = []
    done = 0
    for found in pattern.finditer(text):
        if before := text[done : found.start()].strip():
            pieces.append((False, before))
        pieces.append((True, found.group()))
        done = found.end()
    if behind := text[done:].strip():
        pieces.append((False, behind))
    return pieces


def _closing(text: str, start: int) -> int:
    """The index of the bracket that closes the one at ``start``, -1 when none does."""
    opening, closing, depth = text[start], _CLOSING[text[start]], 0
    first = text.find(closing, start)
    if first < 0 or text.find(opening, start + 1, first) < 0:
        return first
    for i in range(start, len(text)):
        if text[i] == opening:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return -1
