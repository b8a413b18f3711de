"""Every newsroom but NPR: its made pages read back, as their sheets say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from jobs.new_source import left_to_fill_in
from jobs.newsroom.markup import printed, story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.store import Archive
from scraper.extract import extract
from scraper.model import NoTranscript, Quarantined, Transcript
from scraper.sources import Source, all_sources, source_named, source_names
from scraper.sources.base.completeness import check, missing_parts
from scraper.sources.cnn import Cnn
from tests.conftest import NOON, Command, a_page, raw
from tests.corpus import CORPUS
from tests.newsrooms.pages import SHEETS, MadePage, made_page, made_pages, made_sites, sheets_of
from tests.test_extract_newsroom import expected_turns, read_turns

PAGES = list(made_pages())
SITES = SHEETS.with_name("sites")
ROOT = Path(__file__).parents[1]


def extracted(made: MadePage) -> Transcript:
    outcome = extract(a_page(made.body, made.url, ""), made.source)
    assert isinstance(outcome, Transcript), outcome
    return outcome


@pytest.mark.parametrize("made", PAGES, ids=str)
def test_turns(made: MadePage) -> None:
    assert read_turns(extracted(made)) == expected_turns(made.story)


@pytest.mark.parametrize("made", PAGES, ids=str)
def test_metadata(made: MadePage) -> None:
    transcript = extracted(made)
    assert transcript.title == made.story.title
    assert transcript.aired_on == made.story.aired_on
    assert transcript.layout == made.story.era
    if made.story.program:
        assert transcript.program == made.story.program
    if made.story.teaser:
        assert transcript.teaser == made.story.teaser


@pytest.mark.parametrize("name", [name for name in source_names() if name != "npr"])
def test_every_layout_has_a_made_page(name: str) -> None:
    """NPR's are in :mod:`jobs.newsroom`."""
    place = f"tests/newsrooms/sites/{name}.py"
    assert name in made_sites(), f"write {place}; `onrecord sources new` shows how"
    assert sheets_of(name), f"write tests/newsrooms/sheets/{name}.txt, with a story a layout"
    rules = {layout.name for layout in source_named(name).layouts}
    assert set(made_sites()[name].layouts) == rules, f"the layouts of {place} and of the source"
    made = {story.era for story in sheets_of(name)}
    assert made == rules, f"the eras of tests/newsrooms/sheets/{name}.txt and the source's layouts"


def test_every_made_site_and_sheet_is_of_a_source() -> None:
    named = {path.stem for path in [*SHEETS.glob("*.txt"), *SITES.glob("[!_]*.py")]}
    assert named == {name for name in source_names() if name != "npr"}


# URLs --------------------------------------------------------------------------------------------


def of_sites(attribute: str) -> list[Any]:
    """What each made site states under ``attribute``, as parameters of a test, behind its name."""
    found: list[Any] = []
    for name, site in made_sites().items():
        stated = getattr(site, attribute)
        rows = stated.items() if isinstance(stated, Mapping) else [(one,) for one in stated]
        found += [pytest.param(name, *row, id=f"{name}-{row[0]}") for row in rows]
    return found


@pytest.mark.parametrize(("name", "url", "story_id"), of_sites("story_urls"))
def test_every_url_form_is_one_story(name: str, url: str, story_id: str) -> None:
    source = source_named(name)()
    ref = source.identify(url)
    assert ref is not None, "story_id() knows no story at this URL"
    assert ref.story_id == story_id
    again = source.identify(ref.url)
    assert again == ref, "the canonical URL is a URL of the story too"


@pytest.mark.parametrize(("name", "url"), of_sites("not_stories"))
def test_what_is_no_story(name: str, url: str) -> None:
    assert source_named(name)().identify(url) is None


@pytest.mark.parametrize(("name", "url", "day"), of_sites("days_in_urls"))
def test_days_in_urls(name: str, url: str, day: date | None) -> None:
    assert source_named(name)().story_date(url) == day


# listings ----------------------------------------------------------------------------------------


