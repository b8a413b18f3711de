"""What each piece of text on a page is, as a person reads it."""

from __future__ import annotations

import pytest

from scraper.errors import HostileMarkup
from scraper.extract import AccountLine, account
from scraper.extract.account import Account, Piece, PieceKind
from scraper.extract.explain import explain
from scraper.extract.label_jobs import own_names
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript


def explained(*pieces: Piece) -> list[tuple[str, str, str]]:
    """The lines of an account."""
    lines = explain(Account(pieces), own_names(("NPR",)))
    return [(line.kind, line.detail, line.text) for line in lines]


def spoken(text: str, marked: str | None = None) -> Piece:
    return Piece(PieceKind.SPEECH, text, marked=marked)


def test_a_label_is_told_from_what_it_labels() -> None:
    assert explained(spoken("ANN LEE, HOST: Good morning."), spoken("It rained.")) == [
        ("label", "read as ANN LEE", "ANN LEE, HOST"),
        ("speech", "", "Good morning."),
        ("speech", "", "It rained."),
    ]


def test_a_label_that_can_not_be_read_is_nobodys() -> None:
    assert explained(spoken("WHY ARE THE GEESE HERE: It rained.")) == [
        ("label", "could not be read: nobody's", "WHY ARE THE GEESE HERE"),
        ("speech", "", "It rained."),
    ]


def test_a_marked_label() -> None:
    assert explained(spoken("Ann Lee: It rained.", "Ann Lee")) == [
        ("label", "read as Ann Lee", "Ann Lee"),
        ("speech", "", "It rained."),
    ]


def test_a_label_alone() -> None:
    assert explained(spoken("ANN LEE, HOST:")) == [("label", "read as ANN LEE", "ANN LEE, HOST")]


def test_cues_and_the_mark_of_a_medium() -> None:
    text = "(END VIDEO CLIP) [20:05:08] ANN LEE: (voice-over): It rained."
    assert explained(spoken(text)) == [
        ("cue", "", "(END VIDEO CLIP)"),
        ("cue", "", "[20:05:08]"),
        ("label", "read as ANN LEE", "ANN LEE"),
        ("medium mark", "", "(voice-over):"),
        ("speech", "", "It rained."),
    ]


def test_a_reaction_before_words_without_a_label_is_speech() -> None:
    assert explained(spoken("ANN LEE: Yes."), spoken("(Laughter) No.")) == [
        ("label", "read as ANN LEE", "ANN LEE"),
        ("speech", "", "Yes."),
        ("speech", "", "(Laughter) No."),
    ]


@pytest.mark.parametrize(
    ("piece", "line"),
    [
        (Piece(PieceKind.CUE, "(LAUGHTER)"), ("cue", "", "(LAUGHTER)")),
        (Piece(PieceKind.NOTE, "Note"), ("note", "", "Note")),
        (Piece(PieceKind.LEGAL, "©"), ("legal notice", "", "©")),
        (Piece(PieceKind.CHROME, "Share", "button"), ("chrome", "button", "Share")),
        (Piece(PieceKind.UNEXPLAINED, "4", "a table"), ("unexplained", "a table", "4")),
    ],
)
def test_what_is_no_speech(piece: Piece, line: tuple[str, str, str]) -> None:
    assert explained(piece) == [line]


def test_no_word_of_a_page_is_left_out() -> None:
    speech = (
        "<p>[20:05:08] ANN LEE, HOST: (on camera): Good morning.</p><aside>A goose.</aside>"
        "<p>(LAUGHTER)</p><p>Editor's note: It rained.</p><button>Geese</button><p>Yes.</p>"
    )
    lines = account(a_page(a_transcript(speech), URL), Npr())
    assert [(line.kind, line.text) for line in lines] == [
        ("cue", "[20:05:08]"),
        ("label", "ANN LEE, HOST"),
        ("medium mark", "(on camera):"),
        ("speech", "Good morning."),
        ("chrome", "A goose."),
        ("cue", "(LAUGHTER)"),
        ("note", "Editor's note: It rained."),
        ("unexplained", "Geese"),
        ("speech", "Yes."),
        ("legal notice", "Copyright © 2026 NPR."),
    ]


def test_the_account_of_a_text() -> None:
    text = "Geese\nTranscript\nANN LEE, HOST: Good morning.\nCopyright © 2020 NPR.\n"
    lines = account(a_page(text, URL), Npr())
    assert lines[:2] == [
        AccountLine("label", "read as ANN LEE", "ANN LEE, HOST"),
        AccountLine("speech", "", "Good morning."),
    ]


@pytest.mark.parametrize("page", ["<html><body><p>Fog.</p></body></html>", "Fog."])
def test_nothing_where_no_layout_fits(page: str) -> None:
    assert account(a_page(page, URL), Npr()) == []


def test_hostile_markup_is_refused() -> None:
    page = a_transcript("<div>" * 100_000)
    with pytest.raises(HostileMarkup):
        account(a_page(page, URL), Npr())
