"""Quote check: a quotation, or every one of a draft, beside what is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from jobs.given_text import given_quotation
from jobs.named_speakers import NamedSpeakers
from jobs.quote import more_lines, shown, speaker_of, verdict_line
from jobs.quote_draft import check, summed_up
from jobs.quote_words import shown_stretches
from jobs.web.asked import Answer, Asked
from jobs.web.rendering import day, page
from scraper.archive.quotations import permanent_id
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.quotations.drafts.blocks import Format
from scraper.quotations.drafts.quote_marks import without_marks
from scraper.quotations.drafts.reading import read_draft
from scraper.quotations.finding import find
from scraper.quotations.verdict import DIFFERENCES, Finding, Match, PieceKind

#: Characters of a draft, and quotations that are looked up at once.
_LONGEST, _MOST = 60_000, 60
#: Passages that are shown of a quotation.
_PASSAGES = 3
#: A space that is not copied with the record.
_SPACE = Markup('<span class="apart"> </span>')


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A passage beside a quotation: its words as HTML, what differs marked."""

    match: Match
    who: str
    permanent_id: str
    words: Markup


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A quotation with its verdict."""

    finding: Finding
    line: int | None
    verdict: str
    more: list[str]
    matches: list[ShownMatch]
    differs: bool

    @property
    def outcome(self) -> str:
        """The class of its heading."""
        if self.finding.is_corrected_since:
            return "corrected-since"
        return "holds" if self.finding.holds else "differs"


def quote(archive: Archive, asked: Asked) -> Answer:
    """The form, and what is on record of what was pasted into it."""
    text, speaker = asked.text("text"), asked.text("speaker")
    if len(text) > _LONGEST:
        raise UsageError(
            f"That is longer than {_LONGEST:,} characters. Check a part of it, or the file with"
            " `onrecord quote`."
        )
    found = list(_findings(archive, text, speaker)) if text else []
    return page(
        asked,
        "quote.html",
        text=text,
        speaker=speaker,
        found=found,
        most=_MOST,
        differs=any(one.differs for one in found),
        lines=text.count("\n") > 0,
        summary=summed_up([one.finding for one in found]),
    )


def _findings(archive: Archive, text: str, speaker: str) -> Iterator[ShownFinding]:
    """One quotation where the text is one, else each that stands in quotation marks."""
    bare = without_marks(text)
    quotations = read_draft(text, Format.MARKDOWN) if bare == text else []
    if quotations:
        for one in check(archive, quotations[:_MOST]):
            yield _shown(one.finding, one.quoted.line)
    else:
        named = NamedSpeakers(archive).given(speaker) if speaker else None
        yield _shown(find(given_quotation(bare), archive.quotations, named), None)


def _shown(found: Finding, line: int | None) -> ShownFinding:
    matches = [_match(one) for one in shown(found)[:_PASSAGES]]
    differs = any(one.match.differences for one in matches)
    return ShownFinding(
        found, line, verdict_line(found, day), list(more_lines(found)), matches, differs
    )


def _match(match: Match) -> ShownMatch:
    number = str(permanent_id(match.passage.story, match.turns[0]))
    return ShownMatch(match, speaker_of(match), number, _words(match))


def _words(match: Match) -> Markup:
    """The passage as it stands on record, with elements around what the quotation has, and what it
    has instead.
    """
    made = Markup()
    for one in shown_stretches(match):
        if one.kind == PieceKind.SAME:
            made += Markup("<mark>{}</mark>").format(one.said)
        elif one.kind not in DIFFERENCES:
            made += escape(one.said)
        else:
            begins = not made or made.endswith(" ")
            quoted = Markup('<del><span class="hidden">quoted: </span>{}</del>').format(one.quoted)
            said = Markup('<ins><span class="hidden">said: </span>{}</ins>').format(one.said)
            made += quoted if one.quoted and begins else Markup()
            made += _SPACE if one.quoted and begins else Markup()
            made += said if one.said else Markup()
            made += _SPACE + quoted if one.quoted and not begins else Markup()
    return made
