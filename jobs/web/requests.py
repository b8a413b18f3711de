"""From Datasette's request to what a page was asked for, and from its answer to a response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from jobs.web.asked import Answer, Asked
from jobs.web.links import Links
from jobs.web.settings import config_of
from jobs.web.which import archive_database, is_alone

#: Of every answer, exports among them.
_ALWAYS = {"x-content-type-options": "nosniff", "x-robots-tag": "noindex, noarchive"}


def asked_of(
    datasette: Any, request: Any, given: Mapping[str, Sequence[str]], *, reads: bool
) -> Asked:
    """A request as pages take it.

    :param given: its arguments.
    :param reads: whoever asks reads everything.
    """
    database: Any = archive_database(datasette)
    return Asked(
        Links(
            str(datasette.setting("base_url")),
            f"{request.scheme}://{request.host}",
            is_alone(datasette),
        ),
        config_of(),
        {name: unquote(value) for name, value in (request.url_vars or {}).items() if value},
        given,
        reads,
        str(datasette.urls.database(database.name)) if reads else None,
        _token(request),
    )


def as_response(answer: Answer, response: Any) -> Any:
    """An answer as Datasette sends it."""
    return response(
        answer.body,
        status=answer.status,
        headers={**_ALWAYS, **answer.headers},
        content_type=answer.content_type,
    )


def _token(request: Any) -> str:
    """What Datasette 0.65 wants to see in a form; 1.0 looks at where the form was."""
    made = request.scope.get("csrftoken")
    return str(made()) if callable(made) and request.path.endswith("/quote") else ""
