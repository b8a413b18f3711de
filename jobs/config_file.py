"""Reading ``onrecord.toml``. Unknown keys and invalid values are rejected, each with its line, what
was expected, and a suggestion. Environment variables take precedence over the file.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec

from jobs.config import Config
from jobs.config_tables import AlertConfig, SourceConfig, Table
from jobs.schedule.times import read_cron, read_interval, read_length
from jobs.utf8 import as_utf8
from scraper.archive.search.queries import parse
from scraper.charset import decode_text
from scraper.did_you_mean import did_you_mean
from scraper.errors import QueryError, UsageError
from scraper.sources import source_names

DEFAULT_PATH = Path("onrecord.toml")
#: ``ONRECORD_FETCH__RATE=0.5`` is ``rate = 0.5`` in ``[fetch]``.
_VARIABLE = re.compile(r"ONRECORD_(?:(SOURCES)__(\w+?)__(\w+)|([A-Z0-9]+)__(\w+))")
_TABLES: dict[str, type[Table]] = {
    field.name: field.type
    for field in msgspec.structs.fields(Config)
    if isinstance(field.type, type) and issubclass(field.type, Table)
}
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list",
}


#: Keys that name files, which may have any name.
_FILES = ("db", "metrics_file")


def load(path: Path | None, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration in ``path``, or in ``onrecord.toml`` if there is one, or the defaults; the
    variables in ``environ`` take precedence.

    :raises UsageError: the file is missing or not TOML, or has unknown keys or invalid values.
    """
    written, text = _read(path)
    variables: dict[tuple[str, ...], str] = {}
    for place, (variable, value) in _from_environment(environ):
        table: Any = written
        for part in place[:-1]:
            table = table.setdefault(part, {}) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table[place[-1]] = value
            variables[place] = variable
    wrong = [
        f"{_where(path or DEFAULT_PATH, text, place, variables)}: {sentence}"
        for place, sentence in problems_in(written)
    ]
    if wrong:
        raise UsageError("\n".join(wrong))
    return msgspec.convert(written, Config)


def _read(path: Path | None) -> tuple[dict[str, Any], str]:
    if path is None and not DEFAULT_PATH.is_file():
        return {}, ""
    path = path or DEFAULT_PATH
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise UsageError(f"the configuration {path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not TOML: it is neither UTF-8 nor UTF-16") from error
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error


def _from_environment(
    environ: Mapping[str, str],
) -> Iterator[tuple[tuple[str, ...], tuple[str, Any]]]:
    for variable, value in sorted(environ.items()):
        found = _VARIABLE.fullmatch(variable)
        if found is None:
            continue
        place = tuple(part.lower() for part in found.groups() if part)
        if place[-1] not in _FILES and as_utf8(value) != value:
            raise UsageError(f"the variable {variable} is not text in UTF-8: {as_utf8(value)}")
        try:
            read = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:  # text needs no quotes there
            read = value
        yield place, (variable, read)


