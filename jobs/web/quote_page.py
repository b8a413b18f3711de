"""Quote check: a quotation, or every one of a draft, beside what is on record."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from jobs.given_text import bare_quotation
from jobs.named_speakers import NamedSpeakers
from jobs.quote import more_lines, shown, speaker_of, verdict_line
from jobs.quote_draft import check, summed_up
from jobs.quote_words import shown_stretches
from jobs.web.asked import Answer, Asked
from jobs.web.closed import Allowance
from jobs.web.rendering import day, page
from jobs.web.sentences import as_sentence
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
_TOO_LONG = (
    f"That is longer than {_LONGEST:,} characters. Check a part of it, or the file with"
    " `onrecord quote --file`."
)
#: What was found of a quotation, and its line in a draft.
_Found = tuple[Finding, int | None]
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
    findings: list[_Found] = []
    wrong, left_out = None, 0
    if len(text) > _LONGEST:
        wrong = _TOO_LONG
    elif text:
        try:
            findings, left_out = _findings(archive, text, speaker)
        except UsageError as error:
            wrong = as_sentence(str(error))
    passages = {one.passage.story.transcript_id for it, _ in findings for one in shown(it)}
    allowance = Allowance(asked.closed(archive, passages))
    found = [_shown(one, line, allowance) for one, line in findings]
    return page(
        asked,
        "quote.html",
        400 if wrong else 200,
        text=text,
        wrong=wrong,
        speaker=speaker,
        found=found,
        most=_MOST,
        left_out=left_out,
        differs=any(one.differs for one in found),
        lines=text.count("\n") > 0,
        summary=summed_up([one.finding for one in found]),
    )


def _findings(archive: Archive, text: str, speaker: str) -> tuple[list[_Found], int]:
    """One quotation where the text is one, else each that stands in quotation marks, with its line
    in the draft; and how many more there are.
    """
    bare = without_marks(text)
    quotations = read_draft(text, Format.MARKDOWN) if bare == text else []
    if quotations:
        checked = check(archive, quotations[:_MOST])
        found: list[tuple[Finding, int | None]] = [
            (one.finding, one.quoted.line) for one in checked
        ]
        return found, len(quotations[_MOST:])
    named = NamedSpeakers(archive).given(speaker) if speaker else None
    return [(find(bare_quotation(bare), archive.quotations, named), None)], 0


def _shown(found: Finding, line: int | None, allowance: Allowance) -> ShownFinding:
    passages = shown(found)[:_PASSAGES]
    matches = [_match(one, allowance) for one in passages]
    differs = any(one.match.differences for one in matches)
    is_closed = any(allowance.is_closed(one.passage.story.transcript_id) for one in passages)
    more = list(more_lines(found, differences=not is_closed))
    return ShownFinding(found, line, verdict_line(found, day), more, matches, differs)


def _match(match: Match, allowance: Allowance) -> ShownMatch:
    number = str(permanent_id(match.passage.story, match.turns[0]))
    return ShownMatch(match, speaker_of(match), number, _words(match, allowance))


def _words(match: Match, allowance: Allowance) -> Markup:
    """The passage as it stands on record, with elements around what the quotation has, and what it
    has instead.
    """
    made, transcript_id = Markup(), match.passage.story.transcript_id
    for one in shown_stretches(match):
        if one.kind == PieceKind.SAME:
            made += Markup("<mark>{}</mark>").format(one.said)
            continue
        on_record = allowance.take(transcript_id, one.said)
        if on_record.strip() == "…" and made.rstrip().endswith("…"):
            continue
        if one.kind not in DIFFERENCES:
            made += escape(on_record)
        else:
            begins = not made or made.endswith(" ")
            quoted = Markup('<del><span class="hidden">quoted: </span>{}</del>').format(one.quoted)
            said = Markup('<ins><span class="hidden">said: </span>{}</ins>').format(on_record)
            made += quoted if one.quoted and begins else Markup()
            made += _SPACE if one.quoted and begins else Markup()
            made += said if one.said else Markup()
            made += _SPACE + quoted if one.quoted and not begins else Markup()
    return made
