"""The configuration: what it says, what is refused and how, environment variables, ``init``."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from jobs.config import Config
from jobs.config_file import load
from jobs.init import Answers, ask
from scraper.errors import UsageError
from tests.conftest import Command

CONTACT = ("--contact", "mailto:you@example.org")


def refused(tmp_path: Path, text: str, **environ: str) -> str:
    path = tmp_path / "onrecord.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as why:
        load(path, environ)
    return str(why.value).replace(f"{path}", "onrecord.toml")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_as_any_editor_saves_it(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "onrecord.toml"
    path.write_bytes('# naïve\r\n[fetch]\r\ncontact = "café"\r\nrate = 3.0\r\n'.encode(codec))
    config = load(path, {})
    assert (config.fetch.rate, config.fetch.contact) == (3.0, "café")
    path.write_bytes("[fetch]\nrats = 3.0\n".encode(codec))
    with pytest.raises(UsageError, match="line 2: unknown key 'rats'"):
        load(path, {})


@pytest.mark.parametrize("body", [b"# caf\xe9\n", b"\xff\xfe\x00", b"\xff\xfe\x00\xd8\x00\x00"])
def test_a_file_in_no_encoding_of_ours_says_so(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "onrecord.toml"
    path.write_bytes(body)
    with pytest.raises(UsageError, match="is not TOML: it is neither UTF-8 nor UTF-16"):
        load(path, {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            '# who we are\n[fetch]\ncontact = "a"\nrats = 2\n',
            "onrecord.toml, line 4: unknown key 'rats' in [fetch]; did you mean 'rate'?",
        ),
        (
            '[fetch]\n\nrate = "two"\n',
            'onrecord.toml, line 3: rate: expected a number, got "two"',
        ),
        ("[fetch]\nrate = -1", "line 2: rate: expected a number >= 0.0, got -1"),
        ("[fetch]\nconnections = 65", "line 2: connections: expected a whole number <= 64"),
        ("[fetch]\nhttp2 = 1", "line 2: http2: expected true or false, got 1"),
        ("fetch.rat = 1", "line 1: unknown key 'rat' in [fetch]; did you mean 'rate'?"),
        ("fetch = 3", "line 1: fetch is a table: write [fetch], then its keys"),
        ("[sched]\ncron = '* * * * *'", "line 1: unknown key 'sched'; did you mean 'schedule'?"),
        ("colour = 1", "line 1: unknown key 'colour'; known keys: db, fetch"),
        ("[schedule]\ncron = '61 * * * *'", "line 2: cron: "),
        ("[schedule]\ncron = 'every day'", "line 2: cron: "),
        ("[schedule]\nevery = 'often'", "line 2: every: "),
        (
            "[schedule]\ntimezone = 'America/New_Yrok'",
            "line 2: timezone: there is no time zone 'America/New_Yrok'; did you mean 'America/New",
        ),
        (
            "[sources.nrp]\nenabled = true",
            "line 1: there is no source 'nrp' to configure; did you mean 'npr'?",
        ),
        ("[sources.npr]\nprograms = 'x'", 'line 2: programs: expected a list, got "x"'),
        ("[sources.npr]\nprograms = [3]", "line 2: programs: expected text in quotes in it"),
        (
            "[sources.npr]\nbase_url = 'npr.org'",
            "line 2: base_url: 'npr.org' is not an http(s) URL",
        ),
        (
            "[sources.npr]\nfeeds = ['https://me:secret@npr.org/']",
            "line 2: feeds: it contains a user name or password",
        ),
        (
            "[sources.stations]\nhosts = ['https://www.upr.org/news']",
            "'https://www.upr.org/news' is not the name of a host, such as 'www.upr.org'; write",
        ),
        (
            "[sources.stations]\nhosts = ['radio']",
            "line 2: hosts: 'radio' is not the name of a host",
        ),
        ("[sources.stations]\nhosts = 'www.upr.org'", "line 2: hosts: expected a list"),
        ("[log]\nformat = 'xml'", 'line 2: format: expected "text" or "json", got "xml"'),
        ("[monitor]\nsmtp_url = 'mail.example.org'", "line 2: smtp_url: not an smtp"),
        ("[refetch]\nlook_again_days = [1, 0]", "line 2: look_again_days: expected a number > 0"),
        ("[fetch\n", "onrecord.toml is not TOML: "),
    ],
)
def test_what_can_not_be_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    said = refused(tmp_path, text)
    assert why in said
    assert "secret" not in said


def test_all_complaints_come_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, "[fetch]\nrat = 1\ntimeout_s = 0\n[keep]\nfetches_days = 0.5\n")
    assert [re.findall(r"line (\d)", line) for line in said.splitlines()] == [["2"], ["3"], ["5"]]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.toml"
    path.write_text("[fetch]\nrate = 2\ncontact = 'mailto:a@example.org'\n")
    config = load(
        path,
        {
            "ONRECORD_FETCH__RATE": "0.5",
            "ONRECORD_FETCH__ALLOW_PRIVATE": "true",
            "ONRECORD_SCHEDULE__CRON": "5 4 * * *",
            "ONRECORD_SOURCES__CNN__PROGRAMS": '["acd"]',
            "ONRECORD_MONITOR__PING_URL": "https://hc.example.org/x",
            "ONRECORD_DB": "not a key of a table",
            "HOME": "/",
        },
    )
    assert config.fetch.rate == 0.5
    assert config.fetch.contact == "mailto:a@example.org"
    assert config.fetch.allow_private is True
    assert config.schedule.cron == "5 4 * * *"
    assert config.sources["cnn"].programs == ["acd"]
    assert [source.name for source in config.enabled_sources()] == ["cnn", "npr"]
    assert config.monitor.ping_url == "https://hc.example.org/x"


@pytest.mark.parametrize(
    ("text", "environ", "why"),
    [
        ("", {"ONRECORD_FETCH__RATE": "fast"}, "ONRECORD_FETCH__RATE: rate: expected a number"),
        ("", {"ONRECORD_FETCH__RAT": "1"}, "ONRECORD_FETCH__RAT: unknown key 'rat' in [fetch]"),
        ("", {"ONRECORD_FECTH__RATE": "1"}, "ONRECORD_FECTH__RATE: unknown key 'fecth'"),
        ("fetch = 3", {"ONRECORD_FETCH__RATE": "1"}, "line 1: fetch is a table"),
        ("", {"ONRECORD_SOURCES__NRP__ENABLED": "1"}, "ONRECORD_SOURCES__NRP__ENABLED: there is"),
    ],
)
def test_a_variable_that_can_not_be_is_named(
    tmp_path: Path, text: str, environ: dict[str, str], why: str
) -> None:
    assert why in refused(tmp_path, text, **environ)


def test_the_variable_and_the_option_name_the_archive(
    onrecord: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onrecord.toml").write_text('db = "written.db"\n')
    assert "no archive at written.db" in onrecord("status").err
    monkeypatch.setenv("ONRECORD_DB", "variable.db")
    assert "no archive at variable.db" in onrecord("status").err
    assert "no archive at option.db" in onrecord("status", "--db", "option.db").err
    monkeypatch.setenv("ONRECORD_CONFIG", "elsewhere.toml")
    assert "elsewhere.toml can't be read" in onrecord("run").err


# init ---------------------------------------------------------------------------------------------


def test_init_writes_a_file_that_is_the_default_but_for_what_was_said(
    onrecord: Command, tmp_path: Path
) -> None:
    ran = onrecord(
        "init", "--contact", "mailto:a@example.org", "--source", "cnn", "--every", "6h",
        "--timezone", "Europe/Berlin", "--db", "air.db",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    path = tmp_path / "onrecord.toml"
    config = load(path, {})
    usual = Config()
    assert config.db == "air.db"
    assert config.fetch.contact == "mailto:a@example.org"
    assert (config.schedule.every, config.schedule.timezone) == ("6h", "Europe/Berlin")
    assert [source.name for source in config.enabled_sources()] == ["cnn"]
    for table in ("refetch", "keep", "monitor", "wayback", "log"):
        assert getattr(config, table) == getattr(usual, table)


def test_every_default_that_init_comments_out_is_one(onrecord: Command, tmp_path: Path) -> None:
    """Uncommented as it stands, the file says what holds without it, but for examples."""
    assert onrecord("init", *CONTACT).code == 0
    text = (tmp_path / "onrecord.toml").read_text()
    keys = re.sub(r"^# (\w+ = .*(?<!# example))$", r"\1", text, flags=re.MULTILINE)
    assert len(tomllib.loads(keys)["fetch"]) == 12
    (tmp_path / "whole.toml").write_text(keys)
    config = load(tmp_path / "whole.toml", {})
    assert (config.fetch, config.refetch, config.schedule) == (
        msgspec.structs.replace(Config().fetch, contact=CONTACT[1]),
        Config().refetch,
        Config().schedule,
    )


def test_every_line_that_init_comments_out_may_be_used(onrecord: Command, tmp_path: Path) -> None:
    assert onrecord("init", "--source", "npr", "--source", "stations", *CONTACT).code == 0
    text = (tmp_path / "onrecord.toml").read_text()
    assert "``" not in text
    keys = [line for line in text.splitlines() if re.match(r"# \w+ = ", line)]
    assert len(keys) == len(re.findall(r"^# \w+ =", text, flags=re.MULTILINE)) > 40
    assert sum(line.endswith("  # example") for line in keys) > 20
    for line in keys:
        (tmp_path / "one.toml").write_text(text.replace(line, line.removeprefix("# ")))
        load(tmp_path / "one.toml", {})


def test_init_says_how_to_use_a_file_of_another_name(onrecord: Command) -> None:
    assert onrecord("init", *CONTACT).out == "wrote onrecord.toml; try: onrecord run --limit 5\n"
    ran = onrecord("init", "z.toml", *CONTACT)
    assert ran.out == "wrote z.toml; try: onrecord run --limit 5 --config z.toml\n"


def test_init_writes_over_nothing(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text("mine = 1")
    ran = onrecord("init", *CONTACT)
    assert ran.code == 2
    assert "onrecord.toml already exists; --force overwrites it" in ran.err
    assert (tmp_path / "onrecord.toml").read_text() == "mine = 1"
    assert onrecord("init", "--force", *CONTACT).code == 0


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--source", "nrp"], "there is no source 'nrp'; did you mean 'npr'?"),
        ([], "give an address where the sites you read can reach you: --contact"),
        (["--contact", "me"], "'me' is neither an e-mail address nor a URL"),
        (["--contact", "https://"], "is neither an e-mail address nor a URL"),
        (["--contact", "https://pypi.org/project/onrecord/"], "is OnRecord's page"),
        (["--cron", "often"], "cron"),
        (["--every", "0h"], "every"),
        (["nowhere/onrecord.toml"], "there is no directory nowhere"),
    ],
)
def test_init_refuses_what_can_not_be(onrecord: Command, args: list[str], why: str) -> None:
    ran = onrecord("init", *args)
    assert ran.code == 2
    assert why in ran.err
    assert not Path("onrecord.toml").exists()


def test_init_asks_until_the_answers_can_be() -> None:
    replies = iter(
        ["me", "", "mailto:a@example.org", "npr, nrp", "", "npr cnn", "sometimes", "", "12h"]
    )
    asked = io.StringIO()

    def prompt(question: str, **_: object) -> str:
        asked.write(f"{question}\n")
        return next(replies)

    answers = ask(Answers(), prompt)
    assert answers == Answers("mailto:a@example.org", ("npr", "cnn"), every="12h")
    assert "There is no source nrp" in asked.getvalue()
    assert next(replies, None) is None
