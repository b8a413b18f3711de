"""What the library says is wrong, and what the command says to do about it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from jobs.cli import cli
from jobs.newsroom.server import Newsroom
from jobs.remedies import REMEDIES, explain, remedy_for, with_remedy
from scraper.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveUnusable,
    BrokenSource,
    ErrorCode,
    NewerArchive,
    NotAnArchive,
    OnRecordError,
    Refused,
    ServerError,
    UnusableFile,
    UsageError,
)
from scraper.sources import source_named, story_at
from tests.conftest import Command


@pytest.mark.parametrize("kind", [ArchiveError, ArchiveUnusable, NotAnArchive, NewerArchive,
                                  ArchiveBusy, UsageError, UnusableFile, BrokenSource])  # fmt: skip
def test_an_error_is_a_sentence_with_a_code(kind: type[OnRecordError]) -> None:
    error = kind("it is so")
    assert (str(error), error.sentence, dict(error.facts)) == ("it is so", "it is so", {})
    assert error.code is kind.default_code
    assert kind("x", code=ErrorCode.ARCHIVE_MISSING).code is ErrorCode.ARCHIVE_MISSING


def test_every_kind_of_error_has_a_code_of_its_own() -> None:
    def kinds(kind: type[OnRecordError]) -> list[type[OnRecordError]]:
        return [kind, *(deeper for sub in kind.__subclasses__() for deeper in kinds(sub))]

    library = [one for one in kinds(OnRecordError) if one.__module__ == "scraper.errors"]
    codes = [kind.default_code for kind in library]
    assert len(codes) > 25
    assert len(set(codes)) == len(codes)


def test_a_fetch_error_carries_its_url_and_facts() -> None:
    error = ServerError("https://a.example/", "the server answered 503", status=503)
    assert str(error) == "the server answered 503: https://a.example/"
    assert error.sentence == "the server answered 503"
    assert error.facts == {"url": "https://a.example/", "status": 503}
    refused = Refused("https://a.example/", "no", code=ErrorCode.PRIVATE_ADDRESS, address="::1")
    assert refused.facts["address"] == "::1"


def test_an_error_without_a_remedy_is_shown_as_it_is() -> None:
    error = UsageError("it is so")
    assert explain(error) == "it is so"
    assert with_remedy("it is", error) == "it is"
    assert remedy_for(ErrorCode.USAGE) is None


def test_a_remedy_may_name_the_facts() -> None:
    stations = source_named("stations")()
    with pytest.raises(UsageError) as raised:
        story_at("https://www.example.org/news/2023-06-30/a-mill", [stations])
    assert str(raised.value) == "www.example.org is not a site OnRecord knows"
    assert explain(raised.value) == (
        "www.example.org is not a site OnRecord knows; if it is one of the NPR member stations,"
        ' write hosts = ["www.example.org"] under [sources.stations] in onrecord.toml and try again'
    )


@pytest.mark.parametrize("code", REMEDIES)
def test_only_two_remedies_need_facts(code: ErrorCode) -> None:
    """A remedy for a kind of failure is shown without any one failure's facts."""
    needed = [name for _, name, _, _ in string.Formatter().parse(REMEDIES[code]) if name]
    assert bool(needed) == (code in (ErrorCode.UNKNOWN_SITE, ErrorCode.EXPORT_SUPPORT_MISSING))


def test_a_private_address_says_what_to_set_once(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        (tmp_path / "onrecord.toml").write_text(
            f'[fetch]\nrate = 0\n[sources.npr]\nbase_url = "{newsroom.url}"\n'
        )
        ran = onrecord("run")
        added = onrecord("add", "https://www.npr.org/transcripts/222172602")
    assert ran.code == 1
    assert "127.0.0.1 is at 127.0.0.1, which is not a public address" in ran.err
    assert ran.err.count("set allow_private = true under [fetch] in onrecord.toml") == 1
    assert "set allow_private = true" in added.err
    assert "set allow_private" not in ran.out


def test_a_file_that_names_no_story_is_told_of_the_option(
    onrecord: Command, tmp_path: Path
) -> None:
    (tmp_path / "x.html").write_text("<html><body><p>Nothing here.</p></body></html>")
    ran = onrecord("add", "x.html")
    assert ran.code == 2
    assert ran.err.rstrip().endswith("; give the URL of its story with --url")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (
            ["add", "https://web.archive.org/web/2009id_/https://www.npr.org/transcripts/1234567"],
            "on the Wayback Machine; give the publisher's URL: https://www.npr.org/transcripts/1234567",
        ),
        (
            ["add", "https://web.archive.org/"],
            "is on the Wayback Machine; give the publisher's URL",
        ),
        (["add", "www.npr.org/transcripts/1"], "transcripts/1; a URL begins with https://"),
        (["add", "https://www.npr.org/about"], "give the URL of that page"),
        (["add", "https://example.org/x"], "; `onrecord sources` lists all sources"),
        (["run", "--source", "nbr"], "; `onrecord sources` lists all sources"),
        (["status", "--db", "text.db"], "; name an archive, or a new file, with --db"),
        (
            ["backfill", "--sitemap", "https://example.org/s.xml"],
            "does not belong to any source OnRecord",
        ),
    ],
)
def test_an_error_says_what_to_do(
    onrecord: Command, tmp_path: Path, command: list[str], sentence: str
) -> None:
    (tmp_path / "text.db").write_text("no database, and longer than the head of one" * 10)
    ran = onrecord(*command)
    assert ran.code == 2
    assert sentence in ran.err
    assert ran.err.count("error: ") == 1


def test_the_range_of_a_number_is_not_in_the_help(onrecord: Command) -> None:
    for command in cli.commands:
        assert "<=" not in onrecord(command, "--help").out
    refused = onrecord("search", "x", "--limit", "0")
    assert refused.code == 2
    assert "0 is not in the range" in refused.err


def test_a_list_of_other_urls_says_what_helps(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://example.org/\n")
    ran = onrecord("backfill", "--urls", "urls.txt")
    assert ran.code == 2
    assert "error: urls.txt: not the URL of a story of npr: line 1: https://example.org/" in ran.err
    assert "name their source with --source" in ran.err