def problems_in(written: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong in a configuration, each with its place: table, key."""
    for name, value in written.items():
        if name == "sources" and isinstance(value, dict):
            for source, own in value.items():
                yield from _of_source(source, own)
        elif name == "alerts" and isinstance(value, dict):
            yield from _of_alerts(value)
        elif name in _TABLES:
            yield from _of_table((name,), value, _TABLES[name])
        else:
            yield from _of_table((), {name: value}, Config)


def _of_table(
    place: tuple[str, ...], written: Any, kind: type[Table]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(written, dict):
        yield place, f"{place[-1]} is a table: write [{'.'.join(place)}], then its keys"
        return
    known = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in written.items():
        if key not in known:
            hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            where = f" in [{'.'.join(place)}]" if place else ""
            yield (*place, key), f"unknown key {key!r}{where}; {hint}"
            continue
        try:
            msgspec.convert(value, known[key])
            if value is not None:
                _check(key, value, kind)
        except msgspec.ValidationError as error:
            yield (*place, key), f"{key}: {_in_plain_words(known[key], value, str(error))}"
        except UsageError as error:
            yield (*place, key), f"{key}: {error}"


def _of_alerts(alerts: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    feeds: dict[str, str] = {}
    for name, own in alerts.items():
        yield from _of_alert(name, own)
        feed = own.get("atom") if isinstance(own, dict) else None
        if not isinstance(feed, str):
            continue
        place = ("alerts", name, "atom")
        if Path(feed).suffix.lower() not in (".xml", ".atom"):
            yield place, f"atom: the name of a feed must end in .xml or .atom, not {feed!r}"
        if other := feeds.get(os.path.normpath(feed)):
            yield place, f"atom: {feed!r} is already the feed of the alert {other!r}"
        feeds[os.path.normpath(feed)] = name


def _of_alert(name: str, own: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    place = ("alerts", name)
    if isinstance(own, dict):
        if not any(own.get(key) for key in ("query", "speaker", "role", "program", "source")):
            yield place, f"the alert {name!r} has no search: set query, speaker or program"
        if not any(own.get(key) for key in ("atom", "command", "mail_to")):
            yield place, f"the alert {name!r} has nowhere to go: set atom, command or mail_to"
        try:
            if isinstance(query := own.get("query"), str):
                parse(query)
        except QueryError as error:
            yield (*place, "query"), f"query: {error}"
        if isinstance(source := own.get("source"), str) and source not in source_names():
            hint = did_you_mean(source, source_names()) or f"known: {', '.join(source_names())}"
            yield (*place, "source"), f"there is no source {source!r}; {hint}"
    yield from _of_table(place, own, AlertConfig)


def _of_source(name: str, own: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    known = source_names()
    if name not in known:
        hint = did_you_mean(name, known) or f"known: {', '.join(known)}"
        yield ("sources", name), f"there is no source {name!r} to configure; {hint}"
        return
    yield from _of_table(("sources", name), own, SourceConfig)


def _check(key: str, value: Any, kind: type[Table]) -> None:
    """Check what types don't.

    :raises UsageError: the value makes no sense.
    """
    if key == "cron":
        read_cron(value)
    elif key == "every":
        read_interval(value)
    elif key == "max_age":
        read_length(value)
    elif key == "timezone":
        _check_zone(value)
    elif key in ("base_url", "ping_url") and not re.match(r"https?://[^/\s]+", value):
        raise UsageError(f"{value!r} is not an http(s) URL")
    elif key == "proxy" and not re.match(r"https?://[^/\s]+/?$", value):
        raise UsageError("not the URL of an HTTP proxy: write http://host:port")
    elif key == "smtp_url" and not re.match(r"smtps?://[^/\s]+", value):
        raise UsageError("not an smtp or smtps URL")
    elif key == "hosts":
        for host in value:
            _check_host(host)
    if kind is SourceConfig and key in ("base_url", "feeds"):
        for url in [value] if isinstance(value, str) else value:
            if re.match(r"[a-z]+://[^/?#]*@", url, re.IGNORECASE):
                raise UsageError(
                    "it contains a user name or password, which the archive would record with"
                    " every request; leave it out (a proxy of your own can add it)"
                )


def _check_host(host: str) -> None:
    if not re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", host, re.IGNORECASE):
        named = urlsplit(host if "//" in host else f"//{host}").hostname
        hint = f"; write {named!r}" if named and "." in named else ""
        raise UsageError(f"{host!r} is not the name of a host, such as 'www.upr.org'{hint}")


def _check_zone(name: str) -> None:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"there is no time zone {name!r}{hint}") from None


def _in_plain_words(kind: Any, value: Any, message: str) -> str:
    """Msgspec's message ("Expected `int | null` >= 1, got `str`") for a person."""
    expected = re.search(r"Expected `(.*?)`(.*?)(?:, got .*)?(?: - at .*)?$", message)
    given = json.dumps(value, ensure_ascii=False, default=str)
    if expected is None:  # of an enumeration
        choices = " or ".join(json.dumps(choice) for choice in _choices(kind))
        return f"expected {choices}, got {given}"
    kinds = [_WORDS.get(word, word) for word in expected.group(1).split(" | ") if word != "null"]
    within = " in it" if " - at " in message else ""
    return f"expected {' or '.join(kinds)}{expected.group(2)}{within}, got {given}"


def _choices(kind: Any) -> Iterator[str]:
    """The words of a ``Literal``, which may be within a union."""
    for part in get_args(kind):
        yield from _choices(part)
        if isinstance(part, str):
            yield part


def _where(
    path: Path, text: str, place: tuple[str, ...], variables: Mapping[tuple[str, ...], str]
) -> str:
    if place in variables:
        return variables[place]
    line = _line(text, place)
    if line is None:
        return next((v for p, v in variables.items() if p[: len(place)] == place), str(path))
    return f"{path}, line {line}"


def _line(text: str, place: tuple[str, ...]) -> int | None:
    """The line of a key, in TOML as it is commonly written; else that of its table."""
    table: tuple[str, ...] = ()
    best = None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            table = tuple(part.strip(" \"'") for part in header.group(1).split("."))
            if table == place[: len(table)]:
                best = number
            continue
        if key := re.match(r"\s*([\w.\"'\s-]+?)\s*=", line):
            full = (*table, *(part.strip(" \"'") for part in key.group(1).split(".")))
            if full == place:
                return number
            if full == place[: len(full)]:
                best = number
    return best
