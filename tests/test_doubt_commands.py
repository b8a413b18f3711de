"""What the commands say of doubt: ``reextract``, ``status``, ``show`` and ``search``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import scraper.reading.reread
from jobs.config import Config
from jobs.status import status
from scraper.archive.store import Archive
from scraper.extract import EXTRACTOR, content_hash, extract
from scraper.model import Outcome, Page, Quarantined, StoryRef, Transcript, Turn
from scraper.sources.base import Source
from tests.conftest import NOON, Command, raw
from tests.test_doubt_archive import (
    ANN,
    BEN,
    MADE,
    NOTES,
    PLAIN,
    TURNS,
    UNREADABLE,
    land,
    land_again,
    rows,
)


@pytest.fixture
def demo(landed: Command) -> Command:
    return landed


def with_rules(
    monkeypatch: pytest.MonkeyPatch, fails: Callable[[Outcome], bool] = lambda _: True
) -> None:
    """Have ``reextract`` read pages by rules that quarantine those where ``fails``."""

    def read(page: Page, source: Source, ref: StoryRef) -> Outcome:
        outcome = extract(page, source, ref)
        return Quarantined(ref, "no layout \x1b[31mfits") if fails(outcome) else outcome

    monkeypatch.setattr(scraper.reading.reread, "extract", read)


def test_reextract_says_what_it_doubts(
    demo: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rules(monkeypatch)
    ran = demo("reextract", "--jobs", "0")
    assert ran.code == 1
    first, said, *listed = ran.out.splitlines()
    assert first == "48 pages read again: 44 not understood any more, 4 quarantined"
    assert said.startswith("44 transcripts are now in doubt: the current rules no longer underst")
    assert len(listed) == 21
    assert listed[0].startswith("  npr ")
    assert listed[0].endswith(": no layout [31mfits")
    assert listed[-1] == "  … and 24 more, in --json"
    found = json.loads(demo("reextract", "--jobs", "0", "--json").out)
    assert found["counts"] == {"doubted": 44, "quarantined": 4}
    assert len({one["transcript_id"] for one in found["doubted"]}) == 44
    with Archive.read(tmp_path / "archive.db") as archive:
        assert rows(archive, "SELECT outcome FROM runs ORDER BY id DESC LIMIT 1") == [("troubled",)]
        assert rows(archive, "SELECT count(*) FROM transcripts WHERE doubt NOT NULL") == [(44,)]
    assert demo("check").code == 0

    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    ran = demo("reextract", "--jobs", "0")
    assert (ran.code, ran.out) == (
        0, "48 pages read again: 44 unchanged, 4 without a transcript\n",
    )  # fmt: skip
    assert demo("status").code == 0


def test_status_counts_each_transcript_once(
    demo: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = json.loads(demo("status", "--json").out)
    assert (found["in_doubt"], found["older_rules"], found["doubted"]) == (0, 0, [])
    assert "reextract" not in demo("status").out
    with Archive.write(tmp_path / "archive.db") as archive:
        raw(archive).execute("UPDATE transcripts SET extractor = '1'")
    ran = demo("status")
    assert ran.code == 0, "older rules are no alarm"
    assert "44 transcripts were read by older rules; `onrecord reextract` reads" in ran.out

    with_rules(monkeypatch, lambda o: isinstance(o, Transcript) and len(o.turns) > 8)
    assert demo("reextract", "--jobs", "0").code == 1
    ran = demo("status", "--json")
    assert ran.code == 1
    found = json.loads(ran.out)
    with Archive.read(tmp_path / "archive.db") as archive:
        older = rows(archive, f"SELECT doubt FROM transcripts WHERE extractor <> '{EXTRACTOR}'")
    assert 1 < len(older) < 44
    assert found["in_doubt"] == len(older), "they keep the rules that read them"
    assert found["older_rules"] == 0
    (doubted,) = found["doubted"]
    assert (doubted["source"], doubted["transcripts"]) == ("npr", len(older))
    assert len(doubted["examples"]) == 3
    (alarm,) = found["alarms"]
    assert alarm.startswith(f"{len(older)} transcripts are in doubt: the current rules no longer")
    assert "`onrecord reextract`" in alarm
    ran = demo("status")
    assert ran.code == 1
    assert f"\n! {alarm}\n" in ran.out
    assert f"\nnpr: {len(older)} transcripts in doubt: no layout [31mfits, for exa" in ran.out
    assert "older rules" not in ran.out


def test_status_of_one_in_doubt(archive: Archive) -> None:
    land(archive, MADE)
    raw(archive).execute("UPDATE transcripts SET extractor = '1'")
    assert status(archive, Config(), NOON)["older_rules"] == 1
    land_again(archive, UNREADABLE)
    found = status(archive, Config(), NOON)
    assert (found["in_doubt"], found["older_rules"]) == (1, 0)
    assert found["alarms"][0].startswith("1 transcript is in doubt: the current rules no longer")


@pytest.fixture
def doubted(onrecord: Command, tmp_path: Path) -> Command:
    """The command, over a transcript full of doubt, and of what would steer a terminal."""
    ben = replace(BEN, doubt="nothing says\nwho he \x1b[2Jis")
    turns = (
        *TURNS[:1],
        replace(TURNS[1], doubt="the label \x9bis short"),
        Turn("?", "speech", "Here neither.", None, "nobody is called that"),
        Turn("B. ORR", "speech", "No.", 1),
        replace(TURNS[2], doubt="may be a stage direction"),
    )
    notes = (*NOTES[:2], replace(NOTES[2], text="An earlier \u202eversion\nsaid snow."))
    made = replace(
        MADE, turns=turns, speakers=(ANN, ben), notes=notes, content_hash=content_hash(turns)
    )
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, made)
        land_again(archive, replace(UNREADABLE, reason="no \x1blayout fits"))
    return onrecord


def test_show_marks_what_is_in_doubt_and_prints_notes_in_their_place(doubted: Command) -> None:
    ran = doubted("show", "1000001")
    assert ran.code == 0
    assert ran.out == (
        "Rain\n"
        "2026-01-05 · https://www.npr.org/2026/01/05/1000001/rain\n"
        "transcript in doubt: the current rules no longer understand its page: no layout fits\n"
        "\n"
        "    │ [note] [Editor's note: recorded on Friday.]\n"
        "\n"
        "Ann Lee (host)\n"
        "    It rains.\n"
        "\n"
        "    │ [unexplained] Advert?\n"
        "\n"
        "Ben Orr (guest?)\n"
        "    uncertain role: nothing says who he [2Jis\n"
        "    uncertain speaker: the label is short\n"
        "    Not here.\n"
        "\n"
        "?\n"
        "    uncertain speaker: nobody is called that\n"
        "    Here neither.\n"
        "\n"
        "Ben Orr (guest?)\n"
        "    No.\n"
        "\n"
        "    uncertain speaker: may be a stage direction\n"
        "    (MUSIC)\n"
        "\n"
        "    │ [correction] An earlier version\n"
        "    │ said snow.\n"
    )


def test_show_as_json_has_doubt_and_notes(doubted: Command) -> None:
    found = json.loads(doubted("show", "1000001", "--json").out)
    assert found["doubt"] == "no \x1blayout fits"
    assert [turn["doubt"] for turn in found["turns"]] == [
        None, "the label \x9bis short", "nobody is called that", None, "may be a stage direction",
    ]  # fmt: skip
    ben = "nothing says\nwho he \x1b[2Jis"
    assert [turn["role_doubt"] for turn in found["turns"]] == [None, ben, None, ben, None]
    assert {one["name"]: one["doubt"] for one in found["speakers"]} == {
        "Ann Lee": None, "Ben Orr": ben,
    }  # fmt: skip
    assert found["notes"][1:] == [
        {"position": 2, "before_turn": 2, "kind": "unexplained", "text": "Advert?"},
        {
            "position": 3,
            "before_turn": None,
            "kind": "correction",
            "text": "An earlier \u202eversion\nsaid snow.",
        },
    ]


def test_a_note_whose_turn_is_gone_is_still_printed(doubted: Command, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("UPDATE notes SET before_turn = 99 WHERE position = 1")
        connection.commit()
    assert "[Editor's note: recorded on Friday.]" in doubted("show", "1000001").out


def test_search_says_what_is_in_doubt(doubted: Command) -> None:
    ran = doubted("search", '"not here"')
    assert [line.rstrip() for line in ran.out.splitlines()[:6]] == [
        "Ben Orr (guest?) · 2026-01-05",
        "Rain [1]",
        "! uncertain speaker: the label is short",
        "! uncertain role: nothing says who he [2Jis",
        "! transcript in doubt: the current rules no longer understand its page: no layout fits",
        "    *Not here*.",
    ]
    (hit,) = doubted("search", "neither", "--json").rows
    assert (hit["doubt"], hit["role_doubt"], hit["transcript_doubt"]) == (
        "nobody is called that", None, "no \x1blayout fits",
    )  # fmt: skip


def test_what_is_certain_is_printed_as_ever(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, PLAIN)
        (hit,) = archive.search.find("here").hits
    assert (hit.doubt, hit.role_doubt, hit.transcript_doubt) == (None, None, None)
    shown = onrecord("show", "1000001").out
    assert "Ben Orr\n    Not here.\n" in shown
    for said in (shown, onrecord("search", "here").out):
        assert not any(word in said for word in ("uncertain", "doubt", "?", "│"))
