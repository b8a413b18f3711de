"""Alerts tell of each turn once, and lose none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_string, policy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import time_machine

from jobs.alerts import tell_alerts
from jobs.config import Config
from jobs.config_tables import AlertConfig, MonitorConfig
from jobs.crawling import Finished
from jobs.newsroom.server import Newsroom
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.states import AlertOn
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport
from scraper.model import Speaker, Transcript
from tests.conftest import NOON, Command, a_page, configured, raw
from tests.test_search import ANN, BEN, story
from tests.test_unattended import mail_server

#: Writes what it is given behind what it was given before.
KEEP = "import sys; open('told.jsonl', 'a').write(sys.stdin.read())"
TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with time_machine.travel(NOON, tick=True):
        yield


def config(**alerts: AlertConfig) -> Config:
    return Config(alerts=alerts)


def told_by(*, query: str | None = "snow", **keys: object) -> AlertConfig:
    return AlertConfig(query=query, command=[sys.executable, "-c", KEEP], **keys)  # type: ignore[arg-type]


def land(
    archive: Archive, transcript: Transcript, alert: AlertOn = AlertOn.RECENT, text: str = ""
) -> Landed:
    words = "".join(turn.text for turn in transcript.turns)
    page = a_page(f"<p>{words}{text}", transcript.url)
    lander = archive.lander(LandingPolicy(alert=alert))
    return lander.land(page, transcript, transcript.ref, NOON)


def tell(archive: Archive, configured: Config) -> list[str]:
    """What could not be told."""
    return list(tell_alerts(archive, configured, Finished(CrawlReport(), [])).untold)


def told(directory: Path) -> list[str]:
    """The words of the turns that the command was told of."""
    path = directory / "told.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["text"] for line in lines]


def test_each_turn_is_told_once_and_again_when_its_words_were_corrected(
    archive: Archive, tmp_path: Path
) -> None:
    alerts = config(snow=told_by())
    said = [(ANN, "Snow today."), (BEN, "No rain."), (ANN, "Snow today.")]
    land(archive, story(1, said, TODAY))
    assert tell(archive, alerts) == []
    assert told(tmp_path) == ["Snow today.", "Snow today."]
    land(archive, story(1, said, TODAY), text=" ")  # fetched again
    land(archive, story(1, [(BEN, "Well."), *said], TODAY))  # moved on by one
    assert tell(archive, alerts) == []
    assert len(told(tmp_path)) == 2
    land(archive, story(1, [(BEN, "Well."), (ANN, "Snow tomorrow."), *said[1:]], TODAY))
    assert tell(archive, alerts) == []
    assert told(tmp_path)[2:] == ["Snow tomorrow."]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, ["Snow, says Ann.", "Snow, says Ben.", "Snow, says Cy."]),
        ({"newsmakers": True}, ["Snow, says Ben."]),
        ({"speaker": "orr"}, ["Snow, says Ben."]),
        ({"role": "reporter"}, ["Snow, says Cy."]),
        ({"program": "fresh"}, []),
        ({"query": None, "speaker": "poe"}, ["Snow, says Cy."]),
        ({"query": '"says Ann"'}, ["Snow, says Ann."]),
    ],
)
def test_what_an_alert_looks_for(
    archive: Archive, tmp_path: Path, keys: dict[str, object], words: list[str]
) -> None:
    cy = Speaker("Cy Poe", "reporter")
    said = [(ANN, "Snow, says Ann."), (BEN, "Snow, says Ben."), (cy, "Snow, says Cy.")]
    land(archive, story(1, said, TODAY))
    assert tell(archive, config(snow=told_by(**keys))) == []  # type: ignore[arg-type]
    assert sorted(told(tmp_path)) == words


@pytest.mark.parametrize(
    ("aired", "alert", "count"),
    [
        (TODAY, AlertOn.RECENT, 1),
        (TODAY - timedelta(days=60), AlertOn.RECENT, 1),
        (TODAY - timedelta(days=61), AlertOn.RECENT, 0),
        (None, AlertOn.RECENT, 1),
        (date(2009, 1, 1), AlertOn.EVERYTHING, 1),
        (TODAY, AlertOn.NOTHING, 0),
    ],
)
def test_old_stories_send_no_alert_unless_asked_to(
    archive: Archive, tmp_path: Path, aired: date | None, alert: AlertOn, count: int
) -> None:
    land(archive, story(1, [(ANN, "Snow.")], aired), alert)
    assert tell(archive, config(snow=told_by())) == []
    assert len(told(tmp_path)) == count


def test_a_correction_of_an_old_story_that_was_told_is_told(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive, story(1, [(ANN, "Snow.")], date(2009, 1, 1)), AlertOn.EVERYTHING)
    alerts = config(snow=told_by())
    assert tell(archive, alerts) == []
    land(archive, story(1, [(ANN, "Much snow.")], date(2009, 1, 1)))
    assert tell(archive, alerts) == []
    assert told(tmp_path) == ["Snow.", "Much snow."]


def test_a_new_alert_tells_of_nothing_that_was_there(archive: Archive, tmp_path: Path) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    assert tell(archive, Config()) == []
    assert tell(archive, config(snow=told_by())) == []
    assert told(tmp_path) == []


def test_a_new_alert_tells_only_of_the_words_that_a_publisher_changes(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive, story(1, [(ANN, "Snow fell."), (BEN, "It is Monday.")], TODAY))
    assert tell(archive, Config()) == []
    land(archive, story(1, [(ANN, "Snow fell."), (BEN, "It is Tuesday, and snow.")], TODAY))
    assert tell(archive, config(snow=told_by())) == []
    assert told(tmp_path) == ["It is Tuesday, and snow."]


def test_what_a_killed_run_found_is_told_also_if_it_was_corrected_since(
    archive: Archive, tmp_path: Path
) -> None:
    land(archive, story(1, [(ANN, "Snow fell."), (BEN, "It is Monday.")], TODAY))
    land(archive, story(1, [(ANN, "Snow fell."), (BEN, "It is Tuesday.")], TODAY))
    assert tell(archive, config(snow=told_by())) == []
    assert told(tmp_path) == ["Snow fell."]


def test_a_feed_replaces_no_other_file(archive: Archive, tmp_path: Path) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    (tmp_path / "mine.xml").write_text("<opml/>")
    (untold,) = tell(archive, config(snow=AlertConfig(query="snow", atom="mine.xml")))
    assert "mine.xml already exists" in untold
    assert (tmp_path / "mine.xml").read_text() == "<opml/>"


def test_words_that_were_corrected_leave_the_feed(archive: Archive, tmp_path: Path) -> None:
    alerts = config(snow=AlertConfig(query="snow", atom="snow.xml"))
    land(archive, story(1, [(ANN, "Snow fell.")], TODAY))
    tell(archive, alerts)
    assert "Snow fell." in (tmp_path / "snow.xml").read_text()
    land(archive, story(1, [(ANN, "Rain fell.")], TODAY))
    tell(archive, alerts)
    assert "fell" not in (tmp_path / "snow.xml").read_text()


def test_speech_that_aired_before_is_not_told_again(archive: Archive, tmp_path: Path) -> None:
    said = [(ANN, " ".join(f"word{n}" for n in range(30)) + " snow.")]
    land(archive, story(1, said, TODAY - timedelta(days=1)))
    land(archive, story(2, said, TODAY))
    assert tell(archive, config(snow=told_by())) == []
    assert len(told(tmp_path)) == 1


def test_what_could_not_be_sent_is_sent_the_next_time(archive: Archive, tmp_path: Path) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    with mail_server() as mail:
        url = mail.url
    own = told_by(mail_to="me@example.org")
    down = Config(alerts={"snow": own}, monitor=MonitorConfig(smtp_url=url))
    (untold,) = tell(archive, down)
    assert "the alert snow could not be sent (mail)" in untold
    assert told(tmp_path) == ["Snow."]  # the other way worked
    with mail_server() as mail:
        up = Config(alerts={"snow": own}, monitor=MonitorConfig(smtp_url=mail.url))
        assert tell(archive, up) == []
        assert tell(archive, up) == []
    ((envelope, message),) = mail.calls
    assert envelope == "<me@example.org> <me@example.org>"
    parsed = message_from_string(message, policy=policy.default)
    assert parsed["Subject"] == "OnRecord: snow: 1 turn"
    assert parsed.get_content().splitlines()[:3] == [
        "Ann Lee on Morning Edition, 2026-03-20", "", "Snow.",
    ]  # fmt: skip
    assert told(tmp_path) == ["Snow."]


def test_what_a_killed_run_found_is_told_by_the_next(archive: Archive, tmp_path: Path) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    land(archive, story(2, [(ANN, "Snow again.")], TODAY), AlertOn.NOTHING)  # a backfill
    assert tell(archive, config(snow=told_by())) == []
    assert told(tmp_path) == ["Snow."]


@pytest.mark.parametrize(
    ("command", "why"),
    [(["false"], "exit status 1"), (["no-such-command"], "No such file")],
)
def test_a_command_that_fails_is_told_of(archive: Archive, command: list[str], why: str) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    (untold,) = tell(archive, config(snow=AlertConfig(query="snow", command=command)))
    assert why in untold


def test_the_feed_is_atom(archive: Archive, tmp_path: Path) -> None:
    doubtful = "Snow & <ice>.\x0b"
    land(archive, story(1, [(ANN, "Snow."), (BEN, doubtful)], TODAY))
    alerts = config(snow=AlertConfig(query="snow", atom="snow.xml"))
    assert tell(archive, alerts) == []
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(tmp_path / "snow.xml").getroot()
    assert feed.tag == f"{atom}feed"
    for tag in ("id", "title", "updated", "author"):
        assert len(feed.findall(atom + tag)) == 1
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") for entry in entries]
    permanent = "SELECT permanent_id FROM lines ORDER BY position DESC"
    assert ids == [row[0] for row in raw(archive).execute(permanent)]
    assert entries[0].findtext(f"{atom}title") == "Ben Orr on Morning Edition, 2026-03-20"
    assert "Snow & <ice>." in (entries[0].findtext(f"{atom}content") or "")
    link = entries[0].find(f"{atom}link")
    assert link is not None
    assert link.get("href") == "https://www.npr.org/1"
    (tmp_path / "snow.xml").unlink()
    assert tell(archive, alerts) == []
    assert (tmp_path / "snow.xml").exists()


def test_a_forgotten_story_is_in_no_feed(archive: Archive, tmp_path: Path) -> None:
    land(archive, story(1, [(ANN, "Snow.")], TODAY))
    alerts = config(snow=AlertConfig(query="snow", atom="snow.xml"))
    tell(archive, alerts)
    archive.forgetting.forget(story(1, []).ref, "asked to", NOON)
    tell(archive, alerts)
    assert "Snow." not in (tmp_path / "snow.xml").read_text()
    assert raw(archive).execute("SELECT count(*) FROM alert_turns").fetchone()[0] == 0


# The commands -------------------------------------------------------------------------------------


@contextmanager
def newsroom(directory: Path, *alert: str) -> Iterator[None]:
    with Newsroom() as served:
        configured(directory, served.url)
        with (directory / "onrecord.toml").open("a") as file:
            file.write("\n".join(["", "[alerts.guard]", *alert, ""]))
        yield


def test_a_run_tells_and_a_backfill_only_if_asked_to(onrecord: Command, tmp_path: Path) -> None:
    with newsroom(tmp_path, 'query = "whistle"', 'atom = "guard.xml"'):
        assert onrecord("backfill", "--from", "2026-03-09", "--to", "2026-03-09").code == 0
        assert onrecord("run").code == 0
        assert "<entry>" not in (tmp_path / "guard.xml").read_text()
        (tmp_path / "archive.db").unlink()
        ran = onrecord("backfill", "--from", "2026-03-09", "--to", "2026-03-09", "--alerts")
        assert ran.code == 0
        count = (tmp_path / "guard.xml").read_text().count("<entry>")
        assert count > 0
        (tmp_path / "archive.db").unlink()
        (tmp_path / "guard.xml").unlink()
        with time_machine.travel(NOON - timedelta(days=10), tick=True):
            assert onrecord("run").code == 0
            assert (tmp_path / "guard.xml").read_text().count("<entry>") == count
            (row,) = onrecord("alerts", "--json").rows
            assert (row["told"], len(row["preview"])) == (count, count)
            said = onrecord("alerts", "guard").out
            assert said.startswith("guard: query whistle\n")
            assert f"it would have sent {count} turn" in said


def test_a_run_whose_alerts_can_not_be_sent_exits_with_1(onrecord: Command, tmp_path: Path) -> None:
    with (
        newsroom(tmp_path, 'query = "the"', 'command = ["false"]'),
        time_machine.travel(NOON - timedelta(days=10), tick=True),
    ):
        ran = onrecord("run")
        assert ran.code == 1
        assert "the alert guard could not be sent (command)" in ran.err


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (['query = "x"'], "has nowhere to go: set atom, command or mail_to"),
        (['atom = "x.xml"'], "has no search: set query, speaker or program"),
        (['query = "?"', 'atom = "x.xml"'], "contains no word or number"),
        (['source = "nrp"', 'atom = "x.xml"'], "did you mean 'npr'?"),
        (['qery = "x"', 'speaker = "a"', 'atom = "x.xml"'], "did you mean 'query'?"),
        (['query = "x"', 'role = "hosts"', 'atom = "x.xml"'], "role: expected"),
        (['query = "x"', 'atom = "archive.db"'], "must end in .xml or .atom"),
        (
            ['query = "x"', 'atom = "x.xml"', "[alerts.y]", 'query = "y"', 'atom = "./x.xml"'],
            "is already the feed of the alert 'x'",
        ),
    ],
)
def test_a_wrong_configuration(
    onrecord: Command, tmp_path: Path, keys: list[str], sentence: str
) -> None:
    (tmp_path / "onrecord.toml").write_text("\n".join(["[alerts.x]", *keys]))
    ran = onrecord("alerts")
    assert ran.code == 2
    assert sentence in ran.err


def test_an_alert_that_is_not_configured(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text('[alerts.snow]\nquery = "snow"\natom = "x.xml"')
    Archive.write(tmp_path / "archive.db").close()
    assert "did you mean 'snow'?" in onrecord("alerts", "snw").err
    assert "sent 0 turns (atom)" in onrecord("alerts").out
    (tmp_path / "onrecord.toml").write_text('[alerts.a]\nspeaker = "zzz"\natom = "x.xml"')
    assert "no speaker in this archive matches 'zzz'" in onrecord("alerts").out
