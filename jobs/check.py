"""``onrecord check``: check the archive for damage, and repair what can be repaired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobs.terminal import plural, printable, prose, stdout, tell
from scraper.archive.integrity.problem import Problem
from scraper.archive.states import Repair
from scraper.archive.store import Archive
from scraper.crawl.restore import restore_transcripts
from scraper.sources import Source

#: Problems that are printed one by one; the rest are counted.
_SHOWN = 50

#: What follows from transcripts, and is repaired when they are as they should be.
_AFTERWARDS = (Repair.FORGET, Repair.MEASURE, Repair.RENAME, Repair.COMPARE, Repair.CORRECT)

_HOW: dict[Repair, str] = {
    Repair.INDEX: "`onrecord check --repair` rebuilds the index",
    Repair.REEXTRACT: "`onrecord check --repair` reads it again from its kept page",
    Repair.REFETCH: "`onrecord check --repair` queues the page to be fetched again",
    Repair.SEAL: "`onrecord check --repair` writes its checksum",
    Repair.MEASURE: "`onrecord check --repair` corrects them",
    Repair.RENAME: "`onrecord check --repair` restores the name",
    Repair.FORGET: "`onrecord check --repair` removes it",
    Repair.COMPARE: "`onrecord check --repair` compares it with the others again",
    Repair.CORRECT: "`onrecord check --repair` applies the corrections again",
    Repair.MARKER: "`onrecord check --repair` resets it",
    Repair.RESTORE: "restore a backup, or save what can be read: `sqlite3 archive.db .recover`",
}


def find_problems(archive: Archive, *, quiet: bool = True) -> list[Problem]:
    """Everything that is wrong.

    :param quiet: don't say on stderr what is being checked.
    """
    if quiet:
        return list(archive.integrity.check())

    def watch(number: int, count: int, what: str) -> None:
        tell(f"checking, step {number} of {count}: {what}")

    return list(archive.integrity.check(watch))


def repair(archive: Archive, sources: Sequence[Source], problems: list[Problem]) -> list[Problem]:
    """Repair what can be repaired; what is still wrong then.

    :raises ArchiveError: the archive can't be written.
    """
    first = [problem for problem in problems if problem.repair not in _AFTERWARDS]
    left = archive.integrity.repair(first)
    wanted = {p.row for p in left if p.repair == Repair.REEXTRACT and p.row is not None}
    if wanted:
        restore_transcripts(archive, sources, wanted)
        # Words were taken out of the index as they were damaged, not as they stood in it.
        archive.integrity.rebuild_indexes()
    left = find_problems(archive)
    if any(problem.repair in _AFTERWARDS for problem in left):
        archive.integrity.repair([one for one in left if one.repair in _AFTERWARDS])
        left = find_problems(archive)
    return left


def sentence(problem: Problem) -> str:
    """What is wrong, and how it is repaired."""
    return f"{problem.what}; {_HOW[problem.repair]}"


def as_json(problems: Sequence[Problem], repaired: int | None) -> dict[str, Any]:
    """The problems for machines."""
    return {
        "problems": [
            {
                "what": problem.what,
                "kind": problem.kind,
                "repair": problem.repair,
                "table": problem.table,
                "row": problem.row,
                "sentence": sentence(problem),
            }
            for problem in problems
        ],
        "repaired": repaired,
    }


def print_problems(problems: Sequence[Problem], *, repaired: int | None) -> None:
    """Print what is wrong, for a person."""
    console = stdout()
    for problem in problems[:_SHOWN]:
        line = sentence(problem) if repaired is None else problem.what
        console.print(printable(line), soft_wrap=True)
    if len(problems) > _SHOWN:
        console.print(f"… and {len(problems) - _SHOWN} more")
    if repaired is not None:
        prose(console, f"{plural(repaired, 'problem')} repaired, {len(problems)} left")
    elif problems:
        prose(console, plural(len(problems), "problem"))
    else:
        prose(console, "the archive is whole: structure, indexes, words, kept pages")
