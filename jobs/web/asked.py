"""What a page was asked for, and what it answers. Pages know nothing of Datasette."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jobs.config import Config
from jobs.web.links import Links
from scraper.archive.store import Archive

HTML = "text/html; charset=utf-8"
#: A page's number has no more digits: SQLite's largest integer has 19.
_DIGITS = 9


class NoSuchPage(Exception):
    """There is nothing at that address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    :ivar path: the parts of the address that name something.
    :ivar args: what stands behind the question mark.
    :ivar reads_everything: the reader may read whole transcripts of every page.
    :ivar data_path: where Datasette shows the tables; None where the reader may not see them.
    :ivar token: what a form has to send along; empty where it has not.
    """

    links: Links
    config: Config
    path: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reads_everything: bool = False
    data_path: str | None = None
    token: str = ""

    def source_title(self, name: str) -> str:
        """A source as its readers call it: "NPR"; several have commas between them."""
        titles = {one.name: one.title for one in self.config.known_sources()}
        return ", ".join(titles.get(one, one) for one in name.split(","))

    def closed(self, archive: Archive, transcripts: Collection[int]) -> set[int]:
        """Those of some transcripts of which the reader sees facts and short quotations alone."""
        return set() if self.reads_everything else archive.room.asking_noarchive(transcripts)

    def text(self, name: str) -> str:
        """The first value of an argument, without space around it; empty where there is none."""
        values = self.args.get(name) or [""]
        return values[0].strip()

    def texts(self, name: str) -> list[str]:
        """Every value of an argument that is not empty."""
        return [value.strip() for value in self.args.get(name, ()) if value.strip()]

    def number(self, name: str, default: int, most: int) -> int:
        """An argument as a number from 1 to ``most``; the default where it is none."""
        value = self.text(name)
        if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
            return default
        return min(max(int(value), 1), most)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    body: str | bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
