"""What the extractor does with pages that are broken, foreign or strange."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import extract
from scraper.model import NoTranscript, Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page

URL = "https://www.npr.org/transcripts/nx-s1-1234567"


def a_transcript(speech: str) -> str:
    return (
        "<html lang=en><body><article class=story><div class=storytitle><h1>T</h1></div>"
        f'<div class="transcript storytext" aria-label="Transcript">{speech}'
        '<p class="disclaimer">Copyright &copy; 2026 NPR.</p></div></article></body></html>'
    )


def turns(speech: str) -> list[tuple[str | None, str, str]]:
    outcome = extract(a_page(a_transcript(speech), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    return [(turn.label, turn.kind, turn.text) for turn in outcome.turns]


@pytest.mark.parametrize(
    "speech",
    [
        "<p>ANN LEE, HOST: One.</p><p>Two.</p><p>BEN ORR: Three.</p>",
        "<p><p>ANN LEE, HOST: <p><p> One.<p><p>Two.<p><p>BEN ORR: Three.",
        "<p>ANN LEE, HOST: One.<br><br>Two.<br>BEN ORR: Three.</p>",
        "ANN LEE, HOST: One.<br>Two.<p>BEN ORR: Three.",
        (
            "<div><p><b>ANN LEE, HOST:</b> One.</p></div><section><p>Two.</p></section>"
            "<p><strong>BEN ORR</strong>: Three.</p>"
        ),
        (
            "<p>ANN LEE, HOST: One.</p><p>Two.</p><aside><p>EVE FOX: Buy this.</p></aside>"
            "<script>var a='ANN LEE: no'</script><figure><figcaption>A: b</figcaption></figure>"
            "<p>BEN&nbsp;ORR:\n  Three.</p>"
        ),
        "<p>ANN LEE, HOST: One.</p><!-- EVE FOX: no --><p></p><p>Two.</p><p>BEN ORR:Three.</p>",
    ],
)
def test_markup_in_all_its_forms(speech: str) -> None:
    assert turns(speech) == [
        ("ANN LEE, HOST", "speech", "One.\nTwo."),
        ("BEN ORR", "speech", "Three."),
    ]


def test_a_cue_alone_is_a_cue_and_inside_speech_stays() -> None:
    assert turns(
        "<p>ANN LEE, HOST: Well (laughter), yes.</p><p>(SOUNDBITE OF SONG, &quot;X (Y)&quot;)</p>"
        "<p>(LAUGHTER) (APPLAUSE)</p><p>BEN ORR: (Laughter).</p><p>(Pointing) There.</p>"
    ) == [
        ("ANN LEE, HOST", "speech", "Well (laughter), yes."),
        (None, "cue", '(SOUNDBITE OF SONG, "X (Y)")'),
        (None, "cue", "(LAUGHTER) (APPLAUSE)"),
        ("BEN ORR", "speech", "(Laughter).\n(Pointing) There."),
    ]


def test_labels_inside_a_paragraph() -> None:
    assert turns(
        "<p>ANN LEE, HOST: She says it's OK. ORR: Right. It's 3:30. LEE: So: on we go."
        " WARNING: wet paint.</p><p>BEN ORR: Yes.</p>"
    ) == [
        ("ANN LEE, HOST", "speech", "She says it's OK."),
        ("ORR", "speech", "Right. It's 3:30."),
        ("LEE", "speech", "So: on we go. WARNING: wet paint."),
        ("BEN ORR", "speech", "Yes."),
    ]


def test_two_people_of_one_surname_stay_two() -> None:
    outcome = extract(
        a_page(
            a_transcript(
                "<p>MAY ORR, HOST: Hi.</p><p>SUE ORR: Hi.</p><p>ORR: Who?</p><p>M. ORR: Me.</p>"
            ),
            URL,
        ),
        Npr(),
    )
    assert isinstance(outcome, Transcript)
    who = [
        outcome.speakers[turn.speaker].name for turn in outcome.turns if turn.speaker is not None
    ]
    assert who == ["May Orr", "Sue Orr", "Orr", "May Orr"]
    assert [s.identified for s in outcome.speakers] == [True, True, False]


@pytest.mark.parametrize(
    ("speech", "role", "rule"),
    [
        ("<p>ANN LEE, HOST: Hi.</p>", "host", "label"),
        ("<p>ANN LEE (Author): Hi.</p>", "guest", "label"),
        ("<p>I'm Ann Lee. Hi.</p><p>BEN ORR: Hi.</p>", "host", "names themself"),
        ("<p>ANN LEE: It rained. Ann Lee, NPR News, Boscobel.</p>", "reporter", "signs off"),
        ("<p>ANN LEE: Hi.</p><p>BEN ORR: That was NPR's Ann Lee.</p>", "reporter", "introduced"),
        ("<p>ANN LEE: Thanks so much for having me.</p>", "guest", "thanks"),
        ("<p>ANN LEE: Hi.</p><p>BEN ORR: Thanks for having me.</p>", "guest", "default"),
    ],
)
def test_each_role_has_the_rule_that_decided_it(speech: str, role: str, rule: str) -> None:
    outcome = extract(a_page(a_transcript(speech), URL), Npr())
    assert isinstance(outcome, Transcript)
    (ann,) = (s for s in outcome.speakers if s.name == "Ann Lee")
    assert (ann.role, ann.role_rule) == (role, rule)


def test_a_word_for_nobody_may_be_somebodys_surname() -> None:
    page = a_transcript("<p>PETER SINGER: Hi.</p><p>SINGER: I am.</p><p>CROWD: Go.</p>")
    outcome = extract(a_page(page, URL), Npr())
    assert isinstance(outcome, Transcript)
    who = [outcome.speakers[turn.speaker or 0] for turn in outcome.turns]
    assert [(s.name, s.role) for s in who] == [
        ("Peter Singer", "guest"),
        ("Peter Singer", "guest"),
        ("Crowd", "unidentified"),
    ]


def test_an_unlabelled_opening_is_nobodys_unless_somebody_says_so() -> None:
    silent = extract(a_page(a_transcript("<p>Hello.</p><p>ANN LEE: Hi.</p>"), URL), Npr())
    named = extract(a_page(a_transcript("<p>I'm Ann Lee. Hello.</p><p>LEE: Hi.</p>"), URL), Npr())
    assert isinstance(silent, Transcript)
    assert isinstance(named, Transcript)
    assert silent.turns[0].speaker is None
    assert [named.speakers[t.speaker or 0].name for t in named.turns] == ["Ann Lee", "Ann Lee"]
    assert named.speakers[0].role == "host"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the page is empty"),
        (b" \n", "the page is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "binary data"),
        (b"<html><body><h1>Before you continue</h1></body></html>", "asks for consent"),
        (b"<html><body><h1>Weather</h1><p>Fog.</p></body></html>", "no layout of npr fits"),
        (a_transcript("").encode(), "the transcript block is empty"),
        (a_transcript("<p>Words without anybody.</p>").encode(), "no label"),
    ],
)
def test_what_can_not_be_understood_is_quarantined_with_its_reason(
    body: bytes, reason: str
) -> None:
    outcome = extract(a_page(body, URL), Npr())
    assert isinstance(outcome, Quarantined)
    assert reason in outcome.reason


def test_a_listing_is_no_story_whatever_it_links_to() -> None:
    page = (
        '<html><head><link rel="canonical" href="http://www.npr.org/programs/x/2014/08/07/3385202">'
        '</head><body><article class="story"><div class="storytitle"><h1>'
        '<a href="http://www.npr.org/2014/08/07/338639630/a">A</a></h1></div></article></body></html>'
    )
    outcome = extract(a_page(page), Npr())
    assert isinstance(outcome, Quarantined)
    assert outcome.ref is None
    assert outcome.reason.startswith(
        "it is no story's page: it calls itself http://www.npr.org/pro"
    )


def test_a_page_that_does_not_say_which_story_it_is() -> None:
    outcome = extract(a_page(a_transcript("<p>ANN LEE: Hi.</p>")), Npr())
    assert isinstance(outcome, Quarantined)
    assert outcome.ref is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode(), "text/html; charset=iso-8859-1"),
        (a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode("cp1252"), "text/html; charset=latin1"),
        (a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode("cp1252"), "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf" + a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode(), "text/html"),
        (a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode("utf-16"), "text/html"),
        (
            b'<meta charset="windows-1252">'
            + a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode("cp1252"),
            "",
        ),
        (a_transcript("<p>ZOË: Ça “va” – oui.</p>").encode("cp1252"), "text/html; charset=rot13"),
    ],
)
def test_charsets(body: bytes, content_type: str) -> None:
    outcome = extract(a_page(body, URL, content_type), Npr())
    assert isinstance(outcome, Transcript), outcome
    assert [(t.label, t.text) for t in outcome.turns] == [("ZOË", "Ça “va” – oui.")]


def test_the_host_of_a_web_story_and_its_segment_keep_their_own_dates() -> None:
    page = a_transcript("<p>ANN LEE, HOST: Hi.</p>").replace(
        "<body>",
        '<head><script type="application/ld+json">{"headline": "T", "datePublished":'
        ' "2026-01-09T05:00:00-05:00"}</script></head><body><div data-audio=\'{"audioUrl":'
        ' "https:\\/\\/x.org\\/npr\\/me\\/2026\\/01\\/20260107_me_t.mp3", "duration": 61}\'></div>',
    )
    outcome = extract(a_page(page, URL), Npr())
    assert isinstance(outcome, Transcript)
    assert str(outcome.aired_on) == "2026-01-07"
    assert outcome.published_at == "2026-01-09T05:00:00-05:00"
    assert (outcome.program, outcome.duration_s) == ("Morning Edition", 61)


def test_a_story_page_with_both_a_summary_and_its_transcript_lands_the_words_alone() -> None:
    page = a_transcript("<p>ANN LEE, HOST: Hi.</p>").replace(
        '<div class="transcript',
        '<div id="storytext"><p>A SUMMARY: of it.</p></div><div class="transcript',
    )
    outcome = extract(a_page(page, URL), Npr())
    assert isinstance(outcome, Transcript)
    assert [turn.text for turn in outcome.turns] == ["Hi."]


@given(st.binary(max_size=400))
def test_extract_is_total_on_bytes(body: bytes) -> None:
    assert isinstance(extract(a_page(body, URL), Npr()), Transcript | NoTranscript | Quarantined)


@given(st.text(alphabet="AB:., ()<p>/\n'’\"#hostHOST&;", max_size=200))
def test_extract_is_total_on_markup(speech: str) -> None:
    outcome = extract(a_page(a_transcript(f"<p>ANN LEE: Hi.</p>{speech}"), URL), Npr())
    reason = getattr(outcome, "reason", "")
    assert not reason.startswith("extractor failed"), reason


@pytest.mark.parametrize("control", ["\x01", "\x02", "\x1b", "\x7f", "&#2;", "\x81"])
def test_control_characters_are_no_speech(control: str) -> None:
    """A page can't steer the terminal of whoever reads it, nor forge the marks of a hit."""
    said = turns(f"<p>ANN LEE, HOST: One{control}.</p><p>{control}BEN{control} ORR: Two.</p>")
    assert said == [("ANN LEE, HOST", "speech", "One."), ("BEN ORR", "speech", "Two.")]


def test_no_turn_is_empty() -> None:
    said = turns(
        "<p>ANN LEE, HOST: One.</p><p>BEN ORR: Two.</p>"
        "<p>Ms. ... Ms. BEN ORR: &quot; (Choir Director)</p>"
    )
    assert all(text.strip() for _, _, text in said), said
    assert " ".join(text for _, _, text in said).endswith('" (Choir Director)')


def test_chrome_without_a_paragraph_of_its_own() -> None:
    """A box of scripts and pictures around many empty paragraphs holds no speech."""
    box = f"<aside class=ad><script>{'x ' * 2000}</script>{'<p></p>' * 50}</aside>"
    assert turns(f"<p>ANN LEE, HOST: One.</p>{box}<p>BEN ORR: Two.</p>") == [
        ("ANN LEE, HOST", "speech", "One."),
        ("BEN ORR", "speech", "Two."),
    ]
