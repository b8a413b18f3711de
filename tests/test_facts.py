"""Title, dates, program and audio come from what is about the page's own story, and must agree."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scraper.extract import extract
from scraper.extract.air_day import DayEvidence, air_day, contradict
from scraper.extract.headlines import clean_title, program_named, program_said
from scraper.extract.metadata import Metadata, read_metadata
from scraper.extract.page_dates import Calendar, settled_day
from scraper.markup import parse_html
from scraper.model import Transcript
from scraper.sources import source_named
from scraper.sources.cnn import SHOWS, Cnn
from scraper.sources.npr import Npr
from tests.conftest import a_page

TITLE = "A kite shop closes"
DATED = "https://www.npr.org/2024/05/06/nx-s1-9000001/a-kite-shop-closes"
PLAIN = "https://www.npr.org/transcripts/nx-s1-9000001"
OTHER = "https://www.npr.org/2011/01/01/1111111/geese"
FETCHED = datetime(2026, 3, 20, 12, tzinfo=UTC)


def linked(*items: Any) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items
    )


PUBLISHED = "2024-05-06T16:00:00-04:00"


def article(headline: str = TITLE, published: str = PUBLISHED, **more: Any) -> Any:
    return {"@type": "NewsArticle", "headline": headline, "datePublished": published, **more}


GEESE = article("Geese leave town", "2011-01-01T12:00:00-05:00")


def facts(
    head: str = "",
    body: str = "",
    *,
    canonical: str = DATED,
    url: str | None = PLAIN,
    source: str = "npr",
) -> Metadata:
    """The facts of a page with the title "A kite shop closes"."""
    page = (
        f'<!doctype html><html lang="en"><head><link rel="canonical" href="{canonical}">{head}'
        f'</head><body><div class="storytitle"><h1>{TITLE}</h1></div>{body}</body></html>'
    )
    made = source_named(source)()
    return read_metadata(parse_html(page.encode()), made, url, fetched_at=FETCHED)


def undated(head: str = "", body: str = "") -> Metadata:
    """The same of a page in whose URLs no date stands."""
    return facts(head, body, canonical=PLAIN)


# JSON-LD ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "items",
    [
        [{**GEESE, "url": OTHER}, article()],
        [{**GEESE, "url": "https://example.org/geese"}, article()],
        [{**GEESE, "mainEntityOfPage": {"@type": "WebPage", "@id": OTHER}}, article()],
        [{**GEESE, "mainEntityOfPage": OTHER}, article(url=DATED)],
        [GEESE, article(url=PLAIN)],
        [GEESE, article(mainEntityOfPage={"@id": f"{DATED}?utm_source=x#main"})],
        [GEESE, article(**{"@id": "http://npr.org/2024/05/06/nx-s1-9000001"})],
        [GEESE, article()],
        [GEESE, article("A Kite Shop  Closes")],
        [[GEESE, [article()]]],
        [{"@graph": [GEESE, {"@graph": [article(url=DATED)]}]}],
        [{**GEESE, "@type": "VideoObject"}, article("A kite shop shuts", url="/")],
        [{**GEESE, "@type": ["VideoObject", "MediaObject"], "url": DATED}, article()],
        [{**GEESE, "@type": "BreadcrumbList"}, {**GEESE, "@type": "WebSite"}, article()],
        [{**GEESE, "@type": "CreativeWork", "url": DATED}, article(url=DATED)],
        [{**article(), "@type": "https://schema.org/ReportageNewsArticle"}, GEESE],
        [{**article(), "@type": ["Thing", "RadioEpisode"]}],
        [{"headline": TITLE, "datePublished": PUBLISHED}],
    ],
)
def test_json_ld_counts_where_it_is_about_this_story(items: list[Any]) -> None:
    found = undated(linked(*items))
    assert found.title in (TITLE, "A Kite Shop Closes", "A kite shop shuts")
    assert found.aired_on == date(2024, 5, 6)
    assert found.published_at == PUBLISHED


@pytest.mark.parametrize(
    "items",
    [
        [{**GEESE, "url": OTHER}],
        [{**GEESE, "@id": "https://www.npr.org/programs/geese-hour/"}],
        [{**GEESE, "@type": "ImageObject"}],
        [{"@type": "ItemList", "itemListElement": [GEESE]}],
        [{"@type": "WebPage", "mainEntity": GEESE}],
        [GEESE, article("Ducks leave town", "2012-02-02T12:00:00-05:00")],
        [3, None, "x", [], {"@graph": 4}, {"headline": 5, "datePublished": 6, "@type": 7}],
        [[[[[[[[[[[GEESE]]]]]]]]]]],
    ],
)
def test_json_ld_of_anything_else_counts_for_nothing(items: list[Any]) -> None:
    found = undated(linked(*items))
    assert found.title == TITLE
    assert (found.aired_on, found.published_at, found.names) == (None, None, ())


def test_articles_that_can_not_be_told_apart_count_where_they_agree() -> None:
    one = article("Ducks", description="Birds.", author={"name": "Jo Pike"})
    two = article("Drakes", description="Birds.", author={"name": "Bo Orr"})
    found = undated(linked(one, two))
    assert (found.title, found.teaser) == (TITLE, "Birds.")
    assert found.aired_on == date(2024, 5, 6)
    assert found.names == ()


def test_an_article_without_a_url_that_contradicts_the_page_is_anothers() -> None:
    found = facts(linked(GEESE))
    assert (found.title, found.aired_on, found.published_at) == (TITLE, date(2024, 5, 6), None)


def test_an_article_whose_headline_is_not_the_one_the_page_agrees_on_is_anothers() -> None:
    og = f'<meta property="og:title" content="{TITLE} : NPR">'
    assert undated(og + linked(GEESE)).title == TITLE
    assert undated(og + linked(GEESE)).aired_on is None
    assert undated(linked(GEESE)).title == "Geese leave town"  # nothing says it is not


def test_json_ld_in_a_comment_and_with_control_characters_is_read() -> None:
    item = json.dumps(article()).replace("kite", "kite\\u00ad").replace(": ", ":\t")
    head = f'<script type="application/ld+json; charset=utf-8">\n<!--\n{item}\n--></script>'
    found = undated(head)
    assert (found.title, found.aired_on) == (TITLE, date(2024, 5, 6))


def test_meta_tags_that_name_another_story_are_anothers() -> None:
    head = (
        f'<meta property="og:url" content="{OTHER}"><meta property="og:title" content="Geese">'
        '<meta property="article:published_time" content="2011-01-01T12:00:00-05:00">'
    )
    found = undated(head)
    assert (found.title, found.aired_on, found.published_at) == (TITLE, None, None)
    assert found.ref is not None
    assert found.ref.story_id == "nx-s1-9000001"
    same = undated(head.replace(OTHER, DATED))
    assert (same.title, same.aired_on) == ("Geese", date(2024, 5, 6))


# players ------------------------------------------------------------------------------------------

AUDIO = "https://ondemand.example/npr/me/2024/05/20240503_me_kites.mp3"
OTHER_AUDIO = "https://ondemand.example/npr/fa/2024/05/20240503_fa_geese.mp3"
OLD_AUDIO = "https://ondemand.example/npr/atc/2011/01/20110101_atc_geese.mp3"


def player(audio: str = AUDIO, program: str = "Morning Edition", **more: Any) -> str:
    data = {"audioUrl": audio, "program": program, "duration": 61, **more}
    return f"<div data-audio='{json.dumps(data)}'></div>"


GEESE_PLAYER = player(OLD_AUDIO, "All Things Considered", duration=200)


@pytest.mark.parametrize(
    "body",
    [
        player(OLD_AUDIO, "Fresh Air", storyUrl=OTHER) + player(),
        player(OLD_AUDIO, "Fresh Air", uid="1111111:1111112") + player(),
        GEESE_PLAYER + player(storyUrl=DATED),
        GEESE_PLAYER + player(uid="nx-s1-9000001:nx-s1-9000009"),
        GEESE_PLAYER + player(f"{AUDIO}?story=nx-s1-9000001"),
        GEESE_PLAYER + player(title=TITLE),
        f"<aside>{GEESE_PLAYER}</aside>{player()}",
        f'<div class="related-stories">{GEESE_PLAYER}</div>{player()}',
        f'<section id="relatedstories">{GEESE_PLAYER}</section>{player()}',
        f'{GEESE_PLAYER}<div id="headlineaudio">{player()}</div>',
        f'{player(OTHER_AUDIO, "Fresh Air", duration=200)}<div id="headlineaudio">{player()}</div>',
        f'<div class="has-related-content">{player()}</div>',
    ],
)
def test_the_player_of_this_story_counts(body: str) -> None:
    found = facts(body=body)
    assert found.program == "Morning Edition"
    assert found.duration_s == 61
    assert found.audio_url is not None
    assert found.audio_url.startswith(AUDIO)
    assert found.aired_on == date(2024, 5, 3)


def test_players_that_can_not_be_told_apart_count_where_they_agree() -> None:
    found = facts(body=player() + player(AUDIO.replace("kites", "geese"), duration=200))
    assert (found.program, found.audio_url, found.duration_s) == ("Morning Edition", None, None)
    assert found.aired_on == date(2024, 5, 6)


def test_a_player_of_another_year_that_names_no_story_is_anothers() -> None:
    assert facts(body=GEESE_PLAYER).audio_url is None
    assert facts(body=GEESE_PLAYER).program is None
    assert facts(body=GEESE_PLAYER + player()).program == "Morning Edition"
    assert undated(body=GEESE_PLAYER).program == "All Things Considered"  # nothing says it is not
    encore = player(OLD_AUDIO, "All Things Considered", storyUrl=DATED)
    assert facts(body=encore).audio_url == OLD_AUDIO


def test_the_players_of_other_stories_alone_count_for_nothing() -> None:
    found = facts(body=player(storyUrl=OTHER) + f"<aside>{player()}</aside>")
    assert (found.program, found.audio_url, found.duration_s) == (None, None, None)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:audio/mpeg,x", "http:"])
def test_audio_is_on_the_web(address: str) -> None:
    found = facts(body=player(address, storyUrl=DATED))
    assert (found.program, found.audio_url) == ("Morning Edition", None)


def test_an_address_of_audio_is_absolute() -> None:
    relative = "//ondemand.npr.org/kites.mp3"
    assert facts(body=player(relative, storyUrl=DATED)).audio_url == f"https:{relative}"


# what pages show ----------------------------------------------------------------------------------


def test_a_teaser_inside_the_speech_is_none() -> None:
    teaser = '<p class="teaser">A shop.</p>'
    assert facts(body=teaser).teaser == "A shop."
    assert facts(body=f'<div class="transcript storytext">{teaser}</div>').teaser is None


# dates --------------------------------------------------------------------------------------------

STALE = '<meta name="cXenseParse:publishtime" content="2011-04-21T03:27:00-04:00">'


def dateline(printed: str, stated: str = "") -> str:
    return f'<div class="dateblock"><time datetime="{stated or "x"}">{printed}</time></div>'


@pytest.mark.parametrize(
    ("head", "body", "canonical"),
    [
        (STALE, "", DATED),
        (STALE, dateline("May 6, 20245:39 AM ET"), PLAIN),
        (STALE, dateline("today", "2024-05-06T05:39:00-04:00"), PLAIN),
        (STALE + linked(article()), "", PLAIN),
        (STALE + '<meta name="date" content="2024-05-06">', "", PLAIN),
        (linked({**GEESE, "url": PLAIN}), "", DATED),
        ('<meta name="date" content="2011-04-21">', dateline("May 6, 2024"), PLAIN),
        ('<meta property="article:published_time" content="2011-04-21T00:00:00Z">', "", DATED),
        ("", dateline("April 21, 2011"), DATED),
        ("", f"<aside>{dateline('April 21, 2011')}</aside>{dateline('May 6, 2024')}", PLAIN),
        ("", GEESE_PLAYER, DATED),
        ("", player(OLD_AUDIO, storyUrl=DATED), DATED),
    ],
)
def test_a_date_that_contradicts_the_story_loses(head: str, body: str, canonical: str) -> None:
    found = facts(head, body, canonical=canonical)
    assert found.aired_on == date(2024, 5, 6)
    assert "2011" not in (found.published_at or "")


def test_a_page_may_be_published_some_days_from_the_broadcast() -> None:
    published = article(published="2024-05-09T05:00:00-04:00")
    found = facts(linked(published), player())
    assert found.aired_on == date(2024, 5, 3)  # the audio's
    assert found.published_at == "2024-05-09T05:00:00-04:00"


def test_what_is_left_behind_by_the_front_page_is_nobodys() -> None:
    found = undated(
        '<meta name="cXenseParse:pageclass" content="frontpage">'
        '<meta name="cXenseParse:publishtime" content="2024-05-06T12:00:00-04:00">'
        '<meta name="cXenseParse:author" content="Jo Pike">'
    )
    assert (found.aired_on, found.published_at, found.names) == (None, None, ())


def test_the_byline_of_another_day_is_anothers() -> None:
    author = '<meta name="cXenseParse:author" content="Jo Pike">'
    assert facts(STALE + author).names == ()
    assert facts(STALE.replace("2011-04-21", "2024-05-06") + author).names == ("Jo Pike",)


def test_the_first_publication_is_the_dateline() -> None:
    block = (
        '<div class="dateblock"><div>Updated <time datetime="2024-05-08T15:18:00-04:00">'
        "<span>May 8, 2024</span><span>3:18 PM ET</span></time></div><div>Originally published "
        '<time datetime="2024-05-06T04:55:00-04:00"><span>May 6, 2024</span><span>4:55 AM ET'
        "</span></time></div></div>"
    )
    found = undated(body=block)
    assert found.aired_on == date(2024, 5, 6)
    assert found.published_at == "2024-05-06T04:55:00-04:00"
    updated = block.partition("<div>Originally")[0] + "</div>"
    assert undated(body=updated).aired_on is None


@pytest.mark.parametrize(
    "stated",
    [
        "1970-01-01T00:00:00Z",
        "1969-12-31T19:00:00-05:00",
        "0001-01-01T00:00:00Z",
        "1971-05-02",  # the day before the first All Things Considered
        "2026-03-22T12:00:00Z",  # two days after the page was fetched
        "2024-02-30",
        "",
    ],
)
def test_what_is_no_air_date(stated: str) -> None:
    found = undated(f'<meta name="date" content="{stated}">' + linked(article(published=stated)))
    assert (found.aired_on, found.published_at) == (None, None)
    assert undated(linked(article(dateModified=stated))).modified_at is None


def test_the_day_of_fetching_has_a_days_grace() -> None:
    assert undated('<meta name="date" content="2026-03-21">').aired_on == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("source", "url", "stated", "day"),
    [
        ("npr", PLAIN, "2024-02-13T03:30:00Z", date(2024, 2, 12)),
        ("npr", PLAIN, "2024-02-12T22:30:00-05:00", date(2024, 2, 12)),
        ("npr", PLAIN, "2024-02-12T23:30:00-08:00", date(2024, 2, 12)),
        ("pbs", "https://www.pbs.org/newshour/show/a-kite-shop", "2024-02-13T03:30:00+00:00",
         date(2024, 2, 12)),
        ("stations", "https://www.upr.org/news/2024/02/a-kite-shop", "2024-02-13T06:30:00Z",
         date(2024, 2, 12)),
        ("stations", "https://www.wamc.org/news/2024/02/a-kite-shop", "2024-02-13T06:30:00Z",
         date(2024, 2, 13)),
        ("stations", "https://www.kut.org/news/2024-02-12/a-kite-shop", "2024-02-13T12:30:00Z",
         date(2024, 2, 12)),
    ],
)  # fmt: skip
def test_times_are_read_in_the_zone_of_the_newsroom(
    source: str, url: str, stated: str, day: date
) -> None:
    head = linked(article(published=stated))
    found = facts(head, canonical=url, url=url, source=source)
    assert found.aired_on == day
    assert found.published_at == datetime.fromisoformat(stated).isoformat()  # as the page says


def test_the_printed_day_is_the_local_one() -> None:
    stamp = (
        '<div class="ArtP-timestamp"><meta content="2024-02-13T06:30:00Z">Published February 12,'
        " 2024 at 11:30 PM MST</div>"
    )
    url = "https://www.example.org/news/2024/02/a-kite-shop"
    page = f'<link rel="canonical" href="{url}"><h1>{TITLE}</h1>{stamp}'
    stations = source_named("stations")(more_hosts=["www.example.org"])
    found = read_metadata(parse_html(page.encode()), stations, url, fetched_at=FETCHED)
    assert found.aired_on == date(2024, 2, 12)
    assert found.published_at == "2024-02-13T06:30:00+00:00"


DAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("evidence", "day"),
    [
        (DayEvidence(), None),
        (DayEvidence(printed=DAY), DAY),
        (DayEvidence(printed=date(2024, 5, 7), in_url=DAY), date(2024, 5, 7)),
        (DayEvidence(printed=date(2024, 5, 14), in_url=DAY), DAY),
        (DayEvidence(in_url=DAY, stated=(date(2011, 1, 1),)), DAY),
        (DayEvidence(stated=(DAY, date(2011, 1, 1))), DAY),
        (DayEvidence(audio=date(2024, 4, 29), in_url=DAY), date(2024, 4, 29)),
        (DayEvidence(audio=date(2024, 4, 28), in_url=DAY), DAY),
        (DayEvidence(audio=date(2024, 4, 6), in_url=DAY, is_own_audio=True), date(2024, 4, 6)),
        (DayEvidence(audio=date(2024, 4, 4), in_url=DAY, is_own_audio=True), DAY),
        (DayEvidence(audio=date(2011, 1, 1)), date(2011, 1, 1)),
    ],
)
def test_what_contradicts_what(evidence: DayEvidence, day: date | None) -> None:
    assert air_day(evidence) == day


def test_a_month_is_too_long_for_a_publication() -> None:
    assert not contradict(date(2024, 6, 6), DAY)
    assert contradict(date(2024, 6, 7), DAY)
    assert not contradict(date(2011, 1, 1), None)


def test_a_line_above_the_speech_is_held_against_the_url() -> None:
    cnn = Cnn()
    calendar = Calendar(cnn, cnn.time_zone, FETCHED)
    url = cnn.canonical_url("lkl-2002-01-03-00")
    aired = date(2002, 1, 3)
    assert settled_day(aired, None, url, calendar) == aired
    assert settled_day(date(2002, 1, 4), None, url, calendar) == date(2002, 1, 4)
    assert settled_day(date(2001, 1, 3), None, url, calendar) == aired  # last year's, misprinted
    assert settled_day(None, None, url, calendar) == aired
    assert settled_day(None, date(2002, 1, 2), url, calendar) == date(2002, 1, 2)
    assert settled_day(None, date(2001, 1, 3), url, calendar) == aired
    assert settled_day(None, date(2001, 1, 3), None, calendar) == date(2001, 1, 3)
    assert settled_day(date(2031, 1, 3), None, None, calendar) is None
    assert settled_day(aired, None, None, calendar) == aired


# titles and programs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Ferry Vote Draws Near; Aired 8-9p ET", "Ferry Vote Draws Near"),
        ("Ferry Vote Draws Near. Aired 2-3p ET", "Ferry Vote Draws Near"),
        ("Ferry Vote Draws Near Aired 10:30a-11a ET", "Ferry Vote Draws Near"),
        ("Ferry Vote Draws Near? Aired 12-12:30a ET", "Ferry Vote Draws Near?"),
        ("Ferry Vote Draws Near! - Aired 11:00 p.m. - 12:00 a.m. ET", "Ferry Vote Draws Near!"),
        ("Ferry Vote Draws Near (aired 8 p.m. ET)", "Ferry Vote Draws Near"),
        ("Ferry Vote Draws Near, Aired 8 ET", "Ferry Vote Draws Near"),
        ("Ferry Vote Draws Near; Aired July 12, 2005 - 21:00 ET", "Ferry Vote Draws Near"),
        ("Interview With Rep. Ann Orr (D-OR). Aired 8-9p ET", "Interview With Rep. Ann Orr (D-OR)"),
        ("Kites in the U.S. Aired 8-9p ET", "Kites in the U.S."),
        ("A Talk With Bram Ostler Jr. Aired 8-9p ET", "A Talk With Bram Ostler Jr."),
        ("To Be Continued... Aired 8-9p ET", "To Be Continued..."),
        ("The Kite That Aired 8 Times", "The Kite That Aired 8 Times"),
        ("What Was Aired in 2008", "What Was Aired in 2008"),
        ("< Ferry Vote Draws Near", "Ferry Vote Draws Near"),
        ("<Ferry Vote Draws Near", "Ferry Vote Draws Near"),
        ("Ferry Vote | CNN", "Ferry Vote"),
        ("Ferry Vote : Larry King Live", "Ferry Vote"),
        ("Ferry Vote : The Sequel", "Ferry Vote : The Sequel"),
        ("Fer\u00adry\u200b Vote &amp; More", "Ferry Vote & More"),
        ("Aired 8-9p ET", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_title_without_what_is_added_to_it(printed: str | None, title: str | None) -> None:
    assert clean_title(printed, Cnn()) == title


def test_a_long_title_takes_no_time() -> None:
    assert clean_title(". " * 50_000 + "Aired", Cnn()) is not None


@pytest.mark.parametrize(
    ("printed", "program"),
    [
        ("CNN LARRY KING LIVE", "Larry King Live"),
        ("LARRY KING WEEKEND", "Larry King Weekend"),
        ("CNN'S AMANPOUR", "Amanpour"),
        ("Cnn’s Amanpour", "Cnn’s Amanpour"),
        ("CNN NEWSROOM", "CNN Newsroom"),
        ("THE KITE HOUR", "The Kite Hour"),
        ("Harbor Hour", "Harbor Hour"),
        (None, None),
    ],
)
def test_a_program_as_people_write_it(printed: str | None, program: str | None) -> None:
    assert program_named(printed, Cnn()) == program


def test_a_program_is_said_as_a_word_of_its_own() -> None:
    assert program_said("This is WEEKEND EDITION SUNDAY.", Npr()) == "Weekend Edition Sunday"
    assert program_said("This is FRESH AIR.", Npr()) == "Fresh Air"
    assert program_said("A bag of FRESH AIRS.", Npr()) is None


def cnn_page(head: str, url: str) -> Transcript:
    page = (
        f'<html><body><table><tr><td>{head}<p class="cnnTransSubHead">Ferry Vote; Aired 8-9p ET</p>'
        '<p class="cnnBodyText">Aired June 2, 2002 - 21:00 &nbsp; ET</p><p class="cnnBodyText"><br>'
        "ORLA TWINING, HOST: Good evening.<br> <br>BRAM OSTLER, KITE MAKER: They flew.<br></p>"
        "</td></tr></table></body></html>"
    )
    outcome = extract(a_page(page, url), Cnn())
    assert isinstance(outcome, Transcript), outcome
    return outcome


def test_the_program_of_a_cnn_page() -> None:
    head = '<p class="cnnTransStoryHead">{}</p>'
    old = "http://transcripts.cnn.com/TRANSCRIPTS/0206/02/{}.00.html"
    new = "https://transcripts.cnn.com/show/{}/date/2002-06-02/segment/00"
    for url in (old, new):
        for code, program in (("lklw", "Larry King Weekend"), ("asb", "NewsNight with Aaron Brown"),
                              ("zzz", None)):  # fmt: skip
            found = cnn_page("", url.format(code))
            assert (found.program, found.title) == (program, "Ferry Vote")
        assert cnn_page(head.format("HARBOR HOUR"), url.format("lkl")).program == "Harbor Hour"


def test_every_show_has_one_spelling() -> None:
    known = {program.casefold(): program for program in Cnn.programs}
    for program in SHOWS.values():
        assert known.get(program.casefold(), program) == program


def test_a_text_of_a_page_takes_its_program_from_the_url() -> None:
    text = (
        "Forty Years of Kites\n\nAired June 02, 2002 - 21:00   ET\n\n"
        "ORLA TWINING, HOST: Good evening.\n\nBRAM OSTLER, KITE MAKER: They flew.\n"
    )
    url = "http://transcripts.cnn.com/TRANSCRIPTS/0206/02/lkl.00.html"
    outcome = extract(a_page(text, url, "text/plain"), Cnn())
    assert isinstance(outcome, Transcript)
    assert outcome.program == "Larry King Live"
    assert outcome.aired_on == date(2002, 6, 2)
