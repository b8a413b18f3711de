"""Whether a record is right, safe or wrong, and how sure a share of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal

from scraper.model import NoTranscript, Outcome, Quarantined, Transcript
from tests.quality.gold import GoldPage
from tests.quality.scoring import SpokenTurn

Verdict = Literal["right", "safe", "wrong"]

#: The standard normal quantile of a two-sided interval of 95 %.
_Z = 1.959964


@dataclass(slots=True)
class Tally:
    """How many records are right, safe and wrong."""

    right: int = 0
    safe: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.right + self.safe + self.wrong

    def count(self, verdict: Verdict) -> None:
        """Count one more."""
        setattr(self, verdict, getattr(self, verdict) + 1)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a share (E. B. Wilson, 1927, Probable Inference, the Law of
    Succession, and Statistical Inference).
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    spread = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def verdict_on(outcome: Outcome, gold: GoldPage) -> Verdict:
    """The verdict on what was read of a page that holds a transcript.

    Right: every word, whose it is, their role, and every fact. Safe: quarantined, or what differs
    is marked as doubtful or missing. Wrong: anything else.
    """
    if isinstance(outcome, Quarantined):
        return "safe"
    if isinstance(outcome, NoTranscript):
        return "wrong"
    facts = [(stated(outcome, name), wanted) for name, wanted in gold.fields.items()]
    if any(told not in (None, wanted) for told, wanted in facts):
        return "wrong"
    told = _words(turns_of(outcome))
    wanted = _words(gold.turns)
    if [word for word, _, _ in told] != [word for word, _, _ in wanted]:
        return "wrong"
    doubted = _doubted(outcome)
    verdict: Verdict = "right" if all(one == other for one, other in facts) else "safe"
    for (_, name, role), (_, gold_name, gold_role), doubt in zip(
        told, wanted, doubted, strict=True
    ):
        if gold_name not in ("?", name) or role != gold_role:
            if not doubt:
                return "wrong"
            verdict = "safe"
    return verdict


def stated(transcript: Transcript | None, name: str) -> object:
    """A fact of a record, as gold records write it."""
    value = getattr(transcript, name, None)
    return value.isoformat() if isinstance(value, date) else value


def turns_of(transcript: Transcript) -> list[SpokenTurn]:
    """The turns of speech of a record."""
    turns = []
    for turn in transcript.turns:
        if turn.kind == "speech":
            who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
            name, role = (who.name, who.role) if who else (None, None)
            turns.append(SpokenTurn(name, role, tuple(turn.text.split())))
    return turns


def _words(turns: list[SpokenTurn] | tuple[SpokenTurn, ...]) -> list[tuple[str, object, object]]:
    return [(word, turn.speaker, turn.role) for turn in turns for word in turn.words]


def _doubted(transcript: Transcript) -> list[bool]:
    """Of each word of speech, whether the record says that its speaker is not certain."""
    doubts = []
    for turn in transcript.turns:
        if turn.kind == "speech":
            who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
            doubt = who is None or bool(turn.doubt or who.doubt)
            doubts += [doubt] * len(turn.text.split())
    return doubts