def test_a_day_of_cnn() -> None:
    cnn = source_named("cnn")()
    page = a_page(
        '<nav><a href="/show/lt/date/2025-01-01/segment/01">Promoted</a></nav>'
        '<div class="cnnTransDate">Anderson Cooper</div><div class="cnnSectBulletItems">'
        '<a href="/show/acd/date/2025-03-14/segment/01">One</a><br>'
        '<a href="/show/acd/date/2025-03-14/segment/02">Two</a></div>'
        '<div class="cnnSectBulletItems"><a href="/TRANSCRIPTS/2503/14/cg.01.html">Lead</a></div>',
        "https://transcripts.cnn.com/date/2025-03-14",
    )
    listing = cnn.read_listing(page)
    ids = [ref.story_id for ref in listing.stories]
    assert ids == ["acd-2025-03-14-01", "acd-2025-03-14-02", "cg-2025-03-14-01"]
    assert [ref.story_id for ref in listing.other_stories] == ["lt-2025-01-01-01"]
    wanted = source_named("cnn")(program_pages=["CG"])
    assert [ref.story_id for ref in wanted.read_listing(page).stories] == ["cg-2025-03-14-01"]


def test_an_episode_of_pbs() -> None:
    page = a_page(
        '<main><ul class="playlist"><li><h3><a href="https://www.pbs.org/newshour/show/one-two">'
        '1</a></h3></li><li><h3><a href="/newshour/politics/three-four">2</a></h3></li></ul>'
        '<aside><h3><a href="/newshour/show/five-six">Latest</a></h3></aside></main>',
        "https://www.pbs.org/newshour/show/may-16-2019-pbs-newshour-full-episode",
    )
    listing = source_named("pbs")().read_listing(page)
    assert [ref.story_id for ref in listing.stories] == ["one-two", "three-four"]
    assert [ref.story_id for ref in listing.other_stories] == ["five-six"]


def test_a_show_of_democracy_now() -> None:
    page = a_page(
        '<nav><a href="/2016/1/1/old">Old</a></nav><div class="content_show">'
        '<a href="/2016/5/17/headlines">Headlines</a><a href="/2016/5/17/river_keepers">Story</a>'
        '<a href="/2016/5/17/river_keepers#transcript">Transcript</a></div>',
        "https://www.democracynow.org/shows/2016/5/17",
    )
    listing = source_named("democracynow")().read_listing(page)
    assert [ref.story_id for ref in listing.stories] == ["2016-05-17-river_keepers"]
    assert [ref.story_id for ref in listing.other_stories] == ["2016-01-01-old"]


def test_a_sitemap_of_a_station() -> None:
    page = a_page(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://www.kut.org/2023-06-14/bees</loc></url>"
        "<url><loc>https://www.kut.org/about</loc></url></urlset>",
        "https://www.kut.org/sitemap-latest.xml",
        "application/xml",
    )
    listing = source_named("stations")().read_listing(page)
    assert [ref.story_id for ref in listing.stories] == ["www.kut.org/2023-06-14/bees"]


def test_an_atom_feed_is_read_as_well() -> None:
    page = a_page(
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        '<link href="https://www.democracynow.org/2016/5/17/river_keepers"/></entry></feed>'
    )
    listing = source_named("democracynow")().read_listing(page)
    assert [ref.story_id for ref in listing.stories] == ["2016-05-17-river_keepers"]


@pytest.mark.parametrize(
    ("name", "urls"),
    [
        ("cnn", ["/date/2025-03-15", "/date/2025-03-14"]),
        ("pbs", [f"/newshour/show/march-{day}-2025-{program}-full-episode" for day in (15, 14)
                 for program in ("pbs-news-hour", "pbs-newshour")]),
        ("democracynow", ["/shows/2025/3/14"]),  # the 15th is a Saturday
        ("stations", []),
    ],
)  # fmt: skip
def test_the_listings_of_two_days(name: str, urls: list[str]) -> None:
    source = source_named(name)()
    listings = source.listings_between(date(2025, 3, 14), date(2025, 3, 15), date(2025, 3, 16))
    assert [ref.url for ref in listings] == [source.home + url for url in urls]
    assert not any(ref.settled for ref in listings)


def test_other_stations_are_known_by_their_listings() -> None:
    station = source_named("stations")(feeds=["https://www.example.org/sitemap-latest.xml"])
    ref = station.identify("https://www.example.org/news/2023-06-14/bees")
    assert ref is not None
    assert ref.story_id == "www.example.org/news/2023-06-14/bees"
    months = station.listings_between(date(2023, 5, 30), date(2023, 6, 14), date(2024, 1, 1))
    assert [(m.url, m.settled) for m in months] == [
        ("https://www.example.org/sitemap-202306.xml", True),
        ("https://www.example.org/sitemap-202305.xml", True),
    ]


