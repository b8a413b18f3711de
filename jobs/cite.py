"""``onrecord cite``: the citation of a turn or a story, in the chosen format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from jobs.changed_words import print_differences
from jobs.citations import outcomes
from jobs.citations.bibtex import bibtex
from jobs.citations.citation import Citation, cite
from jobs.citations.csl import csl
from jobs.citations.plain_text import plain_text
from jobs.citations.wikipedia import wikipedia
from jobs.given_turn import turn_given
from jobs.json_output import print_bare
from jobs.show import find
from jobs.terminal import stderr, tell
from scraper.archive.records.resolving import ResolvedAs, ResolvedTurn
from scraper.archive.store import Archive
from scraper.sources import Source

#: The forms, but for CSL-JSON, which is no text.
_TEXTS: Mapping[str, Callable[[Citation], str]] = {
    "text": plain_text,
    "bibtex": bibtex,
    "wikipedia": wikipedia,
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, and what the given id means now (None if it named a story)."""

    citation: Citation
    resolved: ResolvedTurn | None

    @property
    def is_edited(self) -> bool:
        """True if the turn has no id, since somebody edited it: its story is cited."""
        return self.resolved is not None and self.citation.spoken is None

    @property
    def holds(self) -> bool:
        """True if the citation is that of the words which were asked for."""
        if self.resolved is None:
            return True
        return self.resolved.outcome != ResolvedAs.CHANGED and not self.is_edited


def cited(archive: Archive, what: str, sources: list[Source]) -> Cited:
    """The citation of what somebody named.

    :raises WordsGone: it is a turn that is not there any more, or never was.
    :raises UsageError: it is neither a turn nor a story of the archive.
    """
    given = turn_given(archive, what, sources)
    if given is None:
        return Cited(cite(archive, find(archive, what, sources).row, None, sources), None)
    found = archive.records.resolve(given)
    position = outcomes.require_turn(found)
    assert found.row is not None
    return Cited(cite(archive, found.row, position, sources), found)


def print_citation(found: Cited, form: str) -> None:
    """The citation on stdout. On stderr, whether it is of other words than those asked for."""
    resolved = found.resolved
    if found.is_edited and resolved is not None:
        tell(
            f"turn {resolved.position} was edited by hand, so it has no permanent id; this cites"
            " its story instead"
        )
    elif resolved is not None and resolved.outcome in (ResolvedAs.MOVED, ResolvedAs.CHANGED):
        tell(outcomes.sentence(resolved))
        print_differences(stderr(), [resolved.difference] if resolved.difference else [])
        if resolved.outcome == ResolvedAs.CHANGED:
            tell("the citation gives the words as they are now")
    if form == "csl-json":
        print_bare([csl(found.citation)])
    else:
        sys.stdout.write(_TEXTS[form](found.citation))


def as_json(found: Cited, form: str) -> dict[str, Any]:
    """The citation's facts, the citation in a form, and what became of the id, for machines."""
    citation = found.citation
    facts = asdict(citation) | {"id": citation.id, "key": citation.key, "edited": found.is_edited}
    facts["resolved"] = outcomes.as_json(found.resolved) if found.resolved else None
    facts["format"] = form
    facts["citation"] = csl(citation) if form == "csl-json" else _TEXTS[form](citation)
    return facts
