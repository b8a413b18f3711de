"""Asks Datasette whether somebody may see the archive at all, as either version wants it asked."""

from __future__ import annotations

from typing import Any


async def may_see(datasette: Any, request: Any, database: Any) -> None:
    """Refuse those whom Datasette's own configuration refuses.

    :raises Forbidden: then; it is Datasette's.
    """
    if hasattr(datasette, "ensure_permissions"):
        wanted = [("view-database", database.name), "view-instance"]
        await datasette.ensure_permissions(request.actor, wanted)
        return
    from datasette.resources import DatabaseResource

    resource = DatabaseResource(database=database.name)
    await datasette.ensure_permission(
        action="view-database", resource=resource, actor=request.actor
    )
