"""``onrecord check``: is the archive whole, and mending what can be mended."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.terminal import plural, printable, prose, stdout
from scraper.archive.check import Problem, check, repair
from scraper.archive.database import Archive
from scraper.archive.landing import Lander
from scraper.archive.snapshots import SnapshotStore
from scraper.extract import extract
from scraper.model import Transcript
from scraper.sources import Source

#: Problems that are printed one by one; the rest are counted.
_SHOWN = 50


def find_problems(archive: Archive) -> list[Problem]:
    """Everything that is wrong."""
    return list(check(archive))


def mend(archive: Archive, sources: Sequence[Source], problems: list[Problem]) -> list[Problem]:
    """Mend what can be mended; what is still wrong then.

    :raises ArchiveError: the archive can't be written.
    """
    left = repair(archive, problems)
    wanted = {p.row for p in left if p.mend == "reextract" and p.row is not None}
    if wanted:
        _reextract(archive, sources, wanted)
        # Words were taken out of the index as they were damaged, not as they stood in it.
        repair(archive, [Problem("the words were mended", "index")])
    return find_problems(archive)


def _reextract(archive: Archive, sources: Sequence[Source], wanted: set[int]) -> None:
    """Read the pages of damaged transcripts again."""
    lander = Lander(archive)
    page_ids = {
        int(row["page_id"])
        for row in archive.connection.execute("SELECT id, page_id FROM transcripts")
        if row["id"] in wanted
    }
    for source in sources:
        for kept in SnapshotStore(archive.connection).newest(source.name, page_ids):
            outcome = extract(kept.page, source, kept.ref)
            if isinstance(outcome, Transcript):
                lander.land_again(kept, outcome, mend=True)


def print_problems(problems: Sequence[Problem], *, mended: int | None) -> None:
    """Print what is wrong, for a person."""
    console = stdout()
    for problem in problems[:_SHOWN]:
        said = problem.sentence if mended is None else problem.what
        console.print(printable(said), soft_wrap=True)
    if len(problems) > _SHOWN:
        console.print(f"… and {len(problems) - _SHOWN} more")
    if mended is not None:
        prose(console, f"{plural(mended, 'problem')} mended, {len(problems)} left")
    elif problems:
        prose(console, plural(len(problems), "problem"))
    else:
        prose(console, "the archive is whole: structure, indexes, words, kept pages")
