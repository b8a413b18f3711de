"""The scorer, on extractions whose faults a person counted."""

from __future__ import annotations

from tests.quality.scoring import Counts, SpokenTurn, score


def turn(speaker: str | None, text: str, role: str | None = "guest") -> SpokenTurn:
    return SpokenTurn(speaker, role, tuple(text.split()))


GOLD = [
    turn("Ann Lee", "good morning it rains in Geneva", "host"),
    turn("Ben Orr", "it has rained since Monday"),
    turn("Ann Lee", "thank you", "host"),
]


def figures(counts: Counts) -> tuple[float, ...]:
    return (
        round(counts.recall, 3),
        round(counts.precision, 3),
        round(counts.turn_f1, 3),
        round(counts.speakers, 3),
        round(counts.roles, 3),
        counts.chrome_words,
    )


def test_the_gold_itself_scores_full() -> None:
    assert figures(score(GOLD, GOLD)) == (1, 1, 1, 1, 1, 0)


def test_nothing_found_scores_nothing() -> None:
    # Precision of nothing is 1: nothing wrong is there.
    assert figures(score(GOLD, [])) == (0, 1, 0, 0, 0, 0)


def test_chrome_costs_precision_and_a_turn_where_it_opens_one() -> None:
    found = [*GOLD, turn("Copyright", "all rights reserved 2026")]
    # 13 words of 17 were said; 3 of 4 turns begin where they should: F1 = 2*3/(3+4).
    assert figures(score(GOLD, found)) == (1, round(13 / 17, 3), round(6 / 7, 3), 1, 1, 4)


def test_a_lost_turn_costs_recall_its_boundary_and_its_speaker() -> None:
    found = [GOLD[0], GOLD[2]]
    # 8 of 13 words; 2 of 3 turns: F1 = 4/5; 2 of 3 speakers.
    assert figures(score(GOLD, found)) == (
        round(8 / 13, 3),
        1,
        0.8,
        round(2 / 3, 3),
        round(2 / 3, 3),
        0,
    )


def test_two_turns_made_one_keep_their_words_and_lose_a_speaker() -> None:
    merged = turn("Ann Lee", "good morning it rains in Geneva it has rained since Monday", "host")
    # One of the two boundaries and Ben Orr's turn are lost: F1 = 4/5.
    assert figures(score(GOLD, [merged, GOLD[2]])) == (
        1,
        1,
        0.8,
        round(2 / 3, 3),
        round(2 / 3, 3),
        0,
    )


def test_a_wrong_name_is_wrong_but_a_question_mark_takes_any() -> None:
    found = [turn("Anne Li", " ".join(GOLD[0].words), "reporter"), *GOLD[1:]]
    assert figures(score(GOLD, found)) == (1, 1, 1, round(2 / 3, 3), round(2 / 3, 3), 0)
    unsure = [turn("?", " ".join(GOLD[0].words), "reporter"), *GOLD[1:]]
    assert score(unsure, found).speakers == 1


def test_counts_add_up() -> None:
    every = Counts()
    every.add(score(GOLD, GOLD))
    every.add(score(GOLD, []))
    assert (every.records, every.gold_words, every.recall) == (2, 26, 0.5)
