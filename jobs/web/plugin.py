"""The plugin as Datasette sees it: its hooks. It runs in Datasette 0.65 and in 1.0 (alpha), which
differ in where tables are configured and how permissions are asked.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar, cast

import datasette as package
from datasette.utils.asgi import Response

from jobs.web.gate import gate, reads_everything
from jobs.web.links import ROOT
from jobs.web.rendering import TABLES_STYLE
from jobs.web.requests import as_response, asked_of
from jobs.web.routes import not_found_page, routes
from jobs.web.table_settings import LINES, description_of, settings_of
from jobs.web.which import archive_database, is_alone, is_archive_file
from scraper.archive.store import Archive

_F = TypeVar("_F", bound=Callable[..., Any])
#: Datasette's decorator, which has no types.
hookimpl = cast("Callable[[_F], _F]", package.hookimpl)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The reading room's pages; at the root where there is nothing but the archive."""
    return routes(datasette, Response)


@hookimpl
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """Keep stored pages from being given out through the tables of an archive, also where another
    database is joined with it (--crossdb).
    """
    if Archive.is_behind(conn):
        Archive.hide_kept_pages(conn)
    elif database == "_memory" and datasette.crossdb:
        named = list(datasette.databases.items())
        Archive.hide_kept_pages(conn, [name for name, one in named if is_archive_file(one.path)])


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """How tables are shown, in Datasette 0.65."""
    # Datasette changes what it is given.
    made = copy.deepcopy(_settings(datasette))
    owners = (getattr(datasette, "_metadata_local", None) or {}).get("databases") or {}
    for name, database in made.get("databases", {}).items():
        if "description" in (owners.get(name) or {}):
            del database["description_html"]  # it would be shown instead of the owner's words
    return made


@hookimpl
def startup(datasette: Any) -> Callable[[], Any] | None:
    """How tables are shown, in Datasette 1.0."""
    config = getattr(datasette, "config", None)
    if not isinstance(config, dict):
        return None
    described = {}
    for name, database in _settings(datasette).get("databases", {}).items():
        tables = config.setdefault("databases", {}).setdefault(name, {})
        known = tables.setdefault("tables", {})
        for table, settings in database["tables"].items():
            settings.pop("description", None)
            known[table] = {**settings, **(known.get(table) or {})}
        described[name] = database["description_html"]

    async def describe() -> None:
        for name, html in described.items():
            if not await datasette.get_database_metadata(name):
                await datasette.set_database_metadata(name, "description_html", html)
            if not await datasette.get_resource_metadata(name, "lines"):
                await datasette.set_resource_metadata(name, "lines", "description", LINES)

    return describe


@hookimpl
def extra_css_urls(datasette: Any, database: str | None) -> list[str]:
    """A style sheet for the tables of an archive: speech is wide enough to be read."""
    found = datasette.databases.get(database) if database else None
    if found is None or not is_archive_file(found.path):
        return []
    return [str(datasette.urls.path(f"{ROOT}/{TABLES_STYLE}"))]


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page of the reading room where there is nothing at an address, if the archive is all that
    is served.
    """
    path = request.path.partition("?")[0]
    if getattr(exception, "status", None) != 404 or path.endswith((".json", ".csv")):
        return None
    if not is_alone(datasette):
        return None

    async def not_found() -> Any:
        everything = await reads_everything(datasette, request.scope, request.actor)
        asked = asked_of(datasette, request, {}, reads=everything)
        return as_response(not_found_page(asked), Response)

    return not_found()


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Keep the tables from those who may not read everything."""
    return lambda app: gate(app, datasette)


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The reading room in Datasette's menu."""
    if archive_database(datasette) is None:
        return []
    return [{"href": datasette.urls.path(ROOT), "label": "Reading room"}]


def _settings(datasette: Any) -> dict[str, Any]:
    names = [name for name, one in list(datasette.databases.items()) if is_archive_file(one.path)]
    room = str(datasette.urls.path(ROOT))
    made = {}
    for name in names:
        tables = settings_of()
        tables["lines"]["description"] = LINES
        lines = str(datasette.urls.table(name, "lines"))
        made[name] = {"tables": tables, "description_html": description_of(lines, room)}
    return {"databases": made} if made else {}
