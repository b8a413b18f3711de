"""Finding a turn in a page that was read again or has changed, by its words, its label and the
turns around it. Its number does not help, because numbers shift.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.archive.rows import TurnRow
from scraper.archive.rule_rows import RuleStoryRow
from scraper.content_hash import words_hash

#: A turn of fewer words ("Yes.") is known by the turns around it alone.
_TELLING = 5


def anchor(rule_id: int, story: tuple[str, str], turns: Sequence[TurnRow], at: int) -> RuleStoryRow:
    """What to remember of the turn ``turns[at]``."""
    before, after = _around(turns, at)
    turn = turns[at]
    return RuleStoryRow(rule_id, *story, turn.position, turn.label, _hash_of(turn), before, after)


def anchored(told: RuleStoryRow | None, turns: Sequence[TurnRow]) -> int | None:
    """The position of the turn that is meant; None if it is not there any more, or could be
    another one: nobody is better than the wrong person.
    """
    if told is None or told.words_hash is None:
        return None
    places = [at for at, turn in enumerate(turns) if _hash_of(turn) == told.words_hash]
    sure = [at for at in places if _is_framed(told, turns, at)]
    if len(sure) == 1:
        return turns[sure[0]].position
    if sure:
        same = [turns[at].position for at in sure if turns[at].position == told.position]
        return same[0] if same else None
    likely = [at for at in places if turns[at].label == told.label]
    if len(places) != 1 or not likely:
        return None
    (at,) = likely
    telling = told.label is not None and len(turns[at].text.split()) >= _TELLING
    return turns[at].position if telling or _has_neighbour(told, turns, at) else None


def _is_framed(told: RuleStoryRow, turns: Sequence[TurnRow], at: int) -> bool:
    """True if the turns on both sides are those that were there; at an end of the transcript,
    where there is none on that side then as now, and its label is the same.
    """
    around = _around(turns, at)
    if around != (told.before_hash, told.after_hash):
        return False
    return None not in around or (turns[at].label == told.label and around != (None, None))


def _has_neighbour(told: RuleStoryRow, turns: Sequence[TurnRow], at: int) -> bool:
    """True if a turn beside it is one that was beside it."""
    before, after = _around(turns, at)
    return (before is not None and before == told.before_hash) or (
        after is not None and after == told.after_hash
    )


def _around(turns: Sequence[TurnRow], at: int) -> tuple[str | None, str | None]:
    before = _hash_of(turns[at - 1]) if at else None
    after = _hash_of(turns[at + 1]) if at + 1 < len(turns) else None
    return before, after


def _hash_of(turn: TurnRow) -> str:
    return turn.words_hash or words_hash(turn.text)
