"""Names that the speech says: who introduces themself, and who is introduced."""

from __future__ import annotations

import pytest

from scraper.extract.introductions import introduced, named_by_themself


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I'm Ann Lee.", ["Ann Lee"]),
        ("Good morning. I’m Ann Lee, and this is the news.", ["Ann Lee"]),
        ("I'm Ann T. Lee in Boston.", ["Ann T. Lee"]),
        ("I'm Lewis van Dorn.", ["Lewis van Dorn"]),
        ("I'm Soledad O'Brien.", ["Soledad O'Brien"]),
        ("I'm Ann Lee. And I'm Ben Orr.", ["Ann Lee", "Ben Orr"]),
        ("I'm Ann Lee. I'm Ann Lee.", ["Ann Lee"]),
        ("I'm African American.", []),
        ("I'm Irish Catholic.", []),
        ("I'm Ann.", []),
        ("I'm sorry.", []),
        ("I'm ALL THINGS.", []),
        ("It rained.", []),
    ],
)
def test_who_names_themself(text: str, names: list[str]) -> None:
    assert named_by_themself(text) == names


def introduces(text: str, surname: str = "Simon", *, first_too: bool = False) -> set[str]:
    """Whom a text introduces that is not the last before they speak."""
    return introduced(surname, [text, "It rained."], text, first_too=first_too)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NPR's Julia Simon reports.", {"Julia Simon"}),
        ("We're joined by Julia Simon.", {"Julia Simon"}),
        ("We're joined now by Julia T. Simon of Northfield.", {"Julia T. Simon"}),
        ("Julia Simon is here.", {"Julia Simon"}),
        ("Julia Simon joins us now.", {"Julia Simon"}),
        ("And let's go to Julia Simon in Northfield.", {"Julia Simon"}),
        ("And welcome, Julia Simon of Northfield.", {"Julia Simon"}),
        ("We spoke with Professor Julia Simon of Northfield.", {"Julia Simon"}),
        ("And here's Senator Julia Simon of Ohio.", {"Julia Simon"}),
        ("Julia Simon, who kept geese for a year, joins me.", {"Julia Simon"}),
        ("NPR's Julia Simon reports. Rose Simon is here.", {"Julia Simon", "Rose Simon"}),
        # names that are mentioned
        ("The geese of Julia Simon left town on a Friday.", set()),
        ("Julia Simon's geese left town on a Friday.", set()),
        ("Welcome, Simon, to the pond of geese.", set()),
        ("We're joined by Julia Simonson of Northfield.", set()),
        ("It rained.", set()),
    ],
)
def test_who_is_introduced(text: str, names: set[str]) -> None:
    assert introduces(text) == names


def test_whoever_is_named_last_before_they_speak() -> None:
    text = "The geese left on Friday. Julia Simon, why on Friday?"
    assert introduced("Simon", [text], text, first_too=False) == {"Julia Simon"}
    assert introduces(text) == set()


def test_a_first_name_with_its_surname_behind_it() -> None:
    text = "We're joined by Julia Simon of Northfield."
    assert introduces(text, "Julia", first_too=True) == {"Julia Simon"}
    assert introduces(text, "Julia") == set()


def test_a_surname_of_several_words() -> None:
    assert introduces("We're joined by Lewis van Dorn.", "Van Dorn") == {"Lewis van Dorn"}
