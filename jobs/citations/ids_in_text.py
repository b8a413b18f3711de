"""Finding the ids that a text cites, in BibTeX, CSL-JSON, wikitext or prose. They can be as
``onrecord cite`` wrote them, escaped for LaTeX, HTML, URLs or JSON, or broken over lines.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from scraper.charset import decode_text, to_utf8
from scraper.permanent_id import PermanentId

#: An id is found where it breaks over a line, as BibTeX, mail and LaTeX comments continue one.
_LINE_BREAK = r"%?[ \t]*\r?\n[ \t>]*"
_BREAK = rf"(?:{_LINE_BREAK})?"
_DIGITS = "[0-9a-f]"
#: What a story's id is made of: host names, slugs, dates and numbers.
_STORY = r"(?!%[ \t]*\r?\n|onrecord:)[^\s#~\"'`“”‘’*{}|\\<>,;()\[\]\x00]"


def _broken(text: str) -> str:
    """A pattern for a text that may be broken over lines anywhere."""
    return _BREAK.join(re.escape(char) for char in text)


_HEAD = (
    rf"{_broken('onrecord:')}{_BREAK}(?P<source>[a-z0-9_-](?:{_BREAK}[a-z0-9_-]){{0,60}}){_BREAK}/"
)
#: A turn's id with its hash, and one without, which breaks only where words break: what stands on
#: the next line may be no part of it.
_TURN = (
    rf"{_HEAD}(?P<story>(?:{_BREAK}{_STORY}){{1,300}}?){_BREAK}\#{_BREAK}"
    rf"(?P<position>[0-9](?:{_BREAK}[0-9]){{0,8}}){_BREAK}~{_BREAK}"
    rf"(?P<words>{_DIGITS}(?:{_BREAK}{_DIGITS}){{7}})(?![0-9a-z])"
)
_TURN_ALONE = (
    rf"{_HEAD}(?P<story>(?:(?:(?<=[-/]){_LINE_BREAK})?{_STORY}){{1,300}}?)"
    r"\#(?P<position>[0-9]{1,9})(?P<damaged>~[0-9a-z]*)?"
)
_STORY_WITH_HASH = (
    rf"{_HEAD}(?P<story>(?:{_BREAK}{_STORY}){{1,300}}?)\s+{_broken('hash-v1:')}{_BREAK}"
    rf"(?P<words>{_DIGITS}(?:{_BREAK}{_DIGITS}){{63}})(?![0-9a-z])"
)
_STORY_ALONE = rf"onrecord:(?P<source>[a-z0-9_-]+)/(?P<story>(?:{_STORY}){{1,300}}+)(?!\#)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE) for form in (_TURN, _TURN_ALONE, _STORY_WITH_HASH, _STORY_ALONE)
)

#: LaTeX's ways to write what ids are made of.
_LATEX = (
    (
        r"\{?\\textasciitilde(?:\{\}|\\?\s|(?![a-z]))\}?|\\~(?=[0-9a-f]{8})|\{?\\(?:~\{\}|string~)\}?|\$\\sim\$",
        "~",
    ),
    (r"\{?\\(?:textunderscore(?:\{\}|\s|(?![a-z])))\}?", "_"),
    (r"\\(?:allowbreak|slash)(?:\{\}|\s|(?![a-z]))|\\-|\\/(?=[^/])", ""),
    (r"\{?\\(?:#|string#)\}?", "#"),
    (r"\{?\\_\}?", "_"),
    (r"\\([%&])", r"\1"),
)
_URL_ENCODED = re.compile(r"%(23|7E|3A|2F)", re.IGNORECASE)
#: Characters that programs put in place of ours, and some that are not seen.
_ALIKE = str.maketrans(
    {
        "\u223c": "~",
        "\u02dc": "~",
        "\uff5e": "~",
        "\u2010": "-",
        "\u2011": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u2060": None,
        "\ufeff": None,
    }
)


@dataclass(frozen=True, slots=True)
class CitedStory:
    """A citation of a whole story, with the hash of its words if the text gives it."""

    source: str
    story_id: str
    content_hash: str | None

    def __str__(self) -> str:
        return f"onrecord:{self.source}/{self.story_id}"


@dataclass(frozen=True, slots=True)
class DamagedId:
    """Text that begins like a turn's id, but whose hash does not have eight digits."""

    text: str

    def __str__(self) -> str:
        return self.text


Cited = PermanentId | CitedStory | DamagedId


def ids_in_file(body: bytes) -> list[Cited]:
    """The ids in a file: UTF-8 or UTF-16, with or without a byte order mark, or windows-1252."""
    try:
        text = decode_text(body)
    except UnicodeDecodeError:
        text = to_utf8(body).decode("utf-8", "replace")
    return ids_in_text(text)


def ids_in_text(text: str) -> list[Cited]:
    """Every id that a text cites, each once, in the order in which they come."""
    with suppress(ValueError, RecursionError):
        # Between strings is a character that no id goes over.
        text = "\x00".join(_strings(json.loads(text)))
    return list(dict.fromkeys(_found(_plain(text))))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (str(key), *_strings(one))
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _plain(text: str) -> str:
    """A text without the ways in which others write the characters of an id."""
    text = html.unescape(text).translate(_ALIKE)
    for pattern, char in _LATEX:
        text = re.sub(pattern, char, text)
    return _URL_ENCODED.sub(lambda found: chr(int(found[1], 16)), text)


def _found(text: str) -> Iterator[Cited]:
    for head in re.finditer(_broken("onrecord:"), text, re.IGNORECASE):
        for read, form in zip((_turn, _turn, _story, _story), _FORMS, strict=True):
            if (found := form.match(text, head.start())) is not None:
                yield read({name: _joined(part) for name, part in found.groupdict().items()})
                break


def _joined(part: str | None) -> str:
    """A part of an id without the line breaks in it."""
    return re.sub(_BREAK, "", part or "")


def _turn(parts: dict[str, str]) -> Cited:
    source, story, position = parts["source"].lower(), parts["story"], parts["position"]
    damaged = parts.get("damaged", "")
    if damaged or not int(position):
        return DamagedId(f"onrecord:{source}/{story}#{position}{damaged}")
    return PermanentId(source, story, int(position), parts.get("words", "").lower() or None)


def _story(parts: dict[str, str]) -> Cited:
    words = parts.get("words", "").lower()
    story = parts["story"] if words else parts["story"].rstrip(".:!?")
    return CitedStory(parts["source"].lower(), story, words or None)
