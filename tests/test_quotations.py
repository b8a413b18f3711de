"""What a quotation is worth: words, marks, verdicts. Expected values are a reader's."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.quotations.finding import find
from scraper.quotations.marks import read_quotation
from scraper.quotations.speakers import Named
from scraper.quotations.verdict import Finding, PieceKind, Verdict
from scraper.quotations.words import fold, words
from tests.quotations.record import Record, record, speaker_id

SCRIPT = """
RENNER: A bad year for cider is a good year for a certain ferry in Brittany. It burns the stuff.
LACHANCE: You smell it before you see it, Aisha. I'd know it anywhere.
(SOUNDBITE OF FERRY ENGINE)
LACHANCE: The passengers lean to the left, where the exhaust is.
GOFF: (Through interpreter) It's the brandy nobody would drink. We distill it twice, and then \
(laughter) it's too strong to sell and too sad to throw away.
RENNER: So you burn it?
GOFF: We do not burn it for fun. The U.S. Coast Guard gave us 1,000 gallons, and a \
pay-phone café won't take it - not at 5 percent.
"""
OTHER = """
DELACROIX: If it rains on your roof in western Colorado, one hundred ten gallons of it are yours.
YAZZIE: I have three barrels, and I did not ask anybody.
DELACROIX?: That was never the law in this county.
NOBODY: Somebody should have read the statute first.
"""


@pytest.fixture(scope="module")
def said() -> Record:
    return record(SCRIPT, OTHER)


def verdict(said: Record, text: str, named: Named | None = None) -> str:
    return str(find(text, said, named).verdict)


# words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t DON'T dont", ["dont", "dont", "dont"]),
        ("1,000 1000 1 000", ["1000", "1000", "1", "000"]),
        ("3.5 million, 2:30", ["3.5", "million", "2:30"]),
        ("the U.S. and the US at 9 a.m.", ["the", "us", "and", "the", "us", "at", "9", "am"]),
        ("café cafe\u0301 cafe", ["cafe", "cafe", "cafe"]),
        ("is\u00adland is\u200bland", ["island", "island"]),
        ("5% and 5 percent", ["5", "percent", "and", "5", "percent"]),
        ("pay-phone—now…", ["pay", "phone", "now"]),
        ("we're were", ["we're", "were"]),
        ("’em ‘em", ["em", "em"]),
        ("R&B", ["r", "and", "b"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("", []),
        ("… — ?!", []),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert [word.folded for word in words(text)] == expected


@given(st.text(max_size=80))
def test_every_word_stands_where_it_says(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.folded
        end = word.end


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) in (once, fold(fold(once)))


# marks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark", ["…", "...", ". . .", "[…]", "[...]", "[ . . . ]", "....", "(...)", "* * *"]
)
def test_every_mark_of_omission_is_one(mark: str) -> None:
    found = read_quotation(f"we distill it {mark} too sad")
    assert [word.folded for word in found.words] == ["we", "distill", "it", "too", "sad"]
    assert found.omissions == {3}


def test_marks_at_the_ends_leave_nothing_out() -> None:
    assert read_quotation("… we distill it …").omissions == frozenset()


def test_brackets_are_what_the_writer_put_in() -> None:
    found = read_quotation("[T]he [harbor pilot] distill[s] it [sic] twice (laughter)")
    assert [word.folded for word in found.words] == [
        "the", "harbor", "pilot", "distills", "it", "twice",
    ]  # fmt: skip
    assert [(one.first, one.end) for one in found.brackets] == [(0, 1), (1, 3), (3, 4)]


# verdicts ----------------------------------------------------------------------------------------

VERBATIM = [
    "You smell it before you see it, Aisha.",
    "you smell it before you see it",
    "“You smell it before you see it,”",
    "YOU SMELL IT  before\nyou see it!",
    "it's too strong to sell and too sad to throw away",
    "it’s too strong — to sell — and too sad to throw away.",
    # over the laughter, which nobody said
    "We distill it twice, and then it's too strong to sell",
    "We distill it twice, and then (laughter) it's too strong to sell",
    # from one turn to the next of the same person, with a sound between
    "I'd know it anywhere. The passengers lean to the left",
    # marked
    "We distill it twice … too sad to throw away.",
    "We distill it twice, [...] it's too strong to sell",
    "... it's too strong to sell ...",
    "You smell it … where the exhaust is.",
    "It's ... too sad to throw away",
    "We … too sad to throw away",
    "You smell it before you see it … anywhere",
    "We distill … it … too sad to throw away",
    "[T]he passengers lean to the left",
    "We distill [the brandy] twice",
    "[The ferrymen] distill it twice",
    "We distill it twice [sic], and then it's too strong",
    "The passenger[s] lean to the left",
    # spelled otherwise
    "The US Coast Guard gave us 1000 gallons",
    "The U.S. Coast Guard gave us 1,000 gallons and a payphone cafe won't take it",
    "a pay phone café won’t take it, not at 5%",
    "the passen\u00adgers lean to the left",
    "the passen-\ngers lean to the left",
    "ferry",
    "So you burn it",
]


@pytest.mark.parametrize("text", VERBATIM)
def test_what_was_said_is_verbatim(said: Record, text: str) -> None:
    assert verdict(said, text) == "verbatim"


@pytest.mark.parametrize(
    ("text", "said_words", "quoted_words"),
    [
        ("You smelt it before you see it", "smell", "smelt"),
        ("We distill it thrice, and then it's too strong", "twice", "thrice"),
        ("it's too strong to drink and too sad to throw away", "sell", "drink"),
        ("A bad year for cider is a good year for every ferry", "a certain", "every"),
        ("gave us 10,000 gallons", "1,000", "10,000"),
        ("The passengers really lean to the left", "", "really"),
        ("I have three barrels, and I did not ask nobody", "anybody", "nobody"),
        # in the middle of a word
        ("ou smell it before you see it", "You", "ou"),
        ("The passengers lean to the lef", "left", "lef"),
        ("you smell it before you see them", "it", "them"),
        ("We do burn it for fun, not", "not", ""),
    ],
)
def test_other_words_are_a_change(
    said: Record, text: str, said_words: str, quoted_words: str
) -> None:
    found = find(text, said)
    assert found.verdict == Verdict.CHANGED
    assert not found.holds
    assert (said_words, quoted_words) in [
        (piece.said, piece.quoted) for piece in found.matches[0].differences
    ]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("it's too strong to sell and sad to throw away", "too"),
        ("We do burn it for fun.", "not"),
        ("I have three barrels, and I did ask anybody", "not"),
        ("A bad year is a good year for a certain ferry", "for cider"),
        ("You smell it before you see it. know it anywhere", "Aisha. I'd"),
    ],
)
def test_words_left_out_without_a_mark(said: Record, text: str, missing: str) -> None:
    found = find(text, said)
    assert found.verdict == Verdict.SHORTENED
    assert missing in [piece.said for piece in found.matches[0].differences]


@pytest.mark.parametrize(
    "text",
    [
        # whole sentences between
        "It's the brandy nobody would drink. It's too strong to sell? We do not burn it for fun.",
        # two people
        "too sad to throw away. So you burn it?",
        "So you burn it? We do not burn it for fun.",
        # one person, with somebody else's words between
        "too sad to throw away. We do not burn it for fun.",
        "too sad to throw away … We do not burn it for fun.",
        # two stories
        "The passengers lean to the left. I have three barrels, and I did not ask anybody.",
        "It burns the stuff. one hundred ten gallons of it are yours",
    ],
)
def test_two_passages_are_joined(said: Record, text: str) -> None:
    found = find(text, said)
    assert found.verdict == Verdict.JOINED
    assert all(match.joined for match in found.matches if match.verdict == Verdict.JOINED)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor has promised to pave the harbor by the end of June.",
        "Nobody in this town remembers who painted the lighthouse green.",
        "SOUNDBITE OF FERRY ENGINE",
        "The map",
        "Through interpreter",
        "zanzibar",
        "it is what it is and that is that",
    ],
)
def test_what_nobody_said_is_not_on_record(said: Record, text: str) -> None:
    assert verdict(said, text) == "not_on_record"


def test_another_order_is_a_change(said: Record) -> None:
    assert verdict(said, "too sad to throw away and too strong to sell") in ("changed", "joined")
    assert verdict(said, "You see it before you smell it") == "changed"


# speakers ----------------------------------------------------------------------------------------


def named(said: Record, name: str) -> Named:
    return Named(name, frozenset({speaker_id(said, name)}))


def test_the_speaker_named_said_it(said: Record) -> None:
    assert verdict(said, "The passengers lean to the left", named(said, "LACHANCE")) == "verbatim"


@pytest.mark.parametrize(
    "text", ["The passengers lean to the left", "The passengers really lean to the left, where"]
)
def test_somebody_else_said_it(said: Record, text: str) -> None:
    found = find(text, said, named(said, "RENNER"))
    assert found.verdict == Verdict.OTHER_SPEAKER
    assert found.matches[0].speakers == ["LACHANCE"]


def test_a_name_that_the_archive_lacks(said: Record) -> None:
    text = "The passengers lean to the left"
    assert verdict(said, text, Named("Maria Lopez", frozenset())) == "other_speaker"
    assert verdict(said, text, Named("White House", frozenset(), is_certain=False)) == "verbatim"
    assert verdict(said, text, Named("Theo Lachance", frozenset())) == "verbatim"


def test_a_doubtful_speaker_is_no_proof(said: Record) -> None:
    text = "That was never the law in this county."
    assert verdict(said, text) == "verbatim"
    assert verdict(said, text, named(said, "YAZZIE")) == "uncertain"
    assert verdict(said, text, named(said, "DELACROIX")) == "uncertain"
    assert find(text, said).matches[0].doubts == ["the label is unclear"]
    nobody = "Somebody should have read the statute first."
    assert verdict(said, nobody, named(said, "YAZZIE")) == "uncertain"


def test_short_words_are_anybodys() -> None:
    both = record("ANN: Thank you very much.\nBEN: Thank you.\nCAROL: Not at all.")
    for name, expected in (("ANN", "verbatim"), ("BEN", "verbatim"), ("CAROL", "other_speaker")):
        assert verdict(both, "thank you", named(both, name)) == expected


# properties --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_stretch_of_a_turn_is_verbatim(said: Record, data: st.DataObject) -> None:
    turns = [turn for one in said.passages for turn in one.turns if turn.kind == "speech"]
    text = data.draw(st.sampled_from(turns)).text.replace("(Through interpreter) ", "")
    found = text.split()
    start = data.draw(st.integers(0, len(found) - 1))
    end = data.draw(st.integers(start + 1, len(found)))
    quoted = " ".join(found[start:end])
    if words(quoted) and quoted != "(laughter)":
        assert verdict(said, quoted) == "verbatim"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_foreign_word_is_never_verbatim(said: Record, seed: int) -> None:
    chance = random.Random(seed)
    turns = [turn for one in said.passages for turn in one.turns if turn.kind == "speech"]
    found = chance.choice(turns).text.split()
    found[chance.randrange(len(found))] = "xylophone"
    finding: Finding = find(" ".join(found), said)
    assert finding.verdict != Verdict.VERBATIM
    assert all(
        piece.kind != PieceKind.SAME or "xylophone" not in piece.quoted
        for match in finding.matches
        for piece in match.pieces
    )


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_passage_is_shown_as_it_stands(said: Record, data: st.DataObject) -> None:
    """Whatever was left out, put in or moved: the stretches, joined, are the record's text."""
    turns = [turn for one in said.passages for turn in one.turns if turn.kind == "speech"]
    found = data.draw(st.sampled_from(turns)).text.split()
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(found)))
        what = data.draw(st.sampled_from(["…", "[the captain]", "xylophone", "not", "(laughter)"]))
        found[place : place + data.draw(st.integers(0, 2))] = [what]
    for match in find(" ".join(found), said).matches:
        stretches = list(match.stretches())
        assert "".join(one.text for one in stretches) == match.text
        for one in match.pieces:
            bare = [word.folded for word in words(match.text[one.start : one.end])]
            assert not one.said or {word.folded for word in words(one.said)} <= set(bare)
