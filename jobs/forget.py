"""``onrecord forget``: remove a story for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobs.config import Config
from jobs.terminal import printable, prose, stdout
from scraper.archive.forgetting import Tombstone
from scraper.archive.store import Archive
from scraper.errors import UnknownStory
from scraper.model import StoryRef
from scraper.sources import Source


def story(archive: Archive, what: str, sources: Sequence[Source], config: Config) -> StoryRef:
    """The story with that URL, transcript number or id, whether it is stored or was removed.

    :raises UnknownStory: there is none.
    """
    url = config.public_url(what, list(sources))
    for source in sources:
        if (ref := source.identify(url)) is not None:
            return ref
    row = archive.records.find(int(what)) if what.isascii() and what.isdigit() else None
    row = row or archive.records.find_story(what)
    if row is not None:
        known = {source.name: source for source in sources}
        source = known[row.source]
        return StoryRef(row.source, row.story_id, source.canonical_url(row.story_id))
    for stone in archive.forgetting.tombstones():
        if stone.story_id == what:
            return StoryRef(stone.source, stone.story_id, stone.url)
    raise UnknownStory(f"there is no story {what} in {archive.path}")


def copies_of(db: Path) -> list[Path]:
    """Files beside the archive that are known to be copies of it."""
    return sorted(db.parent.glob(f"{db.name}.before-*"))


def print_forgotten(ref: StoryRef, copies: Sequence[Path]) -> None:
    """Say what was done, and what it does not reach."""
    console = stdout()
    prose(console, f"{ref.source} {ref.story_id} is removed for good and will not be stored again")
    prose(
        console,
        "earlier backups and exports still contain it: delete them, and don't restore such a"
        " backup",
    )
    for copy in copies:
        prose(console, f"  {copy} still contains it")


def print_tombstones(stones: Sequence[Tombstone]) -> None:
    """List the stories that were removed, for a person."""
    console = stdout()
    for stone in stones:
        what = f"{stone.source} {stone.story_id}, {stone.forgotten_at[:10]}: {stone.why}"
        console.print(printable(what), soft_wrap=True)
    if not stones:
        prose(console, "no stories were removed")
