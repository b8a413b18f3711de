"""Citations: what they say, that others' parsers read them, and that nothing in them is guessed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import mwparserfromhell
import pytest
from jsonschema import Draft7Validator
from pybtex.database import Entry, parse_string
from pylatexenc.latex2text import LatexNodes2Text

from jobs.citations.bibtex import bibtex
from jobs.citations.citation import Citation, cite
from jobs.citations.csl import csl
from jobs.citations.plain_text import plain_text
from jobs.citations.wikipedia import wikipedia
from scraper.archive.store import Archive
from scraper.content_hash import content_hash, words_hash
from scraper.model import Speaker, StoryRef, Transcript, Turn
from scraper.sources.npr import Npr
from scraper.sources.stations import Stations
from tests.conftest import Command, a_page, rows

STORY = "nx-s1-5340027"
#: The turn of the demo's story in which its publisher corrected a year.
TURN = (
    "They say that it has rung every Thursday since 2012."
    " Hector Villanueva runs the shop behind it."
)
LINK = (
    f"https://www.npr.org/transcripts/{STORY}"
    "#:~:text=They%20say%20that%20it,the%20shop%20behind%20it."
)
WHERE = "“A reporter's notebook: The last pay phone in Queens”, All Things Considered, NPR"
SCHEMA = Draft7Validator(
    json.loads((Path(__file__).parent / "citations" / "csl-data.json").read_text("utf-8"))
)

REF = StoryRef("npr", "1000001", "https://www.npr.org/transcripts/1000001")
ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest", "label")
TURNS = (
    Turn("ANN LEE, HOST", "speech", "How deep is it?", 0),
    Turn("BEN ORR", "speech", "Ninety feet - or more.\nNobody knows, R&D says.", 1),
)
#: Every character that has a meaning in one of the formats.
SPECIAL = (
    r"""--- R&D {50%} #1_a ~~~ ^ \ $5 <b>x</b> | "x" [[y]] a=b }} ’’ ''z'' ``__TOC__ http://a.b"""
)


def made(turns: tuple[Turn, ...] = TURNS, **facts: Any) -> Transcript:
    known: dict[str, Any] = {"title": "The lake", "program": "Fresh Air"}
    known["aired_on"] = date(2024, 2, 3)
    speakers = facts.pop("speakers", (ANN, BEN))
    return Transcript(REF, REF.url, turns, speakers, content_hash(turns), **(known | facts))


@dataclass
class Desk:
    """Lands stories and cites them."""

    archive: Archive

    def cite(self, outcome: Transcript, position: int | None = 2, **page: Any) -> Citation:
        fetched = replace(a_page("x", outcome.ref.url), **page)
        self.archive.lander().land(fetched, outcome, outcome.ref, fetched.fetched_at)
        row = self.archive.records.find_story(outcome.ref.story_id)
        assert row is not None
        return cite(self.archive, row, position, [Npr(), Stations()])


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


def entry(citation: Citation) -> Entry:
    """The entry, as pybtex reads it."""
    read = parse_string(bibtex(citation), "bibtex")
    assert list(read.entries) == [citation.key]
    return read.entries[citation.key]


#: What LaTeX prints for commands of its own and of TeX's that pylatexenc lacks.
PRINTED = {
    "textbraceleft": r"\{", "textbraceright": r"\}", "textless": "<", "textgreater": ">",
    "textbar": "|", "char34": "''",
}  # fmt: skip


def in_print(latex: str) -> str:
    """What LaTeX prints, as pylatexenc has it."""
    for command, printed in PRINTED.items():
        latex = latex.replace(f"\\{command}{{}}", printed)
    return str(LatexNodes2Text(keep_comments=True).latex_to_text(latex))


def item(citation: Citation) -> dict[str, Any]:
    """The item, when it is one by CSL's own schema."""
    found = csl(citation)
    SCHEMA.validate([found])
    return found


