"""Which tests try a mutant, in which order."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from tests.mutation.site import Site
from tests.mutation.traces import Trace
from tests.mutation.tree import ROOT


class Choice:
    """Chooses tests by what they ran.

    A site in a function is tried by the tests that run its statement. What runs at import runs in
    every test: it is tried by those that run a function which uses a name that it defines.
    """

    def __init__(self, trace: Trace, seconds: float, root: Path = ROOT) -> None:
        """
        :param seconds: the tests of one mutant take no longer than this, together.
        """
        self._trace = trace
        self._seconds = seconds
        self._root = root

    def tests(self, site: Site) -> list[str]:
        """The tests for a site, those first that are the most likely to notice."""
        lines = range(site.first, site.last + 1)
        found = self._trace.tests(site.module, lines) if site.in_function else set()
        outside = self._trace.outside.get(site.module, set())
        if not site.in_function or (not found and not outside.isdisjoint(lines)):
            for module, line in self._uses(site.names):
                found |= self._trace.tests(module, [line])
        chosen: list[str] = []
        left = self._seconds
        for test in self._in_order(found, site.module):
            left -= self._trace.seconds[test]
            if left < 0 and chosen:
                break
            chosen.append(test)
        return chosen

    def _in_order(self, found: set[str], module: str) -> list[str]:
        """Tests named after the module first, then after its package; the cheapest first.

        The parameters of one test are much alike: the tenth counts as ten times as expensive.
        """
        cheapest = sorted(found, key=lambda test: (self._trace.seconds[test], test))
        seen: defaultdict[str, int] = defaultdict(int)
        keys = {}
        for test in cheapest:
            function = test.partition("[")[0]
            seen[function] += 1
            keys[test] = (_distance(test, module), seen[function] * self._trace.seconds[test])
        return sorted(cheapest, key=lambda test: keys[test])

    def _uses(self, names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """The lines of functions that use one of these names, or another made of it at import."""
        wanted, known = list(names), set(names)
        while wanted:
            name = wanted.pop()
            yield from self._in_functions.get(name, ())
            for other in self._at_import.get(name, set()) - known:
                known.add(other)
                wanted.append(other)

    @cached_property
    def _names(self) -> tuple[dict[str, set[tuple[str, int]]], dict[str, set[str]]]:
        functions: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        at_import: defaultdict[str, set[str]] = defaultdict(set)
        for file in sorted((self._root / "scraper").rglob("*.py")):
            module = file.relative_to(self._root).as_posix()
            _note(ast.parse(file.read_bytes()).body, module, functions, at_import)
        return functions, at_import

    @property
    def _in_functions(self) -> dict[str, set[tuple[str, int]]]:
        return self._names[0]

    @property
    def _at_import(self) -> dict[str, set[str]]:
        return self._names[1]


def _distance(test: str, module: str) -> int:
    """How far the names of a test's file and of a module are apart.

    The same name: 0. A word of the module's own name, or the name of its package: 1. Others: 2.
    """
    name = Path(test.partition("::")[0]).stem.removeprefix("test_")
    *packages, own = Path(module).with_suffix("").parts
    if name == own:
        return 0
    return 1 if name in packages or not _words(name).isdisjoint(_words(own)) else 2


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in name.split("_")}


def _note(
    body: list[ast.stmt], module: str, functions: defaultdict[str, set[tuple[str, int]]],
    at_import: defaultdict[str, set[str]],
) -> None:  # fmt: skip
    """Note each name of a module: the lines in functions that use it, and what is made of it."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            _note(node.body, module, functions, at_import)
            for part in ast.walk(node):
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                    functions[node.name] |= {(module, line.lineno) for line in part.body}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions[node.name] |= {(module, line.lineno) for line in node.body}
            for part in ast.walk(node):
                if isinstance(part, ast.Name | ast.Attribute):
                    functions[_name(part)].add((module, part.end_lineno or part.lineno))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            made = {_name(part) for target in targets for part in ast.walk(target)
                    if isinstance(part, ast.Name | ast.Attribute)}  # fmt: skip
            for part in ast.walk(node.value):
                if isinstance(part, ast.Name | ast.Attribute):
                    at_import[_name(part)] |= made


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
