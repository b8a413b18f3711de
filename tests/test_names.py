"""The key of a name, and how names relate."""

from __future__ import annotations

import pytest

from scraper.extract.names import ends_with, goes_by, is_short_for, surname_of
from scraper.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ANN LEE", "Ann Lee"),
        ("O’BRIEN", "O'Brien"),
        ("O`BRIEN", "O'Brien"),
        ("Oʼbrien", "O'Brien"),
        ("OʻBrien", "O'Brien"),
        ("Ortega‐Ruiz", "Ortega-Ruiz"),
        ("Ortega–Ruiz", "Ortega-Ruiz"),
        ("José Ibáñez", "JOSE IBANEZ"),
        ("Jose\u0301", "José"),
        ("Günter Çelik", "Gunter Celik"),
        ("Ann\u00a0Lee", "Ann Lee"),
        ("Ann  Lee ", "Ann Lee"),
        ("Ann\u200b Lee", "Ann Lee"),
        ("\ufeffAnn Lee", "Ann Lee"),
        ("An\u00adn Lee", "Ann Lee"),
        ("Ａｎｎ Ｌｅｅ", "Ann Lee"),
        ("STRAẞE", "Strasse"),
    ],
)
def test_two_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Anne Lee"),
        ("Ann Lee", "Ann Lee Jr."),
        ("O'Brien", "OBrien"),
        ("Ortega-Ruiz", "Ortega Ruiz"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [("  Ann   LEE", "ann lee"), ("O’Brien", "o'brien"), ("Zoë", "zoe"), ("", "")],
)
def test_the_key_of_a_name(name: str, key: str) -> None:
    assert name_key(name) == key


def test_accents_may_tell_people_apart() -> None:
    assert name_key("José Roe", accents=True) != name_key("Jose Roe", accents=True)
    assert name_key("Jose\u0301 Roe", accents=True) == name_key("JOSÉ ROE", accents=True)


@pytest.mark.parametrize("name", ["ANN LEE", "Zoë", "O’Brien", "Ｌｅｅ", "Ann\u200bLee"])
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("name", "surname", "ends"),
    [
        ("Ann Lee", "lee", True),
        ("Lewis Van Dorn", "van dorn", True),
        ("Lewis Van Dorn", "dorn", True),
        ("Cal Ripken Jr.", "ripken", True),
        ("Lee", "lee", True),
        ("Ann Ashlee", "lee", False),
        ("Lee Ann", "lee", False),
    ],
)
def test_the_surname_of_a_name(name: str, surname: str, ends: bool) -> None:
    assert ends_with(name, surname) is ends


@pytest.mark.parametrize(
    ("name", "surname"),
    [("Ann Lee", "lee"), ("Cal Ripken Jr.", "ripken"), ("Emil de la Torre", "torre"), ("", "")],
)
def test_the_last_word_of_a_name(name: str, surname: str) -> None:
    assert surname_of(name) == surname


@pytest.mark.parametrize(
    ("first", "name", "short"),
    [
        ("bill", "William Roe", True),
        ("liz", "Elizabeth Roe", True),
        ("bob", "William Roe", False),
        ("william", "Bill Roe", False),
    ],
)
def test_short_forms_of_first_names(first: str, name: str, short: bool) -> None:
    assert is_short_for(first, name) is short


def test_a_nickname_that_is_printed_in_a_name() -> None:
    assert goes_by('William "Buddy" Roe', "buddy")
    assert goes_by("William (Bill) Roe", "bill")
    assert not goes_by("William Buddy Roe", "buddy")
