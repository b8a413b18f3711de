"""Comparing an export with an archive: whether both hold the same words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from scraper.archive.store import Archive
from scraper.export.folder import MANIFEST
from scraper.export.manifest import ListedStory, damaged, read_manifest, read_stories

#: Transcripts looked up at a time.
_BATCH = 1_000


class Compared(StrEnum):
    """How a transcript of an export and that of the archive compare."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An export beside an archive.

    :ivar same: how many transcripts have the same words.
    :ivar different: the other transcripts, and how each differs.
    :ivar damaged: the files of the export that are not as they were written, and what is wrong.
    """

    same: int
    different: list[tuple[ListedStory, Compared]]
    damaged: list[tuple[str, str]]

    @property
    def holds(self) -> bool:
        """Whether everything is the same."""
        return not self.different and not self.damaged


def compare(archive: Archive, manifest: Path) -> Comparison:
    """Compare the words of the transcripts of an export with those of the archive, and its files
    with its manifest. Transcripts are compared as a whole, also where only some turns were
    exported.

    :param manifest: the manifest, or the export's folder.
    :raises ExportError: that is not a manifest, or its list of transcripts can't be read.
    """
    if manifest.is_dir():
        manifest /= MANIFEST
    broken = list(damaged(manifest, read_manifest(manifest)))
    same = 0
    different: list[tuple[ListedStory, Compared]] = []
    stories = read_stories(manifest)
    while batch := list(islice(stories, _BATCH)):
        here = archive.corpus.content_hashes([_key(one) for one in batch])
        for one in batch:
            outcome = _outcome(one, here.get(_key(one)))
            if outcome == Compared.SAME:
                same += 1
            else:
                different.append((one, outcome))
    return Comparison(same, different, broken)


def _key(one: ListedStory) -> tuple[str, str]:
    source, _, story_id = one.story.partition("/")
    return source, story_id


def _outcome(one: ListedStory, here: str | None) -> Compared:
    if here is None:
        return Compared.MISSING
    return Compared.SAME if here == one.content_hash else Compared.CHANGED
