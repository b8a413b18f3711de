"""Sending e-mail through the server set under ``[monitor]``."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from jobs.config_tables import MonitorConfig
from jobs.utf8 import as_utf8

_TIMEOUT_S = 10.0


def send_mail(monitor: MonitorConfig, to: str, subject: str, text: str) -> None:
    """Send a mail.

    :raises OSError: the server can't be reached.
    :raises smtplib.SMTPException: it does not take the mail.
    :raises ValueError: an address or the subject can't stand in a mail.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(as_utf8(subject).split())
    message["To"] = to
    message["From"] = monitor.mail_from or monitor.mail_to or to
    message.set_content(as_utf8(text))
    server = urlsplit(monitor.smtp_url)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=_TIMEOUT_S) as smtp:
        if server.scheme == "smtp" and smtp.has_extn("starttls"):
            smtp.starttls()
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)
