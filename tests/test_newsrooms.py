"""Every newsroom but NPR: its made pages read back, as their sheets say."""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.model import Transcript
from tests.conftest import a_page
from tests.newsrooms.pages import LAYOUTS, MadePage, made_pages
from tests.test_extract_newsroom import expected_turns, read_turns

PAGES = list(made_pages())


def extracted(made: MadePage) -> Transcript:
    outcome = extract(a_page(made.body, made.url, ""), made.source)
    assert isinstance(outcome, Transcript), outcome
    return outcome


@pytest.mark.parametrize("made", PAGES, ids=str)
def test_turns(made: MadePage) -> None:
    assert read_turns(extracted(made)) == expected_turns(made.story)


@pytest.mark.parametrize("made", PAGES, ids=str)
def test_metadata(made: MadePage) -> None:
    transcript = extracted(made)
    assert transcript.title == made.story.title
    assert transcript.aired_on == made.story.aired_on
    assert transcript.layout == made.story.era
    if made.story.program:
        assert transcript.program == made.story.program
    if made.story.teaser:
        assert transcript.teaser == made.story.teaser


def test_every_layout_has_a_made_page() -> None:
    made = {(page.source.name, page.story.era) for page in PAGES}
    assert made == set(LAYOUTS)
    for page in PAGES:
        assert {layout.name for layout in page.source.layouts} == {
            era for source, era in LAYOUTS if source == page.source.name
        }
