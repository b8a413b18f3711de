"""``onrecord quote`` on the demo's archive. Expected values are read from its story sheets."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scraper.archive.store import Archive
from scraper.quotations.finding import find
from tests.conftest import Command

BRANDY = "We distill it twice, and then it's too strong to sell and too sad to throw away."


def test_verbatim(landed: Command) -> None:
    ran = landed("quote", BRANDY)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "Verbatim."
    assert "Yann Le Goff · All Things Considered · 2024-02-12" in lines
    assert "The ferry that runs on apple brandy" in lines
    assert "onrecord:npr/nx-s1-4810265#4~f730cebc" in lines
    # the turns around it
    assert "    Theo Lachance: You smell it before you see it." in lines
    assert "    (SOUNDBITE OF FERRY ENGINE)" in lines


def test_changed_words_are_marked(landed: Command) -> None:
    ran = landed("quote", "“We distill it thrice, and then it's too strong to sell”", "-C", "0")
    assert ran.code == 1
    assert ran.out.startswith("Changed.\nsaid: twice → quoted: thrice\n")
    assert "We distill it [-twice-] {+thrice+}, and then it's too strong to sell" in ran.out
    assert "Lachance" not in ran.out


@pytest.mark.parametrize(
    ("quotation", "line"),
    [
        ("We distill it twice, and it's too strong to sell", "left out: then"),
        ("Our risk model? I eat the bread.", "left out: go and"),
    ],
)
def test_shortened(landed: Command, quotation: str, line: str) -> None:
    ran = landed("quote", quotation)
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == ["Shortened without a mark.", line]


def test_joined(landed: Command) -> None:
    ran = landed("quote", "You can see it by Thursday. I say nine days.")
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == [
        "Joined without a mark.", "It joins words of Deshawn Pitts and Lou Ferrante.",
    ]  # fmt: skip
    apart = landed("quote", "I go and eat the bread. You can see it by Thursday.")
    assert apart.out.splitlines()[:2] == [
        "Joined without a mark.", "Its parts come from 2 passages.",
    ]  # fmt: skip
    assert apart.out.count("onrecord:") == 2


def test_said_by_somebody_else(landed: Command) -> None:
    ran = landed("quote", BRANDY, "--speaker", "renner")
    assert ran.code == 1
    assert ran.out.startswith("Said by Yann Le Goff, not renner.")
    assert landed("quote", BRANDY, "--speaker", "le goff").code == 0
    nobody = landed("quote", BRANDY, "--speaker", "Zebedee")
    assert nobody.code == 1
    assert nobody.err == "no speaker in this archive matches 'Zebedee'\n"


def test_not_on_record(landed: Command) -> None:
    ran = landed("quote", "The harbor will be paved by the end of June, said nobody ever.")
    assert ran.code == 1
    assert ran.out.startswith("Not on record.")


def test_titles_and_cues_are_not_said(landed: Command) -> None:
    for text in ("The ferry that runs on apple brandy", "SOUNDBITE OF FERRY ENGINE"):
        assert landed("quote", text).code == 1


def test_the_counted_transcript_is_shown(landed: Command) -> None:
    """The reefs aired twice: the first airing is counted."""
    ran = landed("quote", "We call it the frying bacon.", "--json")
    found = json.loads(ran.out)
    assert found["places"] == 1
    assert found["matches"][0]["counted"] is True
    assert found["matches"][0]["date"] == "2025-01-06"


def test_a_wording_that_was_corrected_since(landed: Command) -> None:
    """The sheet of "The last pay phone in Queens" has a correction: 2011 became 2012."""
    ran = landed("quote", "They say that it has rung every Thursday since 2011.")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("As published; since corrected by the publisher (seen 20")
    assert lines[1] == "published: 2011 → now: 2012"
    found = json.loads(landed("quote", "it has rung every Thursday since 2011", "--json").out)
    assert (found["verdict"], found["holds"]) == ("changed", False)
    assert found["earlier"]["speakers"] == ["Grace Oyama"]
    assert found["earlier"]["corrected_at"] >= found["earlier"]["seen_at"]
    found = landed("quote", "it has rung every Thursday since 2010", "--json").out
    assert json.loads(found)["earlier"] is None


def test_what_was_right_when_published_is_of_whoever_is_named(landed: Command) -> None:
    text = "They say that it has rung every Thursday since 2011."
    own = landed("quote", text, "--speaker", "Grace Oyama")
    assert own.out.startswith("As published; since corrected by the publisher")
    other = landed("quote", text, "--speaker", "Scott Halloran")
    assert other.out.startswith(
        "Said by Grace Oyama, not Scott Halloran. The words are as published; since corrected by"
    )


def test_two_faults_are_both_told(landed: Command, tmp_path: Path) -> None:
    text = "They know what an oven weighs"
    ran = landed("quote", text, "--speaker", "Ellen Fry")
    assert ran.out.splitlines()[:2] == [
        "Said by Gus Papadakis, not Ellen Fry. The words also differ.",
        "said: costs → quoted: weighs",
    ]
    (tmp_path / "draft.md").write_text(
        f'"{text}," said Ellen Fry. "They know what an oven costs," she said.\n\n'
        'Grace Oyama reported: "They say that it has rung every Thursday since 2011."'
    )
    lines = landed("quote", "--file", "draft.md").out.splitlines()
    assert lines[-1] == (
        "3 quotations: 1 verbatim, 1 as published, since corrected,"
        " 1 said by somebody else and changed"
    )


@pytest.mark.parametrize(
    ("quotation", "line"),
    [
        (
            "I found three. Neither one wants to talk",
            "I found [-two-] {+three+}. Neither one wants to talk to her.",
        ),
        (
            "I found just two. Neither one wants to talk",
            "I found {+just+} two. Neither one wants to talk to her.",
        ),
        ("Well, I found two", "{+Well+} I found two. Neither one wants to talk to her."),
        ("I found two … to talk to her", "I found two. Neither one wants to talk to her."),
        ("I found two. [None] wants to talk", "I found two. [-Neither one-] {+[None]+} wants"),
    ],
)
def test_the_passage_is_the_record_as_it_stands(landed: Command, quotation: str, line: str) -> None:
    assert f"    Hector Villanueva: {line}" in landed("quote", quotation, "-C", "0").out


@pytest.mark.parametrize(
    ("quotation", "line"),
    [
        ("I found two … to talk to her", "Verbatim, with the omissions shown."),
        ("[The captain] distill[s] it twice", "Verbatim, with the brackets shown."),
        ("[The captain] distill[s] it twice … too sad to throw away",
         "Verbatim, with the omissions and brackets shown."),
    ],
)  # fmt: skip
def test_what_the_writer_marked_is_named(landed: Command, quotation: str, line: str) -> None:
    assert landed("quote", quotation).out.splitlines()[0] == line


def test_pieces_say_where_they_stand_in_the_text(landed: Command) -> None:
    ran = landed("quote", "I found three. Neither one wants to talk", "--json")
    match = json.loads(ran.out)["matches"][0]
    stand = [match["text"][one["start"] : one["end"]] for one in match["pieces"]]
    assert stand == ["I found", "two", "Neither one wants to talk"]
    assert match["text"] == "I found two. Neither one wants to talk to her."


def test_json(landed: Command) -> None:
    ran = landed("quote", "They know what an oven costs", "--json", "--speaker", "Ellen Fry")
    found = json.loads(ran.out)
    assert (found["verdict"], found["holds"], found["named"]) == (
        "other_speaker", False, "Ellen Fry",
    )  # fmt: skip
    first = found["matches"][0]
    assert (first["speakers"], first["program"]) == (["Gus Papadakis"], "All Things Considered")
    assert first["permanent_id"].startswith("onrecord:npr/99120457#3~")
    assert [turn["speaker"] for turn in first["before"]] == ["Tessa Rourke"]


DRAFT = """# The ferry

