"""``onrecord cite --check``: whether the words that a text cites are still as cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jobs.changed_words import print_differences
from jobs.citations import outcomes
from jobs.citations.ids_in_text import Cited, CitedStory, DamagedId, ids_in_file
from jobs.terminal import plural, printable, prose, stdout
from scraper.archive.records.differences import Difference
from scraper.archive.records.resolving import HOLDING, ResolvedAs, WordsChange
from scraper.archive.rows import TranscriptRow
from scraper.archive.store import Archive
from scraper.errors import UnknownStory
from scraper.model import StoryRef

_INDENT = "    "
_WIDEST = max(map(len, ResolvedAs))


@dataclass(frozen=True, slots=True)
class Checked:
    """An id and what became of it. ``outcome`` is one of :class:`ResolvedAs`, or ``damaged``."""

    id: str
    outcome: str
    sentence: str
    position: int | None = None
    permanent_id: str | None = None
    cited_words: str | None = None
    seen_at: str | None = None
    cause: str | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        """True if the cited words are in the archive as they were cited."""
        return self.outcome in HOLDING


def check(archive: Archive, body: bytes) -> list[Checked]:
    """Every id that a file cites, each once."""
    return [_checked(archive, cited) for cited in ids_in_file(body)]


def _checked(archive: Archive, cited: Cited) -> Checked:
    if isinstance(cited, DamagedId):
        return Checked(
            str(cited),
            "damaged",
            "the id is incomplete: it should end with a tilde and eight hexadecimal digits",
        )
    if isinstance(cited, CitedStory):
        return _checked_story(archive, cited)
    found = archive.records.resolve(cited)
    told = outcomes.as_json(found)
    told["differences"] = (found.difference,) if found.difference else ()
    return Checked(**told)


def _checked_story(archive: Archive, cited: CitedStory) -> Checked:
    """A story that is cited as a whole holds while the hash of its words is the cited one."""
    name = f"{cited.source} {printable(cited.story_id)}"
    row = archive.records.find_story(cited.story_id, cited.source)
    if row is None:
        stone = archive.forgetting.tombstone(StoryRef(cited.source, cited.story_id, ""))
        if stone is None:
            outcome, said = ResolvedAs.UNKNOWN_STORY, outcomes.unknown(name)
        else:
            outcome = ResolvedAs.FORGOTTEN
            said = outcomes.forgotten(name, stone.forgotten_at)
        return Checked(str(cited), outcome, said)
    if cited.content_hash is None:
        said = f"{name} is in the archive, but its id has no hash, so it is unknown whether its"
        return Checked(str(cited), ResolvedAs.UNVERIFIED, f"{said} words changed")
    if cited.content_hash == row.content_hash:
        return Checked(str(cited), ResolvedAs.SAME, "the words are as cited")
    return _changed_story(archive, cited, row)


def _changed_story(archive: Archive, cited: CitedStory, row: TranscriptRow) -> Checked:
    revisions = archive.records.revisions(row)
    said = f"the words of {row.source} {printable(row.story_id)} have changed since"
    which = [at for at, one in enumerate(revisions[:-1]) if one.content_hash == cited.content_hash]
    if not which:
        said += ": no wording in this archive has the cited hash"
        return Checked(str(cited), ResolvedAs.CHANGED, said)
    before, after = revisions[which[-1]], revisions[which[-1] + 1]
    try:
        changed = archive.records.differences(row, before.revision, row.revision)
    except UnknownStory:
        changed = []
    told = outcomes.when(WordsChange(after.revision, after.seen_at, after.cause))
    return Checked(
        str(cited),
        ResolvedAs.CHANGED,
        f"{said}: {told}",
        seen_at=after.seen_at,
        cause=after.cause,
        differences=tuple(changed),
    )


def as_json(found: Sequence[Checked]) -> dict[str, Any]:
    """The report for machines."""
    return {
        "ids": [asdict(one) | {"holds": one.holds} for one in found],
        "holding": sum(one.holds for one in found),
    }


def print_checked(found: Sequence[Checked]) -> None:
    """Each id with what became of it, then how many hold."""
    console = stdout()
    for one in found:
        console.print(printable(f"{one.outcome:{_WIDEST}} {one.id}"), soft_wrap=True)
        if one.outcome != ResolvedAs.SAME:
            prose(console, f"{_INDENT}{one.sentence}")
        if one.outcome == ResolvedAs.GONE and one.cited_words:
            prose(console, f"{_INDENT}cited: {one.cited_words}")
        print_differences(console, one.differences)
    if not found:
        return
    holding = sum(one.holds for one in found)
    prose(console, f"{plural(len(found), 'id')}, {holding} as cited")
