"""How commands are named in ``runs.command``."""

from __future__ import annotations

#: How a command ends that only estimates what it would do.
DRY_RUN = "--dry-run"

#: Commands that bring real pages into an archive.
BRING_PAGES = frozenset({"run", "backfill", "schedule", "add"})
