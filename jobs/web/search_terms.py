"""What a search page is asked for: words, filters, order, page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from jobs.commands.options import FIRST_DAY, LAST_DAY
from jobs.search import refuse_unknown
from jobs.web.asked import Asked
from jobs.web.sentences import as_sentence
from scraper.archive.search import Filters, Sort
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.model import ROLES

#: Hits on a page, and of what can be asked for.
USUAL, MOST = 20, 1_000
#: Characters of a search.
_LONGEST = 2_000
#: What the form has fields for; other filters are links.
FIELDS = ("q", "speaker", "since", "until")
#: As far as pages are turned: nobody reads further, and each costs as much as all before it.
_LAST_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form: a sentence, and the field that it is about ("q": the whole)."""

    field: str
    sentence: str


class WrongTerms(UsageError):
    """A search that can't be done as it is asked for; ``wrong`` says why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.wrong = Wrong(field, sentence)


@dataclass(frozen=True, slots=True)
class Terms:
    """A search as its address states it."""

    q: str = ""
    speaker: str = ""
    person: int | None = None
    role: str = ""
    program: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""
    newsmakers: bool = False
    repeats: bool = False
    page: int = 1
    size: int = USUAL

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.q or self.narrowed())

    def narrowed(self) -> dict[str, str]:
        """The filters that are set."""
        found: dict[str, Any] = {
            "speaker": self.speaker,
            "person": self.person,
            "role": self.role,
            "newsmakers": "1" if self.newsmakers else "",
            "program": self.program,
            "source": self.source,
            "since": self.since,
            "until": self.until,
        }
        return {name: str(value) for name, value in found.items() if value}

    def arguments(self, **changed: object) -> dict[str, object]:
        """The arguments of an address, some changed; another search begins at its first page."""
        found: dict[str, object] = {
            "q": self.q,
            **self.narrowed(),
            "repeats": "1" if self.repeats else "",
            "sort": self.sort,
            "size": self.size if self.size != USUAL else "",
        }
        return {**found, **changed}

    @property
    def order(self) -> Sort:
        """In which order hits are shown."""
        if self.sort:
            return Sort(self.sort)
        return Sort.RELEVANCE if self.q else Sort.NEWEST

    def filters(self, archive: Archive) -> Filters:
        """The filters as the archive takes them.

        :raises WrongTerms: there is no such source, program or day.
        """
        for name, source, program in (
            ("source", self.source, None),
            ("program", None, self.program),
        ):
            try:
                refuse_unknown(archive, source or None, program or None)
            except UsageError as error:
                raise WrongTerms(name, as_sentence(str(error))) from error
        speakers = {self.person} if self.person is not None else None
        if self.speaker:
            named = archive.people.named(self.speaker)
            speakers = named if speakers is None else speakers & named
        exact = self.program in archive.search.programs(self.program or None)
        return Filters(
            speakers,
            self.program or None,
            _day("since", self.since, FIRST_DAY),
            _day("until", self.until, LAST_DAY),
            duplicates=self.repeats,
            role=self.role or None,
            source=self.source or None,
            newsmakers=self.newsmakers,
            whole_program=bool(self.program) and exact,
        )


def terms_of(asked: Asked) -> Terms:
    """What a search page was asked for.

    :raises WrongTerms: there is no such role, order or person.
    """
    role, sort, person = asked.text("role"), asked.text("sort"), asked.text("person")
    if len(asked.text("q")) > _LONGEST:
        raise WrongTerms("q", f"A search can have at most {_LONGEST:,} characters.")
    if role and role not in ROLES:
        raise WrongTerms("role", f"There is no role “{role}”. Roles are {_listed(ROLES)}.")
    if sort and sort not in list(Sort):
        raise WrongTerms(
            "sort", f"“{sort}” is not a sort order. Sort by {_listed(list(Sort), 'or')}."
        )
    number = asked.number("person", 0, 10**9)
    if person and not number:
        raise WrongTerms("person", f"There is no speaker “{person}”.")
    return given_terms(asked, role=role, sort=sort, person=number or None)


def given_terms(
    asked: Asked, *, role: str = "", sort: str = "", person: int | None = None
) -> Terms:
    """What was typed into the form, right or wrong, with filters that are known to be right."""
    return Terms(
        q=asked.text("q")[:_LONGEST],
        speaker=asked.text("speaker"),
        person=person,
        role=role,
        program=asked.text("program"),
        source=asked.text("source"),
        since=asked.text("since"),
        until=asked.text("until"),
        sort=sort,
        newsmakers=bool(asked.text("newsmakers")),
        repeats=bool(asked.text("repeats")),
        page=asked.number("page", 1, _LAST_PAGE),
        size=asked.number("size", USUAL, MOST),
    )


def _listed(names: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def _day(field: str, text: str, kind: click.ParamType[Any]) -> str | None:
    if not text:
        return None
    try:
        return str(kind.convert(text, None, None).isoformat())
    except click.BadParameter as error:
        raise WrongTerms(field, as_sentence(error.message)) from error
