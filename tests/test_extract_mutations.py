"""Pages that are broken the way real ones are: the extractor gets them right or keeps them and says
why, but never lands wrong words.
"""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.model import Quarantined, Transcript
from tests.conftest import a_page
from tests.newsrooms.pages import MadePage, layout_of, made_layouts, made_pages
from tests.quality.damage import DAMAGE
from tests.quality.mutations import MUTATIONS, ORIGINALS, broken_pages, kinds, mutate
from tests.test_extract_newsroom import expected_turns, read_turns

#: Advertisements that swallow speech or get a new name, and labels in small letters that lose their
#: marks, can't be told from speech for sure.
_LOSES = {"labels no longer marked", "classes renamed", "closing tags lost"}
KINDS = kinds()


@pytest.mark.parametrize("name", KINDS)
def test_a_broken_page_lands_right_or_not_at_all(name: str) -> None:
    mutants = mutate(name)
    assert mutants.wrong == []
    assert mutants.total > 0
    may_be_quarantined = name in _LOSES or KINDS[name].may_be_quarantined
    assert may_be_quarantined or mutants.right >= 0.9 * mutants.total


@pytest.mark.parametrize(("source", "era"), made_layouts())
def test_a_layout_spares_kinds_that_there_are(source: str, era: str) -> None:
    unknown = set(layout_of(source, era).spares) - {*KINDS, "copied text", "block renamed"}
    assert not unknown, f"no damage is called so; there are {', '.join(sorted(KINDS))}"


def test_there_are_enough_broken_pages_of_enough_kinds() -> None:
    assert sum(1 for name in KINDS for _ in broken_pages(name)) >= 5000
    assert len(MUTATIONS) >= 13
    assert len(DAMAGE) >= 29
    assert {name for name, kind in KINDS.items() if kind.may_be_quarantined} == {
        "another story's block",
        "another story's turns in the block",
        "the block goes on in another",
        "stray end tags",
    }
    assert {name for name, kind in KINDS.items() if kind.facts} == {
        "another article's facts first",
        "times in UTC",
    }


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
    if reason := layout_of(made.source.name, made.story.era).spares.get("block renamed"):
        pytest.skip(reason)
    for name in layout_of(made.source.name, made.story.era).renamed:
        before = before.replace(name, name.replace("t", "z").replace("h", "k"))
        speech = speech.replace(name, name.replace("t", "z"))
    outcome = extract(a_page(before + speech + behind, made.url, ""), made.source)
    assert isinstance(outcome, Quarantined), outcome
