"""The addresses of the reading room's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

#: Where its pages are, below Datasette's own address.
ROOT = "/-/onrecord"
Arguments = Mapping[str, object] | Iterable[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses.

    :ivar base: what stands before every address, as Datasette's setting ``base_url`` says.
    :ivar origin: scheme and host, for feeds and for what is copied.
    :ivar is_front: the search page is at the root of the site.
    """

    base: str = "/"
    origin: str = ""
    is_front: bool = True

    def __call__(self, page: str = "", /, **arguments: object) -> str:
        """The address of a page: ``people``, ``corrections.atom``."""
        if not page and self.is_front:
            return self._path("/") + _query(arguments)
        return self._path(f"{ROOT}/{page}" if page else ROOT) + _query(arguments)

    def search(self, arguments: Arguments = (), kind: str = "") -> str:
        """The search page, or its hits in another form: ``csv``, ``json``, ``atom``."""
        page = f"search.{kind}" if kind else ""
        return self(page) + _query(arguments)

    def story(
        self, source: str, story_id: str, turn: int | None = None, query: str | None = None
    ) -> str:
        """A transcript, or one of its turns, the words of a query marked."""
        arguments = {"turn": turn, "q": query}
        place = f"#t{turn}" if turn is not None else ""
        path = f"story/{quote(source, safe='')}/{quote(story_id)}"
        return self(path) + _query(arguments) + place

    def person(self, speaker_id: int) -> str:
        """A person."""
        return self(f"person/{speaker_id}")

    def program(self, name: str) -> str:
        """A program."""
        return self(f"program/{quote(name, safe='')}")

    def turn(self, permanent_id: str) -> str:
        """What a permanent id leads to."""
        return self("turn", id=permanent_id)

    def absolute(self, address: str) -> str:
        """An address that can be used elsewhere."""
        return self.origin + address

    def _path(self, path: str) -> str:
        return self.base.rstrip("/") + path


def _query(arguments: Arguments) -> str:
    pairs = arguments.items() if isinstance(arguments, Mapping) else arguments
    given = [(name, str(value)) for name, value in pairs if value not in (None, "", False)]
    return f"?{urlencode(given)}" if given else ""
