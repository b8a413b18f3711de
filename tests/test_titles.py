"""Titles before a name: what is split off, and what is part of the name."""

from __future__ import annotations

import pytest

from scraper.extract.titles import is_title_word, split_title


@pytest.mark.parametrize(
    ("printed", "title", "name"),
    [
        # forms of address
        ("Mr. LEE", "Mr.", "LEE"),
        ("Dr. ANN LEE", "Dr.", "ANN LEE"),
        ("THE REV. ANN LEE", "THE REV.", "ANN LEE"),
        ("Rabbi ANN LEE", "Rabbi", "ANN LEE"),
        # offices
        ("SEN. ANN LEE", "SEN.", "ANN LEE"),
        ("SENATOR LEE", "SENATOR", "LEE"),
        ("THEN-SEN. ANN LEE", "THEN-SEN.", "ANN LEE"),
        ("PRESIDENT-ELECT ANN LEE", "PRESIDENT-ELECT", "ANN LEE"),
        ("VICE PRESIDENT ANN LEE", "VICE PRESIDENT", "ANN LEE"),
        ("FORMER VICE PRESIDENT ANN LEE", "FORMER VICE PRESIDENT", "ANN LEE"),
        ("FORMER NEW YORK MAYOR ANN LEE", "FORMER NEW YORK MAYOR", "ANN LEE"),
        ("ATTORNEY GENERAL ANN LEE", "ATTORNEY GENERAL", "ANN LEE"),
        ("SECRETARY OF STATE ANN LEE", "SECRETARY OF STATE", "ANN LEE"),
        ("SPEAKER OF THE HOUSE ANN LEE", "SPEAKER OF THE HOUSE", "ANN LEE"),
        ("BRITISH PRIME MINISTER ANN LEE", "BRITISH PRIME MINISTER", "ANN LEE"),
        ("HOUSE MAJORITY LEADER ANN LEE", "HOUSE MAJORITY LEADER", "ANN LEE"),
        ("CHIEF JUSTICE ANN LEE", "CHIEF JUSTICE", "ANN LEE"),
        ("STATE REP. ANN LEE", "STATE REP.", "ANN LEE"),
        # ranks
        ("LT. COL. ANN LEE", "LT. COL.", "ANN LEE"),
        ("Maj. Gen. ANN LEE", "Maj. Gen.", "ANN LEE"),
        ("SGT. LEE", "SGT.", "LEE"),
        ("POLICE CHIEF ANN LEE", "POLICE CHIEF", "ANN LEE"),
        # a misprint
        ("PRESDIENT ANN LEE", "PRESDIENT", "ANN LEE"),
        ("SENATOR ANN LEE JR.", "SENATOR", "ANN LEE JR."),
        # a job before a full name
        ("NORTHFIELD SUNDAY HOST ANN LEE", "NORTHFIELD SUNDAY HOST", "ANN LEE"),
    ],
)
def test_a_title_is_split_off(printed: str, title: str, name: str) -> None:
    assert split_title(printed.split()) == (title.split(), name.split())


@pytest.mark.parametrize(
    "printed",
    [
        # regnal names and stage names
        "Pope Francis",
        "QUEEN ELIZABETH II",
        "KING CHARLES III",
        "POPE JOHN PAUL",
        "LADY GAGA",
        "PRINCE PAUL",
        "DR. JOHN",
        # first names that are titles
        "DEAN LEE",
        "EARL LEE",
        "MAJOR LEE",
        "DUKE LEE",
        # no title
        "ANN LEE",
        "LEE",
        "GRACE HOPE",
        "SENATOR",
    ],
)
def test_a_name_keeps_what_is_its_own(printed: str) -> None:
    assert split_title(printed.split()) == ([], printed.split())


@pytest.mark.parametrize(
    ("printed", "title", "name"),
    [
        ("DR. EARL FOX", "DR.", "EARL FOX"),
        ("SEN. DUKE LEE", "SEN.", "DUKE LEE"),
        ("PRINCE CHARLES WINDSOR", "PRINCE", "CHARLES WINDSOR"),
        ("CROWN PRINCE CHARLES", "CROWN PRINCE", "CHARLES"),
        ("POPE JOHN PAUL II", "", "POPE JOHN PAUL II"),
        ("FORMER KING CHARLES", "FORMER", "KING CHARLES"),
    ],
)
def test_titles_that_are_names_too(printed: str, title: str, name: str) -> None:
    assert split_title(printed.split()) == (title.split(), name.split())


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("SEN.", True),
        ("Senator", True),
        ("PRESIDENT-ELECT", True),
        ("THEN-SEN.", True),
        ("VICE-PRESIDENT", True),
        ("Dr.", True),
        ("GENERAL", True),
        ("presdient", True),
        ("profesor", True),
        ("senatro", False),
        ("residents", False),
        ("GOOSE", False),
        ("ANN", False),
    ],
)
def test_a_word_that_is_a_title(word: str, title: bool) -> None:
    assert is_title_word(word) is title
