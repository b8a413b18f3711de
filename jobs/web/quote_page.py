"""Quote check: a quotation, or every one of a draft, beside what is on record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from jobs.given_text import given_quotation
from jobs.named_speakers import NamedSpeakers
from jobs.quote import more_lines, shown, speaker_of, verdict_line
from jobs.quote_draft import VERDICT_WORDS, check
from jobs.terminal import clipped
from jobs.web.asked import Answer, Asked
from jobs.web.rendering import page
from scraper.archive.quotations import permanent_id
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.quotations.drafts.blocks import Format
from scraper.quotations.drafts.quote_marks import without_marks
from scraper.quotations.drafts.reading import read_draft
from scraper.quotations.finding import find
from scraper.quotations.verdict import Finding, Match, Piece, PieceKind, Verdict

#: Characters of a draft, and quotations that are looked up at once.
_LONGEST, _MOST = 60_000, 60
#: Passages that are shown of a quotation.
_PASSAGES = 3
#: Words around a quotation, in the turns that hold it.
_AROUND = 12
#: Words at either end of a long stretch.
_CLIPPED = 30
#: What stands close to the word before it.
_TIGHT = re.compile(r"[.,;:?!)\u201d]")


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


def quote(archive: Archive, asked: Asked) -> Answer:
    """The form, and what is on record of what was pasted into it."""
    text, speaker = asked.text("text"), asked.text("speaker")
    if len(text) > _LONGEST:
        raise UsageError(
            f"That is longer than {_LONGEST:,} characters; check a part of it, or the file with"
            " onrecord quote."
        )
    found = list(_findings(archive, text, speaker)) if text else []
    counts = Counter(one.finding.verdict for one in found)
    return page(
        asked,
        "quote.html",
        text=text,
        speaker=speaker,
        found=found,
        most=_MOST,
        summary=[(counts[one], VERDICT_WORDS[one]) for one in Verdict if counts[one]],
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
    return ShownFinding(found, line, verdict_line(found), list(more_lines(found)), matches)


def _match(match: Match) -> ShownMatch:
    number = str(permanent_id(match.passage.story, match.turns[0]))
    return ShownMatch(match, speaker_of(match), number, _words(match))


def _words(match: Match) -> Markup:
    """The words of a passage with a few around them, spaces where they belong."""
    before, behind = match.before.split(), match.behind.split()
    stretches = [escape(" ".join(before[-_AROUND:]))]
    if len(before) > _AROUND:
        stretches.insert(0, escape("…"))
    stretches += [stretch for piece in match.pieces for stretch in _stretches(piece)]
    stretches.append(escape(" ".join(behind[:_AROUND])))
    if len(behind) > _AROUND:
        stretches.append(escape("…"))
    made = Markup()
    for stretch in filter(None, stretches):
        is_tight = not made or _TIGHT.match(stretch)
        made += stretch if is_tight else Markup(" ") + stretch
    return made


def _stretches(piece: Piece) -> Iterator[Markup]:
    said, quoted = (escape(clipped(text, 2 * _CLIPPED)) for text in (piece.said, piece.quoted))
    if piece.kind == PieceKind.SAME:
        yield Markup("<mark>{}</mark>").format(said)
    elif piece.kind in (PieceKind.OMISSION, PieceKind.INSERTION):
        yield quoted
        if said:
            yield Markup('<span class="quiet">({})</span>').format(said)
    else:
        if quoted:
            yield Markup('<del><span class="hidden">quoted: </span>{}</del>').format(quoted)
        if said:
            yield Markup('<ins><span class="hidden">said: </span>{}</ins>').format(said)
