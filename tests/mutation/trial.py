"""Trying mutants: either a test of the changed module fails, or the mutant survives."""

from __future__ import annotations

import json
import re
import signal
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from enum import StrEnum
from queue import SimpleQueue

from tests.mutation.choice import Choice
from tests.mutation.picker import CHOSEN
from tests.mutation.site import Site
from tests.mutation.traces import Trace
from tests.mutation.tree import Tree

_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/\S+?\.py(?:::.*?)?)(?: - .*)?$", re.MULTILINE)
_ALL_PASSED, _NONE_RAN = 0, 5
#: As the command pytest begins: behind `python -m`, commands under test call themselves otherwise.
_PYTEST = "import sys, pytest; sys.exit(pytest.main())"
#: What starting pytest and collecting all tests may take.
_START_S = 120.0
#: The least time that a test has, and how many times as long as before it may take.
_GRACE_S, _TIMES = 10.0, 6.0


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"
    UNTESTED = "untested"


@dataclass(frozen=True)
class Result:
    """A mutant's verdict, how many tests it was given, and the one that failed, if known."""

    site: Site
    verdict: Verdict
    tests: int
    killer: str = ""

    def as_json(self) -> dict[str, object]:
        """The result for a file. Module, bytes and new text find the same site again."""
        return asdict(self.site) | {
            "verdict": self.verdict, "tests": self.tests, "killer": self.killer
        }  # fmt: skip


class Trials:
    """Tries mutants in copies of the tree, several at a time."""

    def __init__(
        self, choice: Choice, trace: Trace, trees: Sequence[Tree], grace_s: float = _GRACE_S
    ) -> None:
        self._choice = choice
        self._grace_s = grace_s
        self._trace = trace
        self._trees: SimpleQueue[Tree] = SimpleQueue()
        self._count = len(trees)
        for tree in trees:
            self._trees.put(tree)

    def results(self, sites: Iterable[Site]) -> Iterator[Result]:
        """Try each mutant. Results come in the order of the sites."""
        with ThreadPoolExecutor(self._count) as threads:
            yield from threads.map(self._try, sites)

    def _try(self, site: Site) -> Result:
        chosen = self._choice.tests(site)
        if not chosen:
            return Result(site, Verdict.UNTESTED, 0)
        tree = self._trees.get()
        try:
            original = (tree.root / site.module).read_bytes()
            with tree.changed(site.module, site.applied(original)):
                code, printed = run(tree, self._limits(chosen))
        finally:
            self._trees.put(tree)
        failed = _FAILED.search(printed)
        return Result(site, _verdict(code), len(chosen), failed[1] if failed else "")

    def failing(self, tests: Iterable[str]) -> list[str]:
        """Which of these tests fail without any change: what they killed may be alive."""
        tree = self._trees.get()
        _, printed = run(tree, self._limits(tests), stop=False)
        self._trees.put(tree)
        return _FAILED.findall(printed)

    def _limits(self, tests: Iterable[str]) -> dict[str, float]:
        """How many seconds each test may take."""
        known = self._trace.seconds
        return {test: self._grace_s + _TIMES * known[test] for test in tests if test in known}


def _verdict(code: int | None) -> Verdict:
    """What pytest's exit code says. Where tests are made of the module, a change may leave none."""
    if code in (_ALL_PASSED, _NONE_RAN):
        return Verdict.SURVIVED
    return Verdict.TIMEOUT if code in (None, -signal.SIGALRM) else Verdict.KILLED


def run(tree: Tree, tests: dict[str, float], *, stop: bool = True) -> tuple[int | None, str]:
    """Run tests in a copy of the tree, until one fails unless told otherwise.

    :param tests: with the seconds that each may take.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as chosen:
        json.dump(tests, chosen)
        chosen.flush()
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        return tree.run(
            ["-c", _PYTEST, "-q", "-p", "no:cacheprovider", "-p", "tests.mutation.picker",
             "--tb=no", *(["-x"] if stop else []), *files],
            {CHOSEN: chosen.name}, _START_S + sum(tests.values()),
        )  # fmt: skip
