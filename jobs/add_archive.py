"""``onrecord add OTHER.db``: add another archive to this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from jobs.corrections import sentence
from jobs.counting import show_count
from jobs.progress import Display
from jobs.terminal import plural, printable, prose, stderr, stdout
from scraper.archive.database.upgrade import Upgrade
from scraper.archive.forgetting import Tombstone
from scraper.archive.people import Adopted
from scraper.archive.records.landing import Reread
from scraper.archive.store import Archive
from scraper.crawl.land_archive import ArchiveLander, LandedStory, StoryKind
from scraper.crawl.land_saved import Failed
from scraper.errors import ArchiveError, UnusableFile
from scraper.sources import Source

_KINDS = {
    StoryKind.NEW: "new",
    StoryKind.CHANGED: "with more history",
    StoryKind.SAME: "unchanged",
    StoryKind.NO_TRANSCRIPT: "without a transcript",
    StoryKind.QUARANTINED: "not understood",
    StoryKind.FORGOTTEN: "left out, because they were forgotten here",
}


@dataclass(slots=True)
class AddedArchive:
    """The outcome for the stories and corrections of another archive.

    :ivar contradictions: its corrections that contradict one of ours, each as two sentences.
    :ivar left: its corrections about people or stories that this archive lacks.
    :ivar forgotten_there: stories that were forgotten there but are stored here.
    :ivar old_wordings: wordings without a kept page that were taken over; ``lost_wordings``, those
        that could not be.
    """

    given: str
    counts: Counter[StoryKind] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    corrections: int = 0
    known_corrections: int = 0
    contradictions: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    forgotten_there: list[Tombstone] = field(default_factory=list)
    old_wordings: int = 0
    lost_wordings: int = 0

    @property
    def needs_attention(self) -> bool:
        """Whether something is left for a person to look at."""
        return bool(
            self.failed
            or self.contradictions
            or self.forgotten_there
            or self.lost_wordings
            or self.counts[StoryKind.QUARANTINED]
        )

    def take(self, one: LandedStory | Failed) -> None:
        """Take down what became of a story."""
        if isinstance(one, Failed):
            self.failed.append((one.name, one.reason))
            return
        self.counts[one.kind] += 1
        if one.joined is not None:
            self.old_wordings += one.joined.old_wordings
            self.lost_wordings += one.joined.lost_wordings

    def as_json(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "given": self.given,
            **{kind.value: self.counts[kind] for kind in StoryKind},
            "old_wordings": self.old_wordings,
            "lost_wordings": self.lost_wordings,
            "corrections": self.corrections,
            "known_corrections": self.known_corrections,
            "contradictions": [{"there": one, "here": other} for one, other in self.contradictions],
            "corrections_left": self.left,
            "forgotten_there": [
                {"source": one.source, "story_id": one.story_id, "why": one.why}
                for one in self.forgotten_there
            ],
        }


def add_archive(
    archive: Archive, path: Path, sources: Sequence[Source], reread: Reread, display: Display
) -> AddedArchive:
    """Take over the stories, corrections and tombstones of the archive at ``path``.

    :param reread: reads a kept page with today's rules.
    :param display: how progress is shown.
    :raises UnusableFile: it is this archive itself, damaged, of a later version, or unreadable.
    :raises ArchiveError: this archive can't be written.
    """
    if path.samefile(archive.path):
        raise UnusableFile("it is the archive you are adding to")
    added = AddedArchive(str(path))
    lander = ArchiveLander(
        archive,
        sources,
        reread,
        display.unforeseen("url"),
        lambda: datetime.now(UTC),
    )
    reading = True
    try:
        with Archive.unchanged(path, archive.path.parent, Upgrade(copy=False)) as other:
            total = other.histories.count()
            reading = False
            with show_count(display, total, "page") as count_one:
                for one in lander.land(other):
                    added.take(one)
                    count_one()
            for tombstone in other.forgetting.tombstones():
                if not archive.forgetting.adopt(tombstone):
                    added.forgotten_there.append(tombstone)
            _take_corrections(archive, other, added)
            reading = True
    except ArchiveError as error:
        if not reading:
            raise
        said = error.sentence.removeprefix(f"{path} ")
        said = said if said == error.sentence else f"it {said}"
        raise UnusableFile(said, code=error.code, path=path) from error
    return added


def _take_corrections(archive: Archive, other: Archive, added: AddedArchive) -> None:
    copies = other.corrections.copies()
    if not copies:
        return
    there = {rule.id: rule for rule in other.corrections.rules()}
    adopted: Adopted = archive.corrections.adopt(copies)
    here = {rule.id: rule for rule in archive.corrections.rules()}
    added.corrections, added.known_corrections = len(adopted.taken), adopted.known
    added.contradictions = [
        (sentence(there[one]), sentence(here[other])) for one, other in adopted.contradicting
    ]
    added.left = [sentence(there[one]) for one in adopted.without_people]


def print_added(added: AddedArchive) -> None:
    """Print what became of an archive, for a person."""
    told = [
        f"{plural(added.counts[kind], 'story', 'stories')} {what}"
        for kind, what in _KINDS.items()
        if added.counts[kind]
    ]
    prose(stdout(), f"{added.given}: " + (", ".join(told) or "no stories with kept pages"))
    if added.old_wordings:
        prose(
            stdout(), f"{plural(added.old_wordings, 'earlier wording')} taken over without a page"
        )
    if added.corrections or added.known_corrections:
        known = f" ({added.known_corrections:,} known already)" if added.known_corrections else ""
        prose(stdout(), f"{plural(added.corrections, 'correction')} by hand taken over{known}")
    for what in added.left:
        prose(stdout(), f"not taken over, because this archive lacks the person or story: {what}")
    for there, here in added.contradictions:
        _warn(f"{added.given}: not taken over: “{there}” contradicts your correction “{here}”")
    for one in added.forgotten_there:
        _warn(
            f"{added.given}: {one.source} {one.story_id} was forgotten there ({one.why}) but is"
            " stored here: `onrecord forget` removes it"
        )
    if added.lost_wordings:
        lost = plural(added.lost_wordings, "earlier wording")
        _warn(f"{added.given}: {lost} not taken over: neither the page nor the words were kept")


def _warn(what: str) -> None:
    stderr().print(printable(f"warning: {what}"), soft_wrap=True)
