"""Pages broken the way real ones are, and what the extractor makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.extract import extract
from scraper.model import Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.newsrooms.pages import MadePage, made_pages

ROUNDS = 9

Mutation = Callable[[str, random.Random], str]


def npr_page(story: StorySheet) -> MadePage:
    """A page of the fake newsroom, cut before and behind its speech."""
    page = story_page(story).decode("cp1252" if story.era == "2005" else "utf-8")
    start = re.search(r'<div id="transcriptText">|<div [^>]*class="[^"]*transcript[^>]*>', page)
    assert start is not None
    end = page.find("</div>", start.end())
    while "ad-wrap" in page[start.end() : end].rpartition("<div")[2]:
        end = page.find("</div>", end + 1)
    parts = page[: start.end()], page[start.end() : end], page[end:]
    npr = Npr()
    return MadePage(story, npr, npr.canonical_url(story.story_id), parts)


ORIGINALS = [
    *(npr_page(story) for story in all_sheets().values() if story.has_transcript),
    *made_pages(),
]


def some(pattern: str, new: str, share: float) -> Mutation:
    """Replace some of what matches."""
    return lambda speech, chance: re.sub(
        pattern, lambda m: m.expand(new) if chance.random() < share else m.group(), speech
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
    pieces = re.split(r"(?=<(?:p|li)[ >])", speech)
    return "".join(p + (chance.choice(ADVERTS) if chance.random() < 0.3 else "") for p in pieces)


def twice_escaped(speech: str, _: random.Random) -> str:
    def again(found: re.Match[str]) -> str:
        return ">" + escape(escape(found.group(1)).replace("&amp;amp;", "&amp;")) + "<"

    return re.sub(r">([^<]+)<", again, speech)


_P = r"<[pP](?: class=\"npr_para\")?>"
_LABEL = r"((?:<strong>)?[A-Z][^:<>]{3,60})"
MUTATIONS: dict[str, Mutation] = {
    "closing tags lost": some(r"</(?:p|P|li|div)>", "", 0.5),
    "every closing tag lost": some(r"</(?:p|P|li)>", "", 1),
    "paragraphs opened twice": some(r"<([pP])>", r"<\1><\1>", 0.5),
    "paragraphs merged by br": some(rf"(?:</[pP]>\s*)?{_P}(?!<)", "<br><br>", 0.6),
    "breaks doubled or halved": some(r"<br/?> <br/?>", "<br>", 0.5),
    "labels made bold": some(rf"{_P}{_LABEL}:", r"<p><b>\1</b>:", 0.7),
    "labels in spans": some(rf"{_P}([A-Z][^:<>]{{3,60}}):", r"<p><span class='s'>\1:</span>", 0.7),
    "labels no longer marked": some(r"</?strong>", "", 0.5),
    "classes renamed": some(r'class="[\w -]+"', 'class="x9"', 0.5),
    "comments strewn in": some(rf"({_P})", r"<!-- ANN LEE: no -->\1", 0.4),
    "white space strewn in": some(r" (?![^<]*>)", "\n&nbsp; ", 0.2),
    "adverts between turns": adverts,
    "entities escaped twice": twice_escaped,
}


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Labels and words as they were read."""
    return [(turn.label, " ".join(turn.text.split())) for turn in transcript.turns]


def spoken(story: StorySheet) -> list[tuple[str | None, str]]:
    """Labels and words as the sheet says."""
    return [(line.label, " ".join(" ".join(line.paragraphs).split())) for line in story.script]


def owned_words(turns: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """Each word with the label it stands under."""
    return [(label, word) for label, text in turns for word in text.split()]


def is_safe(transcript: Transcript, story: StorySheet) -> bool:
    """True when no word is lost or added, and each is under its own label or nobody's. A head that
    was taken for a label and gives its words to nobody counts as words.
    """
    found: list[tuple[str | None, str]] = []
    for turn in transcript.turns:
        nobodys = turn.kind == "speech" and turn.speaker is None
        head = f"{turn.label}: " if nobodys and turn.label else ""
        found += owned_words([(None if nobodys else turn.label, f"{head}{turn.text}")])
    wanted = owned_words(spoken(story))
    return len(found) == len(wanted) and all(
        got[1] == want[1] and got[0] in (None, want[0])
        for got, want in zip(found, wanted, strict=True)
    )


@dataclass(slots=True)
class Mutants:
    """How many pages a mutation changed, and what became of them. ``safe`` are those in which some
    words are nobody's.
    """

    right: int = 0
    safe: int = 0
    quarantined: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All that were changed."""
        return self.right + self.safe + self.quarantined + len(self.wrong)


def mutate(name: str, rounds: int = ROUNDS) -> Mutants:
    """Mutate every original ``rounds`` times, each time by other chances."""
    found = Mutants()
    for number, made in enumerate(ORIGINALS * rounds):
        before, speech, behind = made.parts
        changed = MUTATIONS[name](speech, random.Random(f"{name} {number}"))
        if changed == speech:
            continue
        outcome = extract(a_page(before + changed + behind, made.url), made.source)
        if isinstance(outcome, Quarantined):
            found.quarantined += 1
        elif isinstance(outcome, Transcript) and said(outcome) == spoken(made.story):
            found.right += 1
        elif isinstance(outcome, Transcript) and is_safe(outcome, made.story):
            found.safe += 1
        else:
            found.wrong.append(f"{name}, {made}, {number}")
    return found
