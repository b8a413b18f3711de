"""Verdicts on the real pages of the corpus, by what a person read off them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scraper.extract import extract
from scraper.model import NoTranscript, Page, Quarantined
from scraper.sources.npr import Npr
from tests.conftest import NOON
from tests.corpus import SILENT
from tests.corpus_facts import FACTS, PAGES, outcome_of
from tests.quality.gold import Form, gold_pages
from tests.quality.verdicts import Verdict, verdict_on


@dataclass(frozen=True, slots=True)
class RealPage:
    """A real page and the verdict on it; ``year`` is when its story aired."""

    name: str
    source: str
    form: Form
    year: int
    verdict: Verdict
    is_gold: bool = False

    @property
    def era(self) -> str:
        """The decade."""
        return f"{self.year // 10 * 10}s"


def real_pages() -> Iterator[RealPage]:
    """All pages of the corpus that hold a transcript and of which a person read at least one fact,
    and story pages that hold none; nothing where the corpus is not there.
    """
    for gold in gold_pages():
        if gold.era == "real":
            verdict = verdict_on(extract(gold.page, gold.source), gold)
            yield RealPage(gold.name, gold.source.name, gold.form, _year(gold.name), verdict, True)
    if not SILENT:
        return
    for name, (source, _) in PAGES.items():
        form: Form = "HTML" if name.endswith(".html") else "text"
        yield RealPage(name, source, form, _year(name), _by_facts(name))
    for file in SILENT:
        outcome = extract(Page(None, 0, {}, file.read_bytes(), NOON), Npr())
        silent: Verdict = "right" if isinstance(outcome, NoTranscript) else "wrong"
        if isinstance(outcome, Quarantined):
            silent = "safe"
        yield RealPage(file.name, "npr", "HTML", _year(file.name), silent)


def _year(name: str) -> int:
    """The year in the name of a file of the corpus."""
    return next(int(part) for part in name.replace(".", "-").split("-") if part[:2] in ("19", "20"))


def _by_facts(name: str) -> Verdict:
    """Right where every fact that a person read off a page holds."""
    outcome = outcome_of(name)
    if isinstance(outcome, Quarantined):
        return "safe"
    if isinstance(outcome, NoTranscript):
        return "wrong"
    facts = [fact for fact in FACTS if fact.page == name]
    assert facts, name
    return "right" if all(fact.of(outcome) == fact.expected for fact in facts) else "wrong"
