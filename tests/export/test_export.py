"""Exports: what each format holds, what is withheld, and that nothing is half written."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jobs.commands.export import _FORMATS
from scraper.archive.corpus import Selection
from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.errors import ExportError
from scraper.export.csv_tables import defused
from scraper.export.data_card import measured_quality
from scraper.export.export import OF_PAGES, ExportFormat
from scraper.export.folder import Folder
from scraper.warc import pages_in_warc
from tests.conftest import NOON, Command, raw
from tests.export.made import AGAIN, CLOSED, FERRY, LAKE, LONG, land, made
from tests.test_docs import DOCS

LAKE_ID = "onrecord:npr/1001#3"
ALL_FORMATS = pytest.mark.parametrize("form", list(ExportFormat))


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def every_byte(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_the_command_offers_every_format() -> None:
    assert set(_FORMATS) == set(ExportFormat)


# what is written ---------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_turn(export: Command, tmp_path: Path) -> None:
    assert export("export", "out", "--format", "csv").code == 0
    turns = cells(tmp_path / "out/turns.csv")
    assert [(t["story_id"], t["position"], t["kind"], t["speaker"], t["role"]) for t in turns] == [
        ("acd/2024-05-01/01", "1", "speech", "Ben Orr", "guest"),
        ("1001", "1", "speech", "Ann Lee", "host"),
        ("1001", "2", "cue", "", ""),
        ("1001", "3", "speech", "Ben Orr", "guest"),
        ("1001", "4", "speech", "", ""),
    ]
    assert turns[2]["aired_on"] == "2023-03-04"
    assert turns[3]["id"].startswith(LAKE_ID)
    assert turns[4]["doubt"] == "the label could not be read"
    assert turns[4]["label"] == "VOICE?"
    assert {turn["counted"] for turn in turns} == {"true"}
    assert turns[4]["text"] == LONG
    (note,) = cells(tmp_path / "out/notes.csv")
    assert (note["kind"], note["before_turn"], note["text"]) == (
        "correction", "3", "It is eighty feet.",
    )  # fmt: skip


def test_a_spreadsheet_runs_nothing(export: Command, tmp_path: Path) -> None:
    """Text that begins like a formula begins with an apostrophe in CSV, and nowhere else."""
    export("export", "out", "--format", "csv")
    assert cells(tmp_path / "out/transcripts.csv")[1]["title"] == "'=HYPERLINK(lake)"
    assert cells(tmp_path / "out/turns.csv")[3]["text"].startswith("'-- Ninety")
    export("export", "lines", "--format", "jsonl")
    assert lines(tmp_path / "lines/transcripts.jsonl")[1]["title"] == "=HYPERLINK(lake)"


@pytest.mark.parametrize("option", [["--until", "2022"], ["ferry", "--speaker", "lee"]])
def test_what_matches_nothing_replaces_nothing(
    export: Command, tmp_path: Path, option: list[str]
) -> None:
    export("export", "out", "--format", "csv")
    before = every_byte(tmp_path / "out")
    ran = export("export", "out", "--format", "csv", *option)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: nothing in the archive matches, so nothing was written\n"
    assert every_byte(tmp_path / "out") == before


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_whatever_begins_a_formula_is_defused(first: str) -> None:
    assert defused(f"{first}1+1") == f"'{first}1+1"
    assert defused(f"1{first}1") == f"1{first}1"
    assert defused(f"'{first}1") == f"''{first}1"
    assert defused("'tis") == "'tis"


def test_descriptions_name_the_columns_that_identify_a_row(export: Command, tmp_path: Path) -> None:
    """Frictionless and Croissant want them to be among the columns."""
    export("export", "out", "--format", "csv")
    package = json.loads((tmp_path / "out/datapackage.json").read_text("utf-8"))
    keys = {}
    for resource in package["resources"]:
        if schema := resource.get("schema"):
            assert set(schema["primaryKey"]) <= {field["name"] for field in schema["fields"]}
            keys[resource["name"]] = schema["primaryKey"]
    assert keys["turns"] == ["id"]
    assert keys["transcripts"] == ["source", "story_id"]
    dataset = json.loads((tmp_path / "out/croissant.json").read_text("utf-8"))
    assert {"@context", "@type", "conformsTo", "name", "description"} <= set(dataset)
    for records in dataset["recordSet"]:
        named = [key["@id"].partition("/")[2] for key in records["key"]]
        assert named == keys[records["name"]]
        assert {key["@id"] for key in records["key"]} <= {one["@id"] for one in records["field"]}


def test_json_lines_keep_types(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "jsonl")
    turn = lines(tmp_path / "out/turns.jsonl")[3]
    assert turn["position"] == 3
    assert turn["counted"] is True
    assert turn["doubt"] is None
    assert turn["text"] == "-- Ninety feet, or 1,000 “more”.\nWho, me?"
    lake = lines(tmp_path / "out/transcripts.jsonl")[1]
    assert lake["rights"] == "Copyright 2023. All rights reserved."
    assert lake["url"] == "https://www.npr.org/transcripts/1001"


def test_parquet_is_partitioned_by_source_and_year(export: Command, tmp_path: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    assert export("export", "out", "--format", "parquet").code == 0
    files = sorted(
        str(f.relative_to(tmp_path / "out")) for f in (tmp_path / "out").rglob("*.parquet")
    )
    assert [name for name in files if name.startswith("turns/")] == [
        "turns/source=cnn/year=0/part-0.parquet",
        "turns/source=npr/year=2023/part-0.parquet",
    ]
    turns = dataset.dataset(tmp_path / "out/turns", partitioning="hive").to_table().to_pylist()
    by_id = {turn["id"]: turn for turn in turns}
    (lake,) = [turn for turn in turns if turn["id"].startswith(LAKE_ID)]
    assert len(by_id) == 5
    assert (lake["source"], lake["year"], lake["aired_on"]) == ("npr", 2023, date(2023, 3, 4))
    assert lake["counted"] is True
    stories = dataset.dataset(tmp_path / "out/transcripts", partitioning="hive").to_table()
    assert {row["first_seen_at"] for row in stories.to_pylist()} == {NOON}


def test_convokit_replies_in_order(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "convokit")
    utterances = lines(tmp_path / "out/utterances.jsonl")
    lake = [one for one in utterances if "/1001#" in one["id"]]
    first = lake[0]["id"]
    assert [one["reply-to"] for one in lake] == [None, first, lake[1]["id"]]
    assert {one["conversation_id"] for one in lake} == {first}
    conversations = json.loads((tmp_path / "out/conversations.json").read_bytes())
    assert conversations[first]["meta"]["title"] == "=HYPERLINK(lake)"
    speakers = json.loads((tmp_path / "out/speakers.json").read_bytes())
    assert {one["speaker"] for one in utterances} == set(speakers)
    # Nobody knows whether the two of that name, on two newsrooms' pages, are one.
    names = sorted(str(one["meta"]["name"]) for one in speakers.values())
    assert names == ["Ann Lee", "Ben Orr", "Ben Orr", "None"]
    assert lake[2]["meta"]["doubt"] == "the label could not be read"
    assert lake[2]["meta"]["counted"] is True
    index = json.loads((tmp_path / "out/index.json").read_bytes())
    assert index["utterances-index"]["position"] == ["<class 'int'>"]
    assert json.loads((tmp_path / "out/corpus.json").read_bytes())


def test_mediasum_has_its_fields_and_ours(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "mediasum")
    ferry, lake = json.loads((tmp_path / "out/news_dialogue.json").read_bytes())
    assert {"id", "program", "date", "url", "title", "summary", "utt", "speaker"} <= set(lake)
    assert lake["speaker"] == ["Ann Lee", "Ben Orr", "VOICE?"]
    assert lake["summary"] == "A lake, and what is in it."
    assert lake["utt"][2] == LONG
    assert lake["utt_id"][1].startswith(LAKE_ID)
    assert lake["doubt"] == [None, None, "the label could not be read"]
    assert ferry["date"] is None
    assert ferry["counted"] is True


def test_text_names_files_that_any_system_takes(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "text")
    lake = (tmp_path / "out/text/npr/2023/1001.txt").read_text("utf-8")
    assert "Ann Lee: How deep is it?\n" in lake
    assert "\n(SOUNDBITE OF WATER)\n" in lake
    assert f"VOICE? [in doubt: the label could not be read]: {LONG}" in lake
    assert (tmp_path / "out/text/cnn/undated/acd%2F2024-05-01%2F01.txt").exists()


def test_ids_that_no_file_may_have(tmp_path: Path, onrecord: Command) -> None:
    """Ids that are too long, or lead elsewhere, get names of their own within the folder."""
    ids = ["../../escape", "x" * 300 + "1", "x" * 300 + "2", "a b?", "."]
    with Archive.write(tmp_path / "archive.db") as archive:
        for number, story in enumerate(ids):
            turns = made("npr", story, f"https://www.npr.org/{number}", LAKE.turns)
            land(archive, turns)
    onrecord("export", "out", "--format", "text", "--all")
    assert len(list((tmp_path / "out/text").rglob("*.txt"))) == len(ids)
    assert {file.name for file in tmp_path.iterdir()} >= {"archive.db", "out"}
    assert not list(tmp_path.glob("*escape*"))


# which are chosen --------------------------------------------------------------------------------


def test_duplicates_are_left_out_unless_asked_for(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "jsonl", "--all")
    stories = {one["story_id"]: one for one in lines(tmp_path / "out/transcripts.jsonl")}
    assert set(stories) == {"1001", "1002", "acd/2024-05-01/01"}
    assert stories["1002"]["counted"] is False
    assert stories["1002"]["duplicate_of"] == "npr/1001"


def test_filters_choose_turns(export: Command, tmp_path: Path) -> None:
    """As the search does; --whole and the formats of conversations take whole transcripts."""
    export("export", "out", "--format", "csv", "--speaker", "orr", "--source", "npr")
    assert [turn["position"] for turn in cells(tmp_path / "out/turns.csv")] == ["3"]
    assert cells(tmp_path / "out/notes.csv") == []
    assert [one["name"] for one in cells(tmp_path / "out/appearances.csv")] == ["Ben Orr"]
    export("export", "whole", "ninety feet", "--format", "csv", "--whole")
    assert len(cells(tmp_path / "whole/turns.csv")) == 4
    export("export", "talk", "ninety feet", "--format", "mediasum")
    (only,) = json.loads((tmp_path / "talk/news_dialogue.json").read_bytes())
    assert len(only["utt"]) == 3


@pytest.mark.parametrize(
    ("options", "stories"),
    [
        (["--since", "2023"], {"1001"}),
        (["--program", "cooper"], {"acd/2024-05-01/01"}),
        (["--source", "cnn"], {"acd/2024-05-01/01"}),
        (["--role", "host"], {"1001"}),
        (["--newsmakers"], {"1001", "acd/2024-05-01/01"}),
        (["ferry"], {"1001", "acd/2024-05-01/01"}),
    ],
)
def test_each_filter(
    export: Command, tmp_path: Path, options: list[str], stories: set[str]
) -> None:
    ran = export("export", "out", "--format", "csv", *options)
    assert ran.code == 0
    found = cells(tmp_path / "out/transcripts.csv")
    assert {one["story_id"] for one in found} == stories


# what may not be passed on -----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "jsonl", "convokit", "mediasum", "text"])
def test_public_withholds_the_words_of_noarchive(
    export: Command, tmp_path: Path, form: str
) -> None:
    """No file of the export has them, and the others are whole."""
    ran = export("export", "out", "--format", form, "--public")
    assert ran.code == 0
    assert "words withheld: 1 transcript" in ran.out
    words = b"".join(every_byte(tmp_path / "out").values()).decode()
    assert FERRY not in words
    assert LONG in words
    assert "acd/2024-05-01/01" in words


@pytest.mark.parametrize("form", ["csv", "jsonl", "convokit", "mediasum"])
def test_no_text_writes_no_words(export: Command, tmp_path: Path, form: str) -> None:
    assert export("export", "out", "--format", form, "--no-text").code == 0
    written = b"".join(every_byte(tmp_path / "out").values()).decode()
    for said in (FERRY, LONG, "How deep", "SOUNDBITE", "eighty feet", "what is in it"):
        assert said not in written
    for kept in (LAKE_ID, "Ben Orr", LAKE.content_hash, LAKE.url, "could not be read"):
        assert kept in written


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ([], {LAKE.url, AGAIN.url, CLOSED.url}),
        (["--public"], {LAKE.url, AGAIN.url}),
        (["--source", "npr"], {LAKE.url}),
        (["--source", "npr", "--all"], {LAKE.url, AGAIN.url}),
        (["ferry", "--public"], {LAKE.url}),
        (["--role", "host"], {LAKE.url}),
    ],
)
def test_warc_holds_the_pages_that_are_chosen(
    export: Command, tmp_path: Path, options: list[str], pages: set[str]
) -> None:
    assert export("export", "out", "--format", "warc", *options).code == 0
    (file,) = (tmp_path / "out").glob("*.warc.gz")
    assert {page.url for page in pages_in_warc(file)} == pages


@pytest.mark.parametrize("option", ["--whole", "--no-text"])
def test_warc_has_no_use_for_some_options(export: Command, tmp_path: Path, option: str) -> None:
    assert export("export", "out", "--format", "warc", option).code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("form", "library", "extra"),
    [
        ("warc", "warcio.warcwriter", "warc"),
        ("wacz", "warcio.warcwriter", "warc"),
        ("parquet", "pyarrow", "parquet"),
    ],
)
def test_a_library_that_is_not_installed(
    export: Command, monkeypatch: pytest.MonkeyPatch, form: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    ran = export("export", "out", "--format", form)
    assert ran.code == 2
    assert "is not installed" in ran.err
    assert f"'.[{extra}]'" in ran.err


# the data card -----------------------------------------------------------------------------------


def test_the_card_says_what_is_covered_and_whose_it_is(export: Command, tmp_path: Path) -> None:
    export("export", "out", "ferry", "--format", "csv", "--public")
    card = (tmp_path / "out/README.md").read_text("utf-8")
    assert "| cnn | 1 | 1 | 7 |  |  | 1 | 1 | not stated | 1 |" in card
    assert "| npr | 1 | 1 | 18 | 2023-03-04 | 2023-03-04 | 0 | 1 | not stated | 0 |" in card
    assert "“Copyright 2023. All rights reserved.” (1)" in card
    assert "- words: ferry" in card
    assert "1 of 2 turns have a speaker in doubt, and 1 have no speaker" in card
    assert "Repeats were removed" in card
    assert "Only turns that match" in card


def test_the_card_has_the_error_rates_of_the_docs() -> None:
    """docs/quality.md is for people, the card's figures are for programs: they are the same."""
    document = (DOCS / "quality.md").read_text("utf-8")
    measured = measured_quality()
    at_hand, unseen = measured["at_hand"], measured["unseen"]
    last = [line for line in document.splitlines() if line.startswith("| **all** |")][-1]
    cells = [cell.strip() for cell in last.split("|")]
    assert [int(cell) for cell in cells[4:8]] == list(at_hand.values())
    start = re.findall(r"^\| [^|]+ \| (\d+) \| \d+% \(", document, re.MULTILINE)
    assert [int(count) for count in start] == [v for k, v in unseen.items() if k != "pages"]
    assert f"| | of {unseen['pages']} |" in document


