"""The permanent id of a turn: the program's name, a colon and ``SOURCE/STORY#N~HASH``.

N is the turn's position among all turns of its transcript, from 1. HASH is the first 8 hexadecimal
digits of the SHA-256 of its words. The hash finds the turn if others were added before it; the
position finds it if its words changed. A story's id can contain slashes: member stations and PBS
have URLs as ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(
    r"(?:onrecord:)?(?P<source>[a-z0-9_-]+)/(?P<story>[^#\s]+)#(?P<position>[1-9][0-9]{0,8})"
    r"(?:~(?P<words>[0-9a-f]{8}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PermanentId:
    """A turn of a story; ``words_hash`` is None if somebody left it out."""

    source: str
    story_id: str
    position: int
    words_hash: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The id that a text is, also without its first word or its hash; None if it is none."""
        found = _FORM.fullmatch(text.strip())
        if found is None:
            return None
        words = found["words"]
        return cls(
            found["source"].lower(),
            found["story"],
            int(found["position"]),
            words and words.lower(),
        )

    def __str__(self) -> str:
        words = f"~{self.words_hash}" if self.words_hash else ""
        return f"onrecord:{self.source}/{self.story_id}#{self.position}{words}"
