"""What a person would take for a label at a glance."""

from __future__ import annotations

import pytest

from scraper.extract.broad_reader import (
    broad_head,
    broad_semicolon_head,
    known_head,
    reads_as_head,
)
from scraper.names import name_key


@pytest.mark.parametrize(
    ("text", "head", "rest"),
    [
        ("ANN LEE: It rained.", "ANN LEE", "It rained."),
        ("ANN LEE, HOST: It rained.", "ANN LEE, HOST", "It rained."),
        ("ANN LEE:: It rained.", "ANN LEE", "It rained."),
        ("ANN LEE : It rained.", "ANN LEE", "It rained."),
        ("ANN LEE：It rained.", "ANN LEE", "It rained."),
        ("ANN LEE (via telephone): It rained.", "ANN LEE (via telephone)", "It rained."),
        ("ANN LEE (D-OH) SENATE LEADER: Yes.", "ANN LEE (D-OH) SENATE LEADER", "Yes."),
        ("ANN LEE [ph]: Yes.", "ANN LEE [ph]", "Yes."),
        ("ANN LEE, the goose farmer: Yes.", "ANN LEE, the goose farmer", "Yes."),
        ("Sen. ANN LEE (Democrat, Ohio): Yes.", "Sen. ANN LEE (Democrat, Ohio)", "Yes."),
        ("9-1-1 DISPATCH: Yes.", "9-1-1 DISPATCH", "Yes."),
        ("WHY NOT GEESE: Yes.", "WHY NOT GEESE", "Yes."),
        ("ÉLOÏSE ÇELIK: Yes.", "ÉLOÏSE ÇELIK", "Yes."),
        ("> ANN LEE: Yes.", "ANN LEE", "Yes."),
        ("▶ ANN LEE: Yes.", "ANN LEE", "Yes."),
        ("[20:05:08] ANN LEE: Yes.", "ANN LEE", "Yes."),
        ("J: Yes.", "J", "Yes."),
        ('"BUDDY" LEE: Yes.', '"BUDDY" LEE', "Yes."),
        ("A. J. LEE:", "A. J. LEE", ""),
        # scripts without capitals
        ("王小明：你好。", "王小明", "你好。"),
        ("דנה: שלום.", "דנה", "שלום."),
    ],
)
def test_a_head_in_capitals(text: str, head: str, rest: str) -> None:
    assert broad_head(text) == (head, rest)
    assert reads_as_head(text)


@pytest.mark.parametrize(
    "text",
    [
        "It rained.",
        "It rained: twice.",
        "Ann Lee: It rained.",
        "I said: NO.",
        "THE GEESE LEFT.",
        "10:30 is late.",
        "AT 10:30 we left.",
        "HTTP://EXAMPLE.ORG",
        "NPR's Ann Lee: It rained.",
        "(LAUGHTER)",
        ":",
        "",
    ],
)
def test_no_head(text: str) -> None:
    assert broad_head(text) is None
    assert not reads_as_head(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ANN LEE; It rained.", ("ANN LEE", "It rained.")),
        ("ANN LEE, host; It rained.", ("ANN LEE, host", "It rained.")),
        ("ANN LEE: It rained; so.", None),
        ("It rained; so.", None),
        ("Ann Lee; It rained.", None),
    ],
)
def test_a_semicolon_for_the_colon(text: str, found: tuple[str, str] | None) -> None:
    assert broad_semicolon_head(text) == found


KNOWN = {name_key(name) for name in ("Ann Lee", "Lee", "Soledad O'Brien", "O'Brien")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee: Yes.", ("Ann Lee", "Yes.")),
        ("Lee: Yes.", ("Lee", "Yes.")),
        ("LEE; Yes.", ("LEE", "Yes.")),
        ("Lee (laughing): Yes.", ("Lee (laughing)", "Yes.")),
        ("O’Brien: Yes.", ("O’Brien", "Yes.")),
        ("lee: Yes.", ("lee", "Yes.")),
        ("Orr: Yes.", None),
        ("Then Lee: Yes.", None),
        ("Lee said yes.", None),
        (": Yes.", None),
    ],
)
def test_the_name_of_a_known_speaker(text: str, found: tuple[str, str] | None) -> None:
    assert known_head(text, KNOWN) == found
