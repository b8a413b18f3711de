"""The plugin as Datasette sees it: its hooks. It runs in Datasette 0.65 and in 1.0 (alpha), which
differ in where tables are configured and how permissions are asked.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar, cast

import datasette as package
from datasette.utils.asgi import Response

from jobs.web.gate import gate
from jobs.web.routes import routes
from jobs.web.table_settings import settings_of
from jobs.web.which import archive_database, is_archive_file
from scraper.archive.store import Archive

_F = TypeVar("_F", bound=Callable[..., Any])
#: Datasette's decorator, which has no types.
hookimpl = cast("Callable[[_F], _F]", package.hookimpl)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The reading room's pages; at the root where there is nothing but the archive."""
    return routes(datasette, Response)


@hookimpl
def prepare_connection(conn: Any) -> None:
    """Keep stored pages from being given out through the tables of an archive."""
    if Archive.is_behind(conn):
        Archive.hide_kept_pages(conn)


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """How tables are shown, in Datasette 0.65."""
    # Datasette changes what it is given.
    return copy.deepcopy(_settings(datasette))


@hookimpl
def startup(datasette: Any) -> None:
    """How tables are shown, in Datasette 1.0."""
    config = getattr(datasette, "config", None)
    if isinstance(config, dict):
        for name, database in _settings(datasette).get("databases", {}).items():
            tables = config.setdefault("databases", {}).setdefault(name, {})
            known = tables.setdefault("tables", {})
            for table, settings in database["tables"].items():
                known[table] = {**settings, **(known.get(table) or {})}


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Keep the tables from those who may not read everything."""
    return lambda app: gate(app, datasette)


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The reading room in Datasette's menu."""
    if archive_database(datasette) is None:
        return []
    return [{"href": datasette.urls.path("/-/onrecord"), "label": "Reading room"}]


def _settings(datasette: Any) -> dict[str, Any]:
    names = [name for name, one in list(datasette.databases.items()) if is_archive_file(one.path)]
    return {"databases": {name: {"tables": settings_of()} for name in names}} if names else {}