def template(citation: Citation) -> dict[str, str]:
    """The template's parameters, as mwparserfromhell reads them."""
    read = mwparserfromhell.parse(wikipedia(citation))
    (called,) = read.filter_templates()
    assert called.name.strip() == "cite interview"
    assert not read.filter_wikilinks()
    assert not read.filter_tags()
    assert str(read).strip() == str(called)
    assert all(parameter.showkey for parameter in called.params)
    return {str(one.name).strip(): unescape(str(one.value).strip()) for one in called.params}


# What the demo's story says -----------------------------------------------------------------------


def test_plain_text_of_a_turn(landed: Command, tmp_path: Path) -> None:
    ((hashed, day),) = rows(
        tmp_path,
        "SELECT transcripts.content_hash, substr(snapshots.fetched_at, 1, 10) FROM transcripts"
        " JOIN revisions ON transcript_id = transcripts.id JOIN snapshots"
        f" ON snapshots.id = snapshot_id WHERE story_id = '{STORY}'"
        " AND revisions.revision = transcripts.revision",
    )
    ran = landed("cite", f"{STORY}#2")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"Grace Oyama (reporter): “{TURN}”",
        f"{WHERE}, aired 2025-05-19.",
        LINK,
        f"Retrieved {day}.",
        f"onrecord:npr/{STORY}#2~{words_hash(TURN)}",
        f"Fingerprint of the transcript's words: hash-v1:{hashed}",
    ]


def test_every_way_to_name_a_turn_and_a_story(landed: Command, tmp_path: Path) -> None:
    ((number,),) = rows(tmp_path, f"SELECT id FROM transcripts WHERE story_id = '{STORY}'")
    whole = f"onrecord:npr/{STORY}#2~{words_hash(TURN)}"
    ways = [whole, whole.removeprefix("onrecord:"), whole.partition("~")[0], f"npr/{STORY}#2",
            f"{STORY}#2", f"{number}#2"]  # fmt: skip
    assert len({landed("cite", way).out for way in ways}) == 1
    url = f"https://www.npr.org/transcripts/{STORY}"
    stories = {landed("cite", way).out for way in (STORY, number, url, f"onrecord:npr/{STORY}")}
    assert len(stories) == 1
    (story,) = stories
    assert story.startswith(f"{WHERE}, aired 2025-05-19.")
    assert f"\nhttps://www.npr.org/2025/05/19/{STORY}/a-reporter-s-notebook" in story
    assert f"\nonrecord:npr/{STORY} hash-v1:" in story


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("onrecord:npr/x#two", 2, "is not a permanent id"),
        ("onrecord:npr/x#2~12", 2, "is not a permanent id"),
        (f"{STORY}#0", 2, f"npr {STORY} has no turn 0"),
        ("no-such-story", 2, "there is no transcript no-such-story"),
        (f"onrecord:npr/{STORY}#99~00000000", 1, "no longer has the cited turn"),
        (f"npr/{STORY}#99", 1, "no longer has the cited turn"),
        ("onrecord:npr/999999999#1~00000000", 1, "npr 999999999 is not in this archive"),
    ],
)
def test_what_can_not_be_cited_is_said_in_one_sentence(
    landed: Command, what: str, code: int, said: str
) -> None:
    for command in ("cite", "show"):
        ran = landed(command, what)
        assert (ran.code, ran.out) == (code, "")
        (line,) = ran.err.splitlines()
        assert said in line
    error = json.loads(landed("cite", what, "--json").err)["error"]
    assert said in error["sentence"]


def test_a_forgotten_story_can_not_be_cited(landed: Command) -> None:
    landed("forget", STORY, "--why", "asked")
    ran = landed("cite", f"npr/{STORY}#2~{words_hash(TURN)}")
    assert (ran.code, ran.out) == (1, "")
    assert f"npr {STORY} was removed from the archive for good on 20" in ran.err


