"""What a fold, a cue or a bracket must never hide: numbers, negations, words nobody understood."""

from __future__ import annotations

import pytest

from scraper.quotations.finding import find
from tests.quotations.record import record


def verdict(said: str, quoted: str) -> str:
    return str(find(quoted, record(f"SMITH: {said}\n")).verdict)


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("They won 2-0 in Leeds last night.", "They won 20 in Leeds last night."),
        ("They closed 20–30 schools that year.", "They closed 2030 schools that year."),
        ("Call 555-1234 right now please.", "Call 5551234 right now please."),
        ("The index fell to -5 points on Monday.", "The index fell to 5 points on Monday."),
        ("The index fell to −5 points on Monday.", "The index fell to 5 points on Monday."),
        ("The index fell by -$5 on that Monday.", "The index fell by $5 on that Monday."),
        ("It grew .5 percent in that year.", "It grew 5 percent in that year."),
        ("It was 10⁶ kelvin in there.", "It was 106 kelvin in there."),
        ("It was 10⁻⁶ kelvin in there.", "It was 10⁶ kelvin in there."),
        ("The C++ code was never tested.", "The C code was never tested."),
        ("The C# code was never tested.", "The C code was never tested."),
        ("Some 50+ people came over there.", "Some 50 people came over there."),
    ],
)
def test_signs_are_part_of_a_number(said: str, quoted: str) -> None:
    assert verdict(said, quoted) not in ("verbatim", "not_on_record")
    assert verdict(said, said) == "verbatim"


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("We re-sign the un-ionized form today.", "We resign the unionized form today."),
        ("They won 2-0 in Leeds last night.", "They won 2–0 in Leeds last night."),
        ("It fell to minus 5 points that day.", "It fell to −5 points that day."),
        ("A mid-2000s 5-year plan was there.", "A mid 2000s 5 year plan was there."),
    ],
)
def test_other_hyphens_fold(said: str, quoted: str) -> None:
    assert verdict(said, quoted) == "verbatim"


@pytest.mark.parametrize(
    "cue",
    ["(unintelligible)", "(inaudible)", "(CROSSTALK)", "[indiscernible]", "(bleep)",
     "(speaking Spanish)", "(foreign language)"],
)  # fmt: skip
def test_words_that_nobody_understood_are_no_free_join(cue: str) -> None:
    said = f"That is what I {cue} about all day."
    assert verdict(said, "That is what I about all day.") == "shortened"
    assert verdict(said, "That is what I … about all day.") == "verbatim"
    assert verdict(said, said) == "verbatim"


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("He swore that no hospital would close.", "He swore that [every] hospital would close."),
        ("He said he wouldn't close the hospital.", "He said he [would] close the hospital."),
        ("He hardly closed the hospital then.", "He [certainly] closed the hospital then."),
        ("He said three hospitals would close now.", "He said [some] hospitals would close now."),
        ("He said 30 hospitals would close now.", "He said [3] hospitals would close now."),
        ("I can do it all day long.", "I can[not] do it all day long."),
        ("We do burn it for fun all day.", "We do [not] burn it for fun all day."),
    ],
)  # fmt: skip
def test_brackets_hide_no_negation_and_no_number(said: str, quoted: str) -> None:
    assert verdict(said, quoted) == "changed"


def test_brackets_may_keep_them() -> None:
    said = "He promised that no clinic of the 3 would close."
    assert verdict(said, "He promised that [no hospital] of the 3 would close.") == "verbatim"


def test_nobody_says_that_an_interpreter_speaks() -> None:
    words = "On Sundays they go back and forth."
    said = f"(Through interpreter) {words}"
    assert verdict(said, words) == "verbatim"
    assert verdict(said, f"(Through interpreter) {words}") == "changed"


def test_a_cue_is_no_word_that_was_changed() -> None:
    said = record("SMITH: (Through interpreter) It's the brandy nobody would drink.\n")
    (piece,) = find("It's not the brandy nobody would drink.", said).matches[0].differences
    assert "interpreter" not in piece.said
