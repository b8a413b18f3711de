"""Citing a transcript or a turn, and what became of the words that a permanent id cites."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from jobs.citations import outcomes
from jobs.citations.bibtex import bibtex
from jobs.citations.citation import Citation
from jobs.citations.csl import csl
from jobs.citations.plain_text import plain_text
from jobs.citations.wikipedia import wikipedia
from jobs.cite import cited
from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.closed import first_words
from jobs.web.corrected import shown_difference
from jobs.web.rendering import page
from jobs.web.sentences import as_sentence
from scraper.archive.records.resolving import ResolvedAs, ResolvedTurn
from scraper.archive.store import Archive
from scraper.errors import UsageError, WordsGone
from scraper.permanent_id import PermanentId


def turn(archive: Archive, asked: Asked) -> Answer:
    """To the turn that a permanent id means now; where its words have changed, to how."""
    given = asked.text("id")
    wanted = PermanentId.parse(given)
    if wanted is None:
        raise NoSuchPage(
            f"“{given}” is not a permanent id, which looks like onrecord:npr/STORY#4~1234abcd."
        )
    found = archive.records.resolve(wanted)
    if found.row is None or found.position is None:
        raise NoSuchPage(_outcome(asked, found))
    address = asked.links.story(found.row.source, found.row.story_id, found.position)
    if found.outcome == ResolvedAs.CHANGED:
        address = asked.links("cite", id=given)
    return Answer("", status=302, headers={"location": address})


def cite(archive: Archive, asked: Asked) -> Answer:
    """The citation of a turn or a story in every form."""
    given = asked.text("id")
    if not given:
        raise UsageError("Choose a turn or transcript to cite.")
    try:
        found = cited(archive, given, asked.config.known_sources())
    except WordsGone as error:
        raise NoSuchPage(_named(asked, given, str(error))) from error
    except UsageError as error:
        raise NoSuchPage(f"{given} is not in this archive.") from error
    citation = found.citation
    is_closed = bool(asked.closed(archive, [citation.transcript_id]))
    if is_closed:
        citation = _short(citation)
    resolved = found.resolved
    is_told = resolved is not None and resolved.outcome not in (
        ResolvedAs.SAME,
        ResolvedAs.UNVERIFIED,
    )
    return page(
        asked,
        "cite.html",
        citation=citation,
        spoken=citation.spoken,
        outcome=_outcome(asked, resolved) if resolved and is_told else None,
        difference=shown_difference(resolved.difference, is_closed=is_closed)
        if resolved and is_told and resolved.difference
        else None,
        is_edited=found.is_edited,
        has_own_page=_has_own_page(citation, resolved),
        forms=[
            ("Text", plain_text(citation)),
            ("BibTeX", bibtex(citation)),
            ("Wikipedia", wikipedia(citation)),
            ("CSL-JSON", json.dumps([csl(citation)], ensure_ascii=False, indent=2)),
        ],
    )


def _has_own_page(citation: Citation, resolved: ResolvedTurn | None) -> bool:
    """Whether the cited words are on another page than the story's: some publishers have one for
    each transcript.
    """
    row = resolved.row if resolved else None
    return row is not None and citation.url.partition("#")[0] != row.url.partition("#")[0]


def _short(citation: Citation) -> Citation:
    """The citation with no more words than a short quotation has."""
    spoken = citation.spoken
    if spoken is None:
        return citation
    return replace(citation, spoken=replace(spoken, words=first_words(spoken.words)))


def _outcome(asked: Asked, found: ResolvedTurn) -> str:
    """What an id means now, as a sentence of a page."""
    return _with_title(asked, found.asked.source, outcomes.sentence(found))


def _named(asked: Asked, given: str, sentence: str) -> str:
    wanted = PermanentId.parse(given)
    return as_sentence(sentence) if wanted is None else _with_title(asked, wanted.source, sentence)


def _with_title(asked: Asked, source: str, sentence: str) -> str:
    """A sentence in which a story is called "NPR story 1234", not "npr 1234"."""
    called = re.sub(
        rf"\b{re.escape(source)} (?=\S)", f"{asked.source_title(source)} story ", sentence, count=1
    )
    return as_sentence(called)
