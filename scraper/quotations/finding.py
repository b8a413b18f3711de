"""Finding a quotation: from its words to candidate passages, and to a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scraper.quotations.joining import parts_of
from scraper.quotations.judging import judge
from scraper.quotations.marks import Quotation, read_quotation
from scraper.quotations.passages import Passage, Passages
from scraper.quotations.search import Search, closeness, distinct, written
from scraper.quotations.speakers import Named, surname
from scraper.quotations.verdict import ABOUT_SPEAKER, Finding, Match, Verdict

#: Passages that are told.
_TOLD = 3
#: How much worse a match of the person named may be than one of another person.
_NEARLY = 0.1


def find(text: str, passages: Passages, named: Named | None = None) -> Finding:
    """What is on record of a quotation.

    :param named: who is said to have said it; None: anybody may have.
    """
    quotation = read_quotation(text)
    search = Search(quotation, passages)
    matches = search.matches()
    if named is not None and not any(_is_by(one, named) for one in matches[:1]):
        matches = distinct(sorted([*matches, *search.matches_of(named.ids)], key=closeness))
    finding = _decided(quotation, matches, named)
    if matches and matches[0].verdict != Verdict.VERBATIM:
        parts = parts_of(search, matches[0])
        if parts is not None and (named is None or _concern(parts, named)):
            finding = replace(finding, verdict=Verdict.JOINED, matches=tuple(parts))
    if finding.verdict == Verdict.VERBATIM:
        return replace(finding, places=search.places())
    if finding.verdict in ABOUT_SPEAKER and not finding.words_differ:
        return finding
    return _with_earlier(finding, search, named)


def _with_earlier(finding: Finding, search: Search, named: Named | None) -> Finding:
    """The finding with the wording, corrected since, that has the very words; of whoever is named
    where that is not in question already.
    """
    wanted = None if finding.verdict in ABOUT_SPEAKER else named
    quotation, passages = search.quotation, search.passages
    for one in passages.earlier(written(quotation, 0, len(quotation.words))):
        story = passages.around(one.transcript_id, 1, 1).story
        positions = {turn.position for turn in one.turns}
        for judged in judge(quotation, Passage(story, one.turns), positions):
            match = judged.match
            if match.verdict == Verdict.VERBATIM and _is_of(match, wanted, finding.matches):
                return replace(
                    finding,
                    earlier=match,
                    earlier_seen=one.seen_at,
                    corrected_at=one.corrected_at,
                )
    return finding


def _decided(quotation: Quotation, matches: list[Match], named: Named | None) -> Finding:
    """The verdict, from the passages alone."""
    if not matches or matches[0].verdict == Verdict.NOT_ON_RECORD:
        found = Finding(quotation.text, Verdict.NOT_ON_RECORD, tuple(matches[:_TOLD]))
    elif named is None:
        found = Finding(quotation.text, matches[0].verdict, tuple(matches[:_TOLD]))
    else:
        found = _attributed(quotation, matches, named)
    return replace(found, named=None if named is None else named.name)


def _attributed(quotation: Quotation, matches: list[Match], named: Named) -> Finding:
    """The verdict where somebody is named: theirs if they said nearly as much of it."""
    own = [match for match in matches if _is_by(match, named)]
    best = matches[0]
    if own and own[0].verdict != Verdict.NOT_ON_RECORD:
        close = own[0].score >= best.score - _NEARLY or own[0].verdict == Verdict.VERBATIM
        if close:
            told = (own[0], *(match for match in matches if match is not own[0]))
            return Finding(quotation.text, own[0].verdict, told[:_TOLD])
    if any(named.is_speaker(turn) for turn in best.turns) or not named.is_certain:
        return Finding(quotation.text, best.verdict, tuple(matches[:_TOLD]))
    may_be = [
        match
        for match in matches
        if match.verdict == best.verdict and any(named.may_be(turn) for turn in match.turns)
    ]
    if may_be:
        told = (may_be[0], *(match for match in matches if match is not may_be[0]))
        return Finding(quotation.text, Verdict.UNCERTAIN, told[:_TOLD])
    return Finding(quotation.text, Verdict.OTHER_SPEAKER, tuple(matches[:_TOLD]))


def _is_by(match: Match, named: Named) -> bool:
    return all(named.is_speaker(turn) for turn in match.turns)


def _is_of(earlier: Match, named: Named | None, matches: Sequence[Match]) -> bool:
    """True if the speaker of an earlier wording, known by name alone, may be who is named."""
    if named is None or not named.is_certain or not earlier.speakers:
        return True
    turns = (turn for match in matches for turn in match.turns)
    own = {turn.speaker for turn in turns if named.is_speaker(turn)}
    return any(one in own or surname(one) == surname(named.name) for one in earlier.speakers)


def _concern(parts: Sequence[Match], named: Named) -> bool:
    return any(named.is_speaker(turn) for part in parts for turn in part.turns)
