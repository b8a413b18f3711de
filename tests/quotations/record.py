"""A record of speech without an archive: every turn is a candidate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from scraper.quotations.passages import (
    Candidate,
    EarlierWording,
    Effort,
    Passage,
    PassageTurn,
    Story,
)

STORY = Story(1, "npr", "111", "https://www.npr.org/111", "The map", "Fresh Air", "2024-05-01",
              counted=True, doubt=None)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """Transcripts, each with its story."""

    passages: tuple[Passage, ...]

    def candidates(
        self,
        stretches: Sequence[Sequence[str]],
        effort: Effort,
        speakers: Collection[int] | None = None,
    ) -> list[Candidate]:
        return [
            Candidate(one.story.transcript_id, turn.position, turn.speaker_id, turn.text,
                      one.story.counted, one.story.date)
            for one in self.passages
            for turn in one.turns
            if turn.kind == "speech" and (speakers is None or turn.speaker_id in speakers)
        ]  # fmt: skip

    def count_exact(self, stretch: Sequence[str], limit: int) -> int:
        return 1

    def earlier(self, stretches: Sequence[Sequence[str]]) -> list[EarlierWording]:
        return []

    def around(self, transcript_id: int, first: int, last: int) -> Passage:
        (found,) = (one for one in self.passages if one.story.transcript_id == transcript_id)
        turns = tuple(turn for turn in found.turns if first <= turn.position <= last)
        return Passage(found.story, turns)


def record(*scripts: str) -> Record:
    """Transcripts as scripts: ``ANN: words`` a turn, ``(…)`` alone a cue, ``ANN?: words`` a turn
    whose speaker is in doubt.
    """
    people: dict[str, int] = {}
    passages = []
    for number, script in enumerate(scripts, 1):
        turns = []
        for position, line in enumerate(script.strip().splitlines(), 1):
            who, _, text = line.strip().partition(": ")
            if not text:
                turns.append(_turn(position, "cue", who, None, None))
                continue
            name = who.rstrip("?")
            speaker = None if name == "NOBODY" else people.setdefault(name, len(people) + 1)
            turn = _turn(position, "speech", text, speaker, None if speaker is None else name)
            turns.append(replace(turn, doubt="the label is unclear") if who.endswith("?") else turn)
        story = replace(STORY, transcript_id=number, story_id=f"11{number}")
        passages.append(Passage(story, tuple(turns)))
    return Record(tuple(passages))


def speaker_id(record: Record, name: str) -> int:
    """The number of a person."""
    (found,) = {
        turn.speaker_id for one in record.passages for turn in one.turns if turn.speaker == name
    }
    assert found is not None
    return found


def _turn(
    position: int, kind: str, text: str, speaker: int | None, name: str | None
) -> PassageTurn:
    return PassageTurn(position, kind, text, name, speaker, name, name, None, None, "0" * 8)
