"""Story sheets: the newsroom's stories as a person writes and reads them.

A sheet gives a story's facts, its cast (what each printed label means: the expected values of the
tests) and its script: ``LABEL :: text``, ``> (cue)``, and a space before a further paragraph.
``{LABEL}`` inside a text is a label that the page prints in mid-paragraph. "Story sheets" in
CONTRIBUTING.md describes the format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

ERAS = ("2005", "2009", "2013", "2024")
_REQUIRED = ("id", "date", "program", "title", "teaser")
_FACTS = frozenset(
    (*_REQUIRED, "era", "audio_s", "dateline", "alone", "disallowed", "same_words_as", "correct")
)
_INSIDE = re.compile(r" ?\{([^}]+)\} ?")


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the script: ``label`` is None for a cue or speech without a printed label;
    ``inside`` says that its label stands inside the paragraph of the turn before it.
    """

    label: str | None
    paragraphs: tuple[str, ...]
    cue: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class CastMember:
    """What a label means."""

    name: str
    role: str
    description: str | None = None
    honorific: str | None = None


@dataclass(frozen=True, slots=True)
class StorySheet:
    """One story."""

    story_id: str
    era: str
    aired_on: date
    program: str
    title: str
    teaser: str
    audio_s: int = 0
    script: tuple[Line, ...] = ()
    cast: tuple[tuple[str, CastMember], ...] = ()
    dateline: bool = False
    label_alone: bool = False
    disallowed: bool = False
    same_words_as: str | None = None
    correction: tuple[str, str] | None = None

    @property
    def has_transcript(self) -> bool:
        """True if the newsroom published what was said."""
        return bool(self.script)

    @property
    def slug(self) -> str:
        """The words of the title for a URL."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-")

    @property
    def path(self) -> str:
        """The dated URL path."""
        return f"/{self.aired_on:%Y/%m/%d}/{self.story_id}/{self.slug}"

    def corrected(self) -> StorySheet:
        """The story as corrected after publication."""
        if self.correction is None:
            return self
        old, new = self.correction
        script = tuple(
            replace(line, paragraphs=tuple(p.replace(old, new) for p in line.paragraphs))
            for line in self.script
        )
        return replace(self, script=script)


@cache
def all_sheets() -> dict[str, StorySheet]:
    """Every story by its id."""
    found: dict[str, StorySheet] = {}
    for era in ERAS:
        text = files(__package__).joinpath("stories", f"{era}.txt").read_text("utf-8")
        found |= {story.story_id: story for story in read_sheets(text, era)}
    for story in list(found.values()):
        if story.same_words_as:
            original = found[story.same_words_as]
            found[story.story_id] = replace(story, script=original.script, cast=original.cast)
    return found


def read_sheets(text: str, era: str | None = None) -> list[StorySheet]:
    """The stories of a file of sheets, parted by lines of ``=====``; where no ``era`` is given
    each sheet names its own.

    :raises ValueError: a sheet can't be read; the sentence says which and why.
    """
    sheets = re.split(r"^=====$", text, flags=re.MULTILINE)
    return [_read(sheet.strip("\n"), era) for sheet in sheets]


def _read(sheet: str, era: str | None) -> StorySheet:
    head, _, script = sheet.partition("\n---")
    facts: dict[str, str] = {}
    cast: list[tuple[str, CastMember]] = []
    for row in head.splitlines():
        if row.startswith("="):
            label, *rest = (part.strip() for part in row[1:].split("|"))
            cast.append((label, CastMember(*(part or None for part in rest))))  # type: ignore[arg-type]
        elif row.strip() and not row.startswith("#"):
            key, _, value = row.partition(":")
            facts[key] = value.strip()
    _refuse_bad(facts, era)
    old, arrow, new = facts.get("correct", "").partition(" => ")
    return StorySheet(
        story_id=facts["id"],
        era=era or facts["era"],
        aired_on=date.fromisoformat(facts["date"]),
        program=facts["program"],
        title=facts["title"],
        teaser=facts["teaser"],
        audio_s=int(facts.get("audio_s", 0)),
        script=tuple(_script(script)),
        cast=tuple(cast),
        dateline="dateline" in facts,
        label_alone="alone" in facts,
        disallowed="disallowed" in facts,
        same_words_as=facts.get("same_words_as"),
        correction=(old, new) if arrow else None,
    )


def _refuse_bad(facts: dict[str, str], era: str | None) -> None:
    """Refuse a sheet that lacks a fact, or has one of another name.

    :raises ValueError: as the sentence says.
    """
    required = _REQUIRED if era else (*_REQUIRED, "era")
    which = f"the sheet of the story {facts.get('id', 'without an id')}"
    if missing := [name for name in required if name not in facts]:
        raise ValueError(f"{which} lacks {', '.join(missing)}")
    if unknown := sorted(set(facts) - _FACTS):
        raise ValueError(f"{which} has a fact of a name that means nothing: {', '.join(unknown)}")


def _script(text: str) -> list[Line]:
    lines: list[Line] = []
    for row in text.splitlines():
        label, separator, said = row.partition(" :: ")
        if not row.strip():
            continue
        if row.startswith("> "):
            lines.append(Line(None, (row[2:],), cue=True))
        elif separator:
            first, *more = _INSIDE.split(said)
            lines.append(Line(label.strip() or None, (first,)))
            lines += [Line(more[i], (more[i + 1],), inside=True) for i in range(0, len(more), 2)]
        elif lines[-1].cue:
            lines.append(Line(None, (row.strip(),)))
        else:
            last = lines.pop()
            lines.append(replace(last, paragraphs=(*last.paragraphs, row.strip())))
    return lines
