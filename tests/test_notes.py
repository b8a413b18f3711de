"""Notes: what editors added to a transcript and nobody said."""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.extract.notes import note_kind, split_notes
from scraper.model import Note, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Correction: He was born in May.", "correction"),
        ("CORRECTION: He was born in May.", "correction"),
        ("[Correction: He was born in May.]", "correction"),
        ("(CORRECTION: He was born in May.)", "correction"),
        ("[POST-BROADCAST CORRECTION: He was born in May.]", "correction"),
        ("Corrections and clarifications: He was born in May.", "correction"),
        ("Correction on March 3, 2020: He was born in May.", "correction"),
        ("An earlier version of this story misspelled her name.", "correction"),
        ("Clarification: He was born in May.", "clarification"),
        ("[POST-BROADCAST CLARIFICATION: He was born in May.]", "clarification"),
        ("Editor's note: He died in May.", "note"),
        ("EDITOR'S NOTE: He died in May.", "note"),
        ("Editor’s note: He died in May.", "note"),
        ("Editors' note: He died in May.", "note"),
        ("Producer's note: He died in May.", "note"),
        ("NOTE TO READERS: He died in May.", "note"),
        ("*Note: He died in May.", "note"),
        ("[Note: He died in May.]", "note"),
        ("UPDATE: He died in May.", "note"),
        ("Click here to see the geese.", "note"),
        ("This story was edited for length.", "note"),
        ("GUESTS: Ann Lee, goose farmer, and Ben Orr, pilot", "note"),
        # said, or may be
        ("Note: it rained.", None),
        ("Update: it rained.", None),
        ("He sent a correction: too late.", None),
        ("It rained in an earlier version.", None),
        ("GUESTS: They came. And they went.", None),
        ("It rained.", None),
        ("", None),
    ],
)
def test_what_kind_of_note(text: str, kind: str | None) -> None:
    assert note_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It rained.", [(None, "It rained.")]),
        ("It rained (laughter).", [(None, "It rained (laughter).")]),
        (
            "It rained. [Correction: It snowed.] So we left.",
            [
                (None, "It rained."),
                ("correction", "[Correction: It snowed.]"),
                (None, "So we left."),
            ],
        ),
        (
            "It rained. (Editor’s note: It snowed.)",
            [(None, "It rained."), ("note", "(Editor’s note: It snowed.)")],
        ),
        (
            "[POST-BROADCAST CLARIFICATION: It snowed.] So we left.",
            [
                ("clarification", "[POST-BROADCAST CLARIFICATION: It snowed.]"),
                (None, "So we left."),
            ],
        ),
    ],
)
def test_notes_in_brackets_among_speech(text: str, pieces: list[tuple[str | None, str]]) -> None:
    assert split_notes(text) == pieces


@pytest.mark.parametrize(
    ("speech", "notes"),
    [
        (
            "<p>Editor's note: First.</p><p>ANN LEE, HOST: Hi.</p><p>BEN ORR: Ho.</p>",
            (Note(0, "note", "Editor's note: First."),),
        ),
        (
            "<p>ANN LEE, HOST: Hi.</p><p>Correction: Second.</p><p>BEN ORR: Ho.</p>",
            (Note(1, "correction", "Correction: Second."),),
        ),
        (
            "<p>ANN LEE, HOST: Hi.</p><p>BEN ORR: Ho.</p><p>Clarification: Last.</p>",
            (Note(None, "clarification", "Clarification: Last."),),
        ),
        (
            "<p>ANN LEE, HOST: Hi. [Correction: Inside.]</p><p>BEN ORR: Ho.</p>",
            (Note(1, "correction", "[Correction: Inside.]"),),
        ),
    ],
)
def test_a_note_knows_the_turn_it_stands_before(speech: str, notes: tuple[Note, ...]) -> None:
    outcome = extract(a_page(a_transcript(speech), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    assert outcome.notes == notes
    assert [turn.text for turn in outcome.turns] == ["Hi.", "Ho."]
