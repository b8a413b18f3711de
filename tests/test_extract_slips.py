"""Slips of newsrooms and of markup, each as small as it can be."""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.extract.introductions import named_by_themself
from scraper.extract.label_jobs import own_names
from scraper.extract.labels import read_label, read_marked_label
from scraper.extract.notes import note_kind
from scraper.extract.titles import is_title_word
from scraper.model import NoTranscript, Outcome, Quarantined, Transcript
from scraper.sources import source_named
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript

OWN = own_names(("NPR",))
HI = "<p>ANN LEE, HOST: Good morning.</p>"
HO = "<p>BEN ORR: Good night.</p>"
Rows = list[tuple[str | None, str]]


def rows(outcome: Outcome) -> Rows | None:
    """(name, words) of each turn of speech, None where the page is quarantined."""
    if isinstance(outcome, Quarantined):
        return None
    assert isinstance(outcome, Transcript), outcome
    return [
        (None if turn.speaker is None else outcome.speakers[turn.speaker].name, turn.text)
        for turn in outcome.turns
        if turn.kind == "speech"
    ]


def npr(speech: str) -> Rows | None:
    return rows(extract(a_page(a_transcript(speech), URL), Npr()))


def words(found: Rows | None, name: str) -> str:
    """All that somebody says; nothing where the page is quarantined."""
    return " ".join(text for who, text in found or [] if who == name)


@pytest.mark.parametrize("cue", ["(LAUGHTER)", "(CROSSTALK)", "[applause]", "(APPLAUSE)"])
@pytest.mark.parametrize("stamp", ["00:08:15 ", '<span class="timestamp">00:08:15</span> '])
def test_a_reaction_behind_a_time_stamp_is_nobodys_speech(stamp: str, cue: str) -> None:
    assert words(npr(f"{HI}<p>{stamp}{cue}</p>{HO}"), "Ann Lee") in ("", "Good morning.")


def test_a_label_that_lost_its_colon_behind_its_role() -> None:
    found = npr(f"{HI}<p>CAL FOX, BYLINE It rained all day.</p>{HO}")
    assert words(found, "Cal Fox") == "It rained all day."


def test_times_before_most_paragraphs_are_no_speech() -> None:
    """One paragraph without a time goes on with the turn above."""
    stamped = "".join(f"<p>00:0{n}:00 It rained on day {n}.</p>" for n in range(2, 8))
    found = npr(f"<p>00:01:00 ANN LEE, HOST: Hi.</p><p>And so on.</p>{stamped}{HO}")
    assert found is not None
    assert found[0] == ("Ann Lee", "Hi.\nAnd so on.")
    assert "00:" not in " ".join(text for _, text in found)


def test_a_dateline_behind_a_time_stamp_is_no_speech() -> None:
    found = npr(f"<p>00:08:15 January 8, 2009 - ANN LEE, host: Hi.</p>{HO}")
    assert found in (None, [("Ann Lee", "Hi."), ("Ben Orr", "Good night.")])


@pytest.mark.parametrize(
    "label",
    ["Mr. BEN ORR (Baker)", "Mr. ORR", "WALLY (Caller)", "Col. JAMES McELROY (Engineer)",
     "URSULA J. McCRAY", "Councilwoman DORIS HALE (Duluth, Minnesota)"],
)  # fmt: skip
def test_a_label_that_a_semicolon_ends_is_nobodys_words(label: str) -> None:
    found = npr(f"{HI}<p>{label}; Yes, so it is.</p>{HO}")
    assert words(found, "Ann Lee") in ("", "Good morning.")


@pytest.mark.parametrize(
    ("speech", "said"),
    [
        ("DORSEY (via telephone); It was good soup, Doctor: barley.",
         "It was good soup, Doctor: barley."),
        ("DORSEY; I wrote: Number 22 was in.", "I wrote: Number 22 was in."),
    ],
)  # fmt: skip
def test_a_label_that_a_semicolon_ends_takes_no_words_of_the_speech(speech: str, said: str) -> None:
    found = npr(f"{HI}<p>LEE DORSEY: Yes.</p><p>{speech}</p>{HO}")
    assert found is None or said in " ".join(text for _, text in found)


