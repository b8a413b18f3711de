"""Reading a text rendering of a page: what is left where an archive kept the text alone.

Three kinds are met: with the page's chrome and without the opening label; with title and teaser
first and the opening label on a line of its own; and speech alone, labels inline. In all of them
a line is a paragraph, and the copyright line ends the speech.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.extract.cues import is_cue
from scraper.extract.labels import read_label
from scraper.extract.layout import collapsed
from scraper.sources.base import Source

_BULLET = re.compile(r"^[•*·‣▪-]\s*\S")
_CHROME = re.compile(
    r"^(?:<\s*/?\w+[^>]*>?|Playlist|Download|Embed|Transcript|Listen|Share|Facebook"
    r"|Twitter|Flipboard|Email|Print|Comments?|Toggle more options|\d+:\d\d(?:-Minute Listen)?"
    r"|toggle caption|hide caption|Enlarge this image)$",
    re.IGNORECASE,
)
#: How an unlabelled opening sounds, which no teaser does.
_ON_AIR = re.compile(
    r"\bI[’']m [A-Z]|^(?:From|This is|It[’']s)\b.*\b[A-Z]{2,} [A-Z]{2,}|^Good (?:morning|evening)\b"
)


def sounds_on_air(paragraph: str) -> bool:
    """True for an opening that is said and not written."""
    return bool(_ON_AIR.search(paragraph)) or is_cue(paragraph)


@dataclass(frozen=True, slots=True)
class TextRendering:
    """The parts of a text rendering."""

    title: str | None
    teaser: str | None
    program: str | None
    paragraphs: tuple[str, ...]
    rights: str | None


def read_text(text: str, source: Source) -> TextRendering | None:
    """The parts of ``text``; None when it holds no transcript: no label anywhere."""
    lines = [collapsed(line) for line in text.splitlines()]
    lines = [line for line in lines if line and not _is_chrome(line, source)]
    first_label = next(
        (i for i, line in enumerate(lines) if read_label(line, source.calls_itself)), None
    )
    if first_label is None:
        return None
    rights = [i for i, line in enumerate(lines) if line.startswith(source.disclaimers)]
    end = next((i for i in rights if i > first_label), len(lines))
    head = [line for i, line in enumerate(lines[:first_label]) if i not in rights]
    program, air_lines = None, []
    if source.air_line is not None:
        air_lines = [line for line in head if source.air_line.match(line)]
        head = [line for line in head if line not in air_lines]
        program = head.pop(0) if len(head) > 1 else None  # show, headline, when it aired
    title, teaser, opening = _head(head)
    notice = next((lines[i] for i in rights if "copyright" in lines[i].casefold()), None)
    speech = (*air_lines, *opening, *lines[first_label:end])
    return TextRendering(title, teaser, program, speech, notice)


def _is_chrome(line: str, source: Source) -> bool:
    if line in source.text_chrome or _CHROME.match(line):
        return True
    return bool(_BULLET.match(line) and _CHROME.match(line[1:].strip()))


def _head(head: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Title, teaser and unlabelled opening, of what stands before the first label."""
    if not head:
        return None, None, []
    opening_at = next((i for i, line in enumerate(head) if sounds_on_air(line)), None)
    if opening_at == 0:
        return None, None, head
    title = head[0]
    rest = [line for line in head[1:] if line != title]  # some renderings print it again
    if opening_at is None or not rest:
        # No sign of the air: the first line after the title is the teaser, more is speech.
        return title, (rest[0] if rest else None), rest[1:]
    if sounds_on_air(rest[0]):
        return title, None, rest
    return title, rest[0], [line for line in rest[1:] if line != rest[0]]
