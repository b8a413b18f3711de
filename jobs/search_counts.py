"""``onrecord search --by`` and ``--titles``: print counts and stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from jobs.doubts import transcript_in_doubt
from jobs.terminal import plural, printable, stdout, table
from scraper.archive.search import By, Share, TitleHit

_NUMBERS = ("hits", "per_1000_words", "words")
_UNKNOWN = {By.SPEAKER: "unknown speaker", By.PROGRAM: "no program", By.MONTH: "no date"}


def share_json(share: Share) -> dict[str, Any]:
    """A count for machines."""
    return asdict(share) | {"per_1000_words": share.per_1000_words}


def print_shares(by: By, shares: Sequence[Share]) -> None:
    """A line for each speaker, program or month: hits, per 1,000 words, and of how many words."""
    rows = (
        (
            share.name or _UNKNOWN[by],
            f"{share.turns:,}",
            "" if share.per_1000_words is None else f"{share.per_1000_words:.2f}",
            f"{share.words:,}",
        )
        for share in shares
    )
    stdout().print(table((by, *_NUMBERS), rows, right=" ".join(_NUMBERS)))


def print_titles(total: int, found: Sequence[TitleHit]) -> None:
    """Each story with program, date, title and URL, then how many there are."""
    console = stdout()
    for one in found:
        where = " · ".join(printable(part) for part in (one.program, one.date) if part)
        title = printable(one.title) or "(no title)"
        console.print(Text.assemble((title, "bold"), f" [{one.transcript_id}]"), soft_wrap=True)
        for line in (where, printable(one.teaser), printable(one.url)):
            if line:
                console.print(Text(line, style="dim"), soft_wrap=True)
        if one.transcript_doubt is not None:
            console.print(Text(f"! {transcript_in_doubt(one.transcript_doubt)}"), soft_wrap=True)
        console.print()
    shown = f", the newest {len(found)} shown (--limit)" if total > len(found) else ""
    console.print(f"{plural(total, 'story', 'stories')}{shown}")
