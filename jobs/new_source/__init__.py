"""``onrecord sources new``: the files that a new source begins with, and what is still to be filled
in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path
from string import Template

import scraper
from jobs.new_source.left import Left, left_in
from scraper.errors import UsageError
from scraper.sources import source_names
from scraper.urls import host_of

__all__ = ["Left", "NewSource", "checkout", "left_to_fill_in", "source_files", "write_skeletons"]

_NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
_HOME = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/?")
#: What the skeletons ask for unless it is given.
_NO_TITLE = "    # FILL IN: its name as people write it, in lists and citations\n"
_NO_HOME = "    # FILL IN: its site: scheme and host of a story's URL\n"


@dataclass(frozen=True, slots=True)
class NewSource:
    """What a new source is called. ``title`` and ``home`` are None where they are not known yet."""

    name: str
    title: str | None = None
    home: str | None = None


def checkout() -> Path:
    """The root of the checkout that this program runs from.

    :raises UsageError: it was installed without one: sources are part of the program.
    """
    root = Path(scraper.__file__).resolve().parents[1]
    if not (root / "tests" / "newsrooms" / "sites").is_dir():
        raise UsageError(
            "a new source is written in a clone of OnRecord's repository, and this OnRecord is"
            f" installed in {root}; in a clone, run `make test` once and then"
            " `.venv/bin/onrecord sources new`"
        )
    return root


def source_files(root: Path, name: str) -> dict[str, Path]:
    """The files of a source by the skeleton they begin as, in the order to fill them in."""
    newsrooms = root / "tests" / "newsrooms"
    return {
        "source.py.txt": root / "scraper" / "sources" / f"{name}.py",
        "sheet.txt": newsrooms / "sheets" / f"{name}.txt",
        "site.py.txt": newsrooms / "sites" / f"{name}.py",
    }


def left_to_fill_in(root: Path, name: str) -> Iterator[Left]:
    """What is left to fill in of a source's files, in that order; files that are missing have
    nothing.
    """
    for path in source_files(root, name).values():
        yield from left_in(path, path.relative_to(root).as_posix())


def write_skeletons(new: NewSource, root: Path) -> list[Path]:
    """Write the files of a new source; nothing is overwritten.

    :raises UsageError: its name or URL can't be one, it is taken, or a file can't be written.
    """
    _refuse(new)
    texts = {path: _text(skeleton, new) for skeleton, path in source_files(root, new.name).items()}
    for path in texts:
        if path.exists():
            raise UsageError(f"{path} exists already; choose another name, or remove the file")
    written: list[Path] = []
    try:
        for path, text in texts.items():
            written.append(path)
            path.write_text(text, "utf-8")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise UsageError(f"{error.filename} can't be written: {error.strerror}") from error
    return written


def _refuse(new: NewSource) -> None:
    """Refuse a name or a URL that no source can have.

    :raises UsageError: it is one.
    """
    if not _NAME.fullmatch(new.name) or iskeyword(new.name) or new.name == "base":
        raise UsageError(
            f"{new.name!r} can't be the name of a source: take 2 to 30 lower-case letters and"
            " digits, the first a letter, and no word of Python's"
        )
    if new.name in source_names():
        raise UsageError(f"there is a source called {new.name!r} already; choose another name")
    if new.home is not None and not _HOME.fullmatch(new.home):
        raise UsageError(
            f"--home: {new.home!r} is not the address of a site; give scheme and host alone,"
            " such as https://www.example.org"
        )
    if new.title is not None and not _is_title(new.title):
        raise UsageError('--title: give a name without line breaks, quotes (") and backslashes')


def _is_title(title: str) -> bool:
    return bool(title.strip()) and title.isprintable() and not set('"\\') & set(title)


def _text(skeleton: str, new: NewSource) -> str:
    home = (new.home or f"https://www.{new.name}.example").rstrip("/")
    host = host_of(home)
    hosts = dict.fromkeys((host, host.removeprefix("www.")))
    text = files(__package__).joinpath(skeleton).read_text("utf-8")
    return Template(text).substitute(
        name=new.name,
        class_name=new.name.capitalize(),
        title=new.title or new.name.capitalize(),
        home=home,
        host=host,
        hosts=", ".join(f'"{one}"' for one in hosts) + ("," if len(hosts) == 1 else ""),
        fill_in_title="" if new.title else _NO_TITLE,
        fill_in_home="" if new.home else _NO_HOME,
    )