Yann Le Goff said, "We distill it twice, and then it's too strong to sell."

"They know what an oven costs," said Ellen Fry.

“It's a pleasure,” he said. “Three horses ate the harbor pilot's umbrella.”

> You don't have to explain bread to these people.
> — Gus Papadakis
"""
VERDICTS = ["verbatim", "other_speaker", "verbatim", "not_on_record", "changed"]


def test_a_draft(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(DRAFT)
    ran = landed("quote", "--file", "draft.md")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("draft.md:3  verbatim  “We distill it twice")
    assert "draft.md:5  said by somebody else  “They know what an oven costs,”" in lines
    assert "draft.md:9  changed  “You don't have to explain bread to these people.”" in lines
    assert "  said: butter → quoted: bread" in lines
    assert lines[-1] == (
        "5 quotations: 2 verbatim, 1 changed, 1 said by somebody else, 1 not on record"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["draft.md", "draft", "draft.txt"])
def test_drafts_in_every_encoding(
    landed: Command, tmp_path: Path, encoding: str, name: str
) -> None:
    (tmp_path / name).write_bytes(DRAFT.replace("\n", "\r\n").encode(encoding))
    ran = landed("quote", "--file", name, "--json")
    assert ran.header["quotations"] == 5
    assert ran.header["verdicts"]["verbatim"] == 2
    assert [row["verdict"] for row in ran.rows] == VERDICTS


def test_a_draft_in_html(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.html").write_text(f"<p>Le Goff said, <q>{BRANDY}</q></p>")
    ran = landed("quote", "--file", "draft.html")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 quotation: 1 verbatim")


def test_a_draft_without_quotations_holds(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Nothing is quoted here.")
    ran = landed("quote", "--file", "draft.txt")
    assert (ran.code, ran.out) == (0, "no quotations\n")


def test_stdin(landed: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    give(f"“{BRANDY}”\n")
    assert landed("quote", "-").out.startswith("Verbatim.")
    give(DRAFT)
    assert landed("quote", "--file", "-").code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "give either a quotation or --file with a draft"),
        (("words", "--file", "draft.md"), "give either a quotation or --file with a draft"),
        (("",), "the quotation is empty: it has no words"),
        (("… !?",), "the quotation is empty: it has no words"),
        (
            ("word " * 3000,),
            "the quotation has 3,000 words; the limit is 2,000; check a draft with",
        ),
        (("words", "--speaker", " "), "the name of the speaker is empty"),
        (("--file", "no.md"), "there is no file no.md"),
        (("--file", "."), ". is a directory, not a draft"),
        (("--file", "archive.db"), "archive.db is not text: give a Markdown, HTML or text file"),
        (("--file", "d.docx"), "d.docx is not text: give a Markdown, HTML or text file"),
        (("--file", "d.md", "--speaker", "x"), "--speaker can't be combined with --file:"),
    ],
)
def test_wrong_use(
    landed: Command, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "d.docx").write_bytes(b"PK\x03\x04" + bytes(90))
    ran = landed("quote", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {sentence}")
    assert ran.err.count("\n") == 1


def test_an_empty_archive(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db"):
        pass
    ran = onrecord("quote", "any words")
    assert ran.code == 1
    assert ran.err.startswith("archive.db has no transcripts yet")


def test_a_foreign_connection_that_only_reads(demo_archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    shutil.copy(demo_archive, copy)
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA query_only = 1")
        archive = Archive.over(connection, copy)
        assert find(BRANDY, archive.quotations).holds


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "AND OR NOT",
        "NEAR(a b)",
        "a* ^b",
        "\x00\x01 nul",
        "(((",
        "text: x",
        "😀 word",
        "[all put in]",
        "[the] … [end]",
        "… [x] …",
        "--",
        "%",
        "$ & %",
    ],
)
def test_no_query_syntax_gets_through(landed: Command, text: str) -> None:
    ran = landed("quote", text)
    assert ran.code in (0, 1, 2)
    assert ran.err.count("\n") <= 1


def test_nothing_heavy_is_imported_for_other_commands() -> None:
    code = (
        "import sys, jobs.cli, scraper.archive.store\n"
        "print(sorted({'rapidfuzz', 'markdown_it'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert done.stdout == "[]\n"