# the same bytes, whole or not at all -------------------------------------------------------------


@ALL_FORMATS
def test_the_same_archive_gives_the_same_bytes(
    export: Command, tmp_path: Path, form: ExportFormat
) -> None:
    if form == ExportFormat.PARQUET:
        pytest.importorskip("pyarrow")
    export("export", "one", "--format", form)
    export("export", "two", "--format", form)
    assert every_byte(tmp_path / "one") == every_byte(tmp_path / "two")


@ALL_FORMATS
def test_the_manifest_names_every_file(export: Command, tmp_path: Path, form: ExportFormat) -> None:
    if form == ExportFormat.PARQUET:
        pytest.importorskip("pyarrow")
    export("export", "out", "--format", form)
    files = every_byte(tmp_path / "out")
    manifest = json.loads(files.pop("manifest.json"))
    assert {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]} == {
        name: (len(held), hashlib.sha256(held).hexdigest()) for name, held in files.items()
    }
    counts = manifest["counts"]
    stories, turns, doubted = (3, 7, 2) if form in OF_PAGES else (2, 4, 1)
    assert (counts["transcripts"], counts["turns"], counts["doubted"]) == (stories, turns, doubted)
    assert manifest["selection"] == {}


def test_an_earlier_export_is_replaced_and_nothing_else(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "csv")
    assert export("export", "out", "--format", "jsonl").code == 0
    assert not (tmp_path / "out/turns.csv").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    ran = export("export", "mine", "--format", "csv")
    assert ran.code == 2
    assert ran.err == (
        "error: mine can't be written: it holds thesis.txt, which is not part of an export;"
        " name a new folder\n"
    )
    assert (tmp_path / "mine/thesis.txt").read_text() == "years of work"
    assert export("export", "archive.db", "--format", "csv").code == 2


