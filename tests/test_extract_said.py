"""What people say that looks like a page's furniture, and furniture that looks like speech."""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.model import Transcript
from scraper.sources import source_named
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript

HI = "<p>ANN LEE, HOST: Good morning.</p>"
HO = "<p>BEN ORR, BYLINE: Good night.</p>"
CNN = "https://transcripts.cnn.com/show/acd/date/2024-05-06/segment/01"
PBS = "https://www.pbs.org/newshour/show/what-a-dry-river-means"


def landed(speech: str) -> Transcript:
    outcome = extract(a_page(a_transcript(speech), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    return outcome


def text(*lines: str, source: str = "npr", url: str = URL) -> Transcript:
    outcome = extract(a_page("\n".join(lines), url), source_named(source)())
    assert isinstance(outcome, Transcript), outcome
    return outcome


def turns(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [
        (None if turn.speaker is None else transcript.speakers[turn.speaker].name, turn.text)
        for turn in transcript.turns
        if turn.kind == "speech"
    ]


SAID = [
    "Published in 1998, the novel made her famous.",
    "Updated in 2005, the law bans frogs.",
    "Listen: this is what a frog sounds like.",
    "Sources: three people at the Pentagon.",
    "Image: it's everything in politics.",
    "Read more: that's my advice.",
    "To see part one of our talk, go to our site. I'm Ann Lee. Thanks for joining us.",
    "Click here and you'll see a frog, he told me.",
    "Correction: it's a toad. I misspoke.",
]


@pytest.mark.parametrize("said", SAID)
def test_a_sentence_is_speech(said: str) -> None:
    assert turns(landed(f"{HI}<p>{said}</p>{HO}"))[0] == ("Ann Lee", f"Good morning.\n{said}")


@pytest.mark.parametrize(
    "said",
    [*SAID[:6], "This episode is about frogs.", "Find us on air.", "Join the frogs today.",
     "Our executive producer is Jo Pike."],
)  # fmt: skip
def test_a_sentence_is_speech_in_a_text(said: str) -> None:
    found = text("Frogs", "ANN LEE, HOST: Good morning.", said, "BEN ORR, BYLINE: Good night.")
    assert turns(found)[0] == ("Ann Lee", f"Good morning.\n{said}")


@pytest.mark.parametrize(
    "appeal", ["Follow us on Twitter. We're there.", "Subscribe to our show wherever you get it."]
)
def test_an_appeal_that_may_be_said_is_doubted_and_kept(appeal: str) -> None:
    found = landed(f"{HI}<p>{appeal}</p>{HO}")
    assert [(note.kind, note.text) for note in found.notes] == [("unexplained", appeal)]
    assert found.turns[0].doubt


@pytest.mark.parametrize(
    "sentence",
    ["Tom Hank: he's in a new film.", 'Jane Doe: "I love your show."', "Barack Roe: and so on."],
)
def test_a_name_in_a_sentence_is_no_label_where_labels_are_in_capitals(sentence: str) -> None:
    found = landed(f"{HI}<p>{sentence}</p>{HO}")
    assert turns(found)[0] == ("Ann Lee", f"Good morning.\n{sentence}")


@pytest.mark.parametrize(
    "line",
    ["FORD (on camera) Look at this.", "FORD (voice-over) Look at this.", "FORD. Look at this.",
     "FORD -- Look at this."],
)  # fmt: skip
def test_a_known_surname_without_its_colon_opens_a_turn(line: str) -> None:
    found = landed(f"<p>TIM FORD, CORRESPONDENT: It rained.</p>{HI}<p>{line}</p>{HO}")
    assert turns(found)[2] == ("Tim Ford", "Look at this.")


def test_a_text_of_labels_in_small_letters() -> None:
    found = text(
        "What a dry river means", "Nation", "Oct 3, 2024 6:35 PM EDT", "By —",
        "Read the Full Transcript", "Amna Olin:", "The river is dry.", "Rosa Quill: It is.",
        "Amna Olin:", "Rosa Quill, thank you.", source="pbs", url=PBS,
    )  # fmt: skip
    assert turns(found) == [
        ("Amna Olin", "The river is dry."),
        ("Rosa Quill", "It is."),
        ("Amna Olin", "Rosa Quill, thank you."),
    ]
    assert (found.title, str(found.aired_on)) == ("What a dry river means", "2024-10-03")


def test_a_headline_with_a_colon_is_nobodys_label() -> None:
    found = text(
        "National", "FBI: No Charges In Bridge Case", "May 14, 2019 4:32 PM ET",
        "ANN LEE, HOST: The bridge is closed.", "BEN ORR, BYLINE: It is.",
    )  # fmt: skip
    assert found.title == "FBI: No Charges In Bridge Case"
    assert turns(found) == [("Ann Lee", "The bridge is closed."), ("Ben Orr", "It is.")]


def test_a_headline_of_cnn_with_a_colon() -> None:
    found = text(
        "NEW DAY", "KERN: I WON'T QUIT; Storm Nears Gulf", "Aired May 6, 2024 - 07:00 ET",
        "THIS IS A RUSH TRANSCRIPT.", "ANN LEE, CNN ANCHOR: Hi.", "JO KERN (D), IOWA: Hello.",
        source="cnn", url=CNN,
    )  # fmt: skip
    assert turns(found) == [("Ann Lee", "Hi."), ("Jo Kern", "Hello.")]


@pytest.mark.parametrize(
    "tail",
    [
        ["More From National", "Why Frogs Sing", "September 3, 2019"],
        ["Become an NPR sponsor"], ["Terms of Use", "Privacy"], ["Copyright NPR 2019"],
        ["Related Stories", "Mayor: Bridge Must Go"],
        ["3 comments", "JIM BEALE: I loved that bridge."],
    ],
)  # fmt: skip
def test_furniture_below_a_text_is_no_speech(tail: list[str]) -> None:
    found = text("Frogs", "ANN LEE, HOST: Hi.", "BEN ORR, BYLINE: In Calder, I'm Ben Orr.", *tail)
    assert turns(found) == [("Ann Lee", "Hi."), ("Ben Orr", "In Calder, I'm Ben Orr.")]


def test_tags_below_a_text_are_kept_and_the_last_turn_is_doubted() -> None:
    found = text("Frogs", "ANN LEE, HOST: Hi.", "BEN ORR, BYLINE: Yes.", "bridges", "small towns")
    assert turns(found) == [("Ann Lee", "Hi."), ("Ben Orr", "Yes.")]
    assert [note.text for note in found.notes] == ["bridges", "small towns"]
    assert found.turns[-1].doubt


def test_a_day_before_the_first_label_of_a_text() -> None:
    found = text("A Story", "July 21, 2005 - ANN LEE, host:", "Hi.", "Mr. BEN ORR (Baker): Yes.")
    assert str(found.aired_on) == "2005-07-21"
    assert turns(found) == [("Ann Lee", "Hi."), ("Ben Orr", "Yes.")]


def test_a_byline_and_the_length_of_the_audio_are_no_teaser() -> None:
    found = text(
        "Bridge", "May 14, 2019 4:32 PM ET", "By", "Petra Lindqvist", "3-Minute Listen",
        "A bridge is closed in a small town.", "ANN LEE, HOST: Hi.", "BEN ORR, BYLINE: Yes.",
    )  # fmt: skip
    assert found.teaser == "A bridge is closed in a small town."


def test_a_wife_is_not_her_husband() -> None:
    found = landed("<p>ROB SANTORO, MAYOR: Hello.</p><p>MRS. SANTORO: I am his wife.</p>")
    assert [name for name, _ in turns(found)] == ["Rob Santoro", "Santoro"]


def test_a_surname_of_two_speakers_has_no_certain_role() -> None:
    found = landed(
        "<p>ANN O'BRIEN, HOST: Hi.</p><p>BEN O'BRIEN, HOST: Hi.</p><p>O'BRIEN: And so on.</p>"
    )
    speaker = found.speakers[found.turns[2].speaker or 0]
    assert (speaker.name, speaker.doubt) == ("O'Brien", "several people with this surname speak")


@pytest.mark.parametrize(
    "control",
    ["<button>Play clip</button>", '<span role="button">Copy</span>',
     '<span class="icon">open_in_new</span>', '<span class="tooltip-text">Capital</span>'],
)  # fmt: skip
def test_a_control_behind_a_sentence_is_no_speech(control: str) -> None:
    assert turns(landed(f"{HI}<p>Frogs sing. {control}</p>{HO}"))[0][1] == (
        "Good morning.\nFrogs sing."
    )


@pytest.mark.parametrize(
    "printed", ["2025-01-06", "6 January 2025", "Jan. 6, 2025", "January 6, 20254:16 PM ET"]
)
def test_a_day_above_or_below_the_title_of_a_text(printed: str) -> None:
    for head in ((printed, "A made story"), ("A made story", printed)):
        found = text(*head, "ANN LEE, HOST: Hi.", "BEN ORR, BYLINE: Yes.")
        assert (found.title, str(found.aired_on)) == ("A made story", "2025-01-06")
