"""``python -m tests.torture [KILLS]``: 300 kills unless another number is given."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.torture.kills import torture


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
    sys.exit(1 if tally.wrong else 0)


if __name__ == "__main__":
    main()
