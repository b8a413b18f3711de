"""Every id that a text cites is found again, however it was escaped or broken, and judged."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import textwrap
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from jobs.citations.ids_in_text import CitedStory, DamagedId, ids_in_text
from scraper.content_hash import words_hash
from scraper.permanent_id import PermanentId
from tests.conftest import Command, rows

STORY = "nx-s1-5340027"
#: Turn 2 as it is; the demo's publisher had "2011" before.
NOW = (
    "They say that it has rung every Thursday since 2012."
    " Hector Villanueva runs the shop behind it."
)
BEFORE = NOW.replace("2012", "2011")
TWO = PermanentId("npr", STORY, 2, words_hash(NOW))
PLAIN = "onrecord:npr/nx-s1-5340027#2~cc951c5f"
HASH = "ab" * 32

ESCAPED = [
    PLAIN,
    f"“{PLAIN}”, ({PLAIN}). <{PLAIN}> {{{PLAIN}}} |id={PLAIN}|x",
    PLAIN.upper().replace("NX-S1", "nx-s1"),
    r"onrecord:npr/nx-s1-5340027\#2\~{}cc951c5f",
    r"onrecord:npr/nx-s1-5340027\#2\textasciitilde{}cc951c5f",
    r"onrecord:npr/nx-s1-5340027\#2\textasciitilde cc951c5f",
    r"onrecord:npr/nx-s1-5340027{\#}2{\textasciitilde}cc951c5f",
    r"onrecord:npr/nx-s1-5340027\#2$\sim$cc951c5f",
    r"\url{onrecord:npr/nx-s1-\allowbreak{}5340027\#2\string~cc951c5f}",
    r"onrecord:npr/nx-s1-\-5340027\#2\~{}cc951c5f",
    # Line breaks: BibTeX, mail, a LaTeX comment, in the middle of the hash.
    "note = {onrecord:npr/nx-s1-\n    5340027#2~cc951c5f}",
    "> onrecord:npr/\n> nx-s1-5340027#2~cc95\n> 1c5f and",
    "onrecord:npr/nx-s1-5340027%\r\n  #2~cc951c5f",
    "onrecord:\nnpr/nx-s1-5340027#2~\ncc951c5f",
    # HTML, URLs, JSON.
    "onrecord&#58;npr/nx-s1-5340027&#35;2&#126;cc951c5f",
    "https://a.example/?id=onrecord%3Anpr%2Fnx-s1-5340027%232%7Ecc951c5f&x=y",
    '{"note": "onrecord:npr\\/nx-s1-5340027\\u00232~cc951c5f\\nWords"}',
    # What typesetting and word processors put in their place.
    "onrecord:npr/nx\u2011s1\u20115340027#2\u223ccc951c5f",
    "onrecord:npr/nx-s1-\u00ad5340027#2\u200b~cc951c5f",
]


@pytest.mark.parametrize("text", ESCAPED)
def test_an_id_is_found_however_it_is_written(text: str) -> None:
    assert ids_in_text(text) == [PermanentId("npr", "nx-s1-5340027", 2, "cc951c5f")]


@pytest.mark.parametrize("width", range(12, 40))
def test_an_id_is_found_wherever_its_line_breaks(width: int) -> None:
    for text in (PLAIN, r"onrecord:npr/nx-s1-5340027\#2\textasciitilde{}cc951c5f"):
        broken = "\n    ".join(text[at : at + width] for at in range(0, len(text), width))
        if re.search(r"\\(\w*\n|$)", broken) or "{\n" in broken:
            continue  # nobody breaks a command
        assert ids_in_text(f"See {broken}\nand more.") == [
            PermanentId("npr", "nx-s1-5340027", 2, "cc951c5f")
        ]


def test_ids_of_every_source_and_each_once() -> None:
    text = r"""
      onrecord:stations/www.kut.org/npr-news/2023-06-14/bees#3~0123abcd,
      onrecord:pbs/july-dec08/campaign\_08-21\#14\textasciitilde{}abcd0123;
      onrecord:npr/222172602#1; onrecord:stations/www.kut.org/npr-news/2023-06-14/bees#3~0123ABCD
    """
    assert ids_in_text(text) == [
        PermanentId("stations", "www.kut.org/npr-news/2023-06-14/bees", 3, "0123abcd"),
        PermanentId("pbs", "july-dec08/campaign_08-21", 14, "abcd0123"),
        PermanentId("npr", "222172602", 1),
    ]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (f"onrecord:npr/222172602 hash-v1:{HASH}", CitedStory("npr", "222172602", HASH)),
        (f"onrecord:npr/222\n172602\n  hash-v1:{HASH[:20]}\n  {HASH[20:]}.",
         CitedStory("npr", "222172602", HASH)),
        ("See onrecord:npr/222172602. And", CitedStory("npr", "222172602", None)),
        # The next line is no part of what is without a hash.
        ("onrecord:npr/222172602\n#5 is next", CitedStory("npr", "222172602", None)),
        ("onrecord:npr/1#2\n3 apples", PermanentId("npr", "1", 2)),
        ("onrecord:npr/1#2~abcd ef", DamagedId("onrecord:npr/1#2~abcd")),
        ("onrecord:npr/1#2~0123abcde", DamagedId("onrecord:npr/1#2~0123abcde")),
        ("onrecord:npr/1#0", DamagedId("onrecord:npr/1#0")),
    ],
)  # fmt: skip
def test_other_ids(text: str, cited: object) -> None:
    assert ids_in_text(text) == [cited]


@pytest.mark.parametrize("text", ["", "onrecord: no id", "npr/1#2~0123abcd", "1", "[" * 9999,
                                  "onrecord:SOURCE/STORY#N~HASH"])  # fmt: skip
def test_what_holds_no_id(text: str) -> None:
    assert ids_in_text(text) == []


@pytest.mark.parametrize("tail", ["%\n" * 5000, "\n" * 9000, "a\n" * 5000, "-" * 20000, "%" * 9000])
def test_no_text_takes_long(tail: str) -> None:
    started = time.monotonic()
    ids_in_text(("onrecord:npr/" + tail) * 3)
    assert time.monotonic() - started < 5


# What became of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "bibtex", "csl-json", "wikipedia"])
@pytest.mark.parametrize("what", [f"{STORY}#2", STORY])
def test_what_cite_writes_is_found_again(
    landed: Command, tmp_path: Path, form: str, what: str
) -> None:
    written = tmp_path / "references"
    written.write_text(landed("cite", what, "--format", form).out, "utf-8")
    ran = landed("cite", "--check", written)
    expected = str(TWO) if "#" in what else f"onrecord:npr/{STORY}"
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"same          {expected}\n1 id, 1 as cited\n"
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute("UPDATE transcripts SET content_hash = 'x' WHERE story_id = ?", (STORY,))
        connection.execute("UPDATE turns SET text = 'No.' WHERE text = ?", (NOW,))
    changed = landed("cite", "--check", written)
    assert changed.code == 1
    assert changed.out.startswith(f"changed       {expected}\n")


@pytest.mark.parametrize("form", ["text", "bibtex", "wikipedia"])
def test_what_cite_writes_is_found_again_when_it_was_wrapped(
    landed: Command, tmp_path: Path, form: str
) -> None:
    """As an editor fills a paragraph: breaks at white space and behind hyphens."""
    text = landed("cite", f"{STORY}#2", "--format", form).out
    (tmp_path / "references").write_text(
        "\n".join(textwrap.wrap(text, 24, break_long_words=False)), "utf-8"
    )
    ran = landed("cite", "--check", tmp_path / "references")
    assert ran.out == f"same          {TWO}\n1 id, 1 as cited\n"


@pytest.fixture
def cited(landed: Command, tmp_path: Path) -> Command:
    """The command, with a file that cites in every way."""
    forgotten = rows(tmp_path, "SELECT story_id FROM transcripts WHERE title LIKE 'The referee%'")
    ((story,),) = forgotten
    landed("forget", story, "--why", "asked")
    before = f"onrecord:npr/{STORY}#2~{words_hash(BEFORE)}"
    found = f"onrecord:npr/{STORY}#4~{words_hash('Did you ever find Arturo?')}"
    (tmp_path / "paper.tex").write_text(
        f"{found} {found.replace('#4', '#7')} {before} onrecord:npr/{STORY}#99~00000000"
        f" onrecord:npr/{story}#1~00000000 onrecord:npr/999999999#1~00000000"
        f" onrecord:npr/{STORY}#3 onrecord:npr/{STORY}#3~12 onrecord:npr/{STORY}"
        f" onrecord:npr/{story} onrecord:npr/999999999"
    )
    return landed


def test_every_outcome_is_reported(cited: Command) -> None:
    ran = cited("cite", "--check", "paper.tex")
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith("    ")] == [
        "same", "moved", "changed", "gone", "forgotten", "unknown_story", "unverified", "damaged",
        "unverified", "forgotten", "unknown_story", "11",
    ]  # fmt: skip
    assert lines[-1] == "11 ids, 2 as cited"
    assert "    the words are as cited, now in turn 4" in lines
    (changed,) = (line for line in lines if "has changed:" in line)
    assert ": the publisher changed the page, seen 20" in changed
    (difference,) = (line for line in lines if "[-" in line)
    assert difference.startswith("    GRACE OYAMA, BYLINE: ")
    assert "[-2011.-] {+2012.+}" in difference


def test_the_report_as_json(cited: Command) -> None:
    ran = cited("cite", "--check", "paper.tex", "--json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert (found["command"], found["file"], found["holding"]) == ("cite", "paper.tex", 2)
    same, moved, changed, *_ = found["ids"]
    assert (same["holds"], same["outcome"]) == (True, "same")
    assert (moved["holds"], moved["position"]) == (True, 4)
    assert (changed["holds"], changed["cause"]) == (False, "publisher")
    assert changed["cited_words"] == BEFORE
    assert changed["permanent_id"] == str(TWO)
    kinds = [piece["kind"] for piece in changed["differences"][0]["pieces"]]
    assert kinds == ["same", "removed", "added", "same"]


def test_a_story_whose_words_changed_since(landed: Command, tmp_path: Path) -> None:
    ((old,),) = rows(
        tmp_path,
        "SELECT revisions.content_hash FROM revisions JOIN transcripts ON transcript_id ="
        f" transcripts.id WHERE story_id = '{STORY}' AND revisions.revision = 1",
    )
    (tmp_path / "a.txt").write_text(f"onrecord:npr/{STORY} hash-v1:{old}")
    ran = landed("cite", "--check", "a.txt")
    assert ran.code == 1
    first, said, difference, last = ran.out.splitlines()
    assert first == f"changed       onrecord:npr/{STORY}"
    assert "the publisher changed the page, seen 20" in said
    assert "[-2011.-] {+2012.+}" in difference
    assert last == "1 id, 0 as cited"
    (tmp_path / "a.txt").write_text(f"onrecord:npr/{STORY} hash-v1:{HASH}")
    assert "no wording in this archive has the cited hash" in landed("cite", "--check", "a.txt").out


def test_a_file_without_an_id_says_so(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{x, title = {y}}")
    ran = landed("cite", "--check", "a.bib")
    assert (ran.code, ran.out) == (1, "")
    assert "a.bib contains no OnRecord ids: nothing was checked" in ran.err
    assert json.loads(landed("cite", "--check", "a.bib", "--json").out)["ids"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_files_in_every_encoding(landed: Command, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(f"“Née”: {TWO} – so".encode(encoding))
    assert landed("cite", "--check", "a.txt").out.startswith(f"same          {TWO}\n")


def test_standard_input(landed: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(str(TWO).encode())))
    assert landed("cite", "--check", "-").out == f"same          {TWO}\n1 id, 1 as cited\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"nothing")))
    assert "the input contains no OnRecord ids" in landed("cite", "--check", "-").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give an ID to cite, or a file to check with --check"),
        ([STORY, "--check", "a.txt"], "give an ID to cite, or a file to check with --check"),
        (["--check", "a.txt", "--format", "bibtex"], "--format can't be combined with --check"),
        (["--check", "missing.txt"], "missing.txt"),
        (["--check", "."], "."),
        ([STORY, "--format", "apa"], "apa"),
    ],
)
def test_wrong_use(landed: Command, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "a.txt").write_text(str(TWO))
    ran = landed("cite", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_report_can_not_steer_the_terminal(landed: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("onrecord:npr/\x1b[31m1#2~0123abcd onrecord:npr/\x9b1")
    ran = landed("cite", "--check", "a.txt")
    assert not set(ran.out + ran.err) & set("\x1b\x9b")


def test_a_story_above_another_id_is_not_glued_to_it() -> None:
    text = "onrecord:npr/nx-s1-5340027\nonrecord:npr/nx-s1-5340027#5~dba4945c"
    assert list(map(str, ids_in_text(text))) == text.split()


@pytest.mark.parametrize("tilde", ["\\~", "\\textasciitilde\\ "])
def test_other_escapes_of_the_tilde(tilde: str) -> None:
    (found,) = ids_in_text(f"onrecord:npr/nx-s1-5340027\\#5{tilde}dba4945c")
    assert str(found) == "onrecord:npr/nx-s1-5340027#5~dba4945c"
