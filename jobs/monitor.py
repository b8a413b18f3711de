"""Reports on runs to a healthcheck, a command, a mailbox and a metrics file. A report that can't be
sent does not make the run fail.
"""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from structlog.typing import FilteringBoundLogger

from jobs.alarms import alarms_of
from jobs.config import Config
from jobs.config_tables import MonitorConfig
from jobs.crawling import Finished
from jobs.mail import send_mail
from jobs.metrics import write_metrics
from jobs.remedies import explain_any
from jobs.summary import problem_lines, summary
from jobs.user_command import run_command
from jobs.utf8 import as_utf8
from scraper.archive.store import Archive
from scraper.errors import ArchiveBusy, UsageError
from scraper.fetch.networks import proxy_for, tls_context

_TIMEOUT_S = 10.0
#: Healthchecks keep the first 100 kB of what they are sent; a mail needs no more either.
_LONGEST = 10_000


def run_monitored(
    config: Config, log: FilteringBoundLogger, archive: Archive, run: Callable[[], Finished]
) -> Finished:
    """Call ``run`` and report its start and its end; what it returns."""
    monitor = config.monitor
    _ping(config, log, "/start", "")
    finished = run()
    if not finished.interrupted:
        alarms = alarms_of(archive, config, finished.report.sources, datetime.now(UTC))
        told = [f"{alarm.source}: {alarm.sentence}" for alarm in alarms]
        lines = [summary(finished.report.counts), *told, *problem_lines(finished)]
        failed = bool(alarms) or needs_attention(finished)
        _report(config, log, "\n".join(lines), failed=failed)
    if monitor.metrics_file:
        try:
            write_metrics(archive, config, Path(monitor.metrics_file))
        except OSError as error:
            log.warning(
                "the metrics could not be written", file=monitor.metrics_file, error=str(error)
            )
    return finished


def report_failure(config: Config, log: FilteringBoundLogger, error: BaseException) -> None:
    """Report that a run ended with an error, foreseen or not, or could not begin. A run that finds
    the archive busy has not failed.
    """
    if not isinstance(error, ArchiveBusy):
        _report(config, log, explain_any(error), failed=True)


def needs_attention(finished: Finished) -> bool:
    """True if a source can't be used, none of its listings could be read, or it changed its pages;
    if a host was left alone; or if more pages failed than answered. An occasional failed page is no
    reason for an alarm: it is tried again.
    """
    counts = dict(finished.report.counts)
    failed = counts.get("failed", 0) + counts.get("quarantined", 0)
    answered = sum(
        counts.get(kind, 0)
        for kind in ("new", "revision", "same", "not_modified", "no_transcript", "gone", "listings")
    )
    lost = finished.unusable or finished.without_listings or finished.drift or finished.untold
    return bool(lost or finished.report.stopped) or failed > answered


def _report(config: Config, log: FilteringBoundLogger, message: str, *, failed: bool) -> None:
    monitor = config.monitor
    message = as_utf8(message[:_LONGEST])
    _ping(config, log, "/fail" if failed else "", message)
    if failed and monitor.on_failure:
        _run_command(monitor.on_failure, log, message)
    if failed and monitor.mail_to:
        _mail(monitor, log, monitor.mail_to, message)


def _ping(config: Config, log: FilteringBoundLogger, end: str, message: str) -> None:
    """Request the healthcheck's URL. The endings are those of healthchecks.io
    (https://healthchecks.io/docs/http_api/).
    """
    if not config.monitor.ping_url:
        return
    settings, url = config.fetch_settings(), config.monitor.ping_url.rstrip("/") + end
    try:
        with httpx.Client(
            verify=tls_context(settings),
            proxy=proxy_for(url, settings),
            trust_env=False,
            timeout=_TIMEOUT_S,
        ) as client:
            client.post(url, content=message.encode()).raise_for_status()
    except (UsageError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        # Whoever knows the URL may ping it, so it is not logged.
        log.warning(
            "the healthcheck could not be reached", error=str(error).partition(" for url")[0]
        )


def _run_command(command: list[str], log: FilteringBoundLogger, message: str) -> None:
    try:
        run_command(command, message)
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the on_failure command failed", error=str(error))


def _mail(monitor: MonitorConfig, log: FilteringBoundLogger, to: str, text: str) -> None:
    try:
        send_mail(monitor, to, "OnRecord: a run failed", text)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("the mail could not be sent", error=str(error))
