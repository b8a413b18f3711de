"""How much of what was said an export passes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from scraper.archive.corpus import CorpusStory

#: Stands for the reason why a transcript is in doubt, which may quote the page.
_DOUBT = "the current rules can't read its page"


class Words(StrEnum):
    """Whose words are written.

    ``PUBLIC`` withholds those of stories whose pages ask for ``noarchive``
    (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
    """

    ALL = "all"
    PUBLIC = "public"
    NONE = "none"


def passed_on(stories: Iterable[CorpusStory], words: Words) -> Iterator[CorpusStory]:
    """The stories, without what must not be passed on of each."""
    for story in stories:
        if words == Words.NONE or (words == Words.PUBLIC and story.asks_noarchive):
            yield _withheld(story)
        else:
            yield story


def _withheld(story: CorpusStory) -> CorpusStory:
    """Who spoke and how much, the facts, the hashes and the ids, and none of what was said."""
    doubt = None if story.row.doubt is None else _DOUBT
    return replace(
        story,
        row=replace(story.row, teaser=None, doubt=doubt),
        turns=[replace(turn, text=None) for turn in story.turns],
        notes=[],
        is_withheld=True,
    )
