"""What a made site is: how it builds the pages of invented stories, and what its URLs mean.

A module of :mod:`tests.newsrooms.sites` defines one as ``SITE``. It is named after its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from jobs.newsroom.sheets import StorySheet

#: How labels are printed: "surnames" names people in full with their role the first time and by
#: surname in capitals after that; "full capitals" always in full; "full names" in small letters.
LabelStyle = Literal["surnames", "full capitals", "full names"]

#: Stands before and behind the speech until the page is cut there.
BORDER = "\x1e"


def speech_of(markup: str) -> str:
    """Mark ``markup`` as the speech of the page that is being made."""
    return f"{BORDER}{markup}{BORDER}"


@dataclass(frozen=True, slots=True)
class MadeLayout:
    """How a site builds pages in one of its source's layouts.

    :param page: the page of a story; it marks the speech with :func:`speech_of`.
    :param block: the opening and closing tags of the block that holds the speech, as ``page``
        prints them.
    :param marks: the parts of the markup by which the source finds the block, for a test that
        renames them; the classes and ids of the opening tags unless given.
    :param labels: how it prints labels.
    :param spares: the kinds of damage that such a page can't have, or that leave nothing to tell
        labels by, each with the reason. They are those of ``tests/quality``, "copied text" (the
        page without its markup) and "block renamed".
    """

    page: Callable[[StorySheet], str]
    block: tuple[str, str]
    marks: tuple[str, ...] = ()
    labels: LabelStyle = "surnames"
    spares: Mapping[str, str] = field(default_factory=dict)

    @property
    def renamed(self) -> tuple[str, ...]:
        """What the test that renames the block replaces."""
        return self.marks or tuple(re.findall(r'(?:class|id)="([^"]+)"', self.block[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSite:
    """The invented site of a source.

    :param layouts: how it builds pages, by the name of the source's layout.
    :param listing: a page that lists the stories at these URLs, in the markup of the source's
        listings; with no URL, the listing of a day on which nothing aired.
    :param listed_at: a part of the URL of the listing that names a story.
    :param charset: that of its pages.
    :param story_urls: URLs of stories in every form the source knows, each with the story's id.
    :param not_stories: URLs on its site that are no story's.
    :param days_in_urls: URLs of stories with the day that they carry, None for none.
    """

    layouts: Mapping[str, MadeLayout]
    listing: Callable[[Sequence[str]], str]
    listed_at: Callable[[StorySheet], str]
    charset: str = "utf-8"
    story_urls: Mapping[str, str]
    not_stories: tuple[str, ...]
    days_in_urls: Mapping[str, date | None]
