"""Who is told how runs went: a healthcheck, a command, a mail, a metrics file. None of these can
fail a run.
"""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
from structlog.typing import FilteringBoundLogger

from jobs.config import MonitorConfig
from jobs.crawling import Finished
from jobs.metrics import write_metrics
from jobs.remedies import explain
from jobs.summary import problem_lines, summary
from scraper.archive.database import Archive
from scraper.errors import ArchiveBusy, OnRecordError

_PATIENCE_S = 10.0
_COMMAND_PATIENCE_S = 60.0
#: Healthchecks keep the first 100 kB of what they are sent; a mail needs no more either.
_LONGEST = 10_000


def watched(
    monitor: MonitorConfig, log: FilteringBoundLogger, archive: Archive, do: Callable[[], Finished]
) -> Finished:
    """What ``do`` returns; whoever is to know is told that it began and how it ended."""
    _ping(monitor, log, "/start", "")
    finished = do()
    if not finished.interrupted:
        said = "\n".join([summary(finished.report.counts), *problem_lines(finished)])
        _tell(monitor, log, said, failed=needs_somebody(finished))
    if monitor.metrics_file:
        try:
            write_metrics(archive, Path(monitor.metrics_file))
        except OSError as error:
            log.warning("no metrics", file=monitor.metrics_file, error=str(error))
    return finished


def tell_failed(monitor: MonitorConfig, log: FilteringBoundLogger, error: OnRecordError) -> None:
    """Tell whoever is to know that a run ended with an error, or could not begin. That another run
    holds the archive is no failure.
    """
    if not isinstance(error, ArchiveBusy):
        _tell(monitor, log, explain(error), failed=True)


def needs_somebody(finished: Finished) -> bool:
    """True when a newsroom changed its pages, a host was left alone, or more pages failed than
    answered. A page that fails now and then is no alarm: it is tried again.
    """
    counts = dict(finished.report.counts)
    failed = counts.get("failed", 0) + counts.get("quarantined", 0)
    answered = sum(
        counts.get(kind, 0)
        for kind in ("new", "revision", "same", "not_modified", "no_transcript", "gone", "listings")
    )
    return bool(finished.drift or finished.report.stopped) or failed > answered


def _tell(monitor: MonitorConfig, log: FilteringBoundLogger, said: str, *, failed: bool) -> None:
    said = said[:_LONGEST]
    _ping(monitor, log, "/fail" if failed else "", said)
    if failed and monitor.on_failure:
        _run(monitor.on_failure, log, said)
    if failed and monitor.mail_to:
        _mail(monitor, log, said)


def _ping(monitor: MonitorConfig, log: FilteringBoundLogger, end: str, said: str) -> None:
    """The endings are those of healthchecks.io (https://healthchecks.io/docs/http_api/)."""
    if not monitor.ping_url:
        return
    try:
        url = monitor.ping_url.rstrip("/") + end
        httpx.post(url, content=said.encode(), timeout=_PATIENCE_S).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The URL is the secret of whoever may ping.
        log.warning("the healthcheck was not told", error=str(error).partition(" for url")[0])


def _run(command: list[str], log: FilteringBoundLogger, said: str) -> None:
    try:
        subprocess.run(  # noqa: S603  the user's own command
            command, input=said, text=True, timeout=_COMMAND_PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("the on_failure command failed", error=str(error))


def _mail(monitor: MonitorConfig, log: FilteringBoundLogger, said: str) -> None:
    message = EmailMessage()
    message["Subject"] = "OnRecord: a run failed"
    message["To"] = monitor.mail_to
    message["From"] = monitor.mail_from or monitor.mail_to
    message.set_content(said)
    server = urlsplit(monitor.smtp_url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(server.hostname or "localhost", server.port or 0, timeout=_PATIENCE_S) as smtp:
            if server.scheme == "smtp" and smtp.has_extn("starttls"):
                smtp.starttls()
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("no mail was sent", error=str(error))
