"""The hits of a search with what their reader may see of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from jobs.web.asked import Asked
from jobs.web.closed import quoted_turns
from jobs.web.rendering import marked_at
from scraper.archive.records.reading import SpokenTurn
from scraper.archive.search import HIT_END, HIT_START, Hit, Phrase, marked_spans, phrases_of
from scraper.archive.store import Archive

#: Hits on a page that have turns around them.
_WITH_CONTEXT = 50
#: Characters of a turn that are shown with those around it.
_LONGEST = 900


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as its reader sees it.

    :ivar is_closed: its transcript is closed to the reader.
    :ivar snippet: the words around what was found, marked; None where the reader may not see them.
    :ivar text: the turn, of a closed transcript only the snippet; None where there is none.
    :ivar marked: the turn, not all of a long one, with what was found in it marked.
    :ivar before: the turn before it; ``after`` the one behind it. None where there is none, or it
        is closed.
    """

    hit: Hit
    is_closed: bool
    snippet: str | None
    text: str | None
    before: SpokenTurn | None = None
    after: SpokenTurn | None = None
    marked: Markup | None = None


def shown_hits(
    archive: Archive,
    asked: Asked,
    query: str,
    hits: Sequence[Hit],
    *,
    context: int = _WITH_CONTEXT,
) -> list[ShownHit]:
    """The hits with what their pages allow to be shown of them.

    :param query: the words that were looked for.
    :param context: how many of them have the turns around them; 0 where nothing is shown but the
        hits themselves.
    """
    closed = asked.closed(archive, {hit.transcript_id for hit in hits})
    quoted = quoted_turns(archive, query, closed)
    phrases = phrases_of(query) if query and context else ()
    made = []
    for number, hit in enumerate(hits):
        if hit.transcript_id in closed:
            snippet = hit.snippet if (hit.transcript_id, hit.position) in quoted else None
            made.append(ShownHit(hit, True, snippet, snippet and _unmarked(snippet)))
            continue
        before = after = None
        if number < context:
            at = hit.position
            around = archive.records.turns(hit.transcript_id, at - 1, at + 1)
            before = next((turn for turn in around if turn.position < at), None)
            after = next((turn for turn in around if turn.position > at), None)
        marked = _marked(hit.text, phrases) if context else None
        made.append(ShownHit(hit, False, hit.snippet, hit.text, before, after, marked))
    return made


def _marked(text: str, phrases: Sequence[Phrase]) -> Markup:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return marked_at(shown, marked_spans(shown, phrases))


def _unmarked(snippet: str) -> str:
    return snippet.replace(HIT_START, "").replace(HIT_END, "")
