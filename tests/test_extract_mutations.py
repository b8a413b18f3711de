"""Pages that are broken the way real ones are: the extractor gets them right or keeps them and says
why, but never lands wrong words.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from html import escape

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.extract import extract
from scraper.model import Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract_newsroom import expected_turns, read_turns

SPOKEN = [s for s in all_sheets().values() if s.has_transcript]
ROUNDS = 9

Mutation = Callable[[str, random.Random], str]


def speech_of(page: str) -> tuple[str, str, str]:
    """The page cut before and behind its speech."""
    start = re.search(r'<div id="transcriptText">|<div [^>]*class="[^"]*transcript[^>]*>', page)
    assert start is not None
    end = page.find("</div>", start.end())
    while "ad-wrap" in page[start.end() : end].rpartition("<div")[2]:
        end = page.find("</div>", end + 1)
    return page[: start.end()], page[start.end() : end], page[end:]


def in_speech(change: Callable[[str, random.Random], str]) -> Mutation:
    def mutate(page: str, chance: random.Random) -> str:
        before, speech, behind = speech_of(page)
        return before + change(speech, chance) + behind

    return mutate


def some(pattern: str, new: str, share: float) -> Mutation:
    """Replace some of what matches."""
    return in_speech(
        lambda speech, chance: re.sub(
            pattern, lambda m: m.expand(new) if chance.random() < share else m.group(), speech
        )
    )


ADVERTS = (
    "<aside><p>ACME COFFEE: Wake up.</p></aside>",
    '<div class="ad-wrap"><p>Become a sponsor</p></div>',
    '<div id="ad-backstage-News"><p>BUY NOW: one day only.</p></div>',
    '<div class="sponsor-message"><p>Support comes from Acme.</p></div>',
    "<script>document.write('<p>ACME: Buy.</p>')</script>",
    '<iframe src="/ad"></iframe>',
    '<figure><img src="/a.jpg"><figcaption>A PICTURE: of a pier</figcaption></figure>',
)


def adverts(speech: str, chance: random.Random) -> str:
    pieces = re.split(r"(?=<p>)", speech)
    return "".join(p + (chance.choice(ADVERTS) if chance.random() < 0.3 else "") for p in pieces)


def twice_escaped(speech: str, _: random.Random) -> str:
    def again(found: re.Match[str]) -> str:
        return ">" + escape(escape(found.group(1)).replace("&amp;amp;", "&amp;")) + "<"

    return re.sub(r">([^<]+)<", again, speech)


MUTATIONS: dict[str, Mutation] = {
    "closing tags lost": some(r"</p>", "", 0.5),
    "every closing tag lost": some(r"</p>", "", 1),
    "paragraphs opened twice": some(r"<p>", "<p><p>", 0.5),
    "paragraphs merged by br": some(r"(?:</p>\s*)?<p>(?!<)", "<br><br>", 0.6),
    "labels made bold": some(r"<p>([A-Z][^:<>]{3,60}):", r"<p><b>\1</b>:", 0.7),
    "labels in spans": some(r"<p>([A-Z][^:<>]{3,60}):", r"<p><span class='s'>\1:</span>", 0.7),
    "comments strewn in": some(r"<p>", "<!-- ANN LEE: no --><p>", 0.4),
    "white space strewn in": some(r" ", "\n&nbsp; ", 0.2),
    "adverts between turns": in_speech(adverts),
    "entities escaped twice": in_speech(twice_escaped),
}


def mutated(story: StorySheet, mutation: Mutation, chance: random.Random) -> str:
    charset = "cp1252" if story.era == "2005" else "utf-8"
    return mutation(story_page(story).decode(charset), chance)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutated_page_lands_right_or_not_at_all(name: str, npr: Npr) -> None:
    outcomes: Counter[str] = Counter()
    for number, story in enumerate(SPOKEN * ROUNDS):
        chance = random.Random(f"{name} {number}")
        page = mutated(story, MUTATIONS[name], chance)
        outcome = extract(a_page(page, npr.canonical_url(story.story_id)), npr)
        outcomes[type(outcome).__name__] += 1
        if isinstance(outcome, Transcript):
            assert said(outcome) == spoken(story), (name, story.story_id, number)
        else:
            assert isinstance(outcome, Quarantined), (name, story.story_id, number)
    assert outcomes["Transcript"] > len(SPOKEN) * ROUNDS * 0.9, outcomes


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.label, " ".join(turn.text.split())) for turn in transcript.turns]


def spoken(story: StorySheet) -> list[tuple[str | None, str]]:
    return [(row[0], " ".join(row[2].split())) for row in expected_turns(story)]


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
@pytest.mark.parametrize("story", SPOKEN, ids=lambda s: s.story_id)
def test_utf8_once_read_in_the_wrong_charset_is_put_right(
    story: StorySheet, wrong: str, npr: Npr
) -> None:
    typographic = (
        story_page(story)
        .decode("cp1252" if story.era == "2005" else "utf-8")
        .replace("'s ", "’s ")
        .replace(" - ", " — ")
    )
    before, speech, behind = speech_of(typographic)
    garbled = speech.encode().decode(wrong, "ignore" if wrong == "cp1252" else "strict")
    right = extract(a_page(before + speech + behind, npr.canonical_url(story.story_id)), npr)
    outcome = extract(a_page(before + garbled + behind, npr.canonical_url(story.story_id)), npr)
    assert isinstance(right, Transcript)
    assert isinstance(outcome, Transcript)
    assert read_turns(outcome) == read_turns(right)
