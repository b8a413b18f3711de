"""The quick look at paragraphs lets nothing pass that a rule by words would tell from speech."""

from __future__ import annotations

import pytest

from scraper.extract.account import Piece, PieceKind, classify
from scraper.extract.chrome_words import OPENS_CHROME
from scraper.extract.ordinary_speech import is_ordinary

#: One paragraph for each way in which words alone tell a paragraph from speech.
TOLD_BY_WORDS = (
    "Copyright 2024 NPR. All rights reserved.",
    "© 2024 NPR",
    "(c) 2024 NPR",
    "This is a rush transcript.",
    "Rush transcript.",
    "The transcript was lightly edited.",
    "Our transcripts are created by people.",
    "Transcripts are computer generated.",
    "To order a copy, write.",
    "END TO ORDER",
    "(LAUGHTER)",
    "[20:05:08]",
    "<COMMERCIAL BREAK>",
    "20:05:08",
    "BEGIN VIDEO CLIP",
    "END VIDEO CLIP",
    "COMMERCIAL BREAK",
    "LAUGHTER)",
    "***",
    "---",
    "TEXT: Ten years later",
    "ON SCREEN: Ten years later",
    "ON-SCREEN TEXT: Ten years later",
    "GRAPHIC: A map",
    "CHYRON: A map",
    "SUPER: Ten years later",
    "SUBTITLE: Ten years later",
    "TITLE CARD: Ten years later",
    "SCREEN: Ten years later",
    "BANNER: Ten years later",
    "Correction: An earlier version misspelled a name.",
    "CLARIFICATION: The pier is shorter.",
    "Post-broadcast correction: The pier is shorter.",
    "Pre-publication clarification: The pier is shorter.",
    "Editor's note: The pier is shorter.",
    "Producer's note: The pier is shorter.",
    "Transcriber's note: The pier is shorter.",
    "Web note: The pier is shorter.",
    "Program note: The pier is shorter.",
    "NOTE: The pier is shorter.",
    "Ed. note: The pier is shorter.",
    "UPDATE: The pier is shorter.",
    "* Correction: The pier is shorter.",
    "GUESTS: Ann Doe, Bob Roe",
    "Click here for the whole list.",
    "Watch part 2 of our conversation.",
    "An earlier version of this story misspelled a name.",
    "Part of the piers: CLICK HERE",
    "RELATED: Geese leave town",
    "Advertisement",
    "Ad continues below",
    "SPONSOR: Acme",
    "Sign up for our newsletter",
    "Toggle caption",
    "Photo: Ann Doe",
    "Source: Acme",
    "Published May 3, 2020",
    "3:50-Minute Listen",
)


@pytest.mark.parametrize("text", TOLD_BY_WORDS)
def test_what_words_tell_from_speech_is_told(text: str) -> None:
    (piece,) = classify([Piece(PieceKind.SPEECH, text)], ())
    assert piece.kind is not PieceKind.SPEECH


@pytest.mark.parametrize("word", sorted(OPENS_CHROME))
def test_no_first_word_of_chrome_is_ordinary(word: str) -> None:
    assert not is_ordinary(f"{word} and so on.")
    assert not is_ordinary(f"{word.upper()}: And so on.")


@pytest.mark.parametrize("text", ["ANN LEE, HOST: It rained.", "It rained.", "So it rained."])
def test_speech_is_ordinary(text: str) -> None:
    assert is_ordinary(text)


def test_a_long_rule_with_words_behind_it_takes_no_time() -> None:
    text = f"{'*' * 200} It rained."
    assert classify([Piece(PieceKind.SPEECH, text)], ())[0].kind is PieceKind.SPEECH
