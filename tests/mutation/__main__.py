"""``python -m tests.mutation``: try a sample of mutants, and list those that no test notices."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console

from tests.mutation.choice import Choice
from tests.mutation.site import Site
from tests.mutation.sites import all_sites, sample
from tests.mutation.traces import Trace, fingerprint, trace
from tests.mutation.tree import Tree
from tests.mutation.trial import Result, Trials, Verdict

_console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def main() -> None:
    """Trace the tests, try the mutants, and say how it went."""
    asked = _asked()
    kept = Path(tempfile.gettempdir()) / "onrecord-mutation" / fingerprint()
    with tempfile.TemporaryDirectory() as directory:
        trees = [Tree(Path(directory) / str(number)) for number in range(asked.jobs)]
        _console.print("Finding out which tests run which lines; the first time, all tests run.")
        traced = trace(trees[0], kept, asked.jobs)
        drawn = _again(asked.again) if asked.again else None
        if drawn is None:
            drawn = sample(all_sites(asked.only), asked.count, asked.seed)
        _console.print(f"Trying {len(drawn)} mutants.")
        results = list(_watched(_results(traced, trees, drawn, asked.seconds), len(drawn)))
    if asked.json:
        asked.json.write_text(json.dumps([one.as_json() for one in results], indent=1), "utf-8")
    _report(results)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws another sample")
    parser.add_argument("--jobs", type=int, default=2, help="how many to try at a time")
    parser.add_argument("--only", default="", metavar="MODULE", help="a part of a module's path")
    parser.add_argument("--seconds", type=float, default=90, help="tests for one mutant, at most")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results to a file")
    again = "try those again that survived in the results of this file"
    parser.add_argument("--again", type=Path, metavar="FILE", help=again)
    return parser.parse_args()


def _again(file: Path) -> list[Site]:
    """The sites of an earlier run's survivors, where their modules have not changed since."""
    alive = {
        (one["module"], one["start"], one["end"], one["old"], one["new"])
        for one in json.loads(file.read_text("utf-8"))
        if one["verdict"] in (Verdict.SURVIVED, Verdict.UNTESTED)
    }
    return [
        site for site in all_sites()
        if (site.module, site.start, site.end, site.old, site.new) in alive
    ]  # fmt: skip


def _results(
    traced: Trace, trees: list[Tree], drawn: list[Site], seconds: float
) -> Iterator[Result]:
    """Results that hold: a test that fails without any change kills nothing."""
    trials = Trials(Choice(traced, seconds), traced, trees)
    results = []
    for result in trials.results(drawn):
        yield result
        results.append(result)
    broken = set(trials.failing({result.killer for result in results if result.killer}))
    doubtful = [result.site for result in results if result.killer in broken]
    if doubtful:
        _console.print(f"{len(broken)} tests fail without any change: {', '.join(sorted(broken))}")
        sound = {test: spent for test, spent in traced.seconds.items() if test not in broken}
        lines = {
            module: {line: tests - broken for line, tests in known.items()}
            for module, known in traced.lines.items()
        }
        yield from _results(Trace(sound, lines, traced.outside), trees, doubtful, seconds)


def _watched(results: Iterable[Result], total: int) -> Iterator[Result]:
    """Print each survivor as it is found, and how far it is; of a site tried twice, the last."""
    last: dict[Site, Result] = {}
    for number, result in enumerate(results, 1):
        last[result.site] = result
        if result.verdict in (Verdict.SURVIVED, Verdict.UNTESTED):
            _console.print(f"{number}/{total} {result.verdict} {result.tests} tests: {result.site}")
    yield from last.values()


def _report(results: list[Result]) -> None:
    counts = Counter(result.verdict for result in results)
    found = counts[Verdict.KILLED] + counts[Verdict.TIMEOUT]
    share = found / len(results) if results else 0
    _console.print(
        f"{found} of {len(results)} mutants killed ({share:.1%}), {counts[Verdict.TIMEOUT]} of them"
        f" by a time limit; {counts[Verdict.SURVIVED]} survived,"
        f" {counts[Verdict.UNTESTED]} are on lines that no test runs"
    )


if __name__ == "__main__":
    main()
