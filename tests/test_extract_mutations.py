"""Pages that are broken the way real ones are: the extractor gets them right or keeps them and says
why, but never lands wrong words.
"""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.model import Quarantined, Transcript
from tests.conftest import a_page
from tests.newsrooms.pages import MadePage, made_pages
from tests.quality.mutations import MUTATIONS, ORIGINALS, mutate
from tests.test_extract_newsroom import expected_turns, read_turns

#: Advertisements that swallow speech or get a new name, and labels in small letters that lose their
#: marks, can't be told from speech for sure.
_LOSES = {"labels no longer marked", "classes renamed", "closing tags lost"}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutated_page_lands_right_or_not_at_all(name: str) -> None:
    mutants = mutate(name)
    assert mutants.wrong == []
    assert mutants.total > 0
    assert name in _LOSES or mutants.right > 0.9 * mutants.total


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize("made", ORIGINALS, ids=str)
def test_utf8_once_read_in_the_wrong_charset_is_put_right(made: MadePage, wrong: str) -> None:
    before, speech, behind = (
        part.replace("'s ", "’s ").replace(" - ", " — ") if at == 1 else part
        for at, part in enumerate(made.parts)
    )
    garbled = speech.encode().decode(wrong, "ignore" if wrong == "cp1252" else "strict")
    right = extract(a_page(before + speech + behind, made.url), made.source)
    outcome = extract(a_page(before + garbled + behind, made.url), made.source)
    assert isinstance(right, Transcript)
    assert isinstance(outcome, Transcript)
    assert read_turns(outcome) == read_turns(right)


@pytest.mark.parametrize("made", list(made_pages()), ids=str)
def test_a_page_cut_anywhere_lands_whole_or_not_at_all(made: MadePage) -> None:
    whole, landed = expected_turns(made.story), 0
    for end in (*range(0, len(made.body), 11), len(made.body)):
        outcome = extract(a_page(made.body[:end], made.url, ""), made.source)
        if isinstance(outcome, Transcript):
            landed += 1
            assert read_turns(outcome) == whole, f"cut at {end}"
        else:
            assert isinstance(outcome, Quarantined), f"cut at {end}"
    assert landed


@pytest.mark.parametrize("made", list(made_pages()), ids=str)
def test_a_page_whose_block_was_renamed_never_lands(made: MadePage) -> None:
    before, speech, behind = made.parts
    for name in ("cnnBodyText", "video-transcript", "npr-transcript", "ArtP-articleBody", "h3>",
                 "h4>", 'class="transcript"', 'id="transcript"'):  # fmt: skip
        before = before.replace(name, name.replace("t", "z").replace("h", "k"))
        speech = speech.replace(name, name.replace("t", "z"))
    outcome = extract(a_page(before + speech + behind, made.url, ""), made.source)
    assert isinstance(outcome, Quarantined), outcome
