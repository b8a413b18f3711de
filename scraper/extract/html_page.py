"""Reading an HTML page in steps, each of which can end the reading with an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from scraper.error_pages import error_page
from scraper.extract.account import Account, Piece, PieceKind
from scraper.extract.blocks import SpeechBlock, find_speech
from scraper.extract.chrome import is_seen
from scraper.extract.dates import find_date
from scraper.extract.label_jobs import OwnNames
from scraper.extract.metadata import Metadata, read_metadata
from scraper.extract.page_form import END_MARK, is_whole, with_end_mark
from scraper.extract.record import StoryPage, make_record, names_of
from scraper.extract.selectors import select, select_first
from scraper.extract.written import (
    are_a_transcript,
    lines_of,
    reads_like_a_transcript,
    written_beside,
)
from scraper.markup import refuse_hostile
from scraper.model import NoTranscript, Outcome, Page, Quarantined, StoryRef
from scraper.sources.base import Source

#: Of the first paragraphs one may say when the story aired.
_ABOVE = 5


@dataclass(slots=True)
class _Reading:
    """A page on its way through the steps."""

    body: bytes
    source: Source
    page: Page
    tree: LexborHTMLParser
    facts: Metadata
    ref: StoryRef | None
    own: OwnNames
    speech: SpeechBlock | None = None
    printed_day: date | None = None

    def quarantined(self, reason: str) -> Quarantined:
        return Quarantined(self.ref, reason, self.facts.noarchive)


def read_html(body: bytes, page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    """What a page of markup holds."""
    reading = _begin(body, page, source, ref)
    for step in _STEPS:
        outcome = step(reading)
        if outcome is not None:
            return outcome
    return _record(reading)


def account_of(body: bytes, page: Page, source: Source) -> Account | None:
    """The account of a page of markup, None if no layout of the source fits it."""
    reading = _begin(body, page, source, None)
    _find(reading)
    return reading.speech.account if reading.speech else None


def _begin(body: bytes, page: Page, source: Source, ref: StoryRef | None) -> _Reading:
    refuse_hostile(body)
    tree = LexborHTMLParser(with_end_mark(body))
    facts = read_metadata(tree, source, page.url, fetched_at=page.fetched_at)
    own = names_of(source, facts.program)
    return _Reading(body, source, page, tree, facts, ref or facts.ref, own)


def _find(reading: _Reading) -> Outcome | None:
    """Find the speech; the line that says when it aired is a fact and no speech."""
    speech = find_speech(reading.tree, reading.source, reading.own)
    if speech is not None and reading.source.air_line is not None:
        pieces = list(speech.account.pieces)
        for at, piece in enumerate(pieces[:_ABOVE]):
            if reading.source.air_line.match(piece.text):
                reading.printed_day = find_date(piece.text)
                pieces[at] = Piece(PieceKind.CHROME, piece.text, "air line")
                speech = replace(speech, account=replace(speech.account, pieces=tuple(pieces)))
                break
    reading.speech = speech
    return None


def _without_teaser(reading: _Reading) -> Outcome | None:
    """Title and teaser that stand again above the first label are no speech."""
    if reading.speech is None or reading.speech.hidden:
        return None
    pieces = list(reading.speech.account.pieces)
    said = {reading.facts.title, reading.facts.teaser} - {None}
    again = [
        at
        for at, piece in enumerate(pieces[:_ABOVE])
        if piece.kind is PieceKind.SPEECH and piece.text in said
    ]
    for at in again:
        pieces[at] = Piece(PieceKind.CHROME, pieces[at].text, "teaser")
    if again:
        reading.speech = replace(
            reading.speech, account=replace(reading.speech.account, pieces=tuple(pieces))
        )
    return None


def _is_cut_short(reading: _Reading) -> Outcome | None:
    end = select_first(reading.tree, END_MARK)
    if not is_whole(reading.body) or end is None or not is_seen(end):
        return reading.quarantined("the page is cut short: its markup is not closed")
    return None


def _is_no_story(reading: _Reading) -> Outcome | None:
    if reading.speech is None and reading.facts.not_a_story:
        return reading.quarantined(
            f"it is no story's page: it calls itself {reading.facts.not_a_story}"
        )
    if reading.ref is None:
        return Quarantined(None, "the page doesn't say which story it is", reading.facts.noarchive)
    return None


def _has_no_speech(reading: _Reading) -> Outcome | None:
    """A story page without a transcript, or none that a layout knows."""
    if reading.speech is not None:
        if reading.speech.hidden:
            return reading.quarantined("its transcript is hidden from readers")
        return None
    source, tree = reading.source, reading.tree
    if select_first(tree, source.story_marks) is None:
        return reading.quarantined(error_page(tree) or f"no layout of {source.name} fits the page")
    mixed = any(layout.labels for layout in source.layouts)
    if any(reads_like_a_transcript(lines, reading.own, mixed=mixed) for lines in lines_of(tree)):
        return reading.quarantined(
            f"it reads like a transcript, but no layout of {source.name} fits it"
        )
    return _no_transcript(reading, _transcript_elsewhere(reading))


def _is_doubtful(reading: _Reading) -> Outcome | None:
    """A block whose account does not work out, or that says there is no transcript."""
    assert reading.speech is not None
    account = reading.speech.account
    if account.problem is not None:
        return reading.quarantined(account.problem)
    speech = account.of_kind(PieceKind.SPEECH)
    says = reading.source.says_no_transcript
    if says is not None and len(speech) == 1 and says.match(speech[0].text):
        return NoTranscript(
            reading.ref, f"the page says: {speech[0].text}", None, reading.facts.noarchive
        )
    return None


def _shares_its_block(reading: _Reading) -> Outcome | None:
    """A block that written stories have, too."""
    assert reading.speech is not None
    if not reading.speech.layout.shared:
        return None
    pieces = reading.speech.account.pieces
    transcript = are_a_transcript(pieces, reading.own)
    if transcript is None:
        return reading.quarantined("it has labels, but too few to tell a transcript from writing")
    if not transcript:
        return _no_transcript(reading, None)
    reason = written_beside(pieces, reading.own)
    return reading.quarantined(reason) if reason else None


_STEPS: tuple[Callable[[_Reading], Outcome | None], ...] = (
    _is_cut_short,
    _find,
    _is_no_story,
    _has_no_speech,
    _without_teaser,
    _is_doubtful,
    _shares_its_block,
)


def _record(reading: _Reading) -> Outcome:
    assert reading.speech is not None
    assert reading.ref is not None
    pieces = reading.speech.account.pieces
    notices = [piece.text for piece in pieces if piece.kind is PieceKind.LEGAL]
    rights = next(
        (line for line in notices if "copyright" in line.casefold()), reading.facts.rights
    )
    layout = reading.speech.layout.name
    page = StoryPage(reading.ref, reading.source, reading.page, layout, reading.printed_day)
    return make_record(pieces, reading.facts, page, rights)


def _transcript_elsewhere(reading: _Reading) -> StoryRef | None:
    """The story that the page's "Transcript" link leads to."""
    source = reading.source
    if source.transcript_link is None:
        return None
    for node in select(reading.tree, source.transcript_link):
        href = node.attributes.get("href")
        if href and (ref := source.identify(source.absolute(href, reading.page.url))):
            return ref
    return None


def _no_transcript(reading: _Reading, elsewhere: StoryRef | None) -> NoTranscript:
    ref, noarchive = reading.ref, reading.facts.noarchive
    assert ref is not None
    if elsewhere is None:
        return NoTranscript(ref, "the story page has no transcript", None, noarchive)
    if elsewhere == ref:
        reason = f"not on this page: its transcript has a page of its own, {ref.url}"
    else:
        reason = f"its audio is another story's, whose transcript is {elsewhere.url}"
    return NoTranscript(ref, reason, elsewhere, noarchive)