def test_a_label_before_a_semicolon_and_labels_inside_its_paragraph() -> None:
    """Whose words begin at "ORR;" is not known, but they are not the host's."""
    found = npr(
        f"{HI}<p>ORR; It's loud. My wife says it's OK. LEE: Has she heard it? ORR: Often.</p>"
        "<p>LEE: Good night.</p>"
    )
    assert found is not None
    assert words(found, "Ann Lee") == "Good morning. Has she heard it? Good night."
    assert (None, "It's loud. My wife says it's OK.") in found


def grove(*paragraphs: str) -> Outcome:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    page = (
        '<html lang="en"><body><h1 class="ArtP-headline">Geese</h1>'
        f'<div class="ArtP-articleBody">{body}</div></body></html>'
    )
    stations = source_named("stations")()
    return extract(a_page(page, "https://www.kut.org/2023-06-14/geese"), stations)


@pytest.mark.parametrize("label", ["00:08:15 {}:", "{};"])
def test_labelled_speech_of_a_station_is_no_page_without_a_transcript(label: str) -> None:
    names = ("ANN LEE, HOST", "BEN ORR, BYLINE", "LEE", "ORR")
    outcome = grove(*(f"{label.format(name)} Well, it rained." for name in names))
    assert not isinstance(outcome, NoTranscript)


def test_a_label_in_bold_that_can_not_be_read_is_a_label() -> None:
    page = (
        '<html lang="en"><body><h1 class="post__title">Geese</h1><div id="transcript">'
        "<p><strong>Marta Olin:</strong> Good evening.</p>"
        '<p><strong>Why &amp; the "Geese" of pond!:</strong> Yes.</p>'
        "<p><strong>Marta Olin:</strong> Good night.</p></div></body></html>"
    )
    pbs = source_named("pbs")()
    outcome = extract(a_page(page, "https://www.pbs.org/newshour/show/what-geese-knew"), pbs)
    assert not isinstance(outcome, NoTranscript)


def test_a_cue_between_parts_that_an_unclosed_tag_wraps_is_kept() -> None:
    turns = (
        "<p>Marta Olin:</p><p>Good evening.</p>",
        "<p><strong>Hugh Castle, clockmaker:</p><p>I would miss the ladders.</p>",
        "<p>(LAUGHTER)</p>",
        "<p>Marta Olin:</strong></p><p>Good night.</p>",
    )
    items = "\n".join(f'<li><div class="body-text">{turn}</div></li>' for turn in turns)
    page = (
        '<html lang="en"><body><h1 class="post__title">Clocks</h1><div id="transcript">'
        f'<ul class="video-transcript">{items}</ul></div></body></html>'
    )
    pbs = source_named("pbs")()
    outcome = extract(a_page(page, "https://www.pbs.org/newshour/show/the-clocks"), pbs)
    assert isinstance(outcome, Transcript), outcome
    assert [turn.text for turn in outcome.turns] == [
        "Good evening.", "I would miss the ladders.", "(LAUGHTER)", "Good night.",
    ]  # fmt: skip


def cnn_2000(speech: str) -> Rows | None:
    page = (
        "<html><head><title>CNN Transcript</title></head><body><table><tr><td>"
        "<h2>CNN LIVE TODAY</h2><h3>Geese</h3>Aired March 3, 2000 - 9:00 p.m. ET"
        f"<P>THIS IS A RUSH TRANSCRIPT.</P>{speech}</td></tr></table></body></html>"
    )
    url = "https://transcripts.cnn.com/show/lt/date/2000-03-03/segment/01"
    return rows(extract(a_page(page, url), source_named("cnn")()))


def test_paragraphs_of_a_cell_as_custom_elements() -> None:
    found = cnn_2000(
        "<story-line>ANN LEE, HOST: Hi.</story-line> <story-line>BEN ORR: Ho.</story-line>"
        " <story-line>LEE: So.</story-line>"
    )
    assert words(found, "Ann Lee") in ("", "Hi. So.")


def test_labelled_speech_in_a_division_of_a_cell_is_not_dropped() -> None:
    found = cnn_2000("<P>ANN LEE, HOST: Hi.</P><P>BEN ORR: Ho.</P><div><P>ORR: So.</P></div>")
    assert found is None or words(found, "Ben Orr") == "Ho. So."


