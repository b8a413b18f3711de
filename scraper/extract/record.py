"""Making a record from the pieces and the facts of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scraper.content_hash import content_hash
from scraper.extract.account import Piece
from scraper.extract.headlines import program_said
from scraper.extract.label_jobs import OwnNames, own_names
from scraper.extract.metadata import Metadata
from scraper.extract.page_dates import Calendar, settled_day
from scraper.extract.speakers import resolve
from scraper.extract.turns import Draft, draft_turns
from scraper.extract.version import EXTRACTOR
from scraper.model import Note, Page, Quarantined, StoryRef, Transcript, Turn
from scraper.sources.base import Source
from scraper.urls import tidy

#: So many heads that the grammar can't read, and this share of all labels, are too many.
_MANY_UNREAD, _UNREAD_SHARE = 4, 0.3


@dataclass(frozen=True, slots=True)
class StoryPage:
    """What is known about a page, other than its words: the story, the newsroom, the page as
    fetched, the layout that fits it, and the air date in the line above the speech.
    """

    ref: StoryRef
    source: Source
    page: Page
    layout: str
    printed_day: date | None = None


def names_of(source: Source, program: str | None) -> OwnNames:
    """The newsroom's names for the reading of labels."""
    return own_names(source.calls_itself, source.programs, program)


def make_record(
    pieces: Sequence[Piece], facts: Metadata, page: StoryPage, rights: str | None
) -> Transcript | Quarantined:
    """The transcript that ``pieces`` and ``facts`` make, or why they make none."""
    source = page.source
    url = facts.story_url or _best_url(page)
    own = names_of(source, facts.program)
    draft = draft_turns(pieces, own)
    speakers = resolve(draft.turns, facts.names, own, labels_hosts=source.labels_hosts)
    if reason := _refused(draft):
        return Quarantined(page.ref, reason, facts.noarchive)
    turns = tuple(
        [Turn(one.printed, one.kind, one.text, one.speaker, one.doubt) for one in draft.turns]
    )
    calendar = Calendar(source, source.zone_of(url), page.page.fetched_at)
    opening = next((turn.text for turn in turns if turn.kind == "speech"), "")
    return Transcript(
        ref=page.ref,
        url=url,
        turns=turns,
        speakers=speakers,
        content_hash=content_hash(turns),
        title=facts.title,
        program=facts.program or program_said(opening, source) or source.only_program,
        aired_on=settled_day(page.printed_day, facts.aired_on, url, calendar),
        published_at=facts.published_at,
        modified_at=facts.modified_at,
        teaser=facts.teaser,
        duration_s=facts.duration_s,
        audio_url=facts.audio_url,
        language=facts.language,
        rights=rights,
        layout=page.layout,
        noarchive=facts.noarchive,
        newsroom=source.people_of,
        notes=_notes(draft),
        extractor=EXTRACTOR,
    )


def _refused(draft: Draft) -> str | None:
    """Why the turns make no transcript."""
    if not draft.turns:
        return "the transcript block is empty"
    if not any(turn.printed for turn in draft.turns) and not any(
        turn.speaker is not None for turn in draft.turns
    ):
        return "no label in the transcript block"
    if not any(turn.text for turn in draft.turns if turn.kind == "speech"):
        return "no words follow the labels"
    if draft.without_words is not None:
        return f"no rule explains the text behind the label {draft.without_words!r}"
    labelled = sum(turn.printed is not None for turn in draft.turns)
    if draft.unread >= _MANY_UNREAD and draft.unread > _UNREAD_SHARE * labelled:
        unread = next(turn.printed for turn in draft.turns if turn.printed and turn.label is None)
        return f"{draft.unread} of {labelled} labels could not be read, for example {unread!r}"
    return None


def _notes(draft: Draft) -> tuple[Note, ...]:
    """The notes, each before the turn that follows it."""
    notes = []
    for note in draft.notes:
        follows = 0 if note.behind is None else draft.turns.index(note.behind) + 1
        before = follows if follows < len(draft.turns) else None
        notes.append(Note(before, note.kind, note.text))
    return tuple(notes)


def _best_url(page: StoryPage) -> str:
    """The URL to cite: one with the story's date in it, else the canonical one."""
    source = page.source
    for url in dict.fromkeys((page.page.url, page.ref.found_url)):
        if url and source.story_date(written := tidy(url)):
            return written.partition("?")[0]
    return page.ref.url
