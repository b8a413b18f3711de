"""Keeps the tables of an archive, and SQL over them, from those who may not read everything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils import await_me_maybe, tilde_decode
from datasette.utils.asgi import Request, Response

from jobs.web.access import Caller
from jobs.web.rendering import page
from jobs.web.requests import as_response, asked_of
from jobs.web.settings import config_problem, publishes
from jobs.web.which import archive_database, is_archive_file

_App = Callable[..., Awaitable[Any]]
_NO_TABLES = "Tables are closed here"
_CLOSED = (
    "The tables of this archive hold whole transcripts, which are copyright of their publishers."
    " Only the owner can read them."
)
_NO_FILE = "The file is not for download"
_FILE = (
    "The archive holds the pages as they were fetched, which are copyright of their publishers. The"
    " owner can copy it with `onrecord backup`."
)


def gate(app: _App, datasette: Any) -> _App:
    """``app``, but that the tables of an archive are for those who read everything."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and (kind := _kind_of_table(datasette, scope)):
            request = Request(scope, receive)
            if (wrong := config_problem()) is not None:
                await Response.text(wrong, status=500).asgi_send(send)
                return
            if kind == "db":
                await _refused(datasette, request, _NO_FILE, _FILE).asgi_send(send)
                return
            if not await reads_everything(datasette, scope, await _actor(datasette, request)):
                await _refused(datasette, request, _NO_TABLES, _CLOSED).asgi_send(send)
                return
        await app(scope, receive, send)

    return guarded


def _refused(datasette: Any, request: Any, title: str, sentence: str) -> Any:
    """What they see instead."""
    asked = asked_of(datasette, request, {}, reads=False)
    answer = page(asked, "error.html", 403, title=title, sentence=sentence)
    return as_response(answer, Response)


async def reads_everything(datasette: Any, scope: Any, actor: Any) -> bool:
    """Whether whoever asks may read whole transcripts of every page."""
    return actor is not None or Caller.of(scope).is_local or publishes(datasette)


async def _actor(datasette: Any, request: Any) -> Any:
    """Who has logged in, None where nobody has."""
    # As a module is imported, this loads every plugin: this one among them.
    from datasette.plugins import pm

    if (known := request.scope.get("actor")) is not None:
        return known
    for found in pm.hook.actor_from_request(datasette=datasette, request=request):
        if (actor := await await_me_maybe(found)) is not None:
            return actor
    return None


def _kind_of_table(datasette: Any, scope: Any) -> str | None:
    """The format that a request wants of a database that is an archive, however it is written:
    "html" where it names none; None where it is for something else.
    """
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    base = str(datasette.setting("base_url"))
    if base != "/" and path.startswith(base):
        path = "/" + path[len(base) :]
    first = path.lstrip("/").partition("/")[0]
    if not first or first == "-":
        return None
    # What follows a dot is a format.
    first, _, kind = first.partition(".")
    if first == "_memory":
        # With --crossdb it reads every database.
        return "html" if archive_database(datasette) is not None else None
    # "%" and "~" are written for one another.
    asked = tilde_decode(first.replace("%", "~"))
    found = any(
        asked in (name, one.route) and is_archive_file(one.path)
        for name, one in list(datasette.databases.items())
    )
    return (tilde_decode(kind.replace("%", "~")) or "html") if found else None