def test_nothing_but_the_export_itself_is_replaced(export: Command, tmp_path: Path) -> None:
    """Neither what somebody put into its folder, nor what has a name like it."""
    for name in ("out.old", "out.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    export("export", "out", "--format", "csv")
    (tmp_path / "out/mine.txt").write_text("mine")
    ran = export("export", "out", "--format", "csv")
    assert ran.code == 2
    assert "it holds mine.txt, which is not part of an export" in ran.err
    assert (tmp_path / "out/mine.txt").read_text() == "mine"
    assert (tmp_path / "out.old/thesis.txt").exists()
    assert (tmp_path / "out.part/thesis.txt").exists()
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("place", [".", "", "..", "/", "./", "../."])
def test_a_folder_that_somebody_is_in_is_not_replaced(
    export: Command, tmp_path: Path, place: str
) -> None:
    ran = export("export", place, "--format", "csv")
    assert ran.code == 2
    assert "can't be written" in ran.err
    assert {file.name for file in tmp_path.iterdir()} >= {"archive.db"}


def test_two_exports_into_one_folder_at_once(tmp_path: Path) -> None:
    """The last that is complete stands there, and it is whole."""
    with Folder(tmp_path / "out") as first, Folder(tmp_path / "out") as second:
        for folder, text in ((first, b"first"), (second, b"second")):
            with folder.file("said.txt") as out:
                out.write(text)
            with folder.file("manifest.json") as out:
                out.write(b'{"onrecord": "1", "files": [{"path": "said.txt"}]}')
    assert every_byte(tmp_path / "out")["said.txt"] == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_export(tmp_path: Path) -> None:
    with Folder(tmp_path / "out") as folder, folder.file("manifest.json") as out:
        out.write(b'{"onrecord": "1", "files": []}')
    with (
        pytest.raises(TypeError),
        Folder(tmp_path / "out") as folder,
        folder.file("new.txt") as out,
    ):
        out.write("half")  # type: ignore[call-overload]
    assert sorted(every_byte(tmp_path)) == ["out/manifest.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ExportError, match="can't be written: Permission denied"):
        Folder(tmp_path / "locked/out").__enter__()


@pytest.mark.parametrize("form", ["text", "parquet"])
def test_an_air_date_that_is_none_is_said(tmp_path: Path, onrecord: Command, form: str) -> None:
    pytest.importorskip("pyarrow")
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, LAKE)
        raw(archive).execute("UPDATE transcripts SET aired_on = 'soon'")
    ran = onrecord("export", "out", "--format", form)
    assert ran.code == 2
    assert ran.err.startswith("error: npr/1001 is damaged: it aired on 'soon'")


def test_a_reason_that_quotes_the_page_is_withheld_with_its_words(
    tmp_path: Path, onrecord: Command
) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, LAKE)
        raw(archive).execute("UPDATE transcripts SET doubt = ?", ["hidden speech: 'I sank it'"])
    onrecord("export", "out", "--format", "mediasum", "--no-text")
    written = b"".join(every_byte(tmp_path / "out").values()).decode()
    assert "I sank it" not in written
    assert "the current rules can't read its page" in written