def test_corrected_words_are_said_to_be_others(landed: Command) -> None:
    old = TURN.replace("2012", "2011")
    asked = f"onrecord:npr/{STORY}#2~{words_hash(old)}"
    ran = landed("cite", asked, "--format", "bibtex")
    assert ran.code == 1
    changed, difference, now = ran.err.splitlines()
    assert changed.startswith(f"turn 2 of npr {STORY} has changed: the publisher")
    assert "(revision 2)" in changed
    assert "[-2011.-] {+2012.+}" in difference
    assert now == "the citation gives the words as they are now"
    assert words_hash(TURN) in ran.out
    shown = landed("show", asked)
    assert shown.code == 1
    assert shown.out.startswith(changed + "\n" + difference)
    found = json.loads(landed("cite", asked, "--json").out)["resolved"]
    assert (found["outcome"], found["cause"]) == ("changed", "publisher")
    assert found["cited_words"] == old


def test_a_turn_that_somebody_edited_is_cited_as_its_story(landed: Command, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute("UPDATE turns SET text = 'Never.' WHERE text = ?", (TURN,))
    ran = landed("cite", f"{STORY}#2")
    assert ran.code == 1
    assert ran.err == (
        "turn 2 was edited by hand, so it has no permanent id; this cites its story instead\n"
    )
    assert ran.out == landed("cite", STORY).out
    assert "Never." not in ran.out


def test_what_is_cited_can_not_steer_the_terminal(desk: Desk) -> None:
    turns = (Turn("A\x1b[31m", "speech", "Well\x1b]0;owned\x07 \u202eso", 0),)
    speakers = (replace(ANN, name="Ann\x1b[1m Lee"),)
    citation = desk.cite(made(turns, speakers=speakers, title="The \x9blake"), 1)
    for text in (plain_text(citation), bibtex(citation), wikipedia(citation), str(csl(citation))):
        assert not set(text) & set("\x1b\x07\x9b\u202e")


# BibTeX -------------------------------------------------------------------------------------------


def test_bibtex_of_a_turn(desk: Desk) -> None:
    read = entry(desk.cite(made()))
    assert read.type == "misc"
    assert [str(person) for person in read.persons["author"]] == ["{Ben Orr}"]
    fields = dict(read.fields)
    assert fields.pop("contenthash") == f"hash-v1:{content_hash(TURNS)}"
    assert fields == {
        "title": "{The lake}",
        "howpublished": "Fresh Air, NPR",
        "date": "2024-02-03",
        "year": "2024",
        "month": "February",
        "url": REF.url + "#:~:text=Ninety%20feet%20%2D%20or,Nobody%20knows%2C%20R%26D%20says.",
        "urldate": "2026-03-20",
        "note": rf"onrecord:npr/1000001\#2\textasciitilde{{}}{words_hash(TURNS[1].text)}",
        "annote": r"Ninety feet - or more. Nobody knows, R\&D says.",
    }


def test_bibtex_prints_special_characters_and_keeps_its_braces(desk: Desk) -> None:
    turns = (Turn("ANN LEE, HOST", "speech", SPECIAL + " {", 0),)
    citation = desk.cite(made(turns, title=SPECIAL, program="A {B"), 1)
    fields = entry(citation).fields
    printed = SPECIAL.replace("^", "ˆ").replace('"', "”")  # as pylatexenc prints these two
    assert in_print(fields["title"]) == printed
    assert in_print(fields["annote"]) == printed + " {"
    assert in_print(fields["howpublished"]) == "A {B, NPR"
    for field in fields.values():
        assert field.count("{") == field.count("}")


def test_the_key_stays_when_words_are_corrected(desk: Desk) -> None:
    before = desk.cite(made())
    turns = (TURNS[0], replace(TURNS[1], text="Ninety-one feet."))
    after = desk.cite(made(turns), body=b"y")
    assert before.key == after.key == "npr.1000001.turn2"
    assert before.id != after.id


def test_keys_of_urls_hold_no_character_that_ends_one(desk: Desk) -> None:
    story = StoryRef("stations", "www.kut.org/news/2023-06-14/bees", "https://www.kut.org/news/x")
    citation = desk.cite(replace(made(), ref=story, url=story.url))
    assert citation.key == "stations.www.kut.org_2f_news_2f_2023-06-14_2f_bees.turn2"
    assert entry(citation).fields["howpublished"] == "Fresh Air"  # whose site it is, nobody says


# CSL-JSON -----------------------------------------------------------------------------------------


def test_csl_json_of_a_turn(desk: Desk) -> None:
    found = item(desk.cite(made(language="en")))
    assert found == {
        "id": "npr.1000001.turn2",
        "type": "broadcast",
        "author": [{"literal": "Ben Orr"}],
        "title": "The lake",
        "container-title": "Fresh Air",
        "publisher": "NPR",
        "host": [{"literal": "Ann Lee"}],
        "medium": "Transcript",
        "issued": {"date-parts": [[2024, 2, 3]]},
        "accessed": {"date-parts": [[2026, 3, 20]]},
        "URL": REF.url + "#:~:text=Ninety%20feet%20%2D%20or,Nobody%20knows%2C%20R%26D%20says.",
        "language": "en",
        "note": f"onrecord:npr/1000001#2~{words_hash(TURNS[1].text)}\n"
        "“Ninety feet - or more. Nobody knows, R&D says.”",
        "custom": {"content_hash": f"hash-v1:{content_hash(TURNS)}"},
    }


def test_csl_json_of_a_story(desk: Desk) -> None:
    found = item(desk.cite(made(), None))
    assert (found["host"], found["guest"]) == ([{"literal": "Ann Lee"}], [{"literal": "Ben Orr"}])
    assert "author" not in found
    assert found["note"] == f"onrecord:npr/1000001 hash-v1:{content_hash(TURNS)}"


# Wikipedia ----------------------------------------------------------------------------------------


def test_the_template_of_a_turn(desk: Desk) -> None:
    assert template(desk.cite(made())) == {
        "subject": "Ben Orr",
        "interviewer": "Ann Lee",
        "title": "The lake",
        "url": REF.url + "#:~:text=Ninety%20feet%20%2D%20or,Nobody%20knows%2C%20R%26D%20says.",
        "work": "Fresh Air",
        "publisher": "NPR",
        "date": "2024-02-03",
        "access-date": "2026-03-20",
        "id": f"onrecord:npr/1000001#2~{words_hash(TURNS[1].text)}",
        "quote": "Ninety feet - or more. Nobody knows, R&D says.",
    }


def test_the_template_takes_no_mark_up_from_the_page(desk: Desk) -> None:
    turns = (Turn("ANN LEE, HOST", "speech", SPECIAL, 0),)
    citation = desk.cite(made(turns, title=SPECIAL, program="A | b=c }}"), 1)
    found = template(citation)
    assert found["title"] == found["quote"] == SPECIAL
    assert found["work"] == "A | b=c }}"
    values = wikipedia(citation).partition("|title=")[2].partition("|url=")[0]
    for mark in ("''", "~~", "__", "//", "[", "{", "|", "<"):
        assert mark not in values.removesuffix(" ")
    assert "~~" not in wikipedia(citation)


GUEST = Speaker("Cal Poe", "guest", "label")
REPORTER = Speaker("Dan Rye", "reporter", "label")


@pytest.mark.parametrize(
    ("turns", "speakers", "position", "interviewer"),
    [
        (TURNS, (ANN, BEN), 2, "Ann Lee"),
        # A host is nobody's guest.
        (TURNS, (ANN, BEN), 1, None),
        # Either of two may have asked.
        ((*TURNS, Turn("DAN", "speech", "So.", 2)), (ANN, BEN, REPORTER), 2, None),
        # So may a voice that is not known, or one that is in doubt.
        ((*TURNS, Turn(None, "speech", "So.")), (ANN, BEN), 2, None),
        ((*TURNS, Turn("X", "speech", "So.", 0, doubt="cut")), (ANN, BEN), 2, None),
        (TURNS, (replace(ANN, doubt="nothing says so"), BEN), 2, None),
        (TURNS, (ANN, replace(BEN, doubt="nothing says so")), 2, None),
        ((*TURNS, Turn("CAL", "speech", "So.", 2)), (ANN, BEN, GUEST), 2, "Ann Lee"),
        ((*TURNS, Turn(None, "cue", "(MUSIC)")), (ANN, BEN), 2, "Ann Lee"),
    ],
)
def test_an_interviewer_is_named_only_where_it_can_be_nobody_else(
    desk: Desk,
    turns: tuple[Turn, ...],
    speakers: tuple[Speaker, ...],
    position: int,
    interviewer: str | None,
) -> None:
    citation = desk.cite(made(turns, speakers=speakers), position)
    assert template(citation).get("interviewer") == interviewer


# What is not known, and what is in doubt ----------------------------------------------------------


def test_a_doubtful_speaker_is_never_cited_as_certain(desk: Desk) -> None:
    doubted = replace(TURNS[1], doubt="the label could not be read")
    citation = desk.cite(made((TURNS[0], doubted)))
    assert plain_text(citation).startswith(
        "Ben Orr? [uncertain speaker: the label could not be read]: “Ninety"
    )
    read = entry(citation)
    assert "author" not in read.persons
    assert read.fields["note"].startswith("The speaker is uncertain: the label could not be read. ")
    assert "author" not in item(citation)
    assert "The speaker is uncertain" in item(citation)["note"]
    found = template(citation)
    assert "subject" not in found
    assert "interviewer" not in found
    assert found["quote"].startswith("[The speaker is uncertain: the label could not be read.] N")
    assert "Ben Orr" not in bibtex(citation) + str(csl(citation)) + wikipedia(citation)


def test_a_doubtful_role_leaves_the_speaker_certain(desk: Desk) -> None:
    citation = desk.cite(made(speakers=(ANN, replace(BEN, doubt="nothing says who he is"))))
    assert plain_text(citation).startswith(
        "Ben Orr (guest?) [uncertain role: nothing says who he is]: “Ninety"
    )
    assert item(citation)["author"] == [{"literal": "Ben Orr"}]


def test_a_speaker_whom_nobody_knows(desk: Desk) -> None:
    citation = desk.cite(made((TURNS[0], Turn(None, "speech", "Yes, it is."))))
    assert plain_text(citation).startswith("Unknown speaker: “Yes, it is.”")
    assert "author" not in entry(citation).persons


def test_a_cue_is_said_by_nobody(desk: Desk) -> None:
    citation = desk.cite(made((*TURNS, Turn(None, "cue", "(SOUNDBITE OF MUSIC)"))), 3)
    assert plain_text(citation).startswith("(SOUNDBITE OF MUSIC)\n“The lake”")
    assert "author" not in item(citation)


def test_without_a_date_each_format_says_so_in_its_own_way(desk: Desk) -> None:
    citation = desk.cite(made(aired_on=None, title=None, program=None))
    assert "\n(no title), NPR, n.d.\n" in plain_text(citation)
    fields = entry(citation).fields
    assert fields["year"] == "n.d."
    assert not {"date", "month", "title"} & set(fields)
    assert not {"issued", "title", "container-title"} & set(item(citation))
    found = template(citation)
    assert (found["date"], found["title"]) == ("n.d.", "[no title]")
    assert "work" not in found


CAPTURE = "https://web.archive.org/web/20130913123456id_/https://www.npr.org/transcripts/1000001"


def test_the_archived_copy_that_the_words_are_from(desk: Desk) -> None:
    citation = desk.cite(made(), via=CAPTURE, url=CAPTURE)
    people_read = CAPTURE.replace("id_", "")
    assert f"\nArchived 2013-09-13: {people_read}\n" in plain_text(citation)
    assert citation.url.startswith(REF.url + "#")
    found = template(citation)
    assert (found["archive-url"], found["archive-date"]) == (people_read, "2013-09-13")
    assert in_print(entry(citation).fields["addendum"]) == f"Archived 2013-09-13: {people_read}"
    read = item(citation)
    assert (read["archive"], read["archive_location"]) == ("Wayback Machine", people_read)


def test_a_warc_file_is_no_archived_copy(desk: Desk) -> None:
    citation = desk.cite(made(), via="crawl.warc.gz")
    assert citation.archived is None
    assert "archive" not in wikipedia(citation)


def test_a_transcript_in_doubt_says_so(desk: Desk) -> None:
    desk.cite(made())
    with closing(sqlite3.connect(desk.archive.path)) as connection, connection:
        connection.execute("UPDATE transcripts SET doubt = 'no layout fits'")
    row = desk.archive.records.find(1)
    assert row is not None
    citation = cite(desk.archive, row, 2, [Npr()])
    said = "The transcript is in doubt: today's rules do not understand it: no layout fits."
    assert said in plain_text(citation)
    assert said in item(citation)["note"]


# JSON ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "bibtex", "csl-json", "wikipedia"])
def test_json_holds_the_facts_and_the_citation(landed: Command, form: str) -> None:
    found = json.loads(landed("cite", f"{STORY}#2", "--json", "--format", form).out)
    assert (found["command"], found["format"]) == ("cite", form)
    printed = landed("cite", f"{STORY}#2", "--format", form).out
    if form == "csl-json":
        assert json.loads(printed) == [found["citation"]]
    else:
        assert printed == found["citation"]
    assert found["spoken"]["speaker"] == "Grace Oyama"
    assert found["id"] == f"onrecord:npr/{STORY}#2~{words_hash(TURN)}"
    assert found["resolved"]["outcome"] == "unverified"


# show ---------------------------------------------------------------------------------------------


def test_show_prints_a_turn_with_those_around_it(landed: Command) -> None:
    turn = f"onrecord:npr/{STORY}#4~{words_hash('Did you ever find Arturo?')}"
    two = landed("show", turn)
    assert two.code == 0
    said = [line for line in two.out.splitlines() if line.startswith("    ")]
    assert said[0].strip() == TURN
    assert said[2].strip() == "Did you ever find Arturo?"
    assert said[3].strip() == turn
    assert said[-1].strip() == "(SOUNDBITE OF PHONE RINGING)"
    alone = landed("show", turn, "-C", "0").out
    assert alone.splitlines()[2:] == [
        "", "Grace Oyama (reporter)", "    Did you ever find Arturo?", f"    {turn}",
    ]  # fmt: skip
    found = json.loads(landed("show", turn, "-C", "1", "--json").out)
    assert [one["position"] for one in found["turns"]] == [3, 4, 5]
    assert found["resolved"]["outcome"] == "same"


def test_show_prints_the_id_of_every_turn(landed: Command, tmp_path: Path) -> None:
    ids = rows(tmp_path, f"SELECT permanent_id FROM lines WHERE story_id = '{STORY}'")
    shown = landed("show", STORY, "--ids").out
    assert len(ids) == 8
    assert all(f"    {one}\n" in shown for (one,) in ids)
    assert "onrecord:" not in landed("show", STORY).out


def test_a_turn_behind_a_storys_url_and_a_hash_without_a_source(landed: Command) -> None:
    url = "https://www.npr.org/2025/05/19/nx-s1-5340027/a-reporter-s-notebook"
    for what in (f"{url}#5", f"{STORY}#5~dba4945c"):
        assert f"onrecord:npr/{STORY}#5~dba4945c" in landed("cite", what).out


def test_context_around_no_turn_is_refused(landed: Command) -> None:
    assert landed("show", STORY, "-C", "2").code == 2
    assert landed("show", f"{STORY}#5", "-C", "2").code == 0
