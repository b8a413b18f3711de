"""``python -m tests.quality``: a table a newsroom and era, and one beside generic extractors."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from rich.console import Console
from rich.table import Table

from scraper.model import Transcript
from tests.quality.contenders import PEERS, onrecord, peer_turns, turns_of
from tests.quality.gold import GoldPage, gold_pages
from tests.quality.mutations import kinds, mutate
from tests.quality.scoring import Counts, score

_COLUMNS = (
    "records", "word recall", "word precision", "chrome words", "turn F1", "speakers", "roles",
    "metadata",
)  # fmt: skip


def score_ours(gold: GoldPage) -> Counts:
    """OnRecord's counts on a page, metadata among them."""
    transcript = onrecord(gold.page, gold.source)
    counts = score(gold.turns, turns_of(transcript))
    for name, expected in gold.fields.items():
        counts.fields += 1
        if _stated(transcript, name) == expected:
            counts.right_fields += 1
        else:
            counts.wrong.append(f"{gold.page.url} {name}")
    return counts


def _stated(transcript: Transcript | None, name: str) -> object:
    value = getattr(transcript, name, None)
    return value.isoformat() if isinstance(value, date) else value


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


def main() -> None:
    """Print the tables, and what metadata is wrong."""
    kinds: defaultdict[str, Counts] = defaultdict(Counts)
    contenders: defaultdict[str, Counts] = defaultdict(Counts)
    for gold in gold_pages():
        ours = score_ours(gold)
        kinds[gold.kind].add(ours)
        if gold.is_html:
            contenders["onrecord"].add(ours)
            for name in PEERS:
                contenders[name].add(score(gold.turns, peer_turns(name, gold.page)))
    console = Console(width=120)
    every = Counts()
    table = Table("newsroom, era, form", *_COLUMNS, title="OnRecord by newsroom and era")
    for name, counts in kinds.items():
        table.add_row(*_row(name, counts))
        every.add(counts)
    table.add_section()
    table.add_row(*_row("all", every))
    console.print(table)
    table = Table("on the HTML pages", *_COLUMNS, title="Beside generic extractors")
    for name, counts in contenders.items():
        table.add_row(*_row(name, counts, peer=name != "onrecord"))
    console.print(table)
    for wrong in every.wrong:
        console.print(f"wrong: {wrong}")
    console.print(_mutations())


def _mutations() -> Table:
    """What becomes of broken pages."""
    columns = ("pages", "right", "safe", "quarantined", "wrong")
    table = Table("mutation or damage", *columns, title="Broken pages")
    every = [0] * len(columns)
    for name in kinds():
        found = mutate(name)
        counts = (found.total, found.right, found.safe, found.quarantined, len(found.wrong))
        every = [a + b for a, b in zip(every, counts, strict=True)]
        table.add_row(name, *map(str, counts))
    table.add_section()
    table.add_row("all", *map(str, every))
    return table


if __name__ == "__main__":
    main()