@pytest.mark.parametrize(
    "rest",
    [
        "<p>REV. LUCIUS MOORE: That was my choir.</p>",
        "<p>(SOUNDBITE OF SNOW)</p><p>Merry Christmas. I'm Ann Lee.</p>",
        "<p>That was the program.</p>",
    ],
)
def test_the_rest_of_the_speech_in_the_next_block_is_not_lost(rest: str) -> None:
    found = npr(f'{HI}{HO}</div><div class="transcript-rest">{rest}')
    assert found is None


def test_a_label_without_words_at_the_end_is_not_dropped() -> None:
    assert npr(f"{HI}<p>BEN ORR:</p>") != [("Ann Lee", "Good morning.")]


def test_tools_in_a_list_are_no_speech() -> None:
    tools = "<ul><li>Facebook</li><li>Twitter</li><li>Google+</li><li>Email</li></ul>"
    assert words(npr(HI + tools + HO), "Ann Lee") in ("", "Good morning.")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("DEAN T. UNDERHILL", "DEAN T. UNDERHILL"),
        ('DEAN "BUDDY" ELLERY', 'DEAN "BUDDY" ELLERY'),
        ("DEAN CALLOWAY JR.", "DEAN CALLOWAY JR."),
        ("MAY DE LA CRUZ", "MAY DE LA CRUZ"),
        ("WILL LOU VAN HOLT", "WILL LOU VAN HOLT"),
        ("Sen. WILL T. DEL RIO", "WILL T. DEL RIO"),
        ("SECRETARY OF STATE ANTONY BLINKEN", "ANTONY BLINKEN"),
        ("SECRETARY OF DEFENSE BLINKEN", "BLINKEN"),
        ("PRESIDENT OF FRANCE ANN LEE", "ANN LEE"),
        ("GOVERNOR OF TEXAS ANN LEE", "ANN LEE"),
        ("SPEAKER OF THE HOUSE ANN LEE", "ANN LEE"),
        ("DIRECTOR OF NATIONAL INTELLIGENCE ANN LEE", "ANN LEE"),
    ],
)
def test_names_and_titles(label: str, name: str) -> None:
    found = read_label(f"{label}: Yes.", OWN)
    assert found is not None
    assert (found[0].name, found[0].kind) == (name, "person")


@pytest.mark.parametrize(
    "label", ["WILL LOU VAN HOLT (D-OH)", "Sen. MAY T. DEL RIO III", "MAY DE LA CRUZ (R-Texas)"]
)
def test_a_label_is_never_the_words_of_whoever_spoke_before(label: str) -> None:
    assert words(npr(f"{HI}<p>{label}: Yes.</p>{HO}"), "Ann Lee") in ("", "Good morning.")


def test_a_first_name_before_an_initial_is_no_title() -> None:
    label = read_marked_label("Zoë J. al-Masri", OWN)
    assert label is not None
    assert (label.name, label.honorific) == ("Zoë J. al-Masri", None)


def test_small_things() -> None:
    assert note_kind("To watch Part 2 of our conversation, go to our site.") == "note"
    assert is_title_word("govenor")
    assert named_by_themself("I'm Cal Ripken Jr.") == ["Cal Ripken Jr."]


def test_a_time_whose_hour_is_marked_is_no_label() -> None:
    found = npr(f"{HI}<p><span class='s'>The 7:</span>10 leaves at noon.</p>{HO}")
    assert found in (
        None,
        [("Ann Lee", "Good morning.\nThe 7:10 leaves at noon."), ("Ben Orr", "Good night.")],
    )


def test_a_definition_is_what_its_term_says() -> None:
    speech = f"{HI}<dl><dt>LEE:</dt><dd>It's MORNING EDITION.</dd></dl>{HO}"
    assert words(npr(speech), "Ann Lee") == "Good morning. It's MORNING EDITION."


def test_short_links_do_not_make_a_page_of_links() -> None:
    link = '<p><a href="/x">RELATED: Geese leave town</a></p>'
    assert npr(
        HI
        + "<p>It rained on the geese of Northfield, and then it rained again.</p>"
        + link * 4
        + HO
    )


