"""Story sheets as pages of their newsrooms: the words of the sheets with everything around them
that real pages have.

Sites and sheets are found by listing the folders :mod:`tests.newsrooms.sites` and ``sheets``.
NPR's are in :mod:`jobs.newsroom`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from jobs.newsroom.sheets import StorySheet, read_sheets
from scraper.sources import Source, all_sources, source_named
from tests.newsrooms import sites
from tests.newsrooms.made_site import BORDER, MadeLayout, MadeSite

SHEETS = Path(__file__).parent / "sheets"


@cache
def made_sites() -> dict[str, MadeSite]:
    """Every made site by the name of its source, if its source can be used."""
    names = (module.name for module in iter_modules(sites.__path__))
    return {
        name: import_module(f"{sites.__name__}.{name}").SITE
        for name in names
        if name in all_sources()
    }


def layout_of(source: str, era: str) -> MadeLayout:
    """How a site builds pages in a layout.

    :raises LookupError: it has no such layout.
    """
    try:
        return made_sites()[source].layouts[era]
    except KeyError:
        place = f"the layouts of tests/newsrooms/sites/{source}.py"
        raise LookupError(f"the layout {era!r} is not among {place}") from None


def made_layouts() -> list[tuple[str, str]]:
    """Every layout of a made site: its source and its name."""
    return sorted((name, era) for name, site in made_sites().items() for era in site.layouts)


@dataclass(frozen=True, slots=True)
class MadePage:
    """A story, the newsroom whose it is, and its page: what is before its speech, the speech, and
    what is behind.
    """

    story: StorySheet
    source: Source
    url: str
    parts: tuple[str, str, str]

    @property
    def charset(self) -> str:
        """That of the page's bytes."""
        site = made_sites().get(self.source.name)
        return site.charset if site else "utf-8"

    @property
    def body(self) -> bytes:
        """The page."""
        return "".join(self.parts).encode(self.charset, "xmlcharrefreplace")

    def __str__(self) -> str:
        return f"{self.source.name}-{self.story.era}-{self.story.story_id}"


@cache
def sheets_of(source: str) -> tuple[StorySheet, ...]:
    """The stories of a newsroom's sheet; none where it has no sheet."""
    sheet = SHEETS / f"{source}.txt"
    return tuple(read_sheets(sheet.read_text("utf-8"))) if sheet.exists() else ()


def made_pages() -> Iterator[MadePage]:
    """Every story's page."""
    for name in made_sites():
        source = source_named(name)()
        for story in sheets_of(name):
            yield made_page(story, source)


def made_page(story: StorySheet, source: Source) -> MadePage:
    """A story's page in the layout that its sheet names."""
    before, speech, behind = layout_of(source.name, story.era).page(story).split(BORDER)
    return MadePage(story, source, source.canonical_url(story.story_id), (before, speech, behind))
