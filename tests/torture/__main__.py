"""``python -m tests.torture [KILLS]``: 300 kills unless another number is given, and a year of the
schedule.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from tests.torture.kills import torture
from tests.torture.year import year


def main() -> None:
    """Kill, compare, and say how it went."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    console = Console(highlight=False, markup=False)
    with tempfile.TemporaryDirectory() as directory:
        tally = torture(Path(directory), kills)
    console.print(f"{tally.kills.total()} kills over {tally.archives} archives:")
    for point, count in sorted(tally.kills.items()):
        console.print(f"  {point}: {count}")
    for wrong in tally.wrong:
        console.print(f"wrong: {wrong}", soft_wrap=True)
    console.print(f"{len(tally.wrong)} lost, doubled or damaged")
    with tempfile.TemporaryDirectory() as directory:
        since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        lived = year(Path(directory), since, until, seed=kills)
    console.print(
        f"a year of the schedule in {lived.seconds:.0f} s: {lived.due:,} times due,"
        f" {lived.runs:,} runs"
    )
    for what, count in [*sorted(lived.happened.items()), *sorted(lived.reasons.items())]:
        console.print(f"  {what}: {count:,}")
    for wrong in lived.wrong:
        console.print(f"wrong: {wrong}", soft_wrap=True)
    console.print(f"{len(lived.wrong)} missed, doubled or without a reason")
    sys.exit(1 if tally.wrong or lived.wrong else 0)


if __name__ == "__main__":
    main()
