"""``onrecord status``: the state of the archive and each source, on a page for a quick look."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.filesize import decimal

from jobs.alarms import in_future, max_age, run_alarms
from jobs.command_names import DRY_RUN
from jobs.config import Config
from jobs.crawling import drift_of
from jobs.remedies import explain
from jobs.summary import drift_sentence, summary
from jobs.terminal import plural, printable, prose, stdout
from scraper.archive.health.totals import Reason
from scraper.archive.store import Archive
from scraper.extract.version import EXTRACTOR

_GROWTH = timedelta(days=30)
#: How long after its time a run may begin before somebody should know.
_OVERDUE = timedelta(hours=1)
_EMPTY = "nothing yet: `onrecord run` fetches new stories, `onrecord backfill` old ones"
_SHOWN = 5


def status(archive: Archive, config: Config, now: datetime | None = None) -> dict[str, Any]:
    """What the archive holds, how each source does, what is waiting, what went wrong, the last
    runs and the next. ``alarms`` are what somebody should look at.
    """
    now = now or datetime.now(UTC)
    sources = [_source(archive, config, name, now) for name in archive.runs.sources()]
    drift = drift_of(archive, config.known_sources(), now)
    health = archive.health
    doubted = health.doubted()
    found = {
        "archive": str(archive.path),
        "bytes": archive.path.stat().st_size,
        "growth_30_days": asdict(health.growth(now - _GROWTH)),
        **asdict(health.totals()),
        "in_doubt": sum(one.count for one in doubted),
        "older_rules": health.read_by_older_rules(EXTRACTOR),
        "running": archive.is_held(),
        "sources": sources,
        "problems": [_as_json(one, "pages") for one in health.problems()],
        "doubted": [_as_json(one, "transcripts") for one in doubted],
        "drift": [asdict(one) for one in drift],
        "runs": [
            {
                "command": run.command,
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "outcome": run.outcome,
                "counts": json.loads(run.counts) if run.counts else None,
            }
            for run in archive.runs.last(_SHOWN)
        ],
    }
    found["alarms"] = [drift_sentence(one) for one in drift] + [
        f"{source['source']}: {alarm}"
        for source in sources
        for alarm in (*source["run_alarms"].values(), *_alarms(source, running=found["running"]))
    ]
    found["alarms"] += [explain(error) for error in config.broken_enabled().values()]
    if found["in_doubt"]:
        found["alarms"].append(_in_doubt(found["in_doubt"]))
    return found


def _as_json(one: Reason, counted: str) -> dict[str, Any]:
    """A reason for machines; ``counted`` is what it counts."""
    found: dict[str, Any] = {"source": one.source, "reason": one.reason, counted: one.count}
    if counted == "pages":
        found["state"] = one.state
    return found | {"examples": list(one.examples)}


def _in_doubt(count: int) -> str:
    """What to do about transcripts in doubt."""
    are, they = ("is", "its page") if count == 1 else ("are", "their pages")
    return (
        f"{plural(count, 'transcript')} {are} in doubt: the current rules no longer understand"
        f" {they}; after an upgrade, run `onrecord reextract`"
    )


def _source(archive: Archive, config: Config, name: str, now: datetime) -> dict[str, Any]:
    health = archive.health.of_source(name, now, besides=DRY_RUN)
    found: dict[str, Any] = asdict(health)
    found["max_age_s"] = int(max_age(config, health).total_seconds())
    found["run_alarms"] = {one.kind: one.sentence for one in run_alarms(config, health, now)}
    found["next_run"], found["overdue_since"] = _next_run(archive, config, name, now)
    return found


def _next_run(
    archive: Archive, config: Config, name: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the schedule has the source next, and since when it has been due for too long; nothing
    where ``onrecord schedule`` is not in use.
    """
    last = archive.runs.last_due(name, now)
    if last is None or name not in {source.name for source in config.enabled_sources()}:
        return None, None
    from jobs.schedule.timetable import timetables  # noqa: PLC0415  APScheduler is slow to import

    timetable = next(t for t in timetables(config) if t.source == name)
    due = timetable.next_after(last)
    return timetable.next_after(now), due if now - due > _OVERDUE else None