def cnn_2005(*paragraphs: str) -> list[tuple[str | None, str]]:
    """Name and words of each turn of speech behind three of an anchor and a correspondent."""
    opening = ("DARYL FENN, CNN ANCHOR: Good evening.", "BRETT OYELA, CNN CORRESPONDENT: Thanks.",
               "FENN: Watch this.")  # fmt: skip
    body = "<br> <br>".join((*opening, *paragraphs))
    page = (
        '<html><body><p class="cnnTransStoryHead">THE SITUATION ROOM</p>'
        '<p class="cnnTransSubHead">Geese</p><p class="cnnBodyText">Aired July 14, 2005 - 20:00 ET'
        f'</p><p class="cnnBodyText">{body}</p></body></html>'
    )
    url = "http://transcripts.cnn.com/TRANSCRIPTS/0507/14/sitroom.02.html"
    found = rows(extract(a_page(page, url), source_named("cnn")()))
    assert found is not None
    return found


def test_two_people_at_once_are_neither_of_them() -> None:
    found = cnn_2005(
        "DARYL FENN AND BRETT OYELA: Good night.", "OYELA AND FENN: Yes.", "OYELA: So."
    )
    assert [name for name, _ in found] == [
        "Daryl Fenn", "Brett Oyela", "Daryl Fenn", "Daryl Fenn and Brett Oyela", "Oyela and Fenn",
        "Brett Oyela",
    ]  # fmt: skip


@pytest.mark.parametrize("said", ["EARLIER TODAY", "NO", "Senator", "Mr. President"])
def test_what_somebody_says_is_not_part_of_the_next_label(said: str) -> None:
    found = cnn_2005(said, "OYELA: There it was.")
    assert found[2:] == [("Daryl Fenn", f"Watch this.\n{said}"), ("Brett Oyela", "There it was.")]


@pytest.mark.parametrize(
    "line",
    ["OYELA (voice-over: There it was.", "OYELA There it was.", "OYELA voice-over: There it was."],
)
def test_a_broken_label_of_a_known_speaker(line: str) -> None:
    assert cnn_2005(line)[-1] == ("Brett Oyela", "There it was.")


def test_a_caller_is_not_the_guest_of_that_first_name() -> None:
    found = cnn_2005("JIM BELL, EXPERT: Hi.", "FENN: Jim in Tulsa, go ahead.", "JIM: Hi there.")
    assert found[-1] == ("Jim", "Hi there.")


def test_who_was_just_introduced_goes_before_who_spoke_long_ago() -> None:
    found = cnn_2005("JOE PELL, FARMER: Rain.", "FENN: Now Ana Pell is here.", "PELL: I sing.")
    assert found[-1] == ("Ana Pell", "I sing.")


@pytest.mark.parametrize("cue", ["(BEGIN VIDEOTAPE", "COMMERCIAL BREAK)", "<BEGIN VIDEO CLIP>"])
def test_a_cue_with_a_bracket_lost_is_no_speech(cue: str) -> None:
    assert cnn_2005(cue, "OYELA: Hm.")[2:] == [
        ("Daryl Fenn", "Watch this."), ("Brett Oyela", "Hm.")
    ]  # fmt: skip


def test_joiners_stay_in_what_is_said() -> None:
    assert npr(f"<p>ANN LEE, HOST: می\u200cخو and 👨\u200d👩.</p>{HO}") == [
        ("Ann Lee", "می\u200cخو and 👨\u200d👩."), ("Ben Orr", "Good night.")
    ]  # fmt: skip


def test_who_is_mentioned_is_not_who_speaks() -> None:
    found = npr(
        f"{HI}<p>ORR: Vice President Jo Harris was mentioned.</p><p>HARRIS: I grow corn.</p>"
    )
    assert found is not None
    assert found[-1] == ("Harris", "I grow corn.")


def test_a_term_that_is_no_name_is_nobody() -> None:
    found = npr(f"{HI}<dl><dt>Rain</dt><dd>Water that falls.</dd></dl>{HO}")
    assert "Rain" not in [name for name, _ in found or []]


@pytest.mark.parametrize("turns", [HI + HO, HI + HO + "<p>LEE: Why?</p><p>ORR: Clouds.</p>"])
def test_a_copy_for_small_screens_counts_once(turns: str) -> None:
    found = npr(f'<div class="mobile">{turns}</div><div class="desktop">{turns}</div>')
    assert found == npr(turns)
    assert found is not None