# pages -------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of real pages is not beside the checkout"
)
@pytest.mark.parametrize(
    ("file", "program", "day", "words", "first"),
    [
        ("2000-01-05-lkl-h3", "Larry King Live", "2000-01-05", "Tonight, U.S. immigration",
         ("Larry King", "host")),
        ("2001-06-12-lkl-h4", "Larry King Live", "2001-06-12", "What a pleasure to have",
         ("Larry King", "host")),
        ("2005-07-12-lkl-classed", "Larry King Live", "2005-07-12", "Tonight, still no sign",
         ("Larry King", "host")),
        ("2025-03-14-acd-01", "Anderson Cooper 360 Degrees", "2025-03-14", "Like we certainly",
         ("Ev Williams", "guest")),
    ],
)  # fmt: skip
def test_real_pages_of_four_generations(
    file: str, program: str, day: str, words: str, first: tuple[str, str]
) -> None:
    cnn = source_named("cnn")()
    url = f"https://transcripts.cnn.com/show/lkl/date/{day}/segment/00"
    body = (CORPUS / "cnn" / f"{file}-excerpt.html").read_bytes()
    transcript = extract(a_page(body, url, ""), cnn)
    assert isinstance(transcript, Transcript), transcript
    assert (transcript.program, str(transcript.aired_on)) == (program, day)
    speech = [turn for turn in transcript.turns if turn.kind == "speech"]
    assert speech[0].text.startswith(words)
    assert speech[0].speaker is not None
    who = transcript.speakers[speech[0].speaker]
    assert (who.name, who.role) == first
    said = "\n".join(turn.text for turn in transcript.turns)
    for chrome in ("RUSH TRANSCRIPT", "Aired", "TO ORDER", "main page", "furniture"):
        assert chrome not in said


def test_a_text_of_a_cnn_page() -> None:
    story = next(s for s in sheets_of("cnn") if s.aired_on.year == 2025)
    lines = [
        "Return to Transcripts main page",
        story.program,
        f"{story.title}. Aired 8-9p ET",
        "Aired April 2, 2025 - 20:00   ET",
        "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM AND MAY BE UPDATED.",
        *(text for turn in printed(story) for text in turn),
    ]
    cnn = source_named("cnn")()
    text = "\n\n".join(unescape(line) for line in lines)
    transcript = extract(a_page(text, cnn.canonical_url(story.story_id), "text/plain"), cnn)
    assert isinstance(transcript, Transcript)
    assert read_turns(transcript) == expected_turns(story)
    assert (transcript.title, transcript.program) == (story.title, story.program)
    assert transcript.aired_on == story.aired_on


def test_a_station_has_stories_of_its_own_in_the_same_block() -> None:
    made = next(page for page in PAGES if page.story.era == "grove-2019")
    start = made.body.index(b'<div class="ArtP-articleBody">')
    end = made.body.index(b'<div class="ArtP-tags">')
    written = b'<div class="ArtP-articleBody"><p>The council met.</p><p>It rained.</p></div>'
    page = made.body[:start] + written + made.body[end:]
    assert isinstance(extract(a_page(page, made.url), made.source), NoTranscript)
    both = made.body.replace(
        b"<p>ELENA", b"<p>The bus leaves at 11:40, says the timetable.</p><p>ELENA"
    )
    outcome = extract(a_page(both, made.url), made.source)
    assert isinstance(outcome, Quarantined)
    assert "written text and transcript share a block" in outcome.reason


def test_democracy_now_says_its_licence() -> None:
    made = next(page for page in PAGES if page.source.name == "democracynow")
    rights = extracted(made).rights
    assert rights is not None
    assert "Attribution-Noncommercial-No Derivative Works 3.0" in rights


def test_the_words_of_a_republished_story_are_a_duplicate(archive: Archive) -> None:
    original = all_sheets()["nx-s1-5340027"]
    npr, stations = source_named("npr")(), source_named("stations")()
    copy = replace(original, story_id="www.kut.org/2025-05-20/again", era="grove-2019")
    made = made_page(copy, stations)
    lander = archive.lander()
    for page, source in (
        (a_page(story_page(original), npr.canonical_url(original.story_id)), npr),
        (a_page(made.body, made.url), stations),
    ):
        outcome = extract(page, source)
        assert isinstance(outcome, Transcript)
        landed = lander.land(page, outcome, outcome.ref, NOON)
    assert landed.duplicate_of == 1
    newsrooms = raw(archive).execute("SELECT DISTINCT newsroom FROM speakers").fetchall()
    assert [row[0] for row in newsrooms] == ["npr"]


# files of a source -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", source_names())
def test_nothing_is_left_to_fill_in(name: str) -> None:
    if left := [str(one) for one in left_to_fill_in(ROOT, name)]:
        pytest.fail("\n".join(left), pytrace=False)


