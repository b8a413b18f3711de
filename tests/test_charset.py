"""Bytes as UTF-8, and characters that no reader sees."""

from __future__ import annotations

import pytest

from scraper.charset import to_utf8, unmangled
from scraper.invisible import visible_text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("We\x92ll see if it\x92s \x93open\x94\x85", "We’ll see if it’s “open”…"),
        ("a \x97 b, \x80 5", "a — b, € 5"),
        ("Ça va \x96 oui", "Ça va – oui"),
        ("a\x81b\x8dc\x8fd\x90e\x9df", "a\x81b\x8dc\x8fd\x90e\x9df"),  # open in windows-1252
        ("donâ€™t \x93x\x94", "don’t “x”"),
        ("donâ\x80\x99t", "don’t"),
        ("sheâ\x80\x9d", "she”"),
        ("Ã\x80 la carte", "À la carte"),
        ("Âé · é", "Âé · é"),
    ],
)
def test_c1_controls_are_windows_1252(text: str, meant: str) -> None:
    assert unmangled(to_utf8(text.encode())).decode() == meant


PAGE = "<p>Ça va – oui</p>"


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-16be", "utf-32"])
def test_a_page_that_calls_itself_utf_16_and_is_not(declared: str) -> None:
    head = f"<meta charset={declared}>"
    assert to_utf8((head + PAGE).encode()).decode() == head + PAGE
    header = f"text/html; charset={declared}"
    assert to_utf8(PAGE.encode(), header).decode() == PAGE
    mixed = PAGE.encode() + b"it\x92s"  # no UTF-8 any more, and no UTF-16 either
    assert to_utf8(head.encode() + mixed).decode() == f"{head}{PAGE}it’s"
    assert to_utf8(mixed, header).decode() == f"{PAGE}it’s"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_page_that_is_utf_16_without_a_mark(codec: str) -> None:
    body = PAGE.encode(codec)
    assert to_utf8(body, "text/html; charset=utf-16").decode() == PAGE


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain ASCII", "plain ASCII"),
        ("so\u00adft hy\u00adphen", "soft hyphen"),
        ("\u200bJO PIKE,\u200b BYLINE\ufeff: \u200e\u200fHi\u2060.", "JO PIKE, BYLINE: Hi."),
        ("Ame\u200clie and Zo\u200dë", "Amelie and Zoë"),
        ("\u200c \u200d", " "),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: the two parts of a word
        ("می\u200b\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),  # Hindi: half a letter
        ("അവന\u0d4d\u200d", "അവന\u0d4d\u200d"),  # Malayalam: a final n
        ("👩\u200d👧 said", "👩\u200d👧 said"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        ("👩\u200d said", "👩 said"),
        ("e\u0301 – “x” \u00a0\u202fy\ufe0f", "e\u0301 – “x” \u00a0\u202fy\ufe0f"),
    ],
)
def test_what_no_reader_sees_goes(text: str, seen: str) -> None:
    assert visible_text(text) == seen
