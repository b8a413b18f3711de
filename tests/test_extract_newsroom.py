"""Every story of the fake newsroom, read back from its page: a person wrote the sheets, so they
say what must come out."""

from __future__ import annotations

import pytest

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.extract import extract
from scraper.model import NoTranscript, Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page

SPOKEN = [story for story in all_sheets().values() if story.has_transcript]
SILENT = [story for story in all_sheets().values() if not story.has_transcript]

Row = tuple[str | None, str, str, str | None, str | None, str | None, str | None]


def expected_turns(story: StorySheet) -> list[Row]:
    """(label, kind, text, speaker, role, description, honorific) by the sheet."""
    cast = dict(story.cast)
    rows: list[Row] = []
    for line in story.script:
        text = "\n".join(line.paragraphs)
        who = None if line.cue else cast.get(line.label or "")
        facts = (who.name, who.role, who.description, who.honorific) if who else (None,) * 4
        rows.append((line.label, "cue" if line.cue else "speech", text, *facts))
    return rows


def read_turns(transcript: Transcript) -> list[Row]:
    rows: list[Row] = []
    for turn in transcript.turns:
        who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
        facts = (who.name, who.role, who.description, who.honorific) if who else (None,) * 4
        rows.append((turn.label, turn.kind, turn.text, *facts))
    return rows


def extracted(story: StorySheet, body: bytes, npr: Npr) -> Transcript:
    outcome = extract(a_page(body, npr.canonical_url(story.story_id)), npr)
    assert isinstance(outcome, Transcript), outcome
    return outcome


@pytest.mark.parametrize("story", SPOKEN, ids=lambda s: s.story_id)
def test_turns_of_a_page(story: StorySheet, npr: Npr) -> None:
    assert read_turns(extracted(story, story_page(story), npr)) == expected_turns(story)


@pytest.mark.parametrize(
    "story", [s for s in SPOKEN if s.script[0].label], ids=lambda s: s.story_id
)
def test_turns_of_a_text_rendering(story: StorySheet, npr: Npr) -> None:
    transcript = extracted(story, text_rendering(story).encode(), npr)
    assert read_turns(transcript) == expected_turns(story)
    assert (transcript.title, transcript.teaser) == (story.title, story.teaser)


@pytest.mark.parametrize("story", SPOKEN, ids=lambda s: s.story_id)
def test_metadata_of_a_page(story: StorySheet, npr: Npr) -> None:
    transcript = extracted(story, story_page(story), npr)
    assert transcript.title == story.title
    assert transcript.program == story.program
    assert transcript.aired_on == story.aired_on
    assert transcript.teaser == story.teaser
    assert transcript.noarchive
    assert transcript.rights is not None
    assert transcript.rights.startswith("Copyright ©")
    if story.era == "2024":
        assert transcript.duration_s == story.audio_s
        assert transcript.published_at == f"{story.aired_on}T16:00:00+00:00"
        assert transcript.url == f"https://www.npr.org{story.path}"


@pytest.mark.parametrize("story", SILENT, ids=lambda s: s.story_id)
def test_a_story_without_transcript(story: StorySheet, npr: Npr) -> None:
    outcome = extract(a_page(story_page(story), f"https://www.npr.org{story.path}"), npr)
    assert isinstance(outcome, NoTranscript)
    assert outcome.elsewhere is None


def test_the_story_page_tells_where_the_transcript_is(npr: Npr) -> None:
    story = all_sheets()["nx-s1-4810265"]
    page = a_page(story_page(story, transcript=False), f"https://www.npr.org{story.path}")
    outcome = extract(page, npr)
    assert isinstance(outcome, NoTranscript)
    assert outcome.elsewhere == npr.identify("https://www.npr.org/transcripts/nx-s1-4810265")


def test_there_are_enough_stories_of_every_era() -> None:
    assert len(SPOKEN) >= 40
    assert {story.era for story in SPOKEN} == {"2005", "2009", "2013", "2024"}


@pytest.mark.parametrize("era", ["2005", "2009", "2013", "2024"])
def test_a_page_cut_anywhere_lands_whole_or_not_at_all(era: str, npr: Npr) -> None:
    story = next(s for s in SPOKEN if s.era == era)
    page = story_page(story)
    whole = expected_turns(story)
    landed = 0
    for end in (*range(0, len(page), 13), len(page)):
        outcome = extract(a_page(page[:end], npr.canonical_url(story.story_id)), npr)
        if isinstance(outcome, Transcript):
            landed += 1
            assert read_turns(outcome) == whole, f"cut at {end}"
        else:
            assert isinstance(outcome, Quarantined), f"cut at {end}"
    assert landed


@pytest.mark.parametrize("story", SPOKEN, ids=lambda s: s.story_id)
def test_a_page_whose_block_was_renamed_is_not_taken_for_one_without(
    story: StorySheet, npr: Npr
) -> None:
    page = story_page(story)
    for name in (b"transcriptText", b'"transcript storytext"', b'"storylocation transcript"'):
        page = page.replace(name, b'"speech-v9"' if name.startswith(b'"') else b"speechV9")
    outcome = extract(a_page(page, npr.canonical_url(story.story_id)), npr)
    labels = {line.label for line in story.script if line.label and not line.inside}
    if len(story.script) > 3 and len(labels) > 1:
        assert isinstance(outcome, Quarantined)
        assert "reads like a transcript" in outcome.reason
    else:
        assert not isinstance(outcome, Transcript)
