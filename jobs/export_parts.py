"""``onrecord export --from PARTS``: Parquet from parts, without an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jobs.counting import show_count
from jobs.progress import Display
from jobs.terminal import plural, prose, stdout
from scraper.export.extras import require_pyarrow
from scraper.export.folder import Folder
from scraper.parts.landing import find_parts


def export_parts(folder: Path, given: Sequence[Path], display: Display) -> Counter[str]:
    """Write the parts in ``given`` as Parquet; how many rows each table has.

    :raises ExportError: they can't be written, or pyarrow is not installed.
    :raises UnusableFile: a part or receipt is damaged.
    """
    require_pyarrow()
    from scraper.export.parts_parquet import write_parts  # noqa: PLC0415  an extra, and heavy

    parts, damaged = find_parts(given)
    if damaged:
        raise damaged[0]
    with show_count(display, len(parts), "part") as count_one, Folder(folder) as out:
        return write_parts(out, parts, count_one)


def print_parts(folder: Path, counts: Counter[str]) -> None:
    """Print what was written, for a person."""
    told = [plural(counts["pages"], "page"), plural(counts["transcripts"], "transcript")]
    prose(stdout(), f"{folder}: {', '.join(told)}, {plural(counts['turns'], 'turn')}")
