"""Who somebody is by their label; what single labels say is in ``labels/labels.tsv``."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.extract import extract
from scraper.extract.affiliation import Affiliation, affiliation
from scraper.extract.organizations import organization
from scraper.extract.places import place
from scraper.model import Page, Speaker, Transcript
from scraper.sources import source_named

URL = "https://transcripts.cnn.com/show/cnr/date/2025-03-14/segment/01"
PAGE = """<!doctype html><html><head><title>CNN.com - Transcripts</title></head><body>
<p class="cnnTransStoryHead">CNN Newsroom</p>
<p class="cnnTransSubHead">A Pier Falls. Aired 10-11a ET</p>
<p class="cnnBodyText">Aired March 14, 2025 - 10:00 ET</p>
<p class="cnnBodyText">THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM.</p>
<p class="cnnBodyText">GRETA HOLM, CNN ANCHOR: Good morning to you all from here.<br>
SEN. LENA HOBBS (D), CONNECTICUT: Thank you for having me on today.<br>
HOLM: And with us is the author.<br>
NILS BERG, AUTHOR, "THE LONG PIER": It fell on a Monday.<br>
HOBBS: It did, and nobody was there.</p></body></html>"""


def test_a_transcripts_speakers_have_their_affiliations() -> None:
    source = source_named("cnn")()
    page = Page(URL, 200, {}, PAGE.encode(), datetime(2025, 4, 1, tzinfo=UTC))
    outcome = extract(page, source, source.identify(URL))
    assert isinstance(outcome, Transcript)
    assert [facts(speaker) for speaker in outcome.speakers] == [
        ("Greta Holm", "Anchor", "CNN", None, None, None),
        ("Lena Hobbs", "Senator", None, "Democrat", "Connecticut", None),
        ("Nils Berg", "Author", None, None, None, "The Long Pier"),
    ]


def facts(who: Speaker) -> tuple[str | None, ...]:
    return (who.name, who.office, who.organization, who.party, who.place, who.work)


@pytest.mark.parametrize("party", ["Green Party", "Labor Party", "Sinn Fein", "Likud"])
def test_a_party_that_has_no_letter_stays_as_printed(party: str) -> None:
    assert affiliation(party, None).party == party


@pytest.mark.parametrize(
    ("description", "where"),
    [
        ("Resident, Marlow, Vermont", "Marlow, Vermont"),
        ("Baker, Resident, Marlow, Vermont", "Marlow, Vermont"),
    ],
)
def test_the_small_town_of_a_resident_is_a_place(description: str, where: str) -> None:
    assert affiliation(description, None).place == where


def test_the_capital_is_written_as_usual() -> None:
    assert affiliation("Baker, Washington, D.C.", None).place == "Washington, D.C."


@pytest.mark.parametrize(
    ("description", "where"), [("French President", "France"), ("Iraqi Minister", "Iraq")]
)
def test_an_office_with_the_people_before_it_is_of_their_country(
    description: str, where: str
) -> None:
    assert affiliation(description, None).place == where


def test_who_has_neither_description_nor_honorific_has_no_affiliation() -> None:
    assert affiliation(None, None) == Affiliation()


@pytest.mark.parametrize(
    "description",
    [
        'Author of "Rain: A History',
        '"',
        '""',
        ",",
        ";;",
        "/",
        "and",
        "of the",
        "'s",
        "University of",
        "of Boston University",
        "Former",
        "Mayor of",
    ],
)
def test_a_description_that_is_cut_or_odd_says_nothing(description: str) -> None:
    assert affiliation(description, None) == Affiliation()


WORDS = st.sampled_from(
    """Former Mayor of Boston University CNN Senator ( ) (D) D-Calif. R , , ; " “ ” and & / the at
    White House Anchor Author Rain's Georgia U.S. President Professor Student Inc. to""".split()
)


@given(st.lists(WORDS, max_size=9).map(" ".join), st.none() | st.lists(WORDS).map(" ".join))
def test_nothing_is_said_that_the_label_has_not(description: str, honorific: str | None) -> None:
    said = affiliation(description, honorific)
    printed = f"{description} {honorific}".casefold()
    assert said.work is None or said.work.casefold() in printed
    assert said.office is None or said.office.split()[-1].casefold() in printed
    assert said.party in (None, "Democrat", "Republican")


@example(".", None)
@given(st.text(max_size=60), st.none() | st.text(max_size=30))
def test_any_text_is_read_without_an_error(description: str, honorific: str | None) -> None:
    affiliation(description, honorific)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("The Arizona Republic", "Arizona Republic"),
        ("Denver Register", "Denver Register"),
        ("Houston Chronicle", "Houston Chronicle"),
        ("Usc School of Law", "USC School of Law"),
        ("Lincoln High School", "Lincoln High School"),
        ("Local High School", None),
        ("Music Group", None),
        ("Police Academy", None),
        ("Rainfall Pictures, Inc.", "Rainfall Pictures, Inc."),
        ("Ohio Department of Public Safety", "Ohio Department of Public Safety"),
        ("Opposed to Boston University", None),
        ("Killed at Lincoln School", None),
        ("Leads Rain Institute", None),
        ("Office of the President", None),
        ("Board of Directors", None),
        ("rainfall.com", "rainfall.com"),
        ("Idf", "IDF"),
        ("Los Angeles Police", "Los Angeles Police"),
        ("The People's Court", None),
        ("State of the Union", None),
        ("Ohio Superior Court", "Ohio Superior Court"),
        ("School of Law", None),
        ("Jazz School of Rock", None),
    ],
)
def test_a_body_is_known_or_says_what_it_is(text: str, body: str | None) -> None:
    assert organization(text) == body


def test_a_weekly_whose_name_is_a_word_is_known_by_its_quotation_marks() -> None:
    assert organization("Time", quoted=True) == "Time"
    assert organization("Time") is None
    assert organization("Rain Institute", quoted=True) is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Conn.", "Connecticut"),
        ("W.Va.", "West Virginia"),
        ("D.C.", "District of Columbia"),
        ("the Bahamas", "Bahamas"),
        ("US", "United States"),
        ("Polk County", "Polk County"),
        ("Rural County", None),
        ("Miss", None),
        ("IN", None),
        ("Springfield Mall", None),
    ],
)
def test_a_place_is_written_out(text: str, where: str | None) -> None:
    assert place(text) == where
