"""Real pages against their gold records, one test a field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.extract import extract
from scraper.model import NoTranscript, Page, Transcript
from scraper.sources.npr import Npr
from tests.conftest import NOON
from tests.corpus import GOLD, SILENT, page_of
from tests.corpus_facts import CNN_2022, FACTS, PAGES, Fact, landed, lines_of

FIELDS = ("title", "program", "teaser", "published_at", "duration_s", "content_hash")


@pytest.mark.usefixtures("corpus")
def test_the_corpus_is_read() -> None:
    assert GOLD
    assert SILENT


def record(gold_file: Path) -> tuple[dict[str, Any], Transcript]:
    gold = json.loads(gold_file.read_text("utf-8"))
    file = page_of(gold_file)
    url = gold["url"] if file.suffix == ".txt" else None
    npr = Npr()
    page = Page(url, 0, {}, file.read_bytes(), NOON)
    outcome = extract(page, npr, npr.identify_file(file.stem))
    assert isinstance(outcome, Transcript), outcome
    return gold, outcome


def collapsed(text: str) -> str:
    return " ".join(text.split())


NAMED = [(file, name) for file in GOLD for name in FIELDS if name in json.loads(file.read_text())]


@pytest.mark.parametrize(
    ("gold_file", "field"), NAMED, ids=[f"{file.stem}-{name}" for file, name in NAMED]
)
def test_field(gold_file: Path, field: str) -> None:
    gold, transcript = record(gold_file)
    assert getattr(transcript, field) == gold[field]


@pytest.mark.parametrize("gold_file", GOLD, ids=lambda f: f.stem)
def test_identity_and_dates(gold_file: Path) -> None:
    gold, transcript = record(gold_file)
    assert transcript.ref.story_id == gold["story_id"]
    if gold.get("url"):
        assert transcript.url == gold["url"]
    if "aired_on" in gold:
        assert (transcript.aired_on.isoformat() if transcript.aired_on else None) == gold[
            "aired_on"
        ]
    if "copyright_year" in gold:
        assert f"© {gold['copyright_year']} NPR" in (transcript.rights or "")


@pytest.mark.parametrize("part", ["label", "kind", "speaker", "role", "honorific", "text"])
@pytest.mark.parametrize("gold_file", GOLD, ids=lambda f: f.stem)
def test_turns(gold_file: Path, part: str) -> None:
    gold, transcript = record(gold_file)
    assert len(transcript.turns) == len(gold["turns"])
    for expected, turn in zip(gold["turns"], transcript.turns, strict=True):
        who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
        got = {
            "label": turn.label,
            "kind": turn.kind,
            "speaker": who.name if who else None,
            "role": who.role if who else None,
            "honorific": who.honorific if who else None,
            "text": collapsed(turn.text),
        }[part]
        want = expected.get(part, "speech" if part == "kind" else None)
        if part == "honorific" and part not in expected:
            continue
        if part == "speaker" and want == "?":
            assert str(got).casefold() == str(turn.label).casefold()
        elif part == "text":
            assert got == collapsed(expected["text"])
        else:
            assert got == want


@pytest.mark.parametrize("file", SILENT, ids=lambda f: f.stem)
def test_story_pages_have_no_transcript(file: Path) -> None:
    outcome = extract(Page(None, 0, {}, file.read_bytes(), NOON), Npr())
    assert isinstance(outcome, NoTranscript), outcome
    assert outcome.ref is not None
    assert outcome.ref.story_id in file.stem
    assert outcome.noarchive


def test_the_2016_story_names_the_story_that_was_transcribed(corpus: Path) -> None:
    body = (corpus / "npr/story-2016-505723552-no-transcript.html").read_bytes()
    outcome = extract(Page(None, 0, {}, body, NOON), Npr())
    assert isinstance(outcome, NoTranscript)
    assert outcome.elsewhere is not None
    assert outcome.elsewhere.story_id == "505592252"


@pytest.mark.parametrize(
    ("name", "first", "last", "people", "words"),
    [
        ("ansari-and-yang", "TERRY GROSS, HOST", None, {"Terry Gross", "Aziz Ansari", "Alan Yang"},
         "we're all one-16th something"),
        ("at-81-feminist", "TERRY GROSS, HOST", "GROSS", {"Terry Gross", "Gloria Steinem"},
         "I am the most cowardly (laughter) person you can imagine"),
        ("son-of-saul", "DAVE DAVIES, HOST", "DAVIES",
         {"Dave Davies", "Terry Gross", "Laszlo Nemes", "Geza Rohrig"},
         "separated from the rest of the other prisoners - male prisoners"),
    ],
)  # fmt: skip
def test_long_interviews(
    corpus: Path, name: str, first: str, last: str | None, people: set[str], words: str
) -> None:
    body = (corpus / f"text/fresh-air-2015-{name}.txt").read_bytes()
    url = "https://www.npr.org/2015/12/31/461000000/interview"
    outcome = extract(Page(url, 0, {}, body, NOON), Npr())
    assert isinstance(outcome, Transcript)
    assert (outcome.turns[0].label, outcome.turns[-1].label) == (first, last)
    assert people <= {speaker.name for speaker in outcome.speakers}
    assert outcome.program == "Fresh Air"
    assert any(words in turn.text for turn in outcome.turns)
    assert not any("Copyright" in turn.text for turn in outcome.turns)
    assert all(turn.speaker is not None for turn in outcome.turns if turn.kind == "speech")


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_quarantined(name: str) -> None:
    assert landed(name).turns


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_fact(fact: Fact) -> None:
    assert fact.of(landed(fact.page)) == fact.expected


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    "label",
    [
        "9-1-1 DISPATCH",
        "KARI LAKE (R-AZ) GOVERNOR CANDIDATE",
        "DONALD TRUMP (R) FMR PRESIDENT OF UNITED STATES",
        "MIKE PENCE (R) FMR VICE PRESIDENT OF UNITED STATES",
    ],
)
def test_an_odd_label_opens_turns_wherever_it_stands(label: str) -> None:
    for name in CNN_2022:
        printed = sum(line.startswith(f"{label}:") for line in lines_of(name))
        assert sum(turn.label == label for turn in landed(name).turns) == printed
    assert any(turn.label == label for name in CNN_2022 for turn in landed(name).turns)
