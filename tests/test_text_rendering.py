"""Text renderings: borders, what stands above and below, and what can't be told apart."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.extract import extract
from scraper.extract.account import PieceKind
from scraper.extract.label_jobs import own_names
from scraper.extract.text_rendering import TextRendering, read_text
from scraper.model import NoTranscript, Quarantined, Transcript
from scraper.sources import source_named
from tests.conftest import a_page

TITLE = "The Geese of Northfield"
TEASER = "A town counts its geese, and comes up with a number that nobody believes."
SPEECH = ("ANN LEE, HOST: Good morning.", "BEN ORR: Good night.")
RIGHTS = "Copyright © 2020 NPR. All rights reserved."


def rendering(*lines: str, source: str = "npr") -> TextRendering:
    """The parts of a text."""
    named = source_named(source)()
    found = read_text("\n".join(lines), named, own_names(named.calls_itself, named.programs))
    assert found is not None
    return found


def spoken(found: TextRendering) -> list[str]:
    """What is speech in it."""
    return [piece.text for piece in found.pieces if piece.kind is PieceKind.SPEECH]


@pytest.mark.parametrize(
    "border",
    [
        "Transcript",
        "TRANSCRIPT",
        "• Transcript",
        "Read the Full Transcript",
        "Full Transcript",
        "Show Transcript",
        "Transcript:",
        "This is a rush transcript. Copy may not be in its final form.",
        "Rush Transcript",
    ],
)
def test_what_announces_the_transcript(border: str) -> None:
    found = rendering(TITLE, TEASER, border, *SPEECH, RIGHTS)
    assert (found.title, found.teaser, found.rights, found.problem) == (
        TITLE,
        TEASER,
        RIGHTS,
        None,
    )
    assert spoken(found) == list(SPEECH)


def test_without_a_border_the_first_label_is_one() -> None:
    found = rendering(TITLE, TEASER, *SPEECH)
    assert (found.title, found.teaser, found.rights) == (TITLE, TEASER, None)
    assert spoken(found) == list(SPEECH)


def test_a_text_without_labels_is_no_transcript() -> None:
    npr = source_named("npr")()
    assert read_text(f"{TITLE}\n{TEASER}\n", npr, own_names(("NPR",))) is None
    url = "https://www.npr.org/transcripts/222900001"
    assert isinstance(extract(a_page(f"{TITLE}\n{TEASER}\n", url), npr), NoTranscript)


@pytest.mark.parametrize(
    ("above", "title", "teaser", "day"),
    [
        ([TITLE], TITLE, None, None),
        ([f"< {TITLE}", TEASER], TITLE, TEASER, None),
        ([TITLE, "March 3, 2020", TEASER], TITLE, TEASER, date(2020, 3, 3)),
        ([TITLE, "March 3, 2020 5:00 AM ET", TEASER], TITLE, TEASER, date(2020, 3, 3)),
        ([TITLE, "By Ann Lee", TEASER], TITLE, TEASER, None),
        ([f"{TITLE} {TEASER}", TITLE], TITLE, TEASER, None),
        (["NPR logo", TITLE, "Download", TEASER], TITLE, TEASER, None),
        (["Please give today.", TITLE, "March 3, 2020", TEASER], TITLE, TEASER, date(2020, 3, 3)),
        ([TITLE, TITLE, TEASER, TEASER], TITLE, TEASER, None),
    ],
)
def test_the_head_of_a_text(
    above: list[str], title: str, teaser: str | None, day: date | None
) -> None:
    found = rendering(*above, "Transcript", *SPEECH)
    assert (found.title, found.teaser, found.aired_on, found.problem) == (title, teaser, day, None)
    assert spoken(found) == list(SPEECH)


@pytest.mark.parametrize(
    "opening",
    [
        "From NPR News, this is ALL THINGS CONSIDERED. I'm Ann Lee.",
        "Good morning. It rained in Northfield.",
        "Welcome to the program. It rained.",
        "We're joined today by a man who counts geese.",
    ],
)
def test_an_opening_without_a_label_is_speech(opening: str) -> None:
    found = rendering(TITLE, TEASER, "Transcript", opening, *SPEECH)
    assert spoken(found) == [opening, *SPEECH]
    assert found.problem is None


@pytest.mark.parametrize(
    "below",
    [
        RIGHTS,
        "Support Provided By: A FOUNDATION",
        "Please keep your community civil.",
        "Related Stories",
        "Tags",
        "Read More",
    ],
)
def test_what_stands_below_the_speech_is_none(below: str) -> None:
    found = rendering(TITLE, "Transcript", *SPEECH, below, "More geese came.")
    assert spoken(found) == list(SPEECH)


def test_furniture_among_the_speech_does_not_end_it() -> None:
    found = rendering(TITLE, "Transcript", SPEECH[0], "Read More", SPEECH[1])
    assert SPEECH[1] in spoken(found)


def test_labels_on_bullets_need_no_capitals() -> None:
    lines = ("• Judy Roe:", "It rained.", "• Mark Poe, goose farmer: Yes.", "It did.")
    found = rendering(TITLE, "Read the Full Transcript", *lines, source="pbs")
    assert [(piece.marked, piece.text) for piece in found.pieces] == [
        ("Judy Roe", "Judy Roe:"),
        (None, "It rained."),
        ("Mark Poe, goose farmer", "Mark Poe, goose farmer: Yes."),
        (None, "It did."),
    ]


def test_notes_above_the_speech_are_kept() -> None:
    note = "Editor's Note: He died in May."
    found = rendering(TITLE, note, "Transcript", *SPEECH)
    assert [piece.text for piece in found.pieces if piece.kind is PieceKind.NOTE] == [note]


def test_the_head_of_a_broadcast() -> None:
    found = rendering(
        "CNN LARRY KING LIVE",
        TITLE,
        "Aired March 3, 2001 - 21:00 ET",
        "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM.",
        *SPEECH,
        source="cnn",
    )
    assert (found.program, found.title, found.aired_on, found.problem) == (
        "CNN LARRY KING LIVE",
        TITLE,
        date(2001, 3, 3),
        None,
    )
    assert spoken(found) == list(SPEECH)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            [TITLE, TEASER, "A line of writing.", "And another one.", *SPEECH],
            "text above the first label that no rule explains: 'A line of writing.'",
        ),
        (
            [TITLE, TEASER, "Transcript", *SPEECH, RIGHTS, "CAL FOX: It rained."],
            "labelled speech stands below the end of the transcript: 'CAL FOX: It rained.'",
        ),
    ],
)
def test_what_no_rule_explains_is_quarantined(lines: list[str], reason: str) -> None:
    assert rendering(*lines).problem == reason
    url = "https://www.npr.org/transcripts/222900001"
    outcome = extract(a_page("\n".join(lines), url), source_named("npr")())
    assert isinstance(outcome, Quarantined)
    assert outcome.reason == reason


def test_a_text_is_a_whole_record() -> None:
    text = "\n".join([TITLE, "March 3, 2020", TEASER, "Transcript", *SPEECH, RIGHTS])
    url = "https://www.npr.org/transcripts/222900001"
    outcome = extract(a_page(text, url), source_named("npr")())
    assert isinstance(outcome, Transcript)
    assert (outcome.title, outcome.teaser, outcome.aired_on, outcome.rights) == (
        TITLE,
        TEASER,
        date(2020, 3, 3),
        RIGHTS,
    )
    assert [(turn.label, turn.text) for turn in outcome.turns] == [
        ("ANN LEE, HOST", "Good morning."),
        ("BEN ORR", "Good night."),
    ]
