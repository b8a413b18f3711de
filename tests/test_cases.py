"""Small cases in the shapes of real pages, judged by the scorer that comes with them: right, safe
(nothing false is claimed, but something is missing) or WRONG.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from tests.corpus import CASES, case_scorer, cases_in

Case = dict[str, Any]

SCORER = case_scorer()
pytestmark = pytest.mark.skipif(SCORER is None, reason="the cases are not beside this checkout")

SINGLE = ("speakers.json", "pages_and_texts.json")
MUTATED = "mutated.json.gz"
BY_SOURCE = ("labels_real.json.gz", "not_labels_real.json.gz")
#: Files in which nothing may be wrong, and the share of their cases that must be right.
STRICT, MOST = (*SINGLE, MUTATED), 0.9
#: Over all files.
FEW_WRONG, NEARLY_ALL = 0.01, 0.95

ONE_BY_ONE = [(name, case) for name in SINGLE for case in cases_in(name)]
KINDS = list(dict.fromkeys(case["kind"] for case in cases_in(MUTATED)))
SOURCES = [
    (name, source)
    for name in BY_SOURCE
    for source in sorted({case["source"] for case in cases_in(name)})
]


def judged(case: Case) -> tuple[str, str]:
    """The scorer's verdict on a case and its reason; a case that raises is WRONG."""
    assert SCORER is not None
    try:
        verdict, why = SCORER.judge(case)
    except Exception as error:  # noqa: BLE001 - whatever it is, the case is not right
        return "WRONG", f"{type(error).__name__}: {error}"
    return verdict, why


@cache
def verdicts(name: str) -> tuple[tuple[Case, str, str], ...]:
    """Each case of a file with its verdict and the reason."""
    return tuple((case, *judged(case)) for case in cases_in(name))


def not_right(found: Iterable[tuple[Case, str, str]], *, only: str | None = None) -> list[str]:
    """What a failing test shows of the cases that are not right (or have the verdict ``only``)."""
    return [
        f"{case.get('id') or case['url']}: {verdict}: {why}"
        for case, verdict, why in found
        if verdict != "right" and only in (None, verdict)
    ]


@pytest.mark.parametrize(
    "case",
    [case for _, case in ONE_BY_ONE],
    ids=[f"{n.partition('.')[0]}-{c['id']}" for n, c in ONE_BY_ONE],
)
def test_a_case_is_not_read_wrong(case: Case) -> None:
    verdict, why = judged(case)
    assert verdict in ("right", "safe"), why


@pytest.mark.parametrize("kind", KINDS)
def test_no_mutated_page_is_read_wrong(kind: str) -> None:
    found = [one for one in verdicts(MUTATED) if one[0]["kind"] == kind]
    assert found
    assert not_right(found, only="WRONG") == []


@pytest.mark.parametrize(("name", "source"), SOURCES)
def test_labels_as_newsrooms_printed_them(name: str, source: str) -> None:
    found = [one for one in verdicts(name) if one[0]["source"] == source]
    wrong = not_right(found, only="WRONG")
    assert len(wrong) <= FEW_WRONG * len(found), wrong
    right = sum(verdict == "right" for _, verdict, _ in found)
    assert right >= MOST * len(found), not_right(found)


@pytest.mark.parametrize("name", STRICT)
def test_most_cases_of_a_file_are_right(name: str) -> None:
    found = verdicts(name)
    tally = Counter(verdict for _, verdict, _ in found)
    assert tally["WRONG"] == 0, not_right(found, only="WRONG")
    assert tally["right"] >= MOST * len(found), not_right(found)


def test_nearly_all_cases_are_right() -> None:
    names = sorted(file.name for file in CASES.iterdir() if ".json" in file.suffixes)
    assert set(names) >= {*STRICT, *BY_SOURCE}
    found = [one for name in names for one in verdicts(name)]
    wrong = not_right(found, only="WRONG")
    assert len(wrong) <= FEW_WRONG * len(found), wrong
    right = sum(verdict == "right" for _, verdict, _ in found)
    assert right >= NEARLY_ALL * len(found), not_right(found)
