"""Whatever is said, by whomever, in whichever layout: rendered and read back it is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.sheets import ERAS, Line, StorySheet
from scraper.content_hash import content_hash
from scraper.extract import extract
from scraper.model import Transcript, Turn
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.newsrooms.pages import MadePage, layout_of, made_page, made_pages

URL = "https://www.npr.org/transcripts/nx-s1-1234567"
NPR = Npr()
#: A made page of each layout.
FIRST_OF_LAYOUT = [*{(made.source.name, made.story.era): made for made in made_pages()}.values()]

FIRST = "ANNA BEN CLARA DAVID ELENA FRED GRACE HUGO".split()
LAST = "LINDQVIST O'HARE MCALLEN DE-WITT PRICE ORTIZ HOLM STARK VOSS ZORN".split()
NAMES = st.lists(st.sampled_from(LAST), min_size=2, max_size=4, unique=True).flatmap(
    lambda last: st.permutations(FIRST).map(lambda first: list(zip(first, last, strict=False)))
)
WORDS = st.sampled_from(
    """the rain don't it's 3:30 well "quoted" over-the-top café — … Mr. Smith (laughter) NATO said:
    percent; $5 one/two #1 & <b> co-op. Then, no! really? U.S. O'Hare 'tis é""".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: f"So {' '.join(words)} on.")
CUES = st.sampled_from(
    ["(LAUGHTER)", '(SOUNDBITE OF SONG, "RAIN (LIVE)")', "(APPLAUSE)", "(SOUNDBITE OF RAIN)"]
)


@st.composite
def stories(draw: st.DrawFn) -> StorySheet:
    """A host, some guests, what they say in turn, and cues between."""
    people = draw(NAMES)
    first, last = people[0]
    script = [Line(f"{first} {last}, HOST", (draw(SENTENCES),))]
    named = {0}
    speakers = draw(st.lists(st.integers(0, len(people) - 1), min_size=1, max_size=12))
    for number in speakers:
        first, last = people[number]
        label = last if number in named else f"{first} {last}"
        named.add(number)
        if draw(st.booleans()):
            script.append(Line(None, (draw(CUES),), cue=True))
        said = draw(st.lists(SENTENCES, min_size=1, max_size=3))
        script.append(Line(label, tuple(said)))
    return StorySheet(
        story_id="nx-s1-1234567",
        era=draw(st.sampled_from(ERAS)),
        aired_on=date(2024, 5, 6),
        program="Morning Edition",
        title="A Story",
        teaser="What it is about.",
        audio_s=60,
        script=tuple(script),
        label_alone=draw(st.booleans()),
        dateline=draw(st.booleans()),
    )


def turns_of(story: StorySheet) -> list[tuple[str | None, str, str]]:
    return [
        (line.label, "cue" if line.cue else "speech", "\n".join(line.paragraphs))
        for line in story.script
    ]


def read(body: bytes) -> Transcript:
    outcome = extract(a_page(body, URL, ""), NPR)
    assert isinstance(outcome, Transcript), outcome
    return outcome


@settings(max_examples=300, deadline=None)
@given(stories())
def test_what_is_rendered_is_read_back(story: StorySheet) -> None:
    transcript = read(story_page(story))
    assert [(t.label, t.kind, t.text) for t in transcript.turns] == turns_of(story)
    spoken = [Turn(label, kind, text) for label, kind, text in turns_of(story)]  # type: ignore[arg-type]
    assert transcript.content_hash == content_hash(spoken)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_no_word_is_lost_or_doubled_in_a_text_rendering(story: StorySheet) -> None:
    transcript = read(text_rendering(story).encode())
    assert [(t.label, t.kind, t.text) for t in transcript.turns] == turns_of(story)


@settings(max_examples=100, deadline=None)
@given(stories())
def test_surnames_are_the_people_named_in_full(story: StorySheet) -> None:
    transcript = read(story_page(story))
    full = {line.label.removesuffix(", HOST").casefold() for line in story.script
            if line.label and " " in line.label}  # fmt: skip
    assert {s.name.casefold() for s in transcript.speakers} == full
    assert [s.role for s in transcript.speakers].count("host") == 1


@st.composite
def newsroom_pages(draw: st.DrawFn) -> MadePage:
    """A story in the layout and with the labels of another newsroom."""
    original = draw(st.sampled_from(FIRST_OF_LAYOUT))
    style = layout_of(original.source.name, original.story.era).labels
    story = draw(stories())
    full = {label.removesuffix(", HOST").split(" ", 1)[1]: label.removesuffix(", HOST")
            for line in story.script if (label := line.label) and " " in label}  # fmt: skip
    script = []
    for line in story.script:
        label = line.label
        if label and style != "surnames":
            label = full[label.removesuffix(", HOST").rpartition(" ")[2]]
            label = label.title() if style == "full names" else label
        script.append(replace(line, label=label))
    labels = [line.label for line in script if line.label is not None]
    if len(labels) < 3 or len(set(labels)) == len(labels):  # as few as that are no transcript
        script += [Line(script[0].label, ("So it goes on.",))] * 3
    known = original.story
    story = replace(
        story,
        era=known.era,
        story_id=known.story_id,
        aired_on=known.aired_on,
        script=tuple(script),
    )
    return made_page(story, original.source)


@settings(max_examples=300, deadline=None)
@given(newsroom_pages())
def test_what_is_rendered_at_any_newsroom_is_read_back(made: MadePage) -> None:
    outcome = extract(a_page(made.body, made.url, ""), made.source)
    assert isinstance(outcome, Transcript), outcome
    assert [(t.label, t.kind, t.text) for t in outcome.turns] == turns_of(made.story)


@given(st.binary(max_size=300), st.sampled_from(FIRST_OF_LAYOUT))
def test_extract_is_total_in_every_layout(noise: bytes, made: MadePage) -> None:
    before, speech, behind = (part.encode(made.charset) for part in made.parts)
    for body in (before + noise + behind, before + speech + noise + behind):
        outcome = extract(a_page(body, made.url, ""), made.source)
        assert not getattr(outcome, "reason", "").startswith("extractor failed"), outcome


@given(stories())
@settings(max_examples=50, deadline=None)
def test_extract_is_deterministic(story: StorySheet) -> None:
    page = story_page(story)
    assert read(page) == read(page)


@pytest.mark.parametrize("era", ERAS)
def test_every_layout_is_drawn(era: str) -> None:
    assert read(
        story_page(
            StorySheet("nx-s1-1234567", era, date(2024, 5, 6), "Morning Edition", "T", "t",
                       script=(Line("ANN LEE, HOST", ("So it is.",)),))
        )
    ).layout  # fmt: skip
