"""Turns as people name them: by a permanent id (perhaps shortened), or by story and number."""

from __future__ import annotations

import re

from jobs.show import find
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.permanent_id import PermanentId
from scraper.sources import Source

#: Of a position that somebody may mean.
_DIGITS = 9
_WORDS = re.compile("[0-9a-f]{8}", re.IGNORECASE)


def turn_given(archive: Archive, what: str, sources: list[Source]) -> PermanentId | None:
    """The turn that ``what`` names: a permanent id, also without its first word or its hash, or
    ``STORY#N`` with a transcript's number, story id or URL, also with a hash. None if it
    names no turn, but may name a story.

    :raises UsageError: it begins like an id and is none, or there is no such story.
    """
    if (given := PermanentId.parse(what)) is not None:
        return given
    story, _, number = what.strip().rpartition("#")
    number, _, words = number.partition("~")
    if what.lower().startswith("onrecord:") and story:
        raise UsageError(
            f"{what!r} is not a permanent id: it should be onrecord:SOURCE/STORY#N~HASH, where N is"
            " the turn's number and HASH is eight hexadecimal digits"
        )
    is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if not story or not is_number or (words and not _WORDS.fullmatch(words)):
        return None
    row = find(archive, story, sources).row
    if not int(number):
        raise UsageError(f"{row.source} {row.story_id} has no turn {int(number)}")
    return PermanentId(row.source, row.story_id, int(number), words.lower() or None)
