"""What people type finds what was said, whatever the filter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scraper.archive.integrity.structure import check_search_indexes, check_speech
from scraper.archive.records.landing import Landed
from scraper.archive.search import HIT_END, HIT_START, By, Filters, Sort
from scraper.archive.search.marking import snippet
from scraper.archive.search.queries import parse
from scraper.archive.store import Archive
from scraper.compounds import compounds, variants
from scraper.content_hash import content_hash
from scraper.errors import QueryError
from scraper.model import Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, Command, a_page, raw, rot

ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest")
CAFE = (
    "She doesn't like the caf\u00e9's 1,000 pay-phones at 4:10, or C++, or"
    " O\u2019Brien\u2019s A.T.M."
)
PLAIN = "The dons teach a teacher to call 1000 times on the pay phone in Tibbs."


def story(
    number: int,
    said: Sequence[tuple[Speaker | None, str]],
    aired: date | None = date(2020, 1, 1),
    program: str | None = "Morning Edition",
) -> Transcript:
    """A story in which these people say these words."""
    speakers = list(dict.fromkeys(who for who, _ in said if who))
    turns = tuple(
        Turn(
            who.name.upper() if who else "MAN", "speech", text, speakers.index(who) if who else None
        )
        for who, text in said
    )
    ref = StoryRef("npr", str(number), f"https://www.npr.org/{number}")
    return Transcript(
        ref=ref, url=ref.url, turns=turns, speakers=tuple(speakers), program=program,
        content_hash=content_hash(turns), title=f"Story {number}", aired_on=aired,
    )  # fmt: skip


def land(archive: Archive, transcript: Transcript) -> Landed:
    words = "".join(turn.text for turn in transcript.turns)
    page = a_page(f"<p>{words}", transcript.url)
    return archive.lander().land(page, transcript, transcript.ref, NOON)


@pytest.fixture
def spoken(archive: Archive) -> Archive:
    land(archive, story(1, [(ANN, CAFE), (BEN, PLAIN)]))
    return archive


@pytest.mark.parametrize(
    ("typed", "turns"),
    [
        ("doesn't", "1"), ("doesn\u2019t", "1"), ("doesnt", "1"), ("DOESN'T", "1"), ("does", ""),
        ("pay-phones", "1"), ("payphones", "1"), ("pay-phone", "2"), ("pay phone", "2"),
        ("payphone", ""), ("pay\u00adphones", "1"), ("pay\u2010phones", "1"), ("phones", "1"),
        ("1000", "12"), ("1,000", "12"), ("100", ""), ("4:10", "1"), ("410", ""), ("10:4", ""),
        ("C++", "1"), ("c++?", "1"), ("C", "1"), ("C#", ""), ("cafe", "1"), ("CAF\u00c9", "1"),
        ("cafes", "1"), ("obrien", "1"), ("O'Brien", "1"), ("o\u2019brien's", "1"), ("brien", "1"),
        ("A.T.M.", "1"), ("times?", "2"), ("teach", "2"), ("teacher", "2"), ("teachers", ""),
        ("teach*", "2"), ("tea*", "2"), ("call times", "2"), ("times call", "2"), ("call cafe", ""),
        ("call OR cafe", "12"), ("call NOT cafe", "2"), ("the NOT cafe", "2"),
        ("the AND cafe", "1"), ('"pay phone"', "2"), ('"pay phones"', "1"), ('"phone pay"', ""),
        ('"doesnt like"', "1"), ('"doesn\'t like"', "1"), ('"the pay"*', "2"), ('"1000 pay"', "1"),
        ('"pay" + "phone"', "2"), ("NEAR(teacher call)", "2"), ("NEAR(teach tibbs, 2)", ""),
        ('NEAR("pay phone" tibbs, 2)', "2"), ("NEAR(doesnt cafe, 3)", "1"), ('"or C++ or"', "1"),
        ("NEAR(doesn't cafe,3)", "1"), ('NEAR("teach" "tibbs", 2)', ""),
        ("NEAR(teacher cal*)", "2"), ("NEAR(teacher cal*, 0)", ""), ("NEAR(teacher call , 5)", "2"),
        ("\u201cphone pay\u201d", ""),
        ("\u201cpay phone\u201d", "2"),
        ("payph*", "1"), ("pay-ph*", "12"), ("doesn't*", "1"), ("1,0*", "1"),
        ("(call OR like) AND phone*", "12"),
        ("call OR like NOT teach", "12"), ("(call OR like) NOT teach", "1"),
        # What is no query is words.
        ('"pay phone', "2"), ("the AND", ""), ("AND", ""), ("(call", "2"), ("call)", "2"),
        ("NEAR(call", ""), ("'; DROP TABLE turns; --", ""), ("text:call", ""), ("^call", "2"),
        ("call -cafe", ""), ("{facets} : k", ""), ("\ue000k", ""), ("call \ue000u", ""),
        ("times\x00call", ""), ("call,times", "2"), ("1000,on", ""),
        ("times on", "2"), ("\uff23afe", ""),
    ],
)  # fmt: skip
def test_what_people_type(spoken: Archive, typed: str, turns: str) -> None:
    found = spoken.search.find(typed, sort=Sort.OLDEST)
    assert "".join(str(hit.position) for hit in found.hits) == turns
    assert found.total == spoken.search.count(typed) == len(turns)


@pytest.mark.parametrize("typed", ["*", "   ", "?!", "\u00ad", "\ue000", '""', "\u2014"])
def test_a_search_without_a_word(spoken: Archive, typed: str) -> None:
    with pytest.raises(QueryError, match="contains no word or number"):
        spoken.search.find(typed)


@pytest.mark.parametrize("typed", ["(" * 300 + "a" + ")" * 300, "a " * 500, "a OR " * 400 + "a"])
def test_a_search_that_is_too_long(spoken: Archive, typed: str) -> None:
    with pytest.raises(QueryError, match="more than"):
        spoken.search.find(typed)


def test_every_query_that_is_made_up_gives_an_answer(spoken: Archive) -> None:
    chance = random.Random(7)
    pieces = [
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "(",
        ")",
        '"',
        "*",
        "+",
        ",",
        "a",
        "pay",
        "1,000",
        "'",
        ":",
    ]
    for _ in range(1500):
        typed = "".join(chance.choice(pieces) + chance.choice(["", " "]) for _ in range(8))
        try:
            found = spoken.search.find(typed)
        except QueryError as refused:
            assert "no word" in str(refused)  # noqa: PT017  only this one refusal is right
        else:
            assert len(found.hits) == found.total


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("doesnt", "She <doesn't> like"), ("1000", "<1,000>"), ("payphones", "<pay-phones>"),
        ("cafe", "the <caf\u00e9>'s"), ("c++", "<C++>"), ("obrien", "<O\u2019Brien\u2019s>"),
        ('"like the"', "<like the> caf\u00e9"), ("lik*", "<like>"), ("like NOT dislike", "<like>"),
        ("like the", "<like> <the>"), ("don't", "<Dont>"), ("e-mail", "<email>"),
        ("pay-phone OR 2,000", "<payphone>"), ("2,000", "<2000>"),
    ],
)  # fmt: skip
def test_hits_are_marked(typed: str, marked: str) -> None:
    text = f"{CAFE} Dont email the payphone 2000 times."
    shown = snippet(text, parse(typed).phrases)
    assert marked in shown.replace(HIT_START, "<").replace(HIT_END, ">")
    assert shown.replace(HIT_START, "").replace(HIT_END, "").strip("…") in text


def test_compounds() -> None:
    text = "mother-in-law's, don't 1,000,000 12,34 well\u2014known C# A+ rock-'n'-roll a1,000"
    assert set(compounds(text).split()) >= {"motherinlaw", "dont", "1000000", "Csharp"}
    assert not set(compounds(text).split()) & {"1234", "wellknown", "a1000"}
    assert variants("pay-phone.") == ["pay-phone.", "payphone"]
    assert variants("what?") == ["what?"]
    assert compounds("20-30 schools, 9-11") == ""  # these are not 2030 and 911
    assert "1000foot" in compounds("a 1,000-foot wall").split()
    assert variants("1,000-foot") == ["1,000-foot", "1000foot"]


# Filters ------------------------------------------------------------------------------------------


@pytest.fixture
def varied(archive: Archive) -> Archive:
    """Ten turns that say snow: by whom, when and where is told in the test below."""
    land(archive, story(1, [(ANN, "Snow one."), (BEN, "Snow two.")], date(2020, 1, 31)))
    land(archive, story(2, [(ANN, "Snow three.")], date(2020, 2, 1), "Fresh Air"))
    land(archive, story(3, [(BEN, "Snow four."), (None, "Snow five.")], None, "Fresh Air"))
    land(archive, story(4, [(replace(ANN, role="guest"), "Snow six.")], date(2019, 12, 31), None))
    long = [(ANN, " ".join(f"word{n}" for n in range(30)) + " snow seven.")]
    land(archive, story(5, long, date(2018, 5, 5)))
    land(archive, story(6, long, date(2018, 6, 6)))  # the same words: not counted
    return archive


@pytest.mark.parametrize(
    ("filters", "stories"),
    [
        ({}, "2 11 4 5 33"),
        ({"program": "fresh"}, "2 33"),
        ({"program": "FRESH a"}, "2 33"),
        ({"program": "air"}, "2 33"),
        ({"program": "zzz"}, ""),
        ({"role": "host"}, "2 1 5"),
        ({"role": "guest"}, "1 4 3"),
        ({"source": "npr"}, "2 11 4 5 33"),
        ({"source": "cnn"}, ""),
        ({"since": "2020-02-01"}, "2"),
        ({"since": "2020-01-31"}, "2 11"),
        ({"until": "2019-12-31"}, "4 5"),
        ({"until": "2020-01-31"}, "11 4 5"),
        ({"since": "2019-01-01", "until": "2020-01-31"}, "11 4"),
        ({"duplicates": True}, "2 11 4 6 5 33"),
        ({"speaker": "orr"}, "1 3"),
        ({"speaker": "lee", "program": "morning"}, "1 5"),
        ({"speaker": "zzz"}, ""),
        ({"speaker": "orr", "until": "2019-12-31"}, ""),
        ({"role": "host", "since": "2020-01-01", "program": "fresh", "source": "npr"}, "2"),
    ],
)
@pytest.mark.parametrize("typed", ["snow", None])
def test_filters(varied: Archive, typed: str | None, filters: dict[str, str], stories: str) -> None:
    wanted = dict(filters)
    speaker = wanted.pop("speaker", None)
    named = None if speaker is None else varied.people.named(speaker)
    asked = Filters(named, **wanted)  # type: ignore[arg-type]
    expected = list(stories.replace(" ", ""))
    found = varied.search.find(typed, asked, sort=Sort.NEWEST)
    assert [hit.url.rpartition("/")[2] for hit in found.hits] == expected
    assert found.total == varied.search.count(typed, asked) == len(expected)
    for sort in Sort:
        hits = varied.search.find(typed, asked, sort=sort).hits
        assert sorted(hit.text for hit in hits) == sorted(hit.text for hit in found.hits)
    for by in By:
        shares = varied.search.shares(by, typed, asked)
        assert sum(share.turns for share in shares) == len(expected)


def test_order_and_limit(varied: Archive) -> None:
    def stories(sort: Sort, limit: int) -> str:
        found = varied.search.find("snow", sort=sort, limit=limit)
        assert found.total == 7
        return "".join(hit.url.rpartition("/")[2] for hit in found.hits)

    assert stories(Sort.NEWEST, 3) == "211"
    assert stories(Sort.OLDEST, 3) == "541"
    assert stories(Sort.OLDEST, 9) == "5411233"  # the undated come last
    assert stories(Sort.RELEVANCE, 9)[-1] == "5"  # one word of thirty


def test_relevance_prefers_the_rarer_word(archive: Archive) -> None:
    for number in range(9):
        land(archive, story(number, [(ANN, f"The weather, the weather, again {number}.")]))
    land(archive, story(20, [(ANN, "The weather and a heron.")]))
    assert archive.search.find("weather OR heron").hits[0].url.endswith("/20")


def test_what_is_left_out_is_told(varied: Archive) -> None:
    left_out = varied.search.find("snow", Filters(since="2000-01-01")).left_out
    assert (left_out.undated, left_out.undated_stories, left_out.repeated) == (2, 1, 1)
    left_out = varied.search.find("snow", Filters(duplicates=True)).left_out
    assert (left_out.undated, left_out.repeated) == (0, 0)


def test_other_forms_are_offered_where_they_are_frequent(archive: Archive) -> None:
    said = ["teacher one", *(f"teachers {n}" for n in range(4)), "teaching"]
    for number, text in enumerate(said):
        land(archive, story(number, [(ANN, text)]))
    (form,) = archive.search.find("teacher").other_forms
    assert (form.pattern, form.turns) == ("teacher*", 4)
    assert archive.search.find("teachers").other_forms == []  # one turn is not frequent
    assert archive.search.find("teaching").other_forms[0].pattern == "teach*"
    assert archive.search.find('"teacher one"').other_forms == []
    assert archive.search.find("one").other_forms == []


def test_a_count_beyond_what_is_quick_is_honest(archive: Archive) -> None:
    said = [(ANN, f"word{n} pay phone") for n in range(1003)]
    land(archive, story(1, said))
    found = archive.search.find('"pay phone"')
    assert (found.total, found.is_exact, found.ranked, len(found.hits)) == (1000, False, 1000, 20)
    assert archive.search.count('"pay phone"') == 1003
    found = archive.search.find("phone")
    assert (found.total, found.is_exact, found.ranked) == (1003, True, 1000)
    found = archive.search.find("phone", limit=1003)
    assert (len(found.hits), found.ranked) == (1003, None)
    found = archive.search.find('"pay phone"', limit=1003, sort=Sort.NEWEST)
    assert (found.total, found.is_exact, found.ranked, len(found.hits)) == (1003, True, None, 1003)


# Counts -------------------------------------------------------------------------------------------


def test_shares_have_the_words_they_are_of(varied: Archive) -> None:
    def told(by: By, filters: Filters = Filters()) -> list[tuple[object, ...]]:  # noqa: B008
        return [(s.name, s.turns, s.words) for s in varied.search.shares(by, "snow", filters)]

    assert told(By.SPEAKER) == [
        ("Ann Lee", 4, 2 + 2 + 2 + 32), ("Ben Orr", 2, 4), (None, 1, 2),
    ]  # fmt: skip
    assert told(By.PROGRAM) == [("Fresh Air", 3, 6), ("Morning Edition", 3, 36), (None, 1, 2)]
    assert told(By.MONTH) == [
        ("2018-05", 1, 32), ("2019-12", 1, 2), ("2020-01", 2, 4), ("2020-02", 1, 2), (None, 2, 4),
    ]  # fmt: skip
    hosts = Filters(role="host")
    assert told(By.SPEAKER, hosts) == [("Ann Lee", 3, 2 + 2 + 32)]
    assert told(By.PROGRAM, hosts) == [("Morning Edition", 2, 34), ("Fresh Air", 1, 2)]
    (share,) = varied.search.shares(By.SPEAKER, "seven", hosts)
    assert share.per_1000_words == pytest.approx(1000 / 36)
    newsmakers = Filters(newsmakers=True)  # a voice without a name is no host
    by_program = {("Fresh Air", 2, 4), ("Morning Edition", 1, 2), (None, 1, 2)}
    assert {*told(By.PROGRAM, newsmakers)} == by_program
    zero = varied.search.shares(By.MONTH, "seven")
    assert [(s.name, s.turns) for s in zero][-2:] == [("2020-02", 0), (None, 0)]


def test_titles(varied: Archive) -> None:
    total, found = varied.search.titles("story", Filters(program="fresh"))
    assert (total, [one.title for one in found]) == (2, ["Story 2", "Story 3"])
    total, _ = varied.search.titles("story", Filters(varied.people.named("orr")))
    assert total == 2
    assert varied.search.titles("dont", Filters())[0] == 0
    with varied.transaction():
        raw(varied).execute("UPDATE transcripts SET title = 'C++ doesn''t cost 1,000' WHERE id = 1")
    for typed in ("C++", "doesnt", "doesn't cost", '"cost 1000"', "1000"):
        assert varied.search.titles(typed, Filters())[0] == 1, typed


# The index ----------------------------------------------------------------------------------------

EDITS = (
    "UPDATE turns SET text = 'Heron {n} don''t' WHERE id = {id}",
    "UPDATE turns SET speaker_id = NULL WHERE id = {id}",
    "UPDATE turns SET speaker_id = (SELECT min(id) FROM speakers) WHERE transcript_id = {n}",
    "UPDATE turns SET kind = iif(kind = 'cue', 'speech', 'cue') WHERE id = {id}",
    "UPDATE turns SET position = position + 100 WHERE id = {id}",
    "UPDATE OR REPLACE turns SET position = 1 WHERE id = {id}",
    "UPDATE OR IGNORE turns SET position = 1 WHERE id = {id}",
    "UPDATE OR REPLACE turns SET id = {id} WHERE id = {n}",
    "DELETE FROM turns WHERE id = {id}",
    "INSERT INTO turns (transcript_id, position, kind, text) VALUES ({n}, {id}00, 'speech', 'Owl')",
    "REPLACE INTO turns (id, transcript_id, position, kind, text) VALUES ({id}, 1, 9, 'cue', 'A')",
    "INSERT OR IGNORE INTO turns (id, transcript_id, position, kind, text)"  # noqa: ISC004
    " VALUES ({id}, 1, {n}000, 'speech', 'Stork')",
    "UPDATE transcripts SET aired_on = '2001-0{n}-01' WHERE id = {n}",
    "UPDATE transcripts SET aired_on = 'spring', program = NULL WHERE id = {n}",
    "UPDATE transcripts SET counted = NOT counted WHERE id = {n}",
    "UPDATE transcripts SET source = 'cnn' WHERE id = {n}",
    "UPDATE appearances SET role = 'announcer' WHERE transcript_id = {n}",
    "DELETE FROM appearances WHERE transcript_id = {n}",
    "DELETE FROM transcripts WHERE id = {n}",
)


@pytest.mark.parametrize("seed", range(12))
def test_the_index_is_true_whatever_is_changed_by_hand(varied: Archive, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        sql = chance.choice(EDITS).format(n=chance.randint(1, 6), id=chance.randint(1, 9))
        raw(varied).execute("PRAGMA foreign_keys = OFF")
        raw(varied).execute(sql)
        problems = [*check_search_indexes(varied._db), *check_speech(varied._db)]
        assert problems == [], sql
    assert [problem.what for problem in check_speech(varied._db)] == []


def test_damage_to_the_index_is_found_and_repaired(varied: Archive) -> None:
    for damage in (
        "UPDATE speech SET role = 'announcer' WHERE id = (SELECT min(id) FROM speech)",
        "UPDATE speech SET compounds = 'snowone' WHERE turn_id = 1",
        "DELETE FROM speech WHERE turn_id = 2",
        "INSERT INTO speech (id, turn_id, transcript_id, source, counted) VALUES (9, 99, 1, '', 1)",
        "INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)"  # noqa: ISC004
        " SELECT 'delete', id, 'Snow', '', '' FROM speech LIMIT 1",
    ):
        rot(raw(varied), damage)
        problems = [*check_search_indexes(varied._db), *check_speech(varied._db)]
        assert problems, damage
        assert {problem.repair for problem in problems} == {"index"}
        varied.integrity.repair(problems)
        assert [*check_search_indexes(varied._db), *check_speech(varied._db)] == [], damage
    assert varied.search.count("snow") == 7


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def found(onrecord: Command, tmp_path: Path, empty_archive: Path) -> Command:
    (tmp_path / "archive.db").write_bytes(empty_archive.read_bytes())
    with Archive.write(tmp_path / "archive.db") as archive:
        said = [(ANN, "Good morning."), (BEN, "It doesn't snow here."), (ANN, "Thank you.")]
        land(archive, story(1, said))
        land(archive, story(2, [(ANN, "Snow, then.")], None))
    return onrecord


def test_the_command_prints_id_url_and_context(found: Command) -> None:
    hash8 = content_hash([Turn(None, "speech", "It doesn't snow here.")])[:8]
    ran = found("search", "doesnt", "snow", "-C", "1")
    assert ran.out == (
        "Ben Orr · Morning Edition · 2020-01-01\n"
        "Story 1 [1]\n"
        "    Ann Lee: Good morning.\n"
        "    It *doesn't* *snow* here.\n"
        "    Ann Lee: Thank you.\n"
        f"onrecord:npr/1#2~{hash8}\n"
        "https://www.npr.org/1\n"
        "\n"
        "1 hit\n"
    )
    (hit,) = found("search", "doesnt", "-C", "1", "--json").rows
    assert hit["permanent_id"] == f"onrecord:npr/1#2~{hash8}"
    assert [turn["text"] for turn in hit["before"] + hit["after"]] == [
        "Good morning.",
        "Thank you.",
    ]


def test_counts_on_the_command_line(found: Command) -> None:
    assert found("search", "snow", "--count").out == "2\n"
    ran = found("search", "snow", "--count", "--since", "2019")
    assert (ran.out, ran.err) == (
        "1\n", "1 more hit left out by --since or --until: the date of 1 story is unknown\n"
    )  # fmt: skip
    ran = found("search", "snow", "--by", "speaker")
    assert [line.split() for line in ran.out.splitlines()] == [
        ["speaker", "hits", "per_1000_words", "words"],
        ["Ann", "Lee", "1", "166.67", "6"], ["Ben", "Orr", "1", "250.00", "4"],
    ]  # fmt: skip
    (_, undated) = found("search", "snow", "--by", "month", "--json").rows
    assert (undated["name"], undated["turns"], undated["words"]) == (None, 1, 2)
    assert found("search", "story", "--titles").out.count("Story") == 2
    assert found("search", "--speaker", "orr").out.endswith("\n1 hit\n")
    assert found("search", "snow", "--since", "0001", "--count").out == "1\n"
    ran = found("search", "the OR snow", "--by", "speaker", "--limit", "1")
    assert ran.err == "more than 1 have hits; --limit shows more\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "give words to search for, or a filter"),
        (["snow", "--program", "mornin edition"], "did you mean 'Morning Edition'?"),
        (["snow", "--source", "nrp"], "did you mean 'npr'?"),
        (["snow", "--titles", "--by", "month"], "--by and --titles can't be combined"),
        (["snow", "--count", "--by", "month"], "--by and --count can't be combined"),
        (
            ["snow", "--count", "--sort", "newest"],
            "--sort can't be combined with --count, which prints no hits",
        ),
        (["--titles", "--program", "morning"], "--titles needs words"),
        (["snow", "--role", "hosts"], "is not one of 'host', 'reporter'"),
        (["snow", "--since", "2020", "--until", "2019"], "is after --until"),
        (["snow", "--program", "?"], "there is no program called '?'"),
    ],
)
def test_wrong_use(found: Command, options: list[str], sentence: str) -> None:
    ran = found("search", *options)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
