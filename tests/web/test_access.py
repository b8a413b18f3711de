"""Who reads what: at this machine, elsewhere, logged in; and what Datasette itself shows."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from datasette.app import Datasette

from jobs.web.access import Caller
from tests.web.invented import odd_archive
from tests.web.site import ELSEWHERE, ask, get

PAY_PHONE = "/-/onrecord/story/npr/nx-s1-5340027"
TABLES = (
    "/archive",
    "/archive.json",
    "/archive/",
    "/archive/lines",
    "/archive/lines.json",
    "/archive/turns.csv",
    "/archive?sql=select+1",
    "/archive.json?sql=select+text+from+turns",
    "/archive/-/query?sql=select+1",
    "/archive/transcripts/1",
    "/archive.db",
    "/%61rchive/lines",
    "/~61rchive/lines.json",
    "//archive/lines",
    "/_memory?sql=select+1",
)
IS_ALPHA = not version("datasette").startswith("0.")


@pytest.mark.parametrize("path", TABLES)
def test_tables_are_closed_to_whoever_is_elsewhere(demo_archive: Path, path: str) -> None:
    answer = get(demo_archive, path, headers=ELSEWHERE)
    assert answer.status_code in (403, 302, 404)
    if answer.status_code == 302:
        (answer,) = ask(demo_archive, answer.headers["location"], headers=ELSEWHERE)
        assert answer.status_code in (403, 404)
    assert "pay phone" not in answer.text


@pytest.mark.parametrize("path", ["/archive", "/archive/lines", "/archive/transcripts/1"])
def test_tables_are_open_to_the_owner(demo_archive: Path, path: str) -> None:
    assert get(demo_archive, path).status_code == 200


def test_elsewhere_a_page_that_asks_for_noarchive_is_facts_and_quotations(
    demo_archive: Path,
) -> None:
    words = "people wait for it to ring"
    assert words in get(demo_archive, PAY_PHONE).text
    plain, quoted, data = ask(
        demo_archive, PAY_PHONE, f"{PAY_PHONE}?q=arturo", f"{PAY_PHONE}.json", headers=ELSEWHERE
    )
    assert words not in plain.text
    assert "Only facts and short quotations are shown" in plain.text
    assert "Scott Halloran" in plain.text
    assert "<blockquote>" in quoted.text
    assert (
        len(re.findall(r"\w+", quoted.text.partition("<blockquote>")[2].partition("</b")[0])) < 40
    )
    assert data.json()["turns"] is None
    assert words not in data.text


def test_elsewhere_a_search_gives_quotations_alone(demo_archive: Path) -> None:
    exports = [f"/-/onrecord/search.{kind}?q=the" for kind in ("csv", "json", "atom")]
    page, table, found, feed = ask(demo_archive, "/?q=the", *exports, headers=ELSEWHERE)
    assert "<summary>Context</summary>" not in page.text
    assert "<mark>the</mark>" in page.text
    texts = [hit["text"] for hit in found.json()["hits"]]
    assert None in texts
    assert all(len(text.split()) <= 26 for text in texts if text)
    whole = get(demo_archive, "/-/onrecord/search.json?q=the").json()["hits"]
    longest = max((hit["text"] for hit in whole), key=len)
    assert len(longest.split()) > 26
    for closed in (page, table, found, feed):
        assert longest not in closed.text
    assert 'href="/archive"' not in page.text


@pytest.mark.parametrize("way", ["sort=oldest", "sort=newest", "size=1", "role=host", "repeats=1"])
def test_turning_pages_brings_no_more_of_a_transcript(demo_archive: Path, way: str) -> None:
    quoted: dict[tuple[str, str], set[int]] = {}
    pages = [f"/-/onrecord/search.json?q=the&size=5&{way}&page={n}" for n in range(1, 30)]
    for answer in ask(demo_archive, *pages, headers=ELSEWHERE):
        for hit in answer.json()["hits"]:
            assert (hit["text"] is None) == (hit["snippet"] is None)
            if hit["text"] is not None:
                quoted.setdefault((hit["source"], hit["story_id"]), set()).add(hit["position"])
    assert quoted
    assert max(map(len, quoted.values())) <= 3


@pytest.mark.parametrize("kind", ["csv", "json", "atom"])
def test_without_a_word_nothing_is_quoted_elsewhere(demo_archive: Path, kind: str) -> None:
    path = f"/-/onrecord/search.{kind}?since=1900&repeats=1&size=1000"
    everything, closed = get(demo_archive, path), get(demo_archive, path, headers=ELSEWHERE)
    said = "people wait for it to ring"
    assert said in everything.text
    assert said not in closed.text


def test_elsewhere_a_quotation_brings_few_words_of_its_transcript(demo_archive: Path) -> None:
    first, last = "Good morning. I'm Miguel", "It's MORNING EDITION."
    path = f"/-/onrecord/quote?text={quote_plus(f'{first} ... {last}')}"
    everything, closed = get(demo_archive, path), get(demo_archive, path, headers=ELSEWHERE)
    assert "Good morning" in closed.text
    counts = []
    for answer in (everything, closed):
        record = answer.text.partition('<blockquote class="record">')[2].partition("</block")[0]
        counts.append(len(re.findall(r"\w+", re.sub(r"<mark>.*?</mark>|<.*?>", " ", record))))
    assert counts[0] > 40
    assert 0 < counts[1] <= 30  # "it's" is two of them


def test_elsewhere_a_changed_quotation_is_no_list_of_what_was_said(demo_archive: Path) -> None:
    path = f"/-/onrecord/quote?text={quote_plus('people waited for it to sing')}"
    everything, closed = get(demo_archive, path), get(demo_archive, path, headers=ELSEWHERE)
    assert "quoted: waited → said: wait" in everything.text
    assert "quoted: waited → said: wait" not in closed.text


@pytest.mark.skipif(IS_ALPHA, reason="Datasette 1.0 asks who may write SQL over all databases")
def test_joined_with_others_an_archive_gives_no_stored_page(demo_archive: Path) -> None:
    sql = "select count(*) as pages, count(body) as bodies from archive.snapshots"
    (found,) = get(
        demo_archive, f"/_memory.json?sql={quote_plus(sql)}&_shape=array", crossdb=True
    ).json()
    assert found["pages"] > 40
    assert found["bodies"] == 0


def test_the_file_itself_is_given_to_nobody(tmp_path: Path, demo_archive: Path) -> None:
    shutil.copy(demo_archive, tmp_path / "archive.db")
    answer = get([], "/archive.db", immutables=[str(tmp_path / "archive.db")])
    assert answer.status_code == 403
    assert "onrecord backup" in answer.text


def test_a_configuration_that_is_wrong_is_a_sentence(
    tmp_path: Path, demo_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onrecord.toml").write_text("[serve]\npublish = 'yes'\n")
    monkeypatch.chdir(tmp_path)
    for answer in ask(demo_archive, "/", "/archive/lines"):
        assert answer.status_code == 500
        assert answer.text.startswith("The reading room can't start: ")
        assert "publish" in answer.text


def test_pages_that_ask_for_nothing_are_read_everywhere(tmp_path: Path, demo_archive: Path) -> None:
    shutil.copy(demo_archive, tmp_path / "archive.db")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute("UPDATE pages SET noarchive = 0")
    page = get(tmp_path / "archive.db", PAY_PHONE, headers=ELSEWHERE)
    assert "people wait for it to ring" in page.text


def test_who_publishes_shows_everything(
    tmp_path: Path, demo_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onrecord.toml").write_text("[serve]\npublish = true\n")
    monkeypatch.chdir(tmp_path)
    story, tables = ask(demo_archive, PAY_PHONE, "/archive/lines", headers=ELSEWHERE)
    assert "people wait for it to ring" in story.text
    assert tables.status_code == 200


def test_who_has_logged_in_reads_everything(demo_archive: Path) -> None:
    made = Datasette([str(demo_archive)])
    cookie = made.sign({"a": {"id": "root"}}, "actor")
    for database in made.databases.values():
        database.close()
    headers = ELSEWHERE | {"cookie": f"ds_actor={cookie}"}
    how = {"secret": made._secret}
    story, tables = ask(demo_archive, PAY_PHONE, "/archive/lines", headers=headers, **how)
    assert "people wait for it to ring" in story.text
    assert tables.status_code == 200


def test_whom_datasette_refuses_sees_nothing(demo_archive: Path) -> None:
    how = {"config" if IS_ALPHA else "metadata": {"allow": {"id": "ada"}}}
    for path in ("/", PAY_PHONE, "/-/onrecord/search.csv?q=the"):
        assert get(demo_archive, path, headers=ELSEWHERE, **how).status_code == 403


@pytest.mark.parametrize(
    ("client", "headers", "is_local"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8001"}, True),
        ("::1", {"host": "[::1]:8001"}, True),
        ("127.0.0.1", {"host": "localhost"}, True),
        ("192.168.1.5", {"host": "localhost"}, False),
        ("127.0.0.1", {"host": "evil.example.org"}, False),
        ("127.0.0.1", {"host": "127.0.0.1.evil.example.org"}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "203.0.113.9"}, False),
        ("127.0.0.1", {"host": "localhost", "Forwarded": "for=203.0.113.9"}, False),
        (None, {"host": "localhost"}, False),
        ("127.0.0.1", {}, False),
    ],
)
def test_who_is_at_this_machine(
    client: str | None, headers: dict[str, str], is_local: bool
) -> None:
    scope = {
        "client": (client, 1) if client else None,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    assert Caller.of(scope).is_local is is_local


def test_stored_pages_are_never_given_out(demo_archive: Path) -> None:
    query = "select+body,length(body)+as+size,page_id+from+snapshots+limit+1"
    sql = f"/archive/-/query.json?sql={query}" if IS_ALPHA else f"/archive.json?sql={query}"
    table, asked = ask(demo_archive, "/archive/snapshots", sql)
    assert table.status_code == 200
    row = asked.json()["rows"][0]
    values = list(row.values()) if isinstance(row, dict) else row
    assert values[:2] == [None, None]
    assert values[2]


def test_machinery_is_hidden_and_lines_are_searched(demo_archive: Path) -> None:
    page, found = ask(
        demo_archive, "/archive.json", "/archive/lines.json?_search=snow&_shape=objects"
    )
    shown = {table["name"] for table in page.json()["tables"] if not table["hidden"]}
    assert {"transcripts", "turns", "speakers", "appearances"} <= shown
    assert not {"_sqlite_migrations", "speech", "speech_fts", "sketches", "own_write"} & shown
    assert "sqlite_sequence" not in shown
    assert {view["name"] for view in page.json()["views"]} == {
        "coverage", "health", "lines", "near_duplicate_stories", "program_by_month",
        "speaker_aliases", "speaker_totals", "transcript_notes", "voices",
    }  # fmt: skip
    rows = found.json()["rows"]
    assert 0 < len(rows) < 10
    assert all("snow" in row["text"].lower() for row in rows)


def test_lines_have_their_search_box_and_facets(demo_archive: Path) -> None:
    page = get(demo_archive, "/archive/lines").text
    assert 'name="_search"' in page
    assert "facet-program" in page or "_facet=program" in page


def test_tables_say_what_they_are_and_lead_to_lines(demo_archive: Path) -> None:
    database, lines, style = ask(
        demo_archive, "/archive", "/archive/lines", "/-/onrecord/static/tables.css"
    )
    assert "Transcripts of what was said on air." in database.text
    (link,) = re.findall(r'href="(/archive/lines\?[^"]*)"', database.text)
    assert "_col=speaker" in link
    assert "Every turn of every transcript" in lines.text
    for page in (database, lines):
        assert 'href="/-/onrecord/static/tables.css"' in page.text
        assert page.text.count("OnRecord</a>") == 0, "its own frame"
    assert "min-width" in style.text
    read = get(demo_archive, link.replace("&amp;", "&")).text
    assert 'class="col-text' in read
    assert 'class="col-transcript_id' not in read


def test_what_the_owner_says_of_a_database_stays(demo_archive: Path) -> None:
    said = {"databases": {"archive": {"description": "Our own words"}}}
    page = get(demo_archive, "/archive", metadata=said).text
    assert "Our own words" in page
    assert "Transcripts of what was said on air." not in page


@pytest.mark.parametrize("path", ["/zzz", "/archive/zzz", "/archive/transcripts/99999", "/-/zzz"])
def test_a_mistyped_address_has_a_page_of_the_reading_room(
    demo_archive: Path, tmp_path: Path, path: str
) -> None:
    answer = get(demo_archive, path)
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert '<a href="/">Back to the search</a>' in answer.text
    assert get(demo_archive, "/archive/zzz.json").json()["ok"] is False
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE one (two)")
    beside = get([other, demo_archive], "/zzz")
    assert beside.status_code == 404
    assert "Back to the search" not in beside.text


def test_what_is_closed_has_the_frame_of_every_page(demo_archive: Path) -> None:
    page = get(demo_archive, "/archive", headers=ELSEWHERE)
    assert page.status_code == 403
    assert "Only the owner can read them." in page.text
    assert 'aria-label="Reading room"' in page.text
    assert 'href="/archive"' not in page.text


def test_datasette_finds_no_templates_of_ours() -> None:
    """It would take a base.html of ours for the frame of its own pages, from Python 3.12 on."""
    assert not (files("jobs.web") / "templates").is_dir()


def test_other_databases_are_left_alone(tmp_path: Path, demo_archive: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE snapshots (body)")
        connection.execute("INSERT INTO snapshots VALUES ('kept')")
    front, room, table = ask(
        [other, demo_archive], "/", "/-/onrecord?q=the", "/other/snapshots.json?_shape=array"
    )
    assert "OnRecord</a>" not in front.text
    assert "<mark>the</mark>" in room.text
    assert table.json()[0]["body"] == "kept"
    elsewhere = get([other, demo_archive], "/other/snapshots", headers=ELSEWHERE)
    assert elsewhere.status_code == 200
    alone = ask(other, "/", "/-/onrecord")
    assert "OnRecord" not in alone[0].text
    assert alone[1].status_code == 404


def test_a_prefix_stands_before_every_address(demo_archive: Path) -> None:
    answers = ask(demo_archive, "/", "/?q=the", settings={"base_url": "/room/"})
    for answer in answers:
        assert answer.status_code == 200
        addresses = re.findall(r'(?:href|action)="(/[^"]*)"', answer.text)
        assert all(address.startswith("/room/") for address in addresses)
    closed = get(demo_archive, "/archive/lines", headers=ELSEWHERE, settings={"base_url": "/room/"})
    assert closed.status_code == 403


def test_an_archive_of_another_version_says_so(tmp_path: Path) -> None:
    path = odd_archive(tmp_path, "odd words")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm016%'")
    answer = get(path, "/")
    assert answer.status_code == 500
    assert "was made by an older version of OnRecord" in answer.text