def test_words_that_somebody_edited_have_a_hash_of_their_own(
    export: Command, tmp_path: Path
) -> None:
    export("export", "before", "--format", "jsonl")
    with Archive.write(tmp_path / "archive.db") as archive:
        edit = "UPDATE turns SET text = 'Very deep.' WHERE text = 'How deep is it?'"
        raw(archive).execute(edit)
    assert export("check", "--against", "before").code == 1
    export("export", "after", "--format", "jsonl")
    assert export("check", "--against", "after/manifest.json").code == 0
    hashes = {one["story"]: one["content_hash"] for one in lines(tmp_path / "after/stories.jsonl")}
    turns = tuple(replace(t, text="Very deep.") if t.speaker == 0 else t for t in LAKE.turns)
    assert hashes["npr/1001"] == content_hash(turns)


def test_the_manifest_says_what_was_asked_for(export: Command, tmp_path: Path) -> None:
    export("export", "out", "ferry", "--format", "csv", "--whole", "--all", "--source", "npr")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert manifest["selection"] == {
        "words": "ferry", "source": "npr", "all": "yes", "whole": "yes",
    }  # fmt: skip


def test_a_day_that_is_none_is_said(tmp_path: Path, onrecord: Command) -> None:
    pytest.importorskip("pyarrow")
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, LAKE)
        raw(archive).execute("UPDATE transcripts SET published_at = 'soon'")
    ran = onrecord("export", "out", "--format", "parquet")
    assert ran.code == 2
    assert "published_at has the invalid value 'soon'" in ran.err
    assert not (tmp_path / "out").exists()


