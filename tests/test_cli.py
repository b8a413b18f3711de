"""The command as a person uses it: what it prints, where, and its exit code."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.store import Archive
from tests.conftest import Command, configured
from tests.faultlab.cases import no_robots, silence
from tests.faultlab.server import FaultServer

STORY = "nx-s1-5340027"


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


# demo ---------------------------------------------------------------------------------------------


def test_demo_shows_what_landed_and_what_to_try(onrecord: Command, tmp_path: Path) -> None:
    ran = onrecord("demo")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].split() == ["program", "date", "title", "speakers", "turns", "words"]
    assert "44 transcripts; 2 duplicates (the same words aired again); 4 story pages" in ran.out
    assert "looked again: 1 revision" in ran.out
    tries = ran.out[ran.out.index("Try:") :].splitlines()[1:]
    programs = [Path(line.split()[0]).name for line in tries]
    assert programs == ["onrecord", "onrecord", "sqlite-utils"]
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM transcripts") == [(44,)]


def test_demo_again_lands_nothing_twice(landed: Command, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    before = rows(archive, "SELECT id, text FROM turns")
    ran = landed("demo", "--json")
    assert ran.code == 0
    assert "new" not in json.loads(ran.out)["again"]["counts"]
    assert rows(archive, "SELECT id, text FROM turns") == before


@pytest.mark.parametrize(
    "between",
    [["reextract"], ["check"], ["check", "--repair"], ["speakers", "merge", "1", "2", "--force"]],
    ids=" ".join,
)
def test_demo_again_after_commands_that_bring_no_pages(landed: Command, between: list[str]) -> None:
    assert landed(*between).code == 0
    ran = landed("demo", "-q")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "--repair"],
        ["reextract"],
        ["speakers", "merge", "1", "2"],
        ["speakers", "split", "1", "--transcript", "1"],
        ["speakers", "assign", "1#1", "--nobody"],
        ["speakers", "rename", "1", "x"],
        ["speakers", "undo", "1"],
    ],
    ids=" ".join,
)
def test_commands_that_bring_no_pages_make_no_archive(
    onrecord: Command, tmp_path: Path, command: list[str]
) -> None:
    ran = onrecord(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no archive at archive.db; create one with" in ran.err
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "archive.db").touch()
    ran = onrecord(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "archive.db is an empty file, not an OnRecord archive" in ran.err


@pytest.mark.parametrize(
    "command",
    [["status"], ["search", "x"], ["show", "1"], ["quarantine"], ["check"], ["run"]],
    ids=lambda command: command[0],
)
def test_a_directory_is_no_archive(onrecord: Command, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "folder").mkdir()
    ran = onrecord(*command, "--db", "folder")
    assert (ran.code, ran.out) == (2, "")
    assert "folder is a directory, not an archive file; name the archive file" in ran.err


def test_demo_keeps_out_of_an_archive_in_real_use(onrecord: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(story_page(all_sheets()[STORY]))
    assert onrecord("add", page).code == 0
    ran = onrecord("demo")
    assert (ran.code, ran.out) == (2, "")
    assert "--db demo.db" in ran.err


# add ----------------------------------------------------------------------------------------------


def test_add_takes_pages_texts_and_stories_without_transcript(
    onrecord: Command, tmp_path: Path
) -> None:
    silent = next(s for s in all_sheets().values() if s.era == "2024" and not s.has_transcript)
    (tmp_path / "a.html").write_bytes(story_page(all_sheets()[STORY]))
    (tmp_path / "npr-100552318.txt").write_text(text_rendering(all_sheets()["100552318"]))
    (tmp_path / "c.html").write_bytes(story_page(silent))
    ran = onrecord("add", "a.html", "npr-100552318.txt", "c.html")
    assert (ran.code, ran.err) == (0, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == [
        "new [1]", "new [2]", "no_transcript",
    ]  # fmt: skip
    again = onrecord("add", "a.html", "--json")
    assert json.loads(again.out)["landed"][0]["kind"] == "same"


def test_add_with_url(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(text_rendering(all_sheets()["100552318"]))
    ran = onrecord("add", "x.txt")
    assert ran.code == 2
    said = "nothing in it says which story it is; give the URL of its story with --url"
    assert ran.err == f"error: x.txt: {said}\n"
    url = "http://www.npr.org/templates/story/story.php?storyId=100552318"
    assert onrecord("add", "x.txt", "--url", url).code == 0
    found = rows(tmp_path / "archive.db", "SELECT source, story_id FROM transcripts")
    assert found == [("npr", "100552318")]


def test_add_a_url(onrecord: Command, newsroom: Newsroom, tmp_path: Path) -> None:
    configured(tmp_path, newsroom.url)
    ran = onrecord(
        "add", f"https://www.npr.org/transcripts/{STORY}", newsroom.url + "/transcripts/9999999"
    )
    assert ran.code == 1
    assert ran.out.startswith("new [1]: ")
    assert "the server answered 404" in ran.err


def test_show_takes_the_url_of_a_mirror(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path
) -> None:
    configured(tmp_path, newsroom.url)
    url = f"{newsroom.url}/transcripts/{STORY}"
    assert onrecord("add", url).code == 0
    shown = onrecord("show", url)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out == onrecord("show", STORY).out


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own
def test_add_a_warc(onrecord: Command, tmp_path: Path) -> None:
    with (tmp_path / "pages.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for url, body in (
            (f"https://www.npr.org/transcripts/{STORY}", story_page(all_sheets()[STORY])),
            ("https://example.org/", b"<html>elsewhere</html>"),
        ):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http)
            )
    ran = onrecord("add", "pages.warc.gz")
    assert (ran.code, ran.err) == (0, "")
    assert rows(tmp_path / "archive.db", "SELECT story_id FROM transcripts") == [(STORY,)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("empty.warc", "no story page of a known source"), ("text.warc", "it is not a WARC file")],
)
def test_add_a_warc_without_stories(
    onrecord: Command, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / name).write_text("" if name.startswith("empty") else "plain words\n" * 50)
    ran = onrecord("add", name)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


# run and backfill ---------------------------------------------------------------------------------


def test_run_lands_what_listings_and_feeds_name(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path
) -> None:
    configured(tmp_path, newsroom.url, programs='["morning-edition", "fresh-air"]')
    first = onrecord("run")
    assert first.code == 0
    assert "new transcripts" in first.out
    again = onrecord("run")
    assert again.out.startswith("nothing new (")
    requests = [a for a in newsroom.arrivals if a.path.startswith("/programs/")]
    assert "If-None-Match" in requests[-1].headers


def test_backfill_takes_its_days_and_resumes(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path
) -> None:
    configured(tmp_path, newsroom.url)
    ran = onrecord("backfill", "--from", "2009-01-01", "--to", "2009-12-31", "--limit", 2, "--json")
    assert ran.code == 0
    assert ran.header["counts"]["new"] == 2
    assert onrecord("backfill", "--from", "2009-01-01", "--to", "2009-12-31").code == 0
    days = rows(
        tmp_path / "archive.db", "SELECT min(aired_on), max(aired_on), count(*) FROM transcripts"
    )
    told = [s for s in all_sheets().values() if s.era == "2009" and s.has_transcript]
    dates = sorted(s.aired_on.isoformat() for s in told)
    assert days == [(dates[0], dates[-1], len(told))]
    newsroom.arrivals.clear()
    assert onrecord("backfill", "--from", "2009-01-01", "--to", "2009-12-31").code == 0
    assert newsroom.arrivals == []


def test_a_host_that_is_not_there(onrecord: Command, tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:9")
    ran = onrecord("run")
    assert ran.code == 1
    assert "the host can't be reached" in ran.err
    ran = onrecord("add", "https://www.npr.org/transcripts/222172602")
    assert ran.code == 1
    assert "the host can't be reached" in ran.err


# search, show, status, sources --------------------------------------------------------------------


def test_search_shows_who_said_it_and_where(landed: Command) -> None:
    ran = landed("search", '"frying bacon"')
    assert ran.code == 0
    assert "Amara Okonkwo-Reid · Morning Edition · 2025-01-06" in ran.out
    assert "the *frying bacon*" in ran.out
    again = "1 more hit in repeats of the same speech (--duplicates)"
    assert ran.out.endswith(f"1 hit\n{again}\n")
    with_duplicates = landed("search", '"frying bacon"', "--duplicates", "--json")
    assert with_duplicates.header["total"] == 2
    none = landed("search", "bacon", "--speaker", "Halloran")
    assert (none.code, none.out) == (0, "0 hits\n")


def test_show_prints_a_transcript(landed: Command) -> None:
    ran = landed("show", STORY)
    assert ran.code == 0
    assert ran.out.startswith("A reporter's notebook: The last pay phone in Queens\n")
    assert "\nScott Halloran (host)\n    There's a working pay phone" in ran.out
    assert "(SOUNDBITE OF PHONE RINGING)" in ran.out
    by_url = landed("show", f"https://www.npr.org/transcripts/{STORY}", "--json")
    record = json.loads(by_url.out)
    assert record["story_id"] == STORY
    assert record["turns"][0]["speaker"] == "Scott Halloran"
    missing = landed("show", "12")
    assert missing.code == 0
    assert landed("show", "999999").code == 2
    assert landed("show", "9" * 20).code == 2


def test_what_is_printed_can_not_steer_the_terminal(onrecord: Command, tmp_path: Path) -> None:
    page = story_page(all_sheets()[STORY])
    page = page.replace(b"every Thursday", b"every \x1b]0;owned\x07\x1b[31m Thursday")
    (tmp_path / "p.html").write_bytes(page)
    assert onrecord("add", "p.html").code == 0
    for ran in (onrecord("show", STORY), onrecord("search", "Thursday")):
        assert "Thursday" in ran.out
        assert "\x1b" not in ran.out
        assert "\x07" not in ran.out


def test_status_in_words_and_json(landed: Command) -> None:
    ran = landed("status")
    assert ran.code == 0
    assert "44 transcripts" in ran.out
    assert "robots.txt forbids it" in ran.out
    found = json.loads(landed("status", "--json").out)
    assert (found["transcripts"], found["duplicates"], found["revised"]) == (44, 2, 1)
    assert found["sources"][0]["source"] == "npr"


def test_sources_tells_the_layouts(onrecord: Command) -> None:
    ran = onrecord("sources")
    assert ran.code == 0
    assert "https://www.npr.org" in ran.out
    told = {source["name"]: source for source in onrecord("sources", "--json").rows}
    assert [name for name, source in told.items() if source["enabled"]] == ["npr"]
    npr = told["npr"]
    assert [layout["from"] for layout in npr["layouts"]] == sorted(
        (layout["from"] for layout in npr["layouts"]), reverse=True
    )


@pytest.mark.parametrize(
    "command", ["demo", "add", "run", "backfill", "search", "show", "status", "sources"]
)
def test_every_command_explains_itself_with_an_example(onrecord: Command, command: str) -> None:
    ran = onrecord(command, "--help")
    assert ran.code == 0
    assert f"Example: onrecord {command}" in ran.out
    assert "--json" in ran.out


def test_datasette_reads_it_with_no_further_set_up(landed: Command, tmp_path: Path) -> None:
    assert landed("status").code == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", "archive.db", "--port", str(port)]
    pages = ("/archive", "/archive/transcripts", "/archive/turns?_search=bacon")
    views = ("lines", "speaker_totals", "program_by_month", "health")
    with (
        subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as served,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=9)
        ) as client,
    ):
        try:
            for path in (*pages, *(f"/archive/{view}" for view in views)):
                assert client.get(path, timeout=30).status_code == 200, path
            found = client.get("/archive/turns.json?_search=bacon&_shape=array").json()
        finally:
            served.terminate()
    assert len(found) == 2
    assert all("frying bacon" in turn["text"] for turn in found)


# Bad input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "sentence"),
    [
        (["add", "https://example.org/transcripts/1"], 2, "does not belong to any source"),
        (["add", "https://www.npr.org/about"], 2, "not the URL of a story"),
        (["add", "."], 2, "is a directory: name the files in it"),
        (["backfill", "--from", "1066-01-01", "--to", "1066-12-31"], 2, "before the first broad"),
        (["search", "x", "--limit", "99999999999999999999"], 2, "is not in the range"),
        (["add", "nothing.html"], 2, "there is no file nothing.html"),
        (["add", "empty.html"], 2, "the file is empty"),
        (["add", "picture.html"], 2, "it is not a page but binary data"),
        (["add", "prose.html"], 2, "it is not HTML"),
        (["add", "prose.html", "--url", "https://example.org/"], 2, "not belong to any source"),
        (["add", "prose.html", "empty.html", "--url", "https://www.npr.org/222172602"], 2,
         "name exactly one file"),
        (["run", "--db", "none/archive.db"], 2, "there is no directory none"),
        (["run", "--db", "."], 2, "is a directory"),
        (["run", "--db", "prose.html"], 2, "is not an SQLite database"),
        (["search", "x", "--db", "prose.html"], 2, "is not an SQLite database"),
        (["search", "x"], 2, "there is no archive at archive.db"),
        (["status", "--db", "none.db"], 2, "there is no archive at none.db"),
        (["show", "1"], 2, "there is no archive"),
        (["backfill", "--from", "2014-02-01", "--to", "2014-01-01"], 2, "runs backwards"),
        (["backfill", "--from", "2414-02-01", "--to", "2414-03-01"], 2, "in the future"),
        (["backfill", "--from", "yesterday", "--to", "2014-01-01"], 2, "is not a date: use 2024-"),
        (["run", "--source", "bbc"], 2, "there is no source 'bbc'; known: cnn,"),
        (["run", "--source", "nrp"], 2, "there is no source 'nrp'; did you mean 'npr'?"),
        (["search", "x", "--since", "2024-02-30"], 2, "2024-02-30: no such day"),
        (["search", "x", "--since", "2024-13"], 2, "2024-13: no such month"),
        (["search", "x", "--since", "0000"], 2, "0000: no such year"),
        (["help", "saerch"], 2, "there is no command 'saerch'; did you mean 'search'?"),
        (["help", "speakers", "x"], 2, "there is no command 'speakers x'"),
        (["run", "--config", "none.toml"], 2, "none.toml can't be read"),
        (["run", "--config", "bad.toml"], 2, "did you mean 'rate'?"),
        (["run", "--config", "off.toml"], 2, "no source is enabled"),
        (["schedule", "--config", "off.toml"], 2, "no source is enabled"),
        (["run", "--config", "prose.html"], 2, "is not TOML"),
        (["run", "--limit", "0"], 2, "is not in the range"),
        (["run", "--nothing"], 2, "No such option"),
        (["search", "x", "--since", "2014-02-01", "--until", "2014-01-01"], 2, "is after"),
        (["fly"], 2, "No such command"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_a_code(
    onrecord: Command, tmp_path: Path, args: list[str], code: int, sentence: str
) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "prose.html").write_text("Just words: no page, no table.\n" * 40)
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500))
    (tmp_path / "bad.toml").write_text("[fetch]\nrat = 2\n")
    (tmp_path / "off.toml").write_text("[sources.npr]\nenabled = false\n")
    ran = onrecord(*args)
    assert (ran.code, ran.out) == (code, "")
    assert sentence in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("query", ["?", "*", '""', "(" * 60 + "a" + ")" * 60])
def test_a_search_for_nothing(landed: Command, query: str) -> None:
    ran = landed("search", query)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: the search ")


def test_a_page_that_can_not_be_understood_is_kept_and_said(
    onrecord: Command, tmp_path: Path
) -> None:
    (tmp_path / "npr-222172602.html").write_text(
        "<html><body><p>Are you a robot?</p></body></html>"
    )
    ran = onrecord("add", "npr-222172602.html")
    assert ran.code == 1
    assert ran.out.startswith("quarantined: npr-222172602.html: no layout of npr fits the page")
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM snapshots") == [(1,)]


def test_an_unwritable_archive(onrecord: Command, tmp_path: Path) -> None:
    if os.geteuid() == 0:  # who may write everywhere but where no file can be made
        place, sentence = Path("/proc"), "no files can be created"
    else:
        place, sentence = tmp_path, "permission denied"
        place.chmod(0o500)
    ran = onrecord("demo", "--db", place / "archive.db")
    tmp_path.chmod(0o700)
    assert ran.code == 2
    assert sentence in ran.err


def test_an_archive_of_a_newer_version(landed: Command, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('onrecord', 'm999_later', '2030')"
    )
    connection.commit()
    connection.close()
    for args in (["status"], ["run"], ["search", "x"]):
        ran = landed(*args)
        assert ran.code == 2
        assert "newer version of OnRecord" in ran.err


def test_two_runs_at_once(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db"):
        ran = onrecord("run")
        assert ran.code == 75
        assert "another run is using archive.db" in ran.err
        assert onrecord("status").code == 0


@pytest.mark.parametrize(("number", "as_json"), [(signal.SIGINT, False), (signal.SIGTERM, True)])
def test_an_interrupted_run_says_so_and_goes_on_later(
    tmp_path: Path, number: signal.Signals, as_json: bool
) -> None:
    """In a process of its own, for a real signal."""
    with Newsroom() as newsroom:
        slow = LoopbackServer(lambda path: _slowly(newsroom, path))
        with slow:
            configured(tmp_path, slow.url)
            command = [sys.executable, "-m", "jobs.cli", "backfill", "--from", "2005-01-01"]
            process = subprocess.Popen(
                [*command, "--to", "2026-03-31", *(["--json"] if as_json else [])],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            archive = tmp_path / "archive.db"
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and _landed(archive) < 3:
                time.sleep(0.05)
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    if as_json:
        assert json.loads(out.splitlines()[0])["interrupted"]
        error = json.loads(err.splitlines()[-1])["error"]
        assert (error["code"], error["remedy"]) == ("interrupted", "start it again to continue")
    else:
        assert err.endswith("interrupted; start it again to continue\n")
    assert rows(archive, "SELECT outcome FROM runs") == [("interrupted",)]
    assert rows(archive, "SELECT count(*) FROM pages WHERE state = 'queued'") != [(0,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_within_five_seconds_whatever_is_in_hand(
    number: signal.Signals, tmp_path: Path
) -> None:
    """The story in hand never answers, and would be waited for half a minute."""
    with FaultServer({"/robots.txt": no_robots, "*": silence}) as server:
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\ntimeout_s = 60\n"
            f'[sources.npr]\nbase_url = "{server.url}"\n'
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs.cli", "run", "-q"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and len(server.asked) < 2:
            time.sleep(0.05)
        process.send_signal(number)
        told = time.monotonic()
        _, err = process.communicate(timeout=30)
        took = time.monotonic() - told
    assert process.returncode == 130, err
    assert took < 5
    queued = "SELECT DISTINCT state FROM pages"
    assert rows(tmp_path / "archive.db", queued) == [("queued",)]
    assert rows(tmp_path / "archive.db", "SELECT outcome FROM runs") == [("interrupted",)]


def _slowly(newsroom: Newsroom, path: str) -> Answer:
    if path.startswith("/transcripts/"):
        time.sleep(0.1)
    return newsroom.answer(path)


def _landed(archive: Path) -> int:
    try:
        return int(str(rows(archive, "SELECT count(*) FROM transcripts")[0][0]))
    except sqlite3.OperationalError:
        return 0
