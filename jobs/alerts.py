"""``[alerts.NAME]``: searches over new transcripts, and sending their results."""

from __future__ import annotations

import json
import smtplib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.text import Text

from jobs.atom import headline, write_feed
from jobs.config import Config
from jobs.config_tables import AlertConfig
from jobs.crawling import Finished
from jobs.doubts import uncertain_speaker
from jobs.mail import send_mail
from jobs.terminal import plural, printable, stdout
from jobs.user_command import run_command
from jobs.utf8 import as_utf8
from scraper.archive.alerts import Alert, Channel
from scraper.archive.search import Filters, Hit
from scraper.archive.store import Archive

_FAILURES = (OSError, subprocess.SubprocessError, smtplib.SMTPException, ValueError)
#: Turns that a feed and a mail hold.
_FEED, _MAIL = 200, 50
#: For what time ``onrecord alerts`` shows what would have been sent.
PREVIEW = timedelta(days=30)


def alert_of(archive: Archive, name: str, own: AlertConfig) -> Alert:
    """An alert as it is configured. Who its speaker is depends on who is in the archive now."""
    filters = Filters(
        None if own.speaker is None else archive.people.named(own.speaker),
        own.program,
        role=own.role,
        source=own.source,
        newsmakers=own.newsmakers,
    )
    return Alert(name, own.query, filters, channels_of(own))


def channels_of(own: AlertConfig) -> list[Channel]:
    """How an alert tells."""
    ways = {Channel.ATOM: own.atom, Channel.COMMAND: own.command, Channel.MAIL: own.mail_to}
    return [channel for channel, way in ways.items() if way]


def tell_alerts(archive: Archive, config: Config, finished: Finished) -> Finished:
    """Look for what alerts want in what landed, and tell of it and of what nobody could be told
    before. What can't be told now stays for the next time; the crawl says so.

    :raises ArchiveError: the archive can't be written.
    """
    now = datetime.now(UTC)
    alerts = [alert_of(archive, name, own) for name, own in config.alerts.items()]
    archive.alerts.look(alerts, now)
    untold: list[str] = []
    for alert in alerts:
        for channel in alert.channels:
            try:
                _tell(archive, config, alert, channel)
            except _FAILURES as error:
                untold.append(f"the alert {alert.name} could not be sent ({channel}): {error}")
            else:
                archive.alerts.mark_sent(alert.name, channel, now)
    return replace(finished, untold=untold) if untold else finished


def _tell(archive: Archive, config: Config, alert: Alert, channel: Channel) -> None:
    """Tell of what an alert found. (The feed is brought up to date in any case: words may have been
    corrected or forgotten.)
    """
    own = config.alerts[alert.name]
    new = archive.alerts.unsent(alert.name, channel, alert.text)
    hits = [one.hit for one in new]
    if channel == Channel.ATOM and own.atom:
        path = archive.path.parent / own.atom
        told = archive.alerts.told(alert.name, channel, alert.text, _FEED)
        updated = told[0].found_at if told else "1970-01-01T00:00:00+00:00"
        write_feed(path, alert.name, told, updated)
    elif hits and channel == Channel.COMMAND and own.command:
        _run(own.command, alert.name, hits)
    elif hits and channel == Channel.MAIL and own.mail_to:
        subject = f"OnRecord: {alert.name}: {plural(len(hits), 'turn')}"
        send_mail(config.monitor, own.mail_to, subject, "\n".join(_letter(hits)))


def _run(command: list[str], name: str, hits: Sequence[Hit]) -> None:
    """Run the user's command, with a JSON object a line on its stdin."""
    lines = [json.dumps(hit_json(hit), ensure_ascii=False) for hit in hits]
    run_command(command, as_utf8("\n".join(lines) + "\n"), {"ONRECORD_ALERT": name})


def hit_json(hit: Hit) -> dict[str, Any]:
    """A turn for machines."""
    found = asdict(hit)
    del found["snippet"]
    return found


def _letter(hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits[:_MAIL]:
        yield headline(hit)
        yield ""
        yield hit.text
        yield ""
        if hit.doubt:
            yield uncertain_speaker(hit.doubt)
        yield hit.url
        if hit.permanent_id:
            yield hit.permanent_id
        yield ""
    if len(hits) > _MAIL:
        yield f"… and {len(hits) - _MAIL:,} more"


def listed(archive: Archive, config: Config, names: Sequence[str]) -> list[dict[str, Any]]:
    """Each alert: what it looks for, whom it tells, of how many turns it told, and what the last 30
    days would have brought.
    """
    since = (datetime.now(UTC) - PREVIEW).date().isoformat()
    told = archive.alerts.counts()
    return [
        {
            "name": name,
            "looks_for": _looks_for(own),
            "channels": [str(channel) for channel in channels_of(own)],
            "told": told.get(name, (0, None))[0],
            "last_told_at": told.get(name, (0, None))[1],
            "unknown": _unknown(archive, own),
            "preview_since": since,
            "preview": [
                hit_json(hit) for hit in archive.alerts.preview(alert_of(archive, name, own), since)
            ],
        }
        for name, own in config.alerts.items()
        if not names or name in names
    ]


def _unknown(archive: Archive, own: AlertConfig) -> list[str]:
    """What an alert names that is not in the archive: a misspelled name finds nothing."""
    unknown = []
    if own.speaker is not None and not archive.people.named(own.speaker):
        unknown.append(f"no speaker in this archive matches {own.speaker!r}")
    if own.program is not None and not archive.search.programs(own.program):
        unknown.append(f"there is no program called {own.program!r}")
    return unknown


def _looks_for(own: AlertConfig) -> dict[str, Any]:
    keys = ("query", "speaker", "role", "program", "source")
    found = {key: getattr(own, key) for key in keys if getattr(own, key) is not None}
    return found | ({"newsmakers": True} if own.newsmakers else {})


def print_listed(alerts: Sequence[dict[str, Any]]) -> None:
    """The same for a person."""
    console = stdout()
    for one in alerts:
        wants = ", ".join(f"{key} {value}" for key, value in one["looks_for"].items())
        console.print(Text.assemble((printable(one["name"]), "bold"), f": {printable(wants)}"))
        last = f", last on {one['last_told_at'][:10]}" if one["last_told_at"] else ""
        ways = ", ".join(one["channels"])
        console.print(f"  sent {plural(one['told'], 'turn')}{last} ({ways})")
        for sentence in one["unknown"]:
            console.print(f"  {printable(sentence)}")
        count = plural(len(one["preview"]), "turn")
        console.print(f"  since {one['preview_since']} it would have sent {count}")
        for hit in one["preview"]:
            who = hit["speaker"] or hit["label"] or "unknown speaker"
            where = " · ".join(part for part in (hit["program"], hit["date"]) if part)
            text = " ".join(hit["text"].split())
            shown = text if len(text) <= 100 else f"{text[:100].rsplit(' ', 1)[0]} …"
            console.print(Text(printable(f"    {who} · {where}: {shown}")), soft_wrap=True)