def _alarms(source: dict[str, Any], *, running: bool) -> list[str]:
    alarms = []
    if source["late"]:
        alarms.append(
            f"its newest story is of {source['newest']}, but it usually has one every"
            f" {plural(source['usual_gap'], 'day')}"
        )
    if source["overdue_since"] is not None and not running:
        alarms.append(
            f"a run has been due since {_when(str(source['overdue_since']))}: is"
            " `onrecord schedule` running?"
        )
    if source["last_outcome"] == "cut off" and not running:
        alarms.append("its last run was cut off; start it again to continue")
    return alarms


def print_status(found: dict[str, Any]) -> None:
    """Print :func:`status` for a person."""
    console = stdout()
    grown = found["growth_30_days"]
    prose(
        console,
        f"{found['archive']}: {plural(found['transcripts'], 'transcript')},"
        f" {plural(found['turns'], 'turn')}, {plural(found['words'], 'word')};"
        f" {plural(found['duplicates'], 'duplicate')},"
        f" {plural(found['near_duplicates'], 'near-duplicate')}, {found['revised']:,} revised",
    )
    prose(
        console,
        f"{decimal(found['bytes'])}; added in 30 days: {grown['transcripts']:,} transcripts and"
        f" {decimal(grown['kept_bytes'])} of kept pages"
        + ("; a run is in progress" if found["running"] else ""),
    )
    if found["older_rules"]:
        were = "was" if found["older_rules"] == 1 else "were"
        prose(
            console,
            f"{plural(found['older_rules'], 'transcript')} {were} read by older rules;"
            " `onrecord reextract` reads the kept pages again",
        )
    if not found["sources"]:
        console.print()
        prose(console, _EMPTY)
    for source in found["sources"]:
        console.print()
        for line in status_lines(source):
            prose(console, line)
    if found["alarms"]:
        console.print()
    for alarm in found["alarms"]:
        console.print(printable(f"! {alarm}"), soft_wrap=True)
    _print_reasons(found["problems"], lambda one: f"{plural(one['pages'], 'page')} {one['state']}")
    _print_reasons(
        found["doubted"], lambda one: f"{plural(one['transcripts'], 'transcript')} in doubt"
    )
    if found["runs"]:
        console.print()
        console.print("last runs:")
    for run in found["runs"]:
        counts = run["counts"] or {}
        said = f": {summary(counts)}" if "requests" in counts else ""
        ended = run["outcome"] or ("in progress" if found["running"] else "cut off")
        prose(console, f"  {_when(run['started_at'])}  {run['command']}  {ended}{said}")


def status_lines(source: dict[str, Any]) -> list[str]:
    """How a source is, in lines."""
    states = source["states"]
    stored = plural(source["transcripts"], "transcript")
    if source["undated"]:
        stored += f" ({source['undated']:,} undated)"
    newest = f", the newest of {source['newest']}" if source["newest"] else ""
    habit = f" (usually every {plural(source['usual_gap'], 'day')})" if source["usual_gap"] else ""
    good_run = source["runs"]["last_good_run"]
    good = _when(str(good_run)) if good_run else "none yet"
    last = source["last_outcome"]
    if last and last != "done":
        good += f" (the last: {last})"
    ahead = source["runs"]["in_future"]
    skewed = [f"  {in_future(ahead)}"] if ahead else []
    following = f"; next {_when(str(source['next_run']))}" if source["next_run"] else ""
    said = [
        f"{states.get(state, 0):,} {word}"
        for state, word in (
            ("failed", "failed"),
            ("quarantined", "quarantined"),
            ("no_transcript", "without transcript"),
            ("gone", "gone"),
        )
        if states.get(state)
    ]
    others = f"; {', '.join(said)}" if said else ""
    return [
        f"{source['source']}: {stored}{newest}{habit}",
        f"  last good run: {good}{following}",
        *skewed,
        f"  pages: {source['due']:,} due, {source['soon']:,} within a day{others}",
    ]


def _print_reasons(found: list[dict[str, Any]], said: Callable[[dict[str, Any]], str]) -> None:
    """The first few of ``found``, each with its reason and an example; ``said`` tells of what."""
    console = stdout()
    if found:
        console.print()
    for one in found[:_SHOWN]:
        console.print(
            f"{one['source']}: {said(one)}: {printable(one['reason'])},"
            f" for example {printable(one['examples'][0])}",
            soft_wrap=True,
        )
    if len(found) > _SHOWN:
        console.print(f"… and {len(found) - _SHOWN} more reasons, in --json")


def _when(moment: str) -> str:
    """A time of the archive to the minute ("2026-01-04 10:00 UTC")."""
    return f"{moment[:16].replace('T', ' ')} UTC"
