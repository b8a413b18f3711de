"""The mutation tester itself, on modules made here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutation.choice import Choice
from tests.mutation.site import Kind, Site, Source
from tests.mutation.sites import all_sites, is_usable, sample, sites
from tests.mutation.traces import Trace, trace
from tests.mutation.tree import Tree
from tests.mutation.trial import Result, Trials, Verdict

HERE = Path(__file__).parent
LIMIT = '''"""Made for a test."""

LIMIT = 3


def is_long(words: list[str]) -> bool:
    """Whether there are more words than the limit."""
    return len(words) > LIMIT


def greeting(name: str) -> str:
    text = f"Dear {name}"
    return text + "!"


def endless(count: int) -> int:
    while count:
        count -= 1
    return count


def unused() -> bool:
    return True
'''
TESTS = """from scraper.limit import endless, greeting, is_long

def test_a_long_list():
    assert is_long(["a"] * 4)
    assert not is_long(["a"] * 3)

def test_a_greeting_names_somebody():
    assert "Ada" in greeting("Ada")

def test_it_ends():
    assert endless(3) == 0
"""


def changed(text: str) -> list[tuple[str, str]]:
    """What each site of a module changes, and into what."""
    source = Source("scraper/made.py", text.encode())
    return [(site.old, site.new) for site in sites(source)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b < c\n", [("<", "<=")]),
        ("a = b == (c)\n", [("==", "!=")]),
        ("a = b not  in c\n", [("not  in", "in")]),
        ("a = b is not None\n", [("is not", "is")]),
        ("a = b and c\n", [("and", "or")]),
        ("a = not b\n", [("not ", "")]),
        ("a = (b) * c\n", [("*", "//")]),
        ("a = 'é' in b\n", [("'é'", "'é~'"), ("in", "not in")]),
        ("a = 41\n", [("41", "42")]),
        ("a = True\n", [("True", "False")]),
        ("a -= b\n", [("a -= b", "pass"), ("-", "+")]),
        ("print(a)\n", [("print(a)", "pass")]),
        ("if a:\n    b()\n", [("a", "False"), ("a", "True"), ("b()", "pass")]),
        ("a = [b for b in c if b]\n", [("b", "False"), ("b", "True")]),
        ("def f() -> int:\n    return a\n", [("return a", "return None")]),
        ("def f() -> None:\n    return a()\n", []),
        ("a = 'one two three'.split()\n", [("'one two three'", "'one three'")]),
        ("a = 'SELECT b FROM c WHERE d AND e'\n", [("AND", "OR")]),
    ],
)  # fmt: skip
def test_a_site_is_one_change(text: str, expected: list[tuple[str, str]]) -> None:
    assert changed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"""Says what it is."""\n',
        "__all__ = ['a']\n",
        "__version__ = '1.0'\n",
        "a: Literal['b']\n",
        "A = Literal['b', 'c']\n",
        "if TYPE_CHECKING:\n    import a\n",
        "@dataclass(frozen=True, slots=True)\nclass A:\n    b: int\n",
        "raise ValueError('no', 1)\n",
        "log.info('begins', count=1)\n",
        "a = re.compile('b|c')\n",
        "a = r'b|c'\n",
        "a = 'A sentence for people to read.'\n",
        "class A:\n    def __repr__(self) -> str:\n        return 'A'\n",
    ],
)
def test_what_is_no_behaviour_is_not_changed(text: str) -> None:
    assert changed(text) == []


def test_a_change_is_made_where_it_was_found() -> None:
    content = "é = 'ü'  # ß\nif é == 'ö' and len(é) > 1:\n    é = 'ä'\n".encode()
    (site,) = [one for one in sites(Source("scraper/made.py", content)) if one.old == ">"]
    assert site.applied(content) == "é = 'ü'  # ß\nif é == 'ö' and len(é) >= 1:\n    é = 'ä'\n"
    assert (site.line, site.kind) == (2, Kind.COMPARISON)


def test_a_seed_gives_the_same_sample_each_time(tmp_path: Path) -> None:
    made(tmp_path)
    found = all_sites(root=tmp_path)
    first = sample(found, 5, seed=1, root=tmp_path)
    assert first == sample(found, 5, seed=1, root=tmp_path)
    assert first != sample(found, 5, seed=2, root=tmp_path)
    assert len(set(first)) == 5


def test_a_sample_has_no_change_that_does_not_parse_or_changes_nothing(tmp_path: Path) -> None:
    made(tmp_path)
    site = all_sites(root=tmp_path)[0]
    content = (tmp_path / site.module).read_bytes()
    assert is_usable(site, content)
    assert not is_usable(replaced(site, "("), content)
    assert not is_usable(replaced(site, site.old), content)


def replaced(site: Site, new: str) -> Site:
    return replace(site, new=new)


def made(directory: Path) -> Path:
    """A tree with one module, its tests, and of the mutation tester what runs in trees."""
    for package in ("scraper", "tests", "tests/mutation"):
        (directory / package).mkdir()
        (directory / package / "__init__.py").touch()
    (directory / "jobs").mkdir()
    for plugin in ("picker.py", "recorder.py"):
        shutil.copy(HERE / plugin, directory / "tests" / "mutation")
    (directory / "pytest.ini").touch()
    (directory / "scraper" / "limit.py").write_text(LIMIT, "utf-8")
    (directory / "tests" / "test_limit.py").write_text(TESTS, "utf-8")
    return directory


def test_killed_and_surviving_mutants_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    tree = Tree(tmp_path / "copy", made(tmp_path / "source"))
    traced = trace(tree, tmp_path / "kept", jobs=0)
    trials = Trials(Choice(traced, 90, tree.root), traced, [tree], grace_s=1)
    wanted = {">": ">=", '"!"': "'!~'", "True": "False", "count -= 1": "pass"}
    chosen = [site for site in all_sites(root=tree.root) if wanted.get(site.old) == site.new]
    results = {f"{one.site.line} {one.site.old}": told(one) for one in trials.results(chosen)}
    test = "tests/test_limit.py::test_a_long_list"
    assert results == {
        "8 >": (Verdict.KILLED, test),
        "13 \"!\"": (Verdict.SURVIVED, ""),
        "18 count -= 1": (Verdict.TIMEOUT, ""),
        "23 True": (Verdict.UNTESTED, ""),
    }  # fmt: skip
    assert (tree.root / "scraper" / "limit.py").read_text("utf-8") == LIMIT
    assert trials.failing([test]) == []


def told(result: Result) -> tuple[Verdict, str]:
    return result.verdict, result.killer


def test_the_tests_of_the_module_come_first_and_few_that_are_alike() -> None:
    seconds = {
        "tests/test_pages.py::test_cheap": 0.1,
        "tests/test_limit.py::test_each[a]": 0.2,
        "tests/test_limit.py::test_each[b]": 0.3,
        "tests/test_limit.py::test_each[c]": 0.4,
        "tests/test_limit.py::test_slow": 1.0,
        "tests/test_limit.py::test_another_line": 0.1,
    }
    run = set(seconds) - {"tests/test_limit.py::test_another_line"}
    choice = Choice(Trace(seconds, {"scraper/limit.py": {8: run}}, {}), 1.95, HERE)
    site = Site("scraper/limit.py", 8, 0, 1, Kind.COMPARISON, ">", ">=", 8, 8, ("is_long",), True)
    assert choice.tests(site) == [
        "tests/test_limit.py::test_each[a]",
        "tests/test_limit.py::test_each[b]",
        "tests/test_limit.py::test_slow",
        "tests/test_limit.py::test_each[c]",
    ]
