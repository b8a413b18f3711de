"""Finding the sources.

Every module of the package ``scraper.sources`` is a source file. It defines one source, with the
same name as the file. Packages are skipped, so nothing in ``scraper.sources.base`` is taken for a
source. A file that can't be used disables only its own source.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType

from scraper.errors import BrokenSource
from scraper.sources.base.source import Source
from scraper.sources.base.trial import reason, why_unusable


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source file: the class it defines, if any, and why the source can't be used, if so."""

    name: str
    path: str
    source: type[Source] | None = None
    problem: str | None = None

    def error(self) -> BrokenSource:
        """Why the source can't be used. Only for a file with a problem."""
        sentence = f"the source {self.name!r} can't be used: {self.path}: {self.problem}"
        return BrokenSource(sentence, name=self.name, path=self.path)


def read_source_files(package: str, path: Iterable[str]) -> Iterator[SourceFile]:
    """The source files of ``package``, whose modules lie in ``path``; usable or not."""
    for module in pkgutil.iter_modules(path):
        if not module.ispkg:
            yield _read(module.name, f"{package}.{module.name}")


def _read(name: str, module_name: str) -> SourceFile:
    spec = find_spec(module_name)
    path = spec.origin if spec and spec.origin else module_name
    try:
        module = importlib.import_module(module_name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  whatever is wrong with it, the others go on
        return SourceFile(name, path, problem=_why_it_failed(error))
    defined = _sources_in(module)
    if len(defined) != 1:
        classes = ", ".join(source.__name__ for source in defined)
        counted = f"{len(defined)} sources ({classes})" if defined else "no source"
        problem = f"it defines {counted}; a source file defines exactly one"
        return SourceFile(name, path, problem=problem)
    (source,) = defined
    own_name = getattr(source, "name", name)
    if own_name != name:
        problem = f"it names its source {own_name!r}, but its file name says {name!r}"
        return SourceFile(name, path, problem=problem)
    return SourceFile(name, path, source, why_unusable(source))


def _sources_in(module: ModuleType) -> list[type[Source]]:
    """The sources that a module defines; those it imports don't count."""
    defined = (
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Source)
        and value.__module__ == module.__name__
    )
    return list(dict.fromkeys(defined))  # a class may have a second name


def _why_it_failed(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}" if error.lineno else error.msg
    return reason(error)
