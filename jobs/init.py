"""``onrecord init``: write ``onrecord.toml`` with comments, from the descriptions of its keys."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec

from jobs.config import DEFAULT_DB, Config
from jobs.config_file import problems_in
from jobs.config_tables import SourceConfig, Table
from scraper.errors import UsageError
from scraper.fetch.settings import CONTACT
from scraper.sources import all_sources, source_named

_WIDTH = 88
_CONTACT = re.compile(
    r"https?://[^/\s@]+\.[^/\s@]+(?:/\S*)?|(?:mailto:)?[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+",
    re.IGNORECASE,
)
#: What keys without a default may be, by their names.
_EXAMPLES: Mapping[str, Any] = {
    "max_age": "36h",
    "proxy": "http://proxy.example.org:3128",
    "ca_file": "/etc/ssl/certs/ca-certificates.crt",
    "db": str(DEFAULT_DB),
    "every": "6h",
    "cron": "17 5-23 * * *",
    "timezone": "America/New_York",
    "ping_url": "https://hc-ping.com/your-uuid",
    "on_failure": ["notify-send", "OnRecord"],
    "mail_to": "you@example.org",
    "mail_from": "onrecord@example.org",
    "metrics_file": "onrecord.prom",
    "base_url": "https://mirror.example.org",
    "programs": ["all-things-considered"],
    "feeds": ["https://www.example.org/feed.xml"],
    "hosts": ["www.example.org"],
    "enabled": True,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The values for the configuration; None or empty stands for the default."""

    contact: str | None = None
    sources: tuple[str, ...] = ()
    cron: str | None = None
    every: str | None = None
    timezone: str | None = None
    db: str | None = None


def check(answers: Answers, path: Path, *, force: bool) -> None:
    """Refuse wrong answers before anything is asked or written.

    :raises UsageError: there is no such source, the contact or the times are invalid, or the file
        exists.
    """
    for name in answers.sources:
        source_named(name)
    if answers.contact is not None:
        check_contact(answers.contact)
    wrong = list(problems_in({"schedule": _schedule(answers)}))
    if wrong:
        raise UsageError("; ".join(sentence for _, sentence in wrong))
    if path.exists() and not force:
        raise UsageError(f"{path} already exists; --force overwrites it")
    if not path.parent.is_dir():
        raise UsageError(f"{path} can't be written: there is no directory {path.parent}")


def check_contact(contact: str) -> None:
    """Refuse a contact by which nobody can be reached.

    :raises UsageError: it is no URL and no e-mail address, or the project's own page.
    """
    if contact == CONTACT:
        raise UsageError(f"{contact} is OnRecord's page: give your own address or web page")
    if not (_CONTACT.fullmatch(contact) and contact.isascii() and contact.isprintable()):
        raise UsageError(
            f"{contact!r} is neither an e-mail address nor a URL: write mailto:you@example.org, or"
            " the https:// URL of your page"
        )


def _schedule(answers: Answers) -> dict[str, str]:
    given = {"cron": answers.cron, "every": answers.every, "timezone": answers.timezone}
    return {key: value for key, value in given.items() if value is not None}


def ask(answers: Answers, prompt: Callable[..., Any]) -> Answers:
    """Ask a person for what the options did not give.

    :param prompt: asks one question (``click.prompt``).
    """
    contact = answers.contact
    while contact is None:
        typed = str(prompt("Your e-mail address or URL, so that the sites you read can reach you"))
        try:
            check_contact(typed)
            contact = typed
        except UsageError as error:
            _ask_again(prompt, str(error))
    sources = answers.sources
    while not sources:
        known = ", ".join(sorted(all_sources()))
        named = str(prompt(f"Sources to read ({known})", default="npr"))
        sources = tuple(named.replace(",", " ").split())
        if wrong := [name for name in sources if name not in all_sources()]:
            prompt(
                f"There is no source {wrong[0]}; press Enter to try again",
                default="",
                show_default=False,
            )
            sources = ()
    answers = replace(answers, contact=contact, sources=sources)
    while not (answers.cron or answers.every):
        when = str(prompt("When to run: a cron expression, or an interval (6h)", default="6h"))
        asked = replace(answers, cron=when) if " " in when else replace(answers, every=when)
        if wrong_times := list(problems_in({"schedule": _schedule(asked)})):
            _ask_again(prompt, wrong_times[0][1])
        else:
            answers = asked
    return answers


def _ask_again(prompt: Callable[..., Any], why: str) -> None:
    prompt(f"{why}; press Enter to try again", default="", show_default=False)


def write(answers: Answers, path: Path) -> None:
    """Write the configuration.

    :raises UsageError: it can't be written.
    """
    try:
        path.write_text("\n".join(_lines(answers)) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


def _lines(answers: Answers) -> Iterator[str]:
    given: dict[str, dict[str, Any]] = {
        "": {"db": answers.db} if answers.db else {},
        "fetch": {"contact": answers.contact} if answers.contact else {},
        "schedule": _schedule(answers),
    }
    yield "# The configuration of OnRecord. A key after a # has the default shown, or is not set"
    yield "# if an example is shown. To set a key, remove the # and edit the value."
    yield from _keys(Config, given[""])
    for field in msgspec.structs.fields(Config):
        if isinstance(field.type, type) and issubclass(field.type, Table):
            yield ""
            yield from _comment((field.type.__doc__ or "").strip())
            yield f"[{field.name}]"
            yield from _keys(field.type, given.get(field.name, {}))
    usual = [name for name, source in sorted(all_sources().items()) if source.enabled_by_default]
    wanted = answers.sources or tuple(usual)
    for name in wanted:
        yield ""
        yield f"# {source_named(name).title}"
        yield f"[sources.{name}]"
        yield from _keys(SourceConfig, {"enabled": True})
    for name in usual:
        if name not in wanted:
            yield ""
            yield f"[sources.{name}]"
            yield "enabled = false"


def _keys(table: type[Table], given: dict[str, Any]) -> Iterator[str]:
    for field in msgspec.structs.fields(table):
        described = description_of(field)
        if described is None:
            continue
        yield from _comment(described)
        if field.name in given:
            yield f"{field.name} = {toml(given[field.name])}"
        else:
            unset = field.default is None
            shown = toml(_EXAMPLES[field.name] if unset else field.default)
            yield f"# {field.name} = {shown}{'  # example' if unset else ''}"


def description_of(field: msgspec.structs.FieldInfo) -> str | None:
    """The description of a key; None for a key that is a table itself."""
    for meta in get_args(field.type)[1:]:
        if isinstance(meta, msgspec.Meta) and meta.description:
            return meta.description
    return None


def toml(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> list[str]:
    text = text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")
    text = " ".join(text.replace("``", "`").split())
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]
