"""Pages broken the way real ones are, and what the extractor makes of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.extract import extract
from scraper.extract.cues import is_time_stamp
from scraper.model import Outcome, Quarantined, Transcript
from scraper.names import name_key
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.newsrooms.pages import MadePage, layout_of, made_pages, made_sites
from tests.quality.damage import DAMAGE, Damage, whole

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


@dataclass(frozen=True, slots=True)
class Row:
    """A turn: its label as printed, the name of its speaker, its words."""

    label: str | None
    name: str | None
    text: str
    cue: bool = False

    @property
    def is_nobodys(self) -> bool:
        """True for speech of which nobody knows who says it."""
        return self.name is None and not self.cue

    def may_be(self, wanted: Row) -> bool:
        """True when nothing false is claimed of the words of ``wanted``: they are nobody's, or
        whose they should be, or a short label stays a speaker of its own.
        """
        if self.cue or wanted.cue:
            return self.cue == wanted.cue
        if self.is_nobodys or self.label is None:
            return self.name in (None, wanted.name)
        own = name_key(self.name or "") == name_key(self.label)
        return self.label == wanted.label and (own or self.name == wanted.name)


_FACTS = ("title", "aired_on", "program")


def kinds() -> dict[str, Damage]:
    """All kinds of broken pages: mutations of the speech, and damage to the whole page."""
    of_speech = {name: Damage(_to_speech(mutation)) for name, mutation in MUTATIONS.items()}
    return of_speech | DAMAGE


def _to_speech(mutation: Mutation) -> Callable[[MadePage, random.Random], str]:
    return lambda made, chance: whole(made, mutation(made.parts[1], chance))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def said(transcript: Transcript) -> list[Row]:
    """What was read, time stamps aside: after one of those, the same person goes on."""
    rows: list[Row] = []
    stamped = False
    for turn in transcript.turns:
        if turn.kind == "cue" and is_time_stamp(turn.text):
            stamped = True
            continue
        name = None if turn.speaker is None else transcript.speakers[turn.speaker].name
        label = None if turn.label is None else _plain(turn.label)
        row = Row(label, name, _plain(turn.text), cue=turn.kind == "cue")
        if stamped and rows and row.label is None and name == rows[-1].name and not row.cue:
            last = rows.pop()
            row = replace(last, text=f"{last.text} {row.text}")
        rows.append(row)
        stamped = False
    return rows


def spoken(story: StorySheet) -> list[Row]:
    """What the sheet says, time stamps aside."""
    cast = dict(story.cast)
    rows: list[Row] = []
    for line in story.script:
        text = _plain(" ".join(line.paragraphs))
        if line.cue and is_time_stamp(text):
            continue
        member = None if line.cue else cast.get(line.label or "")
        label = None if line.label is None else _plain(line.label)
        rows.append(Row(label, member.name if member else None, text, cue=line.cue))
    return rows


def is_safe(transcript: Transcript, story: StorySheet) -> bool:
    """True when no word is lost or added, and each is under its own name or nobody's. A head that
    was taken for a label and gives its words to nobody may be words of the speech.
    """
    wanted = [(row, word) for row in spoken(story) for word in row.text.split()]
    at = 0
    for row in said(transcript):
        words = row.text.split()
        if row.is_nobodys and row.label:
            head = f"{row.label}:".split()
            if [word for _, word in wanted[at : at + len(head)]] == head:
                words = head + words
        for word in words:
            if at == len(wanted) or word != wanted[at][1] or not row.may_be(wanted[at][0]):
                return False
            at += 1
    return at == len(wanted)


def facts_of(transcript: Transcript) -> dict[str, object]:
    """Title, day and program as read."""
    return {name: getattr(transcript, name) for name in _FACTS}


def stated_facts(story: StorySheet) -> dict[str, object]:
    """Title, day and program by the sheet; a sheet may leave the program to the newsroom."""
    return {name: value for name in _FACTS if (value := getattr(story, name))}


@dataclass(slots=True)
class Mutants:
    """How many pages a mutation changed, and what became of them. ``safe`` are those in which some
    words are nobody's, or a fact is missing.
    """

    right: int = 0
    safe: int = 0
    quarantined: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All that were changed."""
        return self.right + self.safe + self.quarantined + len(self.wrong)

    def add(self, outcome: Outcome, made: MadePage, name: str, *, facts: bool) -> None:
        """Count one page. ``facts`` are judged where the damage is to them."""
        if isinstance(outcome, Quarantined):
            self.quarantined += 1
            return
        if not isinstance(outcome, Transcript) or not is_safe(outcome, made.story):
            self.wrong.append(name)
            return
        known = facts_of(outcome) if facts else {}
        stated = stated_facts(made.story) if facts else {}
        if any(known[fact] not in (None, value) for fact, value in stated.items()):
            self.wrong.append(f"{name}: {known}")
        elif said(outcome) == spoken(made.story) and stated.items() <= known.items():
            self.right += 1
        else:
            self.safe += 1


def broken_pages(name: str, rounds: int = ROUNDS) -> Iterator[tuple[MadePage, str, str]]:
    """Every original broken ``rounds`` times, each time by other chances, and once where chance
    changes nothing: the original, which one it is, and its broken page.
    """
    change = kinds()[name].change
    seen: set[str] = set()
    for number in range(rounds):
        for made in ORIGINALS:
            if _spared(made, name):
                continue
            # By the page's own name: one more newsroom leaves the others' chances as they are.
            changed = change(made, random.Random(f"{name}, {made}, {number}"))
            if changed != "".join(made.parts) and changed not in seen:
                seen.add(changed)
                yield made, f"{name}, {made}, {number}", changed


def _spared(made: MadePage, name: str) -> bool:
    """Whether pages of that layout can't be broken so."""
    source = made.source.name
    return source in made_sites() and name in layout_of(source, made.story.era).spares


def mutate(name: str, rounds: int = ROUNDS) -> Mutants:
    """What becomes of the pages that one kind breaks."""
    facts = kinds()[name].facts
    found = Mutants()
    for made, which, changed in broken_pages(name, rounds):
        found.add(extract(a_page(changed, made.url), made.source), made, which, facts=facts)
    return found
