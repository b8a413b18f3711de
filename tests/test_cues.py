"""Cues: what was heard or seen and not said."""

from __future__ import annotations

import pytest

from scraper.extract.cues import (
    is_cue,
    is_on_screen,
    is_reaction,
    is_time_stamp,
    leading_cues,
    speaker_goes_on,
    split_at_structure,
    split_at_time_stamps,
    without_medium,
)


@pytest.mark.parametrize(
    ("paragraph", "cue"),
    [
        ("(LAUGHTER)", True),
        ("[laughter]", True),
        ('(SOUNDBITE OF SONG, "RAIN (LIVE)")', True),
        ("(LAUGHTER) (APPLAUSE)", True),
        ("(SOUNDBITE OF RAIN) (APPLAUSE).", True),
        ("(BEGIN VIDEO CLIP)", True),
        ("[20:05:08]", True),
        ("00:08:15", True),
        ("(LAUGHTER) Well.", False),
        ("Well (laughter).", False),
        ("(LAUGHTER", True),
        ("12 geese.", False),
        ("It rained.", False),
        ("", False),
    ],
)
def test_a_paragraph_that_is_a_cue(paragraph: str, cue: bool) -> None:
    assert is_cue(paragraph) is cue


@pytest.mark.parametrize(
    ("paragraph", "shown"),
    [
        ("TEXT: Ten years later", True),
        ("ON SCREEN TEXT: Ten years later", True),
        ("GRAPHIC: A map", True),
        ("(TEXT: Ten years later)", True),
        ("TEXTILES: They sold.", False),
        ("Text: Ten years later", False),
        ("It rained.", False),
    ],
)
def test_text_on_the_screen(paragraph: str, shown: bool) -> None:
    assert is_on_screen(paragraph) is shown


@pytest.mark.parametrize(
    ("cue", "stamp", "reaction", "goes_on"),
    [
        ("[20:05:08]", True, False, True),
        ("00:08:15", True, False, True),
        ("20:05", True, False, True),
        ("(LAUGHTER)", False, True, True),
        ("(Applause)", False, True, True),
        ("[crosstalk]", False, True, True),
        ("(INAUDIBLE)", False, False, True),
        ("(Speaking French)", False, False, True),
        ("(SOUNDBITE OF RAIN)", False, False, False),
        ("(BEGIN VIDEOTAPE)", False, False, False),
        ("(COMMERCIAL BREAK)", False, False, False),
    ],
)
def test_after_which_cues_the_same_person_goes_on(
    cue: str, stamp: bool, reaction: bool, goes_on: bool
) -> None:
    assert (is_time_stamp(cue), is_reaction(cue), speaker_goes_on(cue)) == (
        stamp,
        reaction,
        goes_on,
    )


@pytest.mark.parametrize(
    ("paragraph", "cues", "rest"),
    [
        ("(END VIDEO CLIP) LEE: Yes.", ["(END VIDEO CLIP)"], "LEE: Yes."),
        ("[20:05:08] ANN LEE: Yes.", ["[20:05:08]"], "ANN LEE: Yes."),
        ("(APPLAUSE) [20:05:08] LEE: Yes.", ["(APPLAUSE)", "[20:05:08]"], "LEE: Yes."),
        ("(Laughter) Yes.", ["(Laughter)"], "Yes."),
        ("(LAUGHTER)", [], "(LAUGHTER)"),
        ("(LAUGHTER Yes.", [], "(LAUGHTER Yes."),
        ("Yes. (LAUGHTER)", [], "Yes. (LAUGHTER)"),
    ],
)
def test_cues_before_the_first_word(paragraph: str, cues: list[str], rest: str) -> None:
    assert leading_cues(paragraph) == (cues, rest)


@pytest.mark.parametrize(
    ("speech", "rest"),
    [
        ("(voice-over): It rained.", "It rained."),
        ("(on camera): It rained.", "It rained."),
        ("(on-camera) It rained.", "It rained."),
        ("(off-camera): It rained.", "It rained."),
        ("(laughing): It rained.", "(laughing): It rained."),
        ("It rained (on camera).", "It rained (on camera)."),
    ],
)
def test_the_mark_of_a_medium(speech: str, rest: str) -> None:
    assert without_medium(speech) == rest


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It rained.", [(False, "It rained.")]),
        (
            "It rained. [20:05:08] So we left.",
            [(False, "It rained."), (True, "[20:05:08]"), (False, "So we left.")],
        ),
        ("[20:05:08]", [(True, "[20:05:08]")]),
        ("It rained at 20:05:08 [sic].", [(False, "It rained at 20:05:08 [sic].")]),
    ],
)
def test_time_stamps_in_a_paragraph(text: str, pieces: list[tuple[bool, str]]) -> None:
    assert list(split_at_time_stamps(text)) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "That's next. (COMMERCIAL BREAK) We're back.",
            [(False, "That's next."), (True, "(COMMERCIAL BREAK)"), (False, "We're back.")],
        ),
        (
            "Listen. (SOUNDBITE OF RAIN)",
            [(False, "Listen."), (True, "(SOUNDBITE OF RAIN)")],
        ),
        ("(BEGIN VIDEO CLIP) Yes.", [(True, "(BEGIN VIDEO CLIP)"), (False, "Yes.")]),
        (
            "Yes. [20:05:08] (END VIDEOTAPE)",
            [(False, "Yes."), (True, "[20:05:08]"), (True, "(END VIDEOTAPE)")],
        ),
        ("Well (laughter), yes.", [(False, "Well (laughter), yes.")]),
    ],
)
def test_cues_of_the_structure_of_a_program(text: str, pieces: list[tuple[bool, str]]) -> None:
    assert list(split_at_structure(text)) == pieces
