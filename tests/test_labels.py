"""The label grammar, on labels as newsrooms print them and on what is no label."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.extract.affiliation import affiliation
from scraper.extract.casing import name_case, plain_case
from scraper.extract.label_jobs import own_names
from scraper.extract.label_scan import Head, find_head, find_semicolon_head
from scraper.extract.labels import Label, read_label

OWN = own_names(("NPR", "CNN"))


@pytest.mark.parametrize(
    ("text", "name", "honorific", "description", "role"),
    [
        ("ANNA BELL, HOST: Hi", "ANNA BELL", None, None, "host"),
        ("ANNA BELL, host:", "ANNA BELL", None, None, "host"),
        ("ANNA BELL (Host): Hi", "ANNA BELL", None, None, "host"),
        ("OTTO KERN, BYLINE: Hi", "OTTO KERN", None, None, "reporter"),
        ("OTTO KERN reporting: Hi", "OTTO KERN", None, None, "reporter"),
        ("KERN: Hi", "KERN", None, None, None),
        ("Ms. BELL: Hi", "BELL", "Ms.", None, None),
        (
            'Mr. IAN FOX (Author, "Red: A Life"): x',
            "IAN FOX",
            "Mr.",
            'Author, "Red: A Life"',
            "guest",
        ),
        ("SEN. LU WEI (D-NV): x", "LU WEI", "Sen.", "D-NV", "guest"),
        ("VICE PRESIDENT ANA SOLIS: x", "ANA SOLIS", "Vice President", None, None),
        ("Warden CAL STOKES (County Jail): x", "CAL STOKES", "Warden", "County Jail", "guest"),
        ("Harbormaster JO DEE (Port of Ayr): x", "JO DEE", "Harbormaster", "Port of Ayr", "guest"),
        ("EMIL DE LA TORRE: x", "EMIL DE LA TORRE", None, None, None),
        ("Col. JAMES McELROY: x", "JAMES McELROY", "Col.", None, None),
        ("A. J. SMITH: x", "A. J. SMITH", None, None, None),
        ("ROBERT LANE, JR.: x", "ROBERT LANE JR.", None, None, None),
        (
            "CAROL LUM, REPORTER, THE POST (via telephone): x",
            "CAROL LUM",
            None,
            "Reporter, The Post",
            "guest",
        ),
    ],
)
def test_a_label_is_read(
    text: str, name: str, honorific: str | None, description: str | None, role: str | None
) -> None:
    found = read_label(text)
    assert found is not None
    label = found[0]
    assert (label.name, label.honorific, label.description, label.role) == (
        name, honorific, description, role,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("UNIDENTIFIED MAN #2: (Shouting)", "nobody"),
        ("Unidentified Woman: Hello", "nobody"),
        ("CROWD: (Chanting)", "nobody"),
        ("COMPUTER-GENERATED VOICE: Mind the gap", "nobody"),
        ("ANNOUNCER: From Boston", "announcer"),
        ("JUROR NUMBER FOUR: Guilty", "nobody"),
        ("JUROR NUMBER 4: Guilty", "nobody"),
    ],
)
def test_nobody_in_particular(text: str, kind: str) -> None:
    found = read_label(text)
    assert found is not None
    assert found[0].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "It was clear: we had lost.",
        "AT 10:30 we left.",
        "https://example.org/x",
        "HTTP://EXAMPLE.ORG",
        "NOTE: this was recorded.",
        "WHAT A DAY: sun all over.",
        "THIS IS THE NEWS: good evening",
        "I said: NO",
        "NASA said: go",
        "The Lesson: be good",
        "BREAKING: the dam holds",
        "No colon here at all",
        "(LAUGHTER)",
        ": nothing before it",
        "",
    ],
)
def test_what_is_no_label(text: str) -> None:
    assert read_label(text) is None


@pytest.mark.parametrize("name", ["PETER, PAUL AND MARY", "TYLER, THE CREATURE"])
def test_a_band_may_have_commas_in_its_name(name: str) -> None:
    found = read_label(f"{name}: We sing.")
    assert found is not None
    assert (found[0].name, found[0].description, found[1]) == (name, None, "We sing.")


@pytest.mark.parametrize(
    ("text", "printed", "said"),
    [
        ("[ANN LEE]: It rained.", "ANN LEE", "It rained."),
        ("(ANN LEE): It rained.", "ANN LEE", "It rained."),
    ],
)
def test_a_label_in_brackets(text: str, printed: str, said: str) -> None:
    assert find_head(text) == Head(printed, said)


def test_a_label_that_a_semicolon_ends_may_begin_with_an_initial() -> None:
    assert find_semicolon_head("J. LEE; It rained.") == Head("J. LEE", "It rained.", ";")


def test_the_label_is_kept_as_printed_and_the_rest_is_the_speech() -> None:
    assert read_label("  ".strip() + "MAX ORR (voice-over): So it goes: on.") == (
        Label("MAX ORR (voice-over)", "MAX ORR", note="voice-over"),
        "So it goes: on.",
    )


def test_a_newsrooms_own_correspondent_is_its_reporter_and_anothers_a_guest() -> None:
    own = read_label("ANA LI, CNN CORRESPONDENT: x", own_names(("CNN",)))
    other = read_label("ANA LI, BBC CORRESPONDENT: x", own_names(("CNN",)))
    assert own is not None
    assert other is not None
    assert (own[0].role, other[0].role) == ("reporter", "guest")


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("SOLEDAD O'BRIEN", "Soledad O'Brien"),
        ("ALEX HOROWITZ-GHAZI", "Alex Horowitz-Ghazi"),
        ("EMIL DE LA TORRE", "Emil de la Torre"),
        ("HENRY LANE III", "Henry Lane III"),
        ("JAMES McELROY", "James McElroy"),
        ("LORETTA MCBRIDE", "Loretta McBride"),
    ],
)
def test_a_shouted_name_is_written_as_a_person_writes_it(shouted: str, written: str) -> None:
    assert name_case(shouted) == written


def meaning(text: str) -> list[str]:
    """What a label means: name, honorific, description, role, note, whether a surname alone."""
    found = read_label(text, OWN) or read_label(f"{text}:", OWN)
    assert found is not None, text
    label = found[0]
    return [
        name_case(label.name) if label.kind == "person" else plain_case(label.name),
        label.honorific or "",
        label.description or "",
        label.role or "?",
        label.note or "",
        "yes" if label.surname_only else "",
    ]


def rows(file: Path) -> list[list[str]]:
    """The rows of a sheet, each filled up to the columns of its head."""
    head, *lines = file.read_text("utf-8").splitlines()
    width = len(head.split("\t"))
    return [[*(row := line.split("\t")), *[""] * (width - len(row))] for line in lines]


SHEETS = Path(__file__).parent / "labels"


#: What of a sheet's row is the label's meaning; behind it stands who it says somebody is.
MEANING = 6


def who(text: str) -> list[str]:
    """What a label says of somebody: office, organization, party, place, work."""
    found = read_label(text, OWN) or read_label(f"{text}:", OWN)
    assert found is not None, text
    said = affiliation(found[0].description, found[0].honorific)
    return [
        value or "" for value in (said.office, said.organization, said.party, said.place, said.work)
    ]


@pytest.mark.parametrize(
    "row", rows(SHEETS / "labels.tsv"), ids=lambda row: f"{row[0]}: {row[1][:40]}"
)
def test_a_label_means_what_the_sheet_says(row: list[str]) -> None:
    _, text, *expected = row
    assert meaning(text) == expected[:MEANING]


@pytest.mark.parametrize(
    "row", rows(SHEETS / "labels.tsv"), ids=lambda row: f"{row[0]}: {row[1][:40]}"
)
def test_a_label_says_who_somebody_is_as_the_sheet_does(row: list[str]) -> None:
    _, text, *expected = row
    assert who(text) == expected[MEANING:]


@pytest.mark.parametrize("row", rows(SHEETS / "not_labels.tsv"), ids=lambda row: row[1][:40])
def test_what_the_sheet_calls_no_label_is_none(row: list[str]) -> None:
    assert read_label(row[1], OWN) is None


def test_every_label_of_the_corpus(corpus: Path) -> None:
    sheet = rows(corpus / "labels.tsv")
    assert len(sheet) >= 30
    for text, *expected in sheet:
        assert meaning(text) == expected, text


def test_a_name_that_ends_in_a_hyphen_has_a_case_too() -> None:
    assert name_case("ANN LEE-") == "Ann Lee-"
    assert name_case('"') == '"'