@pytest.mark.parametrize("name", source_names())
def test_every_source_is_documented(name: str) -> None:
    told = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert f"\n| `{name}` | " in told, "add it to the table of sources in docs/configuration.md"


# sources check -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_nothing_is_missing_from_the_newsrooms_there_are(name: str) -> None:
    kind = source_named(name)
    assert missing_parts(kind) == []
    feeds = [f"https://{kind.hosts[0].lstrip('.')}/sitemap.xml"] if kind.many_sites else None
    findings = check(kind(feeds=feeds), date(2026, 11, 24))
    assert [finding for finding in findings if not finding.ok] == []


def test_check_tells_what_a_page_lacks(onrecord: Command, tmp_path: Path) -> None:
    for made in PAGES:
        if made.source.name == "cnn":
            (tmp_path / f"{made.story.story_id}.html").write_bytes(made.body)
    files = sorted(tmp_path.glob("*.html"))
    ran = onrecord("sources", "check", "cnn", *files)
    assert ran.code == 0, ran.out
    assert ran.out.count("layout ") == len(files)
    assert "opens 'Tonight, a lighthouse" in ran.out
    assert ran.out.splitlines()[-1].startswith("cnn: nothing is missing")
    ran = onrecord("sources", "check", "cnn", files[0], "--json")
    assert ran.code == 1
    missing = [finding for finding in ran.rows if not finding["ok"]]
    assert [finding["what"] for finding in missing] == ["table-2001", "paragraphs-2000"]
    ran = onrecord("sources", "check", "stations")
    assert ran.code == 1
    assert "missing  latest_listings: no listing, so nothing will be discovered" in ran.out


def test_check_finds_what_a_newsroom_got_wrong() -> None:
    wrong: dict[str, object] = {
        "name": "bad",
        "hosts": ("bad.example.org",),
        "calls_itself": (),
        "disclaimers": (),
        "examples": (
            "https://bad.example.org/show/a/date/2025-01-01/segment/01",
            "https://bad.example.org/show/a/date/2025-01-01/segment/02",
            "https://elsewhere.example.org/",
        ),
        "story_marks": "div[",
        "layouts": tuple(reversed(Cnn.layouts)),
        "latest_listings": lambda self, today: (),
    }
    bad: Source = type("Bad", (Cnn,), wrong)()
    found = {f.what: f.detail for f in check(bad, date(2026, 11, 24)) if not f.ok}
    assert set(found) == {
        "calls_itself", "disclaimers", "story_id", "latest_listings", "layouts", "story_marks",
    }  # fmt: skip
    assert "taken for several" in found["story_id"]

    unfinished = type("Unfinished", (Source,), {"name": "unfinished"})
    assert set(missing_parts(unfinished)) >= {"layouts", "story_id"}


def test_a_source_without_listings_is_told_so(onrecord: Command) -> None:
    ran = onrecord("run", "--source", "stations")
    assert (ran.code, ran.out) == (2, "")
    assert "set feeds under [sources.stations]" in ran.err


def test_a_tab_for_a_transcript_that_is_not_there_yet() -> None:
    made = next(page for page in PAGES if page.story.era == "transcript-block-2013")
    before, _, behind = made.parts
    outcome = extract(a_page(before + behind, made.url), made.source)
    assert isinstance(outcome, NoTranscript), outcome


@pytest.mark.parametrize("layout", ["grove-2019", "story-2015"])
def test_related_links_within_the_speech_are_chrome_and_no_reason_to_doubt(layout: str) -> None:
    made = next(page for page in PAGES if page.story.era == layout)
    before, speech, behind = made.parts
    first, border, rest = speech.partition("</p>")
    links = "".join(
        f"<li><a href='/{n}'>Another story of ours, number {n}</a></li>" for n in range(9)
    )
    page = f"{before}{first}{border}<aside><p>RELATED:</p><ul>{links}</ul></aside>{rest}{behind}"
    outcome = extract(a_page(page, made.url), made.source)
    assert isinstance(outcome, Transcript), outcome
    assert read_turns(outcome) == expected_turns(made.story)


@pytest.mark.parametrize(
    "host", ["www\0.kut.org", "www'.kut.org", "www .kut.org", "a/../b.kut.org"]
)
def test_a_host_that_is_no_name_is_no_stations(host: str) -> None:
    assert source_named("stations")().identify(f"https://{host}/npr-news/2023-06-14/bees") is None


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_a_url_with_a_password_is_no_storys(name: str) -> None:
    source = source_named(name)()
    for form in source.examples:
        assert source.identify(form.replace("://", "://me:secret@")) is None
