"""``python -m tests.quality``: how right the records are, in tables; and docs/quality.md."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scraper.extract import extract
from scraper.model import Transcript
from tests.quality.contenders import PEERS, peer_turns
from tests.quality.gold import GoldPage, gold_pages
from tests.quality.mutations import kinds, mutate
from tests.quality.real_pages import real_pages
from tests.quality.report import Made, by_kind, for_programs, markdown, numbers, summed
from tests.quality.scoring import Counts, score
from tests.quality.verdicts import Tally, stated, turns_of, verdict_on, wilson

_ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = _ROOT / "docs" / "quality.md"
#: The same figures, for the data cards of exports.
CARD = _ROOT / "scraper" / "export" / "measured_quality.json"
_COLUMNS = (
    "records", "word recall", "word precision", "chrome words", "turn F1", "speakers", "roles",
    "metadata",
)  # fmt: skip


def main() -> None:
    """Print the tables, and write what of them the documentation shows."""
    console = Console(width=120)
    counts, made, contenders = _score_all()
    console.print(_scores(counts))
    console.print(_beside(contenders))
    for one in counts.values():
        for wrong in one.wrong:
            console.print(f"wrong: {wrong}")
    console.print(_verdicts("Made pages", made, sample=False))
    broken = {name: mutate(name) for name in kinds()}
    table = Table("mutation or damage", "pages", "right", "safe", "quarantined", "wrong")
    table.title = "Broken pages"
    for name, found in broken.items():
        row = (found.total, found.right, found.safe, found.quarantined, len(found.wrong))
        table.add_row(name, *map(str, row))
    console.print(table)
    real = list(real_pages())
    console.print(_verdicts("Real pages", by_kind(real), sample=True))
    if real:
        DOCUMENT.write_text(markdown(made, list(broken.values()), real), "utf-8")
        CARD.write_text(json.dumps(for_programs(real), indent=1) + "\n", "utf-8")
    else:
        console.print("No corpus beside this checkout: docs/quality.md stays as it is.")


def _score_all() -> tuple[dict[str, Counts], Made, dict[str, Counts]]:
    """Scores by kind of page, verdicts on made pages, and scores of generic extractors."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    made: Made = defaultdict(Tally)
    contenders: defaultdict[str, Counts] = defaultdict(Counts)
    for gold in gold_pages():
        outcome = extract(gold.page, gold.source)
        ours = _score_ours(gold, outcome if isinstance(outcome, Transcript) else None)
        counts[gold.kind].add(ours)
        if gold.era != "real":
            made[gold.source.name, gold.form, gold.era].count(verdict_on(outcome, gold))
        if gold.form == "HTML":
            contenders["onrecord"].add(ours)
            for name in PEERS:
                contenders[name].add(score(gold.turns, peer_turns(name, gold.page)))
    return dict(counts), dict(made), dict(contenders)


def _score_ours(gold: GoldPage, transcript: Transcript | None) -> Counts:
    """OnRecord's counts on a page, metadata among them."""
    counts = score(gold.turns, turns_of(transcript) if transcript else [])
    for name, expected in gold.fields.items():
        counts.fields += 1
        if stated(transcript, name) == expected:
            counts.right_fields += 1
        else:
            counts.wrong.append(f"{gold.page.url} {name}")
    return counts


def _scores(counts: dict[str, Counts]) -> Table:
    table = Table("newsroom, era, form", *_COLUMNS, title="OnRecord by newsroom and era")
    every = Counts()
    for name, one in counts.items():
        table.add_row(*_row(name, one))
        every.add(one)
    table.add_section()
    table.add_row(*_row("all", every))
    return table


def _beside(contenders: dict[str, Counts]) -> Table:
    table = Table("on the HTML pages", *_COLUMNS, title="Beside generic extractors")
    for name, counts in contenders.items():
        table.add_row(*_row(name, counts, peer=name != "onrecord"))
    return table


def _row(name: str, counts: Counts, *, peer: bool = False) -> tuple[str, ...]:
    own = ("-", "-") if peer else (f"{counts.roles:.3f}", f"{counts.metadata:.3f}")
    return (
        name,
        str(counts.records),
        f"{counts.recall:.4f}",
        f"{counts.precision:.4f}",
        str(counts.chrome_words),
        f"{counts.turn_f1:.3f}",
        f"{counts.speakers:.3f}",
        *own,
    )


def _verdicts(title: str, tallies: Made, *, sample: bool) -> Table:
    """What is right, safe and wrong; of a sample with the interval of the share that is right."""
    table = Table("source", "form", "era", "pages", "right", "safe", "wrong", title=title)
    for key, tally in tallies.items():
        table.add_row(*key, *map(str, numbers(tally)))
    table.add_section()
    every = summed(tallies.values())
    low, high = wilson(every.right, every.total)
    interval = f"right: {low:.0%} to {high:.0%}" if sample else ""
    table.add_row("all", "", interval, *map(str, numbers(every)))
    return table


if __name__ == "__main__":
    main()