# beside an archive -------------------------------------------------------------------------------


def test_check_against_says_what_differs(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "jsonl", "--all", "--no-text")
    ran = export("check", "--against", "out/manifest.json")
    assert (ran.code, ran.out) == (0, "3 transcripts with the same words\n")
    other = tmp_path / "other.db"
    with Archive.write(other) as archive:
        changed = made("npr", "1001", LAKE.url, CLOSED.turns, speakers=CLOSED.speakers)
        land(archive, changed, AGAIN)
    ran = export("check", "--against", "out/manifest.json", "--db", "other.db", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["same"] == 1
    assert {(one["story"], one["outcome"]) for one in told["different"]} == {
        ("npr/1001", "changed"), ("cnn/acd/2024-05-01/01", "missing"),
    }  # fmt: skip


def test_check_against_sees_a_damaged_export(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "csv")
    with (tmp_path / "out/turns.csv").open("ab") as out:
        out.write(b"more")
    (tmp_path / "out/urls.txt").unlink()
    ran = export("check", "--against", "out/manifest.json")
    assert ran.code == 1
    assert "turns.csv: has changed since it was written" in ran.out
    assert "urls.txt: no such file or directory" in ran.out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"onrecord": 1, "files": []}',
        '{"files": [1]}',
        '{"onrecord": "1", "files": [{"path": 5, "bytes": 1, "sha256": ""}]}',
        '{"onrecord": "1", "files": [{"path": "a\\u0000b", "bytes": 1, "sha256": ""}]}',
        '{"onrecord": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=range(8),
)
def test_check_against_what_is_no_manifest(export: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    ran = export("check", "--against", "manifest.json")
    assert ran.code == 2
    assert ran.err == "error: manifest.json is not an export manifest\n"


def test_a_manifest_leads_nowhere_else(export: Command, tmp_path: Path) -> None:
    export("export", "out", "--format", "csv")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    manifest["files"][0]["path"] = "../archive.db"
    (tmp_path / "out/manifest.json").write_text(json.dumps(manifest))
    assert "lies outside the export" in export("check", "--against", "out/manifest.json").out


def test_an_export_while_a_run_writes(three_stories: Path, tmp_path: Path) -> None:
    """It holds the archive as it was when the export began."""
    shutil.copy(three_stories, tmp_path / "archive.db")
    with Archive.read(tmp_path / "archive.db") as reader:
        stories = reader.corpus.stories(Selection())
        first = next(stories)
        with Archive.write(tmp_path / "archive.db") as writer:
            turns = made("npr", "0999", "https://www.npr.org/0999", CLOSED.turns)
            land(writer, turns)
        assert [first.key, *(one.key for one in stories)] == ["cnn/acd/2024-05-01/01", "npr/1001"]
