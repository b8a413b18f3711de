"""``python -m tests.fuzz [SECONDS] [TARGET]``: each target for 60 seconds unless told otherwise."""

from __future__ import annotations

import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, given, settings
from rich.console import Console

from tests.fuzz.targets import TARGETS, Target

_ROUND = 500


def fuzz(target: Target, seconds: float) -> tuple[int, str | None]:
    """How many inputs were tried, and how the smallest that failed did."""
    tried = 0

    @settings(
        max_examples=_ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink], print_blob=True,
    )  # fmt: skip
    @given(target.inputs)
    def check(drawn: object) -> None:
        nonlocal tried
        tried += 1
        target.check(drawn)

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            check()
        except Exception:  # noqa: BLE001  whatever it is
            return tried, traceback.format_exc()
    return tried, None


def main() -> None:
    """Fuzz and say how it went."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    console = Console(highlight=False, markup=False)
    failures = 0
    for target in TARGETS:
        if wanted not in target.name:
            continue
        tried, failure = fuzz(target, seconds)
        console.print(f"{target.name}: {tried:,} inputs, {'failed' if failure else 'none failed'}")
        if failure:
            failures += 1
            console.print(failure, soft_wrap=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
