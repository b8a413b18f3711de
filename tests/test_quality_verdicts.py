"""The verdicts that the quality report counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scraper.extract import extract
from scraper.model import NoTranscript, Quarantined, Transcript
from tests.quality.gold import GoldPage, gold_pages
from tests.quality.verdicts import Tally, verdict_on, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # by the formula's closed forms: z²/(n + z²) for none of n, and one less that for all
        (0, 10, 0.0, 3.8415 / 13.8415),
        (10, 10, 10 / 13.8415, 1.0),
        # R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion, table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_tells_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.fixture(scope="module")
def gold() -> GoldPage:
    return next(page for page in gold_pages() if len(page.turns) > 2)


@pytest.fixture(scope="module")
def record(gold: GoldPage) -> Transcript:
    outcome = extract(gold.page, gold.source)
    assert isinstance(outcome, Transcript)
    return outcome


def with_turn(record: Transcript, at: int, **changes: Any) -> Transcript:
    turns = list(record.turns)
    turns[at] = replace(turns[at], **changes)
    return replace(record, turns=tuple(turns))


def first_speech(record: Transcript) -> int:
    return next(i for i, turn in enumerate(record.turns) if turn.kind == "speech")


def test_a_whole_record_is_right(gold: GoldPage, record: Transcript) -> None:
    assert verdict_on(record, gold) == "right"


def test_a_quarantined_page_is_safe(gold: GoldPage, record: Transcript) -> None:
    assert verdict_on(Quarantined(record.ref, "why"), gold) == "safe"


def test_a_transcript_that_is_denied_is_wrong(gold: GoldPage, record: Transcript) -> None:
    assert verdict_on(NoTranscript(record.ref, "none"), gold) == "wrong"


def test_a_lost_word_is_wrong(gold: GoldPage, record: Transcript) -> None:
    at = first_speech(record)
    words = record.turns[at].text.split()
    assert verdict_on(with_turn(record, at, text=" ".join(words[1:])), gold) == "wrong"


def test_another_speaker_is_wrong_and_with_a_doubt_safe(gold: GoldPage, record: Transcript) -> None:
    at = first_speech(record)
    others = set(range(len(record.speakers))) - {record.turns[at].speaker}
    changed = with_turn(record, at, speaker=others.pop())
    assert verdict_on(changed, gold) == "wrong"
    assert verdict_on(with_turn(changed, at, doubt="not certain"), gold) == "safe"


def test_nobody_is_safe(gold: GoldPage, record: Transcript) -> None:
    assert verdict_on(with_turn(record, first_speech(record), speaker=None), gold) == "safe"


def test_another_fact_is_wrong_and_none_is_safe(gold: GoldPage, record: Transcript) -> None:
    assert verdict_on(replace(record, title="Another"), gold) == "wrong"
    assert verdict_on(replace(record, title=None), gold) == "safe"


def test_a_tally_counts() -> None:
    tally = Tally()
    for verdict in ("right", "right", "safe", "wrong"):
        tally.count(verdict)
    assert (tally.right, tally.safe, tally.wrong, tally.total) == (2, 1, 1, 4)
