"""Titles and program names as people write them, from what pages print and speech says."""

from __future__ import annotations

import re
from html import unescape

from scraper.extract.casing import title_case
from scraper.extract.page_text import collapsed
from scraper.invisible import visible_text
from scraper.sources.base import Source

_SEPARATORS = (" : ", " | ", " - ", " – ", " — ")
#: How newsrooms and stations name themselves behind a title.
_STATION = re.compile(
    r"\b[KW][A-Z]{2,3}\b|\bPublic (?:Radio|Media)\b|^(?:PBS|NPR) ?News(?: ?Hour)?$|^PBS\b|^NPR$"
    r"|^Democracy Now!?$"
)
_BEFORE_TAIL = " \t;,:|([–—-"
#: A dot that belongs to the word before it: of "U.S.", "Jr.", "Inc.".
_OWN_DOT = re.compile(r"(?:\.[A-Z]|\b(?:[JS]r|Inc|Co|Corp|Ltd))\.$")


def clean_title(printed: object, source: Source) -> str | None:
    """A printed or stated title without what a newsroom adds to it: the arrow that leads back to
    the story, the name of newsroom or program behind it, when it aired. None if nothing is left.
    """
    title = text_of(printed)
    if title is None:
        return None
    title = title.removeprefix("<").lstrip()
    for separator in _SEPARATORS:
        head, _, tail = title.rpartition(separator)
        if head and (_is_own(tail, source) or _STATION.search(tail)):
            title = head
            if separator == " : " and tail == source.title:  # "Title : The Blog : NPR"
                title = head.rpartition(separator)[0] or head
            break
    if source.title_tail is not None and (found := source.title_tail.search(title)):
        title = title[: found.start()].rstrip(_BEFORE_TAIL)
        if title.endswith(".") and not title.endswith("..") and not _OWN_DOT.search(title):
            title = title[:-1]
    title = title.strip()
    return title if title and not _is_own(title, source) else None


def _is_own(name: str, source: Source) -> bool:
    """True for what the newsroom calls itself or one of its programs."""
    return name == source.title or name in source.programs or name in source.calls_itself


def program_said(speech: str, source: Source) -> str | None:
    """The program that the opening of a transcript names, in the capitals newsrooms print:
    "This is ALL THINGS CONSIDERED".
    """
    named = [
        program
        for program in source.programs
        if (shouted := program.upper()) in speech
        and re.search(rf"(?<!\w){re.escape(shouted)}(?!\w)", speech)
    ]
    return max(named, key=len, default=None)


def program_named(printed: str | None, source: Source) -> str | None:
    """A program as people write it, of the place where a page prints its name: "CNN LARRY KING
    LIVE" is Larry King Live, "CNN'S AMANPOUR" is Amanpour.
    """
    if printed is None:
        return None
    bare = printed
    for own in source.calls_itself:
        bare = re.sub(rf"^{re.escape(own)}(?:['’]S)? ", "", bare, flags=re.IGNORECASE)
    known = known_program(printed, source) or known_program(bare, source)
    return known or (title_case(bare) if bare.isupper() else printed)


def known_program(shown: str, source: Source) -> str | None:
    """The newsroom's program that ``shown`` names, whatever its capitals."""
    folded = shown.casefold()
    return next((program for program in source.programs if program.casefold() == folded), None)


def text_of(value: object) -> str | None:
    """A non-empty string, entities undone (JSON in pages is often escaped twice)."""
    if not isinstance(value, str):
        return None
    return collapsed(visible_text(unescape(value))) or None
