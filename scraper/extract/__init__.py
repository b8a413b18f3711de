"""Bytes in, a value out: who said what on a page.

:func:`extract` is pure (no clock, network, database or globals) and total: it raises for no page.
A page it can't read is :class:`~scraper.model.Quarantined` with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser

from scraper.charset import to_utf8, unmangled
from scraper.errors import HostileMarkup
from scraper.extract.content_hash import content_hash
from scraper.extract.doubts import (
    doubt_of,
    lines_of,
    opens_with_speech,
    reads_like_a_transcript,
)
from scraper.extract.layout import find_speech
from scraper.extract.metadata import (
    Calendar,
    Metadata,
    clean_title,
    program_named,
    program_said,
    read_metadata,
    read_moment,
    settled_day,
)
from scraper.extract.selectors import select, select_first
from scraper.extract.speakers import resolve
from scraper.extract.text_rendering import read_text
from scraper.extract.turns import draft_turns
from scraper.extract.walls import wall
from scraper.markup import parse_html
from scraper.model import (
    NoTranscript,
    Outcome,
    Page,
    Quarantined,
    StoryRef,
    Transcript,
    Turn,
)
from scraper.sources.base import Source
from scraper.sources.urls import tidy

__all__ = ["EXTRACTOR", "content_hash", "extract"]

#: Version of the extractor's rules, kept with every record: a later one may read pages better.
EXTRACTOR = "2"

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
#: Comments and scripts stand behind a page's end, but not many.
_TAIL = 8192
#: Of the first paragraphs one may say when the story aired.
_ABOVE = 5
_ENDS_SENTENCE = '.?!…)"”’]'
_MARKUP = (b"<html", b"<body", b"<div", b"<p>", b"<p ", b"<table", b"<article", b"<!doctype")


def extract(page: Page, source: Source, ref: StoryRef | None = None) -> Outcome:
    """What ``page`` of ``source`` holds.

    :param ref: the story that was asked for. Where the page's own URL names one, that counts
        more; where neither is known, what the page says of itself.
    """
    try:
        return _extract(page, source, ref)
    except HostileMarkup as error:
        return Quarantined(_asked(page, source, ref), str(error))
    except RecursionError:
        reason = "the page's elements are nested too deep to be read"
        return Quarantined(_asked(page, source, ref), reason)
    except Exception as error:  # total by contract: the page is kept and can be read again
        return Quarantined(ref, f"extractor failed: {type(error).__name__}: {error}")


def not_a_page(body: bytes) -> str | None:
    """Why ``body`` can't be a page at all, None when it may be one."""
    if not body or body.isspace():
        return "the page is empty"
    start = body[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if b"\0" in start or controls * 20 > len(start):
        return "this is not a page but binary data"
    return None


def is_html(body: bytes) -> bool:
    """True when ``body`` has the markup of a page; a text rendering has none."""
    start = body[:2048].lower()
    if any(tag in start for tag in _MARKUP):
        return True
    rest = body[2048:65_536].lower()
    return any(tag in rest for tag in _MARKUP)


def _is_whole(body: bytes) -> bool:
    """True when the page's markup is closed: one that was cut short must not land in part."""
    tail = body[-_TAIL:]
    if b"</body" in tail or b"</html" in tail:
        return True
    tail = tail.lower()
    return b"</body" in tail or b"</html" in tail


def _extract(page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    if reason := not_a_page(page.body):
        return Quarantined(ref, reason)
    body = unmangled(to_utf8(page.body, page.content_type))
    ref = _asked(page, source, ref)
    if is_html(body):
        outcome = _from_html(body, page, source, ref)
    else:
        outcome = _from_text(body.decode("utf-8", "replace"), page, source, ref)
    if not outcome.noarchive and "noarchive" in page.headers.get("x-robots-tag", "").casefold():
        outcome = replace(outcome, noarchive=True)
    return outcome


def _asked(page: Page, source: Source, ref: StoryRef | None) -> StoryRef | None:
    """The story that the page's own URL names, else the one that was asked for."""
    answered = source.identify(page.url) if page.url is not None else None
    return answered or ref


def _from_html(body: bytes, page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    tree = parse_html(body)
    facts = read_metadata(tree, source, page.url, fetched_at=page.fetched_at)
    ref = ref or facts.ref
    if not _is_whole(body):
        return Quarantined(ref, "the page is cut short: its markup is not closed", facts.noarchive)
    speech = find_speech(tree, source.layouts)
    if speech is None and facts.not_a_story:
        reason = f"it is no story's page: it calls itself {facts.not_a_story}"
        return Quarantined(ref, reason, facts.noarchive)
    if ref is None:
        return Quarantined(None, "the page doesn't say which story it is", facts.noarchive)
    if speech is None:
        if select_first(tree, source.story_marks) is None:
            reason = wall(tree) or f"no layout of {source.name} fits the page"
            return Quarantined(ref, reason, facts.noarchive)
        if any(reads_like_a_transcript(lines, source) for lines in lines_of(tree)):
            reason = f"it reads like a transcript, but no layout of {source.name} fits it"
            return Quarantined(ref, reason, facts.noarchive)
        elsewhere = _transcript_elsewhere(tree, source, page.url)
        return _no_transcript(ref, elsewhere, facts.noarchive)
    if (doubt := speech.doubt or doubt_of(speech, source)) is not None:
        return Quarantined(ref, doubt, facts.noarchive)
    if speech.layout.shared:
        if not reads_like_a_transcript(speech.paragraphs, source):
            return _no_transcript(ref, None, facts.noarchive)
        if not opens_with_speech(speech.paragraphs, source):
            reason = "written text and transcript share a block, and nothing parts them"
            return Quarantined(ref, reason, facts.noarchive)
    paragraphs, notices = _without_notices(speech.paragraphs, source)
    notices = [*speech.rights, *notices]
    rights = next((line for line in notices if "copyright" in line.casefold()), facts.rights)
    return _record(paragraphs, facts, source, ref, page, speech.layout.name, rights)


def _without_notices(paragraphs: Sequence[str], source: Source) -> tuple[list[str], list[str]]:
    """The paragraphs of speech, and the newsroom's notices among and behind them."""
    begins = source.disclaimers
    speech: list[str] = []
    notices: list[str] = []
    for paragraph in paragraphs:
        (notices if paragraph.startswith(begins) else speech).append(paragraph)
    if speech:  # "(SOUNDBITE OF MUSIC) Transcript provided by …": a notice in the last paragraph
        last = speech[-1]
        cuts = (last.find(f" {begin}") for begin in begins)
        cut = min((at for at in cuts if at > 0 and last[at - 1] in _ENDS_SENTENCE), default=-1)
        if cut > 0:
            speech[-1:] = [last[:cut].rstrip()]
            notices.append(last[cut:].strip())
    return speech, notices


def _aired(paragraphs: list[str], source: Source) -> date | None:
    """The day that the line above the speech names; the line is taken away."""
    if source.air_line is None:
        return None
    for at, paragraph in enumerate(paragraphs[:_ABOVE]):
        if found := source.air_line.match(paragraph):
            del paragraphs[at]
            moment = read_moment(found.group(1))
            return moment.date() if isinstance(moment, datetime) else moment
    return None


def _from_text(text: str, page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    if ref is None:
        return Quarantined(None, "the text doesn't say which story it is; give its URL")
    rendering = read_text(text, source)
    if rendering is None:
        return NoTranscript(ref, "no label in the text, so no transcript")
    facts = Metadata(
        title=clean_title(rendering.title, source),
        teaser=rendering.teaser,
        program=program_named(rendering.program, source) or source.program_in(ref.url),
    )
    return _record(rendering.paragraphs, facts, source, ref, page, "text", rendering.rights)


def _record(
    paragraphs: Sequence[str],
    facts: Metadata,
    source: Source,
    ref: StoryRef,
    page: Page,
    layout: str,
    rights: str | None,
) -> Transcript | Quarantined:
    """The transcript that ``paragraphs`` and ``facts`` make, or why they make none."""
    paragraphs = list(paragraphs)
    printed = _aired(paragraphs, source)
    drafts = draft_turns(paragraphs, source.calls_itself)
    speakers, who = resolve(
        drafts, facts.names, source.calls_itself, labels_hosts=source.labels_hosts
    )
    if not drafts:
        return Quarantined(ref, "the transcript block is empty", facts.noarchive)
    if not any(draft.label for draft in drafts) and not speakers:
        return Quarantined(ref, "no label in the transcript block", facts.noarchive)
    turns = tuple(
        Turn(draft.label.printed if draft.label else None, draft.kind, draft.text, index)
        for draft, index in zip(drafts, who, strict=True)
    )
    url = facts.story_url or _best_url(ref, page.url, source)
    calendar = Calendar(source, source.zone_of(url), page.fetched_at)
    opening = next((turn.text for turn in turns if turn.kind == "speech"), "")
    return Transcript(
        ref=ref,
        url=url,
        turns=turns,
        speakers=speakers,
        content_hash=content_hash(turns),
        title=facts.title,
        program=facts.program or program_said(opening, source) or source.only_program,
        aired_on=settled_day(printed, facts.aired_on, url, calendar),
        published_at=facts.published_at,
        modified_at=facts.modified_at,
        teaser=facts.teaser,
        duration_s=facts.duration_s,
        audio_url=facts.audio_url,
        language=facts.language,
        rights=rights,
        layout=layout,
        noarchive=facts.noarchive,
        newsroom=source.people_of,
    )


def _best_url(ref: StoryRef, page_url: str | None, source: Source) -> str:
    """The URL to cite: one with the story's date in it, else the canonical one."""
    for url in (page_url, ref.found_url):
        if url and source.story_date(at_home := tidy(source.at_home(url))):
            return at_home.partition("?")[0]
    return ref.url


def _transcript_elsewhere(
    tree: LexborHTMLParser, source: Source, page_url: str | None
) -> StoryRef | None:
    """The story that the page's "Transcript" link leads to."""
    if source.transcript_link is None:
        return None
    for node in select(tree, source.transcript_link):
        href = node.attributes.get("href")
        if href and (ref := source.identify(source.absolute(href, page_url))):
            return ref
    return None


def _no_transcript(ref: StoryRef, elsewhere: StoryRef | None, noarchive: bool) -> NoTranscript:
    if elsewhere is None:
        return NoTranscript(ref, "the story page has no transcript", None, noarchive)
    if elsewhere == ref:
        reason = f"not on this page: its transcript has a page of its own, {ref.url}"
    else:
        reason = f"its audio is another story's, whose transcript is {elsewhere.url}"
    return NoTranscript(ref, reason, elsewhere, noarchive)
