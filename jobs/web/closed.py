"""What readers see of transcripts that are closed to them: facts and a few short quotations.

Which turns are quoted depends on the words that were looked for alone. So turning pages, other
filters and another order bring no more of a transcript.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from scraper.archive.search import Filters, Hit
from scraper.archive.store import Archive
from scraper.errors import QueryError

#: Quotations of a transcript, and words of each.
QUOTATIONS, WORDS = 3, 24


def quotations(archive: Archive, query: str, transcript_id: int) -> list[Hit]:
    """The turns of a closed transcript that are quoted where somebody looks for ``query``."""
    if not query:
        return []
    try:
        ids = archive.search.within(query, Filters(duplicates=True), [transcript_id])
    except QueryError:
        return []
    return archive.search.hits(sorted(ids)[:QUOTATIONS], query)


def quoted_turns(
    archive: Archive, query: str, transcripts: Collection[int]
) -> set[tuple[int, int]]:
    """The turns of closed transcripts that are quoted: transcript and position of each."""
    return {
        (hit.transcript_id, hit.position)
        for one in transcripts
        for hit in quotations(archive, query, one)
    }


def first_words(text: str, count: int = WORDS) -> str:
    """The first words of a text."""
    words = text.split()
    return text if len(words) <= count else f"{' '.join(words[:count])} …"


class Allowance:
    """How many words of closed transcripts an answer may still show beside what the reader brought
    along.

    :param closed: the closed transcripts.
    """

    def __init__(self, closed: Collection[int]) -> None:
        self._closed = frozenset(closed)
        self._shown: defaultdict[int, int] = defaultdict(int)

    def is_closed(self, transcript_id: int) -> bool:
        """Whether a transcript is one of them."""
        return transcript_id in self._closed

    def take(self, transcript_id: int, text: str) -> str:
        """As much of ``text`` as may be shown."""
        if transcript_id not in self._closed or not text.strip():
            return text
        left, count = WORDS - self._shown[transcript_id], len(text.split())
        self._shown[transcript_id] += min(left, count)
        if count <= left:
            return text
        space = " " if text[0].isspace() else ""
        return f"{space}{first_words(text, left).lstrip()} "
