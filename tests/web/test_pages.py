"""The reading room's pages, as Datasette serves them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from scraper.archive.health.coverage import MonthCoverage
from scraper.archive.health.health import Health
from scraper.archive.states import Known
from scraper.archive.store import Archive
from scraper.content_hash import words_hash
from scraper.permanent_id import PermanentId
from tests.web.invented import odd_archive
from tests.web.site import ask, get

PAY_PHONE = "/-/onrecord/story/npr/nx-s1-5340027"
#: One address of each kind of page.
EVERY_PAGE = (
    "/",
    "/?q=the",
    "/?q=thursday&program=All+Things+Considered&role=reporter",
    PAY_PHONE,
    f"{PAY_PHONE}?q=phone",
    "/-/onrecord/people",
    "/-/onrecord/people?name=renn",
    "/-/onrecord/person/1",
    "/-/onrecord/programs",
    "/-/onrecord/program/Morning%20Edition",
    "/-/onrecord/mentions",
    "/-/onrecord/mentions?term=snow,rain",
    "/-/onrecord/mentions?term=the&by=program&measure=count",
    "/-/onrecord/mentions?term=the&by=speaker",
    "/-/onrecord/mentions?term=the&by=role",
    "/-/onrecord/voices",
    "/-/onrecord/voices?program=Fresh+Air",
    "/-/onrecord/quote",
    "/-/onrecord/quote?text=people+wait+for+it+to+scream&speaker=halloran",
    "/-/onrecord/cite?id=npr:nx-s1-5340027",
    "/-/onrecord/cite?id=nx-s1-5340027%234",
    "/-/onrecord/corrections",
    "/-/onrecord/operations",
)


def person_id(archive: Path, name: str) -> int:
    """The number of somebody: it depends on which story landed first."""
    with Archive.read(archive) as opened:
        return opened.people.find(name, 1)[0].id


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_is_html_without_script(demo_archive: Path, path: str) -> None:
    answer = get(demo_archive, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert len(answer.content) < 300_000


def test_the_front_page_lists_the_newest_transcripts_by_day(demo_archive: Path) -> None:
    page = get(demo_archive, "/").text
    first, second = page.index("March 9, 2026"), page.index("March 2, 2026")
    assert first < page.index("What the crossing guard heard") < second
    assert 'aria-current="page">Search' in page


def test_a_search_shows_the_words_and_who_said_them(demo_archive: Path) -> None:
    page = get(demo_archive, "/?q=%22pay+phone%22").text
    assert "<mark>pay phone</mark>" in page
    assert "/-/onrecord/story/npr/nx-s1-5340027?turn=1&amp;q=%22pay+phone%22#t1" in page
    assert "match" in page
    assert ">Scott Halloran</a>" in page


def test_filters_are_links_with_counts_that_hold(demo_archive: Path) -> None:
    page = get(demo_archive, "/-/onrecord/search.json?q=the&role=host&size=1000").json()
    assert page["total"] == len(page["hits"]) > 10
    assert {hit["role"] for hit in page["hits"]} == {"host"}
    shown = get(demo_archive, "/?q=the").text
    place = shown.index("role=host")
    assert f'<span class="count">{page["total"]}</span>' in shown[place : place + 120]


def test_a_program_means_its_whole_name_where_there_is_one(demo_archive: Path) -> None:
    one = get(demo_archive, "/-/onrecord/search.json?program=Morning+Edition&size=1000").json()
    part = get(demo_archive, "/-/onrecord/search.json?program=edition&size=1000").json()
    assert {hit["program"] for hit in one["hits"]} == {"Morning Edition"}
    assert len({hit["program"] for hit in part["hits"]}) > 1


def test_pages_of_hits_follow_one_another(demo_archive: Path) -> None:
    whole = get(demo_archive, "/-/onrecord/search.json?q=the&size=60").json()["hits"]
    parts = [
        hit
        for number in (1, 2, 3)
        for hit in get(demo_archive, f"/-/onrecord/search.json?q=the&page={number}").json()["hits"]
    ]
    assert [one["permanent_id"] for one in parts] == [one["permanent_id"] for one in whole]
    assert "page=3" in get(demo_archive, "/?q=the&page=2").text


def test_csv_json_and_atom_have_what_the_page_shows(demo_archive: Path) -> None:
    of = "q=snow&sort=oldest"
    answers = ask(
        demo_archive,
        f"/?{of}",
        *(f"/-/onrecord/search.{kind}?{of}" for kind in ("csv", "json", "atom")),
    )
    page, as_csv, as_json, as_atom = answers
    ids = [hit["permanent_id"] for hit in as_json.json()["hits"]]
    assert ids
    assert page.text.count('<h2 class="said">') == len(ids)
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [row["permanent_id"] for row in rows] == ids
    name = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(as_atom.text)
    assert [one.text for one in feed.findall(f"{name}entry/{name}id")] == ids
    for address in ("search.csv", "search.json", "search.atom"):
        assert f"/-/onrecord/{address}?q=snow&amp;sort=oldest" in page.text


def test_a_transcript_reads_with_roles_cues_and_links(demo_archive: Path) -> None:
    page = get(demo_archive, f"{PAY_PHONE}?q=phone").text
    assert page.index(">Scott Halloran</a>") < page.index("There&#39;s a working pay")
    assert page.count('<span class="role">host</span>') == 1
    assert '<p class="cue" id="t6">(SOUNDBITE OF PHONE RINGING)</p>' in page
    assert "<mark>phone</mark>" in page
    assert 'href="/-/onrecord/turn?id=onrecord%3Anpr%2Fnx-s1-5340027%234~' in page
    assert 'rel="noreferrer">Audio</a>' in page
    assert "2011" in page[page.index("<del>") : page.index("</del>")]
    assert "SHA-256 of the page" in page
    assert "as the publisher states" not in page, "it was not changed after it was published"
    turn = page[page.index('id="t2"') : page.index('id="t3"')]
    assert '<a href="#corrections">Corrected by the publisher</a>' in turn
    assert page.count('class="corrected-note"') == 1


def test_a_permanent_id_leads_to_its_turn(demo_archive: Path) -> None:
    hit = get(demo_archive, "/-/onrecord/search.json?q=%22next+week%22").json()["hits"][0]
    answer = get(demo_archive, f"/-/onrecord/turn?id={hit['permanent_id'].replace('#', '%23')}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{PAY_PHONE}?turn=3#t3"
    assert get(demo_archive, "/-/onrecord/turn?id=nonsense").status_code == 404


def test_an_id_of_words_that_changed_says_how(demo_archive: Path) -> None:
    with Archive.read(demo_archive) as archive:
        row = archive.records.find_story("nx-s1-5340027")
        assert row is not None
        (changed,) = archive.records.differences(row, 1, 2)
    before = "".join(piece.text for piece in changed.pieces if piece.kind != "added")
    old = PermanentId("npr", "nx-s1-5340027", changed.before or 0, words_hash(before))
    address = f"/-/onrecord/turn?id={quote(str(old))}"
    (answer,) = ask(demo_archive, address)
    page = get(demo_archive, answer.headers["location"]).text
    assert "The publisher changed the page" in page or "the publisher changed the page" in page
    assert "2011</del>" in page


def test_a_turn_is_cited_in_every_form(demo_archive: Path) -> None:
    page = get(demo_archive, "/-/onrecord/cite?id=nx-s1-5340027%234").text
    for form in ("@", "{{cite", "&#34;type&#34;: &#34;"):
        assert form in page
    words = re.sub(r"</?span[^>]*>", "", page)
    assert "onrecord:npr/nx-s1-5340027#4~" in words
    (url,) = re.findall(r"https://www\.npr\.org/.*(?=},)", page)
    assert re.sub(r'<span class="joined">\w-+\w</span>', "", url).count("-") == 0, "none may break"
    assert get(demo_archive, "/-/onrecord/cite?id=nx-s1-5340027%2399").status_code == 404
    assert get(demo_archive, "/-/onrecord/cite?id=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people wait for it to ring", "Verbatim."),
        ("people wait for it to scream", "The words differ."),
        ("“people wait for it to ring”", "Verbatim."),
        ("the moon is made of printing ink and old batteries", "Not on record."),
    ],
)
def test_a_quotation_is_checked(demo_archive: Path, text: str, said: str) -> None:
    page = get(demo_archive, f"/-/onrecord/quote?text={quote(text)}").text
    assert said in page


def test_every_quotation_of_a_draft_is_checked(demo_archive: Path) -> None:
    draft = (
        "A pay phone in Queens. “People wait for it to ring,” said Scott Halloran.\n\n"
        "“Did you ever find Hector?” asked Grace Oyama."
    )
    page = get(demo_archive, f"/-/onrecord/quote?text={quote(draft)}").text
    assert "2 quotations" in page
    assert "1 verbatim; 1 with different words" in page


def test_speech_that_aired_before_says_where(demo_archive: Path) -> None:
    found = get(
        demo_archive, "/-/onrecord/search.json?q=encore+OR+reef*&repeats=1&sort=newest"
    ).json()
    encore = found["hits"][0]
    page = get(demo_archive, f"/-/onrecord/story/npr/{encore['story_id']}").text
    assert "The same words:" in page
    assert "This is a repeat, counted" in page


def test_a_person_and_a_program(demo_archive: Path) -> None:
    renner = person_id(demo_archive, "Aisha Renner")
    person, program = ask(
        demo_archive, f"/-/onrecord/person/{renner}", "/-/onrecord/program/Morning%20Edition"
    )
    assert "217 words in 4 transcripts" in person.text
    assert f'name="person" value="{renner}"' in person.text
    assert ">Loretta McBride</a>" in person.text
    assert "13 transcripts" in program.text
    assert ">Carla Wendt</a>" in program.text
    assert "total unknown" in program.text


def test_mentions_have_their_table_and_csv(demo_archive: Path) -> None:
    page, table = ask(
        demo_archive,
        "/-/onrecord/mentions?term=snow,rain",
        "/-/onrecord/mentions.csv?term=snow,rain",
    )
    assert page.text.count("<polyline") + page.text.count("<circle") > 2
    assert ">snow</text>" in page.text
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["what"] for row in rows} == {"snow", "rain"}
    hits = get(demo_archive, "/-/onrecord/search.json?q=snow").json()["total"]
    assert sum(int(row["turns"]) for row in rows if row["what"] == "snow") == hits


def test_shares_of_voice_are_of_all_words(demo_archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(get(demo_archive, "/-/onrecord/voices.csv").text)))
    by_year: dict[str, float] = {}
    for row in rows:
        by_year[row["year"]] = by_year.get(row["year"], 0) + float(row["percent"])
    assert all(abs(percent - 100) < 0.1 for percent in by_year.values())
    with Archive.read(demo_archive) as archive:
        words = archive.health.totals().words
    assert sum(int(row["words"]) for row in rows) == words


def test_corrections_and_their_feed(demo_archive: Path) -> None:
    page, feed = ask(demo_archive, "/-/onrecord/corrections", "/-/onrecord/corrections.atom")
    assert "<del>" in page.text
    assert "1 change seen" in page.text
    assert '<span class="label">Grace Oyama</span>' in page.text
    assert "Struck words</span> were removed" in page.text
    assert "[-2011-] {+2012+}." in feed.text
    ET.fromstring(feed.text)


def test_operations_shows_what_was_not_understood(tmp_path: Path, demo_archive: Path) -> None:
    shutil.copy(demo_archive, tmp_path / "archive.db")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute("UPDATE pages SET state = 'quarantined', reason = 'two stories in one'"
                           " WHERE story_id = 'nx-s1-5340027'")  # fmt: skip
    page = get(tmp_path / "archive.db", "/-/onrecord/operations").text
    assert "two stories in one" in page
    assert "robots.txt forbids it" in page
    assert "A single page that failed does not" in page
    assert "44 transcripts, the newest of March 9, 2026." in page


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/?q=%22%22", 400, "no word or number"),
        ("/?q=x&role=boss", 400, "There is no role “boss”."),
        ("/?q=x&since=soon", 400, "“soon” is not a date: use 2024-05-31"),
        ("/?q=x&program=Nonsense", 400, "There is no program called “Nonsense”"),
        ("/?q=x&sort=best", 400, "“best” is not a sort order."),
        ("/?person=abc&q=x", 400, "There is no speaker “abc”."),
        ("/-/onrecord/person/99999", 404, "There is no speaker 99999."),
        ("/-/onrecord/program/Nonsense", 404, "There is no program called “Nonsense”."),
        ("/-/onrecord/story/npr/nothing", 404, "There is no transcript"),
        ("/-/onrecord/nothing", 404, "no page at this address"),
    ],
)
def test_what_can_not_be_shown_is_said(
    demo_archive: Path, path: str, status: int, said: str
) -> None:
    answer = get(demo_archive, path)
    assert answer.status_code == status
    assert said in answer.text


def test_nobody_is_left_out_of_the_people_in_silence(demo_archive: Path) -> None:
    everybody, named, nobody = ask(
        demo_archive, "/-/onrecord/people", "/-/onrecord/people?name=an",
        "/-/onrecord/people?name=zzz",
    )  # fmt: skip
    (many,) = re.findall(
        r"(\d+) speakers, those with the most words first; 1–60 shown", everybody.text
    )
    rest = get(demo_archive, "/-/onrecord/people?page=2").text
    ids = [set(re.findall(r"/person/(\d+)", one)) for one in (everybody.text, rest)]
    assert len(ids[0]) == 60
    assert len(ids[0] | ids[1]) == min(int(many), 120)
    assert "Names containing “an”" in named.text
    assert "in “Reading Aloud to Strangers”" in named.text
    assert "No speaker’s name contains “zzz”." in nobody.text


def test_a_search_that_finds_nothing_says_what_to_try(demo_archive: Path) -> None:
    filtered, unclosed = ask(
        demo_archive, "/?q=zebra&role=host&program=Fresh+Air", "/?q=%22unbalanced+AND+("
    )
    assert '<a href="/?q=zebra">Search without filters</a>' in filtered.text
    assert "search.csv" not in filtered.text
    assert "A quotation mark is not closed." in unclosed.text
    assert (
        '<a href="/?q=the">Remove all</a>'
        in get(demo_archive, "/?q=the&role=host&program=Fresh+Air").text
    )


def test_what_was_typed_stays_where_it_can_not_be_searched(demo_archive: Path) -> None:
    for path in ("/?q=snow&until=soon&speaker=renner", "/-/onrecord/mentions?term=snow&until=soon"):
        page = get(demo_archive, path)
        assert page.status_code == 400
        assert 'value="snow"' in page.text
        assert 'value="soon" size="12"' in page.text
        assert 'aria-invalid="true" aria-describedby="wrong-until"' in page.text
        assert "“soon” is not a date" in page.text


def test_charts_are_told_apart_without_colours_and_mislead_nobody(demo_archive: Path) -> None:
    count, rate, voices, none = ask(
        demo_archive,
        "/-/onrecord/mentions?term=snow,rain&measure=count",
        "/-/onrecord/mentions?term=the&by=program",
        "/-/onrecord/voices",
        "/-/onrecord/mentions?term=zebra",
    )
    ticks = re.findall(r'text-anchor="end">([^<]*)<', count.text)
    assert ticks
    assert all(tick.isdigit() for tick in ticks)
    broad = rate.text[rate.text.index("chart broad") : rate.text.index("chart narrow")]
    shapes = {
        re.sub(r"^M\S+ [\d.]+", "", path)
        for path in re.findall(r'<path d="([^"]*)"><title>', broad)
    }
    assert len(shapes) == 5
    assert "<title>Talk of the Nation, 2009: " in broad
    assert ">Talk of the Nation</text>" in broad
    assert max(map(int, re.findall(r'text-anchor="end">(\d+)%<', voices.text))) == 100
    assert "5 of 10 programs shown; the rest are in the table." in re.sub(
        "</?span[^>]*>", "", rate.text
    )
    assert "All 10 programs with a match" in rate.text
    assert "Words spoken: 4,463." in count.text
    assert "Share of 4,463 words" in voices.text
    assert "No turn matches “zebra”." in none.text
    assert "<svg" not in none.text


def test_a_calendar_of_which_nothing_is_known_says_so_once(demo_archive: Path) -> None:
    page = get(demo_archive, "/-/onrecord/program/Morning%20Edition").text
    assert "How many each month should have is not known" in page
    assert "Blank months have none on record." in page
    assert "?</span>" not in page
    assert 'class="keys"' not in page, "states that do not occur are not explained"
    assert '<th scope="row">2014–2023</th><td colspan="12">none on record</td>' in page


def test_the_calendar_tells_none_from_unknown(
    demo_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = [
        MonthCoverage("npr", "Morning Edition", "2013-01", Known.YES),
        MonthCoverage("npr", "Morning Edition", "2013-02", Known.YES, landed=9, missing=3),
        MonthCoverage("npr", "Morning Edition", "2013-03", Known.NO, landed=7),
        MonthCoverage("npr", "Morning Edition", "2013-04", Known.NO),
    ]
    monkeypatch.setattr(Health, "coverage", lambda _self, _which: months)
    page = get(demo_archive, "/-/onrecord/program/Morning%20Edition").text
    told = re.findall(r'<li><b class="\w+">([^<]+)</b> ([^<]+)</li>', page)
    assert told == [("0", "none aired"), ("n (m)", "m are missing"), ("n ?", "total unknown")]
    assert "blank: none on record, total unknown" in page
    cells = re.findall(r'<td class="(\w+)"><\w+ [^>]*>(\d+)</\w+>(?:<span[^>]*>([^<]*))?', page)
    assert cells == [("empty", "0", ", none aired"), ("part", "9", "(3)"), ("unknown", "7", "?")]


def test_a_program_has_its_months_as_csv(demo_archive: Path) -> None:
    answer = get(demo_archive, "/-/onrecord/program/Morning%20Edition.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(int(row["transcripts"]) for row in rows) == 13
    assert sum(int(row["words"]) for row in rows) == 1256
    assert get(demo_archive, "/-/onrecord/program/Nonsense.csv").status_code == 404


def test_filters_say_how_many_they_have_and_show_all(demo_archive: Path) -> None:
    some, every = ask(demo_archive, "/?q=the", "/?q=the&all=programs")
    aside = some.text[some.text.index("<aside") :]
    assert "8 of 10 · <a href" in aside
    assert aside.count("program=") == 8
    assert every.text[every.text.index("<aside") :].count("program=") == 10
    assert "without staff" in aside
    assert "newsmakers only" not in aside


def test_the_front_page_leads_to_all_transcripts(demo_archive: Path) -> None:
    front, every = ask(demo_archive, "/", "/-/onrecord/transcripts")
    assert front.text.count("/story/") == 20
    assert "All 44 transcripts" in front.text
    programs, state = ask(demo_archive, "/-/onrecord/programs", "/-/onrecord/operations")
    for page in (front, every, state):
        assert "44 transcripts, 2 of them repeats" in page.text
    assert "Repeats are left out: 2 of 44 transcripts." in programs.text
    assert every.text.count("/story/") == 44


def test_a_filter_that_can_not_be_followed_can_be_removed(demo_archive: Path) -> None:
    page = get(demo_archive, "/?q=x&role=boss&program=Fresh+Air").text
    assert 'aria-invalid="true"' not in page, "the box holds nothing wrong"
    place = page.index("role: boss")
    assert '<a href="/?q=x&amp;program=Fresh+Air">' in page[place - 90 : place]
    assert "There is no role “boss”." in page[place : place + 140]


def test_a_passage_is_shown_as_the_record_has_it(demo_archive: Path) -> None:
    page = get(demo_archive, "/-/onrecord/quote?text=I+found+three.+Neither+one+wants+to+talk").text
    passage = page[page.index('<blockquote class="record">') : page.index("</blockquote>")]
    bare = re.sub(r"<[^>]*>", "", re.sub(r"<del>.*?</del>|<span.*?</span>", "", passage))
    assert bare.strip() == "I found two. Neither one wants to talk to her."
    verbatim = get(demo_archive, "/-/onrecord/quote?text=people+wait+for+it+to+ring").text
    assert "Tinted words" in page
    assert "Tinted words" not in verbatim


def test_what_was_right_when_published_is_no_fault(demo_archive: Path) -> None:
    text = "They+say+that+it+has+rung+every+Thursday+since+2011"
    page = get(demo_archive, f"/-/onrecord/quote?text={text}").text
    assert '<span class="corrected-since">As published; since corrected by the publisher' in page
    assert 'class="differs"' not in page
    assert "published: 2011 → now: 2012" in page
    assert "quoted but not said" not in page
    assert "are the publisher’s correction" in page
    other = get(demo_archive, f"/-/onrecord/quote?text={text}&speaker=Halloran").text
    assert "Said by Grace Oyama, not Halloran. The words are as published;" in other


def test_what_pages_say_is_escaped(tmp_path: Path) -> None:
    path = odd_archive(tmp_path, "<script>alert(1)</script><img src=x onerror=alert(2)>")
    script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    reading = ("story/npr/1", "people", "person/1", "programs", "corrections", "voices")
    addresses = [f"/-/onrecord/{page}" for page in (*reading, f"mentions?term={script}")]
    addresses += ["/", "/?q=alert", f"/?q={script}"]
    for answer in ask(path, *addresses):
        assert answer.status_code == 200, answer.text
        assert "<script" not in answer.text
        assert "<img" not in answer.text


def test_doubts_and_notes_stand_where_they_belong(tmp_path: Path) -> None:
    path = odd_archive(tmp_path, "odd words")
    page = get(path, "/-/onrecord/story/npr/1").text
    assert "This name is uncertain: odd words" in page
    assert "This role is uncertain: odd words" in page
    assert page.index("Editor’s note") < page.index('id="t1"')
    assert "OnRecord’s current rules cannot read this page" in page


def test_a_long_transcript_is_read_in_parts(tmp_path: Path) -> None:
    path = odd_archive(tmp_path, "odd words")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE own_write SET active = 1")
        connection.executemany(
            "INSERT INTO turns (transcript_id, position, speaker_id, kind, text)"
            " VALUES (1, ?, 1, 'speech', ?)",
            [(number, "many words " * 60) for number in range(3, 900)],
        )
        connection.execute("UPDATE own_write SET active = 0")
    first, last = ask(path, "/-/onrecord/story/npr/1", "/-/onrecord/story/npr/1?turn=899")
    assert 'id="t3"' in first.text
    assert 'id="t899"' not in first.text
    assert 'id="t899"' in last.text
    assert len(last.content) < len(first.content) < 300_000
    assert "?part=2" in first.text


def test_a_page_of_hits_is_never_too_large(demo_archive: Path) -> None:
    page = get(demo_archive, "/?since=1900&repeats=1&size=1000")
    assert page.text.count('<h2 class="said">') == 100
    assert len(page.content) < 300_000


def test_behind_the_last_page_of_hits_stands_the_last(demo_archive: Path) -> None:
    last, behind = ask(demo_archive, "/?q=snow&size=2&page=2", "/?q=snow&size=2&page=50")
    assert '<ol class="found" start="3">' in last.text
    assert '<ol class="found" start="3">' in behind.text


@pytest.mark.parametrize("query", ["a " * 1_500, f"NEAR({'a ' * 300}, 5)"])
def test_a_search_that_is_too_long_is_a_sentence(demo_archive: Path, query: str) -> None:
    answer = get(demo_archive, f"/?q={quote(query)}")
    assert answer.status_code == 400
    assert "A search can have at most" in answer.text or "more than 200 words" in answer.text
    assert len(answer.content) < 10_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("w" * 60_001, "longer than 60,000 characters"),
        ('""', "has no words"),
        ("-", "no words"),
    ],
)
def test_what_can_not_be_checked_stays_in_the_form(
    demo_archive: Path, text: str, sentence: str
) -> None:
    answer = get(demo_archive, f"/-/onrecord/quote?text={quote(text)}")
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f"required>{text.strip().replace(chr(34), '&#34;')}</textarea>" in answer.text


def test_a_draft_of_exactly_sixty_quotations_is_checked_whole(demo_archive: Path) -> None:
    drafts = (
        "\n".join(f'"people wait for it to ring {n}"' for n in range(many)) for many in (60, 61)
    )
    whole, more = (get(demo_archive, f"/-/onrecord/quote?text={quote(one)}") for one in drafts)
    assert "only the first" not in whole.text
    assert "The draft has 1 more: only the first 60 were checked." in more.text


def test_an_address_that_a_browser_would_run_is_no_link(tmp_path: Path) -> None:
    archive = odd_archive(tmp_path, "x")
    with closing(sqlite3.connect(archive)) as connection, connection:
        connection.execute("UPDATE transcripts SET url = 'javascript:alert(1)', audio_url = url")
        connection.execute("UPDATE transcripts SET audio_url = 'JavaScript:alert(2)'")
    page = get(archive, "/-/onrecord/story/npr/1")
    assert page.status_code == 200
    assert not re.search(r'href="\s*javascript', page.text, re.IGNORECASE)


@pytest.mark.parametrize(("address", "size"), [("?size=20", 20), ("", 44), ("?page=2&size=20", 20)])
def test_a_list_of_transcripts_is_exported_as_it_is_shown(
    demo_archive: Path, address: str, size: int
) -> None:
    table, data, feed = ask(
        demo_archive,
        *(f"/-/onrecord/transcripts.{kind}{address}" for kind in ("csv", "json", "atom")),
    )
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert len(rows) == size
    assert [row["story_id"] for row in rows] == [
        one["story_id"] for one in data.json()["transcripts"]
    ]
    entries = ET.fromstring(feed.text).findall("{http://www.w3.org/2005/Atom}entry")
    assert [one.findtext("{http://www.w3.org/2005/Atom}id") for one in entries] == [
        f"onrecord:npr/{row['story_id']}" for row in rows
    ]
    if not address:
        assert rows[0]["title"] == "What the crossing guard heard"
    for answer in (table, data, feed):
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_chart_over_time_keeps_the_filters_of_its_search(demo_archive: Path) -> None:
    page = get(demo_archive, "/?q=the&program=Morning+Edition&role=host")
    (address,) = re.findall(r'href="(/-/onrecord/mentions\?[^"]*)"', page.text)
    chart = get(demo_archive, address.replace("&amp;", "&"))
    assert 'value="Morning Edition"' in chart.text
    assert '<input type="hidden" name="role" value="host">' in chart.text
    assert "role: host" in chart.text
    (without,) = re.findall(r'<a href="([^"]*)">role: host', chart.text)
    assert "role" not in without
    assert "program=Morning+Edition" in without


def test_terms_that_are_not_counted_are_told(demo_archive: Path) -> None:
    page = get(demo_archive, "/-/onrecord/mentions?term=a,b,c,d,e,f,g,h")
    assert "Only the first 6 are counted, 2 are not." in page.text
    page = get(demo_archive, "/-/onrecord/mentions?term=a,b,c,d,e,f")
    assert "Only the first" not in page.text


def test_a_gap_is_shown_where_the_total_is_not_known(demo_archive: Path, tmp_path: Path) -> None:
    shutil.copy(demo_archive, tmp_path / "archive.db")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute(
            "INSERT INTO pages (url, source, story_id, kind, state, discovered_at, host, program,"
            " listed_on) VALUES ('https://x.example', 'npr', '1', 'story', 'failed', '2026-02-03',"
            " 'x.example', 'Morning Edition', '2026-02-03')"
        )
    page = get(tmp_path / "archive.db", "/-/onrecord/program/Morning%20Edition")
    assert re.search(r"\d+ on record, at least \d+ missing", page.text)
