"""``onrecord status``: how the archive is."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from jobs.crawling import drift_of, drift_sentence, summary
from jobs.terminal import plural, printable, prose, stdout, table
from scraper.archive.database import Archive
from scraper.archive.drift import Drift
from scraper.sources import Source

_EXAMPLES = 3


def status(archive: Archive, sources: list[Source]) -> dict[str, Any]:
    """What the archive holds, what is waiting, what went wrong, which of ``sources`` seem to have
    changed their pages, and the last runs.
    """
    connection = archive.connection

    def rows(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(sql)]

    return {
        "archive": str(archive.path),
        "bytes": archive.path.stat().st_size,
        "transcripts": connection.execute("SELECT count(*) FROM transcripts").fetchone()[0],
        "turns": connection.execute("SELECT count(*) FROM turns").fetchone()[0],
        "words": connection.execute("SELECT sum(word_count) FROM transcripts").fetchone()[0] or 0,
        "duplicates": connection.execute(
            "SELECT count(*) FROM transcripts WHERE duplicate_of IS NOT NULL"
        ).fetchone()[0],
        "revised": connection.execute(
            "SELECT count(*) FROM transcripts WHERE revision > 1"
        ).fetchone()[0],
        "sources": rows("SELECT * FROM health"),
        "problems": rows(
            "SELECT state, reason, count(*) AS pages, min(url) AS example FROM pages"
            " WHERE state IN ('failed', 'quarantined') GROUP BY state, reason"
            " ORDER BY pages DESC"
        ),
        "drift": [asdict(drift) for drift in drift_of(archive, sources, datetime.now(UTC))],
        "runs": rows(
            "SELECT command, started_at, finished_at, outcome, counts FROM runs"
            " ORDER BY id DESC LIMIT 5"
        ),
    }


def print_status(found: dict[str, Any]) -> None:
    """Print :func:`status` for a person."""
    console = stdout()
    prose(
        console,
        f"{found['archive']}: {plural(found['transcripts'], 'transcript')},"
        f" {plural(found['turns'], 'turn')}, {plural(found['words'], 'word')},"
        f" {found['bytes'] / 1e6:.1f} MB; {plural(found['duplicates'], 'duplicate')},"
        f" {found['revised']:,} revised",
    )
    console.print()
    columns = ("stories", "landed", "no_transcript", "queued", "failed", "gone", "quarantined")
    console.print(
        table(
            ("source", *columns),
            [(row["source"], *(row[name] for name in columns)) for row in found["sources"]],
            right=" ".join(columns),
        )
    )
    for row in found["sources"]:
        if row["last_fetched_at"]:
            prose(console, f"{row['source']} was last fetched {_when(row['last_fetched_at'])}")
    for drift in found["drift"]:
        console.print(printable(drift_sentence(Drift(**drift))), soft_wrap=True)
    for problem in found["problems"][:_EXAMPLES]:
        console.print(
            f"{problem['state']}: {plural(problem['pages'], 'page')}:"
            f" {printable(problem['reason'])}, for example {printable(problem['example'])}",
            soft_wrap=True,
        )
    if found["runs"]:
        console.print()
        console.print("last runs:")
    for run in found["runs"]:
        counts = json.loads(run["counts"] or "{}")
        said = f": {summary(counts)}" if "requests" in counts else ""
        ended = run["outcome"] or "not finished"
        prose(console, f"  {_when(run['started_at'])}  {run['command']}  {ended}{said}")


def _when(stamp: str) -> str:
    """A time of the archive to the minute ("2026-01-04 10:00 UTC")."""
    return f"{stamp[:16].replace('T', ' ')} UTC"
