"""Comparing an export with an archive: whether both hold the same words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from scraper.archive.store import Archive
from scraper.export.manifest import ListedStory, damaged, read_manifest, read_stories

#: Transcripts looked up at a time.
_BATCH = 1_000


class Compared(StrEnum):
    """How a transcript of an export and that of the archive compare."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Difference:
    """A transcript whose words are not the same here, or a file of the export that is damaged.

    :ivar what: the story, as ``SOURCE/STORY``, or the file.
    """

    what: str
    url: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An export beside an archive.

    :ivar same: how many transcripts have the same words.
    :ivar damaged: files of the export that are not as they were written.
    """

    same: int
    different: list[Difference]
    damaged: list[Difference]

    @property
    def holds(self) -> bool:
        """Whether everything is the same."""
        return not self.different and not self.damaged


def compare(archive: Archive, manifest: Path) -> Comparison:
    """Compare the transcripts of an export, and its own files with its manifest.

    :raises ExportError: that is no manifest, or its list of transcripts can't be read.
    """
    _, files = read_manifest(manifest)
    broken = [Difference(path, None, why) for path, why in damaged(manifest, files)]
    same, different = 0, []
    stories = read_stories(manifest)
    while batch := list(islice(stories, _BATCH)):
        here = archive.corpus.content_hashes([_key(one) for one in batch])
        for one in batch:
            outcome = _outcome(one, here.get(_key(one)))
            if outcome == Compared.SAME:
                same += 1
            else:
                different.append(Difference(one.story, one.url, outcome))
    return Comparison(same, different, broken)


def _key(one: ListedStory) -> tuple[str, str]:
    source, _, story_id = one.story.partition("/")
    return source, story_id


def _outcome(one: ListedStory, here: str | None) -> Compared:
    if here is None:
        return Compared.MISSING
    return Compared.SAME if here == one.content_hash else Compared.CHANGED
