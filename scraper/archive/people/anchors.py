"""Finding a turn again in a page that was read again or changed: by its words and those around it,
not by its number, which moves.
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
    return RuleStoryRow(rule_id, *story, turns[at].position, _hash_of(turns[at]), before, after)


def anchored(told: RuleStoryRow | None, turns: Sequence[TurnRow]) -> int | None:
    """The position of the turn that is meant; None where it is not there any more, or could be
    either of two.
    """
    if told is None or told.words_hash is None:
        return None
    places = [at for at, turn in enumerate(turns) if _hash_of(turn) == told.words_hash]
    by_neighbours = {at: _alike(told, turns, at) for at in places}
    most = max(by_neighbours.values(), default=0)
    best = [at for at, alike in by_neighbours.items() if alike == most]
    if len(best) > 1:
        best = [at for at in best if turns[at].position == told.position and most == 2]
    if not best or (most == 0 and len(turns[best[0]].text.split()) < _TELLING):
        return None
    return turns[best[0]].position


def _alike(told: RuleStoryRow, turns: Sequence[TurnRow], at: int) -> int:
    """How many of the turns around are those that were there."""
    before, after = _around(turns, at)
    return (before == told.before_hash) + (after == told.after_hash)


def _around(turns: Sequence[TurnRow], at: int) -> tuple[str | None, str | None]:
    before = _hash_of(turns[at - 1]) if at else None
    after = _hash_of(turns[at + 1]) if at + 1 < len(turns) else None
    return before, after


def _hash_of(turn: TurnRow) -> str:
    return turn.words_hash or words_hash(turn.text)
