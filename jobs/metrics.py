"""Metrics of each source, for the textfile collector of Prometheus's node_exporter."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from jobs.alarms import AlarmKind, max_age, run_alarms
from jobs.config import Config
from scraper import __version__
from scraper.archive.states import PageState
from scraper.archive.store import Archive


def write_metrics(archive: Archive, config: Config, path: Path) -> None:
    """Write the metrics file; whoever reads it sees the old one or the new one, never half.

    :raises OSError: it can't be written.
    """
    text = "".join(f"{line}\n" for line in metrics(archive, config, datetime.now(UTC)))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)  # node_exporter is another user
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def metrics(archive: Archive, config: Config, now: datetime) -> Iterator[str]:
    """Lines of the text format (https://prometheus.io/docs/instrumenting/exposition_formats/)."""
    yield "# HELP onrecord_build_info The version of OnRecord that wrote this."
    yield "# TYPE onrecord_build_info gauge"
    yield f'onrecord_build_info{{version="{__version__}"}} 1'
    yield "# HELP onrecord_pages Story pages by source and state."
    yield "# TYPE onrecord_pages gauge"
    for source, states in sorted(archive.health.states().items()):
        for state in PageState:
            value = states.get(state, 0)
            yield f'onrecord_pages{{source="{source}",state="{state}"}} {value}'
    yield "# HELP onrecord_transcripts Transcripts by source."
    yield "# TYPE onrecord_transcripts gauge"
    for source, count in archive.health.transcripts_by_source().items():
        yield f'onrecord_transcripts{{source="{source}"}} {count}'
    yield from _runs(archive, config, now)
    yield "# HELP onrecord_runs_total Runs by outcome."
    yield "# TYPE onrecord_runs_total counter"
    for outcome, count in archive.health.runs_by_outcome().items():
        yield f'onrecord_runs_total{{outcome="{outcome}"}} {count}'
    yield "# HELP onrecord_archive_bytes The size of the archive file."
    yield "# TYPE onrecord_archive_bytes gauge"
    yield f"onrecord_archive_bytes {archive.path.stat().st_size}"


def _runs(archive: Archive, config: Config, now: datetime) -> Iterator[str]:
    """How the runs of each source went, and what is wrong with them."""
    found = {source: archive.health.of_source(source, now) for source in archive.runs.sources()}
    yield "# HELP onrecord_last_good_run_timestamp_seconds When the last good run ended."
    yield "# TYPE onrecord_last_good_run_timestamp_seconds gauge"
    for source, health in found.items():
        if (when := health.runs.last_good_run) is not None:
            name = f'onrecord_last_good_run_timestamp_seconds{{source="{source}"}}'
            yield f"{name} {when.timestamp():.0f}"
    yield "# HELP onrecord_max_age_seconds The longest time allowed since then."
    yield "# TYPE onrecord_max_age_seconds gauge"
    for source, health in found.items():
        allowed = max_age(config, health).total_seconds()
        yield f'onrecord_max_age_seconds{{source="{source}"}} {allowed:.0f}'
    yield "# HELP onrecord_alarm What is wrong with the runs of a source."
    yield "# TYPE onrecord_alarm gauge"
    for source, health in found.items():
        raised = {alarm.kind for alarm in run_alarms(config, health, now)}
        for kind in AlarmKind:
            name = f'onrecord_alarm{{source="{source}",alarm="{kind}"}}'
            yield f"{name} {int(kind in raised)}"
