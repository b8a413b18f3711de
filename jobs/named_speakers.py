"""Finding the people in an archive that a name beside a quotation may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scraper.archive.people import Person
from scraper.archive.store import Archive
from scraper.errors import UsageError
from scraper.given_names import GIVEN_NAMES
from scraper.names import name_key
from scraper.quotations.drafts.names import name_starting, tokens_of
from scraper.quotations.speakers import Named, surname


class NamedSpeakers:
    """Finds people by name. Results are cached, because a draft may name them again."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._found: dict[str, list[Person]] = {}

    def named(self, name: str, *, is_certain: bool = True) -> Named:
        """Whom a name means.

        :param is_certain: False if it is not certain that this person is named as the speaker.
        """
        people = self.people(name)
        first, *rest = name_key(name).split()
        if rest or first not in GIVEN_NAMES:
            likely = bool(people) or first in GIVEN_NAMES
        else:  # a first name alone may be short for another
            likely = any(surname(called) == first for one in people for called in _names(one))
        return Named(name, frozenset(one.id for one in people), is_certain and likely)

    def given(self, name: str) -> Named:
        """Whom a name means that somebody gave for the speaker.

        :raises UsageError: it is empty.
        """
        if not name.strip():
            raise UsageError("the name of the speaker is empty")
        return replace(self.named(name), is_certain=True)

    def people(self, name: str) -> list[Person]:
        """The people of that name; where there is none, those of the same first name and surname,
        whatever stands between and before.
        """
        if (people := self._with(name)) or " " not in name.strip():
            return people
        bare = name_starting(tokens_of(name), 0)
        if bare is not None and name_key(bare.text) != name_key(name):
            return self.people(bare.text)
        first = name_key(name).split()[0]
        return [one for one in self._with(surname(name)) if _begins(one, first)]

    def _with(self, name: str) -> list[Person]:
        """Those in whose name, or a name they were called by, these words stand."""
        key = name_key(name)
        if key not in self._found:
            self._found[key] = [
                one for one in self._archive.people.find(name, -1) if _has_words(one, key)
            ]
        return self._found[key]


def _names(person: Person) -> Sequence[str]:
    return [name_key(name) for name in (person.name, *person.called)]


def _has_words(person: Person, key: str) -> bool:
    return any(f" {key} " in f" {name.replace(',', '')} " for name in _names(person))


def _begins(person: Person, first: str) -> bool:
    return any(name.split()[0] == first for name in _names(person))
