"""Quote check: a quotation, or every one of a draft, beside what is on record."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from jobs.given_text import bare_quotation
from jobs.named_speakers import NamedSpeakers
from jobs.quote import differs_by_correction, more_lines, shown, speaker_of, verdict_line
from jobs.quote_draft import VERDICT_WORDS, check, summed_up
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
from scraper.quotations.verdict import DIFFERENCES, Finding, Match, PieceKind, Verdict

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
#: "Changed" reads on a page as if the publisher had changed something.
_WORDS = VERDICT_WORDS | {Verdict.CHANGED: "with different words"}
_WORDS_DIFFER = "The words differ."
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
    """A quotation with its verdict.

    :ivar differs: it has other words than what was said.
    :ivar is_corrected: it has other words because the publisher corrected what it quotes.
    """

    finding: Finding
    line: int | None
    verdict: str
    more: list[str]
    matches: list[ShownMatch]
    differs: bool
    is_corrected: bool

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
        summary=summed_up([one.finding for one in found], _WORDS),
    )


def _findings(archive: Archive, text: str, speaker: str) -> tuple[list[_Found], int]:
    """One quotation where the text is one, else each that stands in quotation marks, with its line
    in the draft; and how many more there are.
    """
    bare = without_marks(text)
    quotations = read_draft(text, Format.MARKDOWN) if bare == text else []
    if quotations:
        checked = check(archive, quotations[:_MOST])
        return [(one.finding, one.quoted.line) for one in checked], len(quotations[_MOST:])
    named = NamedSpeakers(archive).given(speaker) if speaker else None
    return [(find(bare_quotation(bare), archive.quotations, named), None)], 0


def _shown(found: Finding, line: int | None, allowance: Allowance) -> ShownFinding:
    is_corrected = differs_by_correction(found)
    passages = shown(found)[:_PASSAGES]
    matches = [_match(one, allowance, is_corrected=is_corrected) for one in passages]
    differs = any(one.match.differences for one in matches)
    is_closed = any(allowance.is_closed(one.passage.story.transcript_id) for one in passages)
    is_other = found.verdict == Verdict.CHANGED and not found.is_corrected_since
    return ShownFinding(
        found,
        line,
        _WORDS_DIFFER if is_other else verdict_line(found, day),
        list(more_lines(found, differences=not is_closed, quoted_first=True)),
        matches,
        differs and not is_corrected,
        differs and is_corrected,
    )


def _match(match: Match, allowance: Allowance, *, is_corrected: bool) -> ShownMatch:
    number = str(permanent_id(match.passage.story, match.turns[0]))
    names = ("published", "now") if is_corrected else ("quoted", "said")
    return ShownMatch(match, speaker_of(match), number, _words(match, allowance, *names))


def _words(match: Match, allowance: Allowance, quoted_is: str, said_is: str) -> Markup:
    """The passage as it stands on record, with elements around what the quotation has, and what it
    has instead; these are named for those who can't see how they are drawn.
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
            quoted = Markup('<del><span class="hidden">{}: </span>{}</del>').format(
                quoted_is, one.quoted
            )
            said = Markup('<ins><span class="hidden">{}: </span>{}</ins>').format(
                said_is, on_record
            )
            made += quoted if one.quoted and begins else Markup()
            made += _SPACE if one.quoted and begins else Markup()
            made += said if one.said else Markup()
            made += _SPACE + quoted if one.quoted and not begins else Markup()
    return made
