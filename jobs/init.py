"""``onrecord init``: a commented ``onrecord.toml``, made of what the tables say of their keys."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec

from jobs.config import Config, SourceConfig, Table
from jobs.config_file import complaints
from scraper.errors import UsageError
from scraper.fetch.settings import CONTACT
from scraper.sources import all_sources, source_named

_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Answers:
    """What the configuration is to say; None and empty: what is usual."""

    contact: str | None = None
    sources: tuple[str, ...] = ()
    cron: str | None = None
    every: str | None = None
    timezone: str | None = None
    db: str | None = None


def check(answers: Answers, path: Path, *, force: bool) -> None:
    """Refuse what can't be, before anything is asked or written.

    :raises UsageError: a source that is none, times that are none, a file that is there already.
    """
    for name in answers.sources:
        source_named(name)
    wrong = list(complaints({"schedule": _schedule(answers)}))
    if wrong:
        raise UsageError("; ".join(sentence for _, sentence in wrong))
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; --force writes over it")
    if not path.parent.is_dir():
        raise UsageError(f"{path} can't be written: there is no directory {path.parent}")


def _schedule(answers: Answers) -> dict[str, str]:
    given = {"cron": answers.cron, "every": answers.every, "timezone": answers.timezone}
    return {key: value for key, value in given.items() if value is not None}


def ask(answers: Answers, prompt: Callable[..., Any]) -> Answers:
    """Ask a person for what the options didn't say.

    :param prompt: asks one question (``click.prompt``).
    """
    contact = answers.contact or prompt(
        "An address or URL where the sites you read reach you", default=CONTACT
    )
    sources = answers.sources
    while not sources:
        known = ", ".join(sorted(all_sources()))
        said = str(prompt(f"Newsrooms to read ({known})", default="npr"))
        sources = tuple(said.replace(",", " ").split())
        if wrong := [name for name in sources if name not in all_sources()]:
            prompt(
                f"There is no {wrong[0]}; press Enter to try again", default="", show_default=False
            )
            sources = ()
    answers = replace(answers, contact=contact, sources=sources)
    while not (answers.cron or answers.every):
        said = str(prompt("When to run: a cron expression, or an interval (6h)", default="6h"))
        asked = replace(answers, cron=said) if " " in said else replace(answers, every=said)
        if refused := list(complaints({"schedule": _schedule(asked)})):
            _again(prompt, refused[0][1])
        else:
            answers = asked
    return answers


def _again(prompt: Callable[..., Any], why: str) -> None:
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
    said: dict[str, dict[str, Any]] = {
        "": {"db": answers.db} if answers.db else {},
        "fetch": {"contact": answers.contact} if answers.contact else {},
        "schedule": _schedule(answers),
    }
    yield "# The configuration of OnRecord. A line that begins with # is the default."
    yield from _keys(Config, said[""])
    for field in msgspec.structs.fields(Config):
        if isinstance(field.type, type) and issubclass(field.type, Table):
            yield ""
            yield from _comment((field.type.__doc__ or "").strip())
            yield f"[{field.name}]"
            yield from _keys(field.type, said.get(field.name, {}))
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


def _keys(table: type[Table], said: dict[str, Any]) -> Iterator[str]:
    for field in msgspec.structs.fields(table):
        described = described_as(field)
        if described is None:
            continue
        yield from _comment(described)
        if field.name in said:
            yield f"{field.name} = {toml(said[field.name])}"
        else:
            empty = "[]" if "list" in str(field.type) else '""'
            shown = empty if field.default is None else toml(field.default)
            yield f"# {field.name} = {shown}"


def described_as(field: msgspec.structs.FieldInfo) -> str | None:
    """What the configuration says of a key; None of what is a table itself."""
    for meta in get_args(field.type)[1:]:
        if isinstance(meta, msgspec.Meta) and meta.description:
            return meta.description
    return None


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _comment(text: str) -> list[str]:
    text = text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), _WIDTH)]
