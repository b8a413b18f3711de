"""From a comparison to a verdict on the words, whoever is supposed to have said them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from scraper.quotations.alignment import weight
from scraper.quotations.comparison import Comparison, compare
from scraper.quotations.marks import Quotation
from scraper.quotations.passages import Passage
from scraper.quotations.spoken import Spoken
from scraper.quotations.verdict import Match, PieceKind, Verdict

#: A quotation is on record where so much of it is the same, in not too many pieces. A short one
#: needs more: two words of three are soon found.
_COVERAGE, _SCORE = 0.65, 0.5
_SHORT, _SHORT_COVERAGE = 3, 0.75
_FEW_PIECES = 2
#: Words left out beyond which what remains is two quotations.
_FAR_APART = 40
#: How much better several people's words must explain a quotation than one's, and how much of it
#: each must have said.
_BETTER, _OWN_PART = 0.08, 1.2
#: A score with which nothing else is tried.
_GOOD = 0.9


@dataclass(frozen=True, slots=True)
class Judged:
    """A match, and which of the given turns have its words."""

    match: Match
    positions: frozenset[int]


def judge(quotation: Quotation, passage: Passage, positions: Collection[int]) -> list[Judged]:
    """What a passage has for a quotation: the best of each voice, or of several together where
    that explains more.

    :param positions: the turns in which its words are; what their speakers say is looked at first.
    """
    spoken = Spoken.of(passage.turns)
    voices: dict[int, set[int]] = defaultdict(set)
    for voice, turn in zip(spoken.voices, spoken.turns, strict=True):
        if turn.position in positions:
            voices[voice].add(turn.position)
    single = [
        Judged(_match(found, passage), frozenset(places))
        for voice, places in sorted(voices.items())
        if (found := compare(quotation, spoken.of_voice(voice))) is not None
    ]
    best = max((one.match.score for one in single), default=0.0)
    if best > _GOOD:
        return single
    several = compare(quotation, spoken)
    if several is None or (single and several.score <= best + _BETTER):
        return single
    joined = _of_several(several, passage)
    return [Judged(joined, frozenset(positions)), *single] if joined is not None else single


def _match(found: Comparison, passage: Passage) -> Match:
    verdict, joined = verdict_on(found), None
    if verdict == Verdict.JOINED:
        joined = "words of one speaker that stand apart"
    return _made(found, passage, verdict, joined)


def _of_several(found: Comparison, passage: Passage) -> Match | None:
    """A match in which more than one voice has a part; None if the parts are chance."""
    parts: dict[int, float] = defaultdict(float)
    for run in found.runs:
        for place in range(run.p, run.p_end):
            parts[found.spoken.voice_of(place)] += weight(found.spoken.keys[place])
    if len(parts) < 2 or min(parts.values()) < _OWN_PART:
        return None
    verdict = verdict_on(found)
    if verdict in (Verdict.VERBATIM, Verdict.SHORTENED):
        verdict = Verdict.JOINED
    turns = {voice: found.spoken.turns[found.spoken.voices.index(voice)] for voice in parts}
    names = list(dict.fromkeys(turn.speaker or turn.label or "" for turn in turns.values()))
    if len(names) > 1:
        reason = f"words of {' and '.join(name or 'somebody unnamed' for name in names)}"
    else:
        reason = f"words of {names[0] or 'one speaker'} across another speaker's turn"
    return _made(found, passage, verdict, reason if verdict != Verdict.NOT_ON_RECORD else None)


def _made(found: Comparison, passage: Passage, verdict: Verdict, joined: str | None) -> Match:
    start, end = found.start, max(found.start, found.end - 1)
    first, last = found.spoken.turn_of(start), found.spoken.turn_of(end)
    offset = found.spoken.starts[found.spoken.words[start][0]]
    # What was added before the first word stands there, not behind the word before.
    least = found.spoken.span(start, start + 1)[0]
    return Match(
        verdict,
        found.score,
        passage,
        first.position,
        last.position,
        tuple(
            replace(one, start=max(one.start, least) - offset, end=max(one.end, least) - offset)
            for one in found.pieces
        ),
        joined,
    )


def verdict_on(found: Comparison) -> Verdict:
    """What a comparison amounts to."""
    kinds = {piece.kind for piece in found.pieces}
    if PieceKind.CHANGED not in kinds and PieceKind.ADDED not in kinds:
        if PieceKind.LEFT_OUT not in kinds:
            return Verdict.VERBATIM
        if _is_on_record(found):
            return Verdict.JOINED if _stands_apart(found) else Verdict.SHORTENED
    return Verdict.CHANGED if _is_on_record(found) else Verdict.NOT_ON_RECORD


def _is_on_record(found: Comparison) -> bool:
    size = len(found.quotation.words)
    needed = _SHORT_COVERAGE if size <= _SHORT else _COVERAGE
    in_few_pieces = len(found.runs) <= _FEW_PIECES or found.score >= _SCORE
    return found.coverage >= needed and in_few_pieces


def _stands_apart(found: Comparison) -> bool:
    """True if what was left out makes two quotations of one: whole sentences, or very much."""
    return any(
        gap.p_end - gap.p > _FAR_APART
        or (found.spoken.begins_sentence(gap.p) and found.spoken.ends_sentence(gap.p_end - 1))
        for gap in found.gaps
        if gap.q == gap.q_end and gap.p < gap.p_end and gap.q not in found.quotation.omissions
    )
