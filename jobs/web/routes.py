"""Which page is at which address, and how a request becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from datasette.utils import sqlite_timelimit

from jobs.web import (
    cite_page,
    corrections_page,
    front_page,
    mentions_page,
    operations_page,
    people_page,
    program_page,
    quote_page,
    search_page,
    transcript_page,
    voices_page,
)
from jobs.web.asked import Answer, Asked, NoSuchPage
from jobs.web.gate import reads_everything
from jobs.web.links import ROOT
from jobs.web.permissions import may_see
from jobs.web.rendering import HEADERS, STYLE, TABLES_STYLE, page, style_sheet
from jobs.web.requests import as_response, asked_of
from jobs.web.sentences import as_sentence
from jobs.web.settings import config_problem
from jobs.web.which import archive_database, is_alone
from scraper.archive.store import Archive
from scraper.errors import ArchiveError, OnRecordError, QueryError, UsageError

Page = Callable[[Archive, Asked], Answer]
#: The longest that a statement of a page may take.
_TIME_LIMIT_MS = 5_000
_DAY_S = 86_400
_NOTHING = "There is no page at this address."
_TOO_LONG = (
    "This takes longer than the reading room waits. Ask for less: a shorter range of days, or one"
    " program."
)


def nothing(_archive: Archive, _asked: Asked) -> Answer:
    """There is no such page.

    :raises NoSuchPage: always.
    """
    raise NoSuchPage(_NOTHING)


def not_found_page(asked: Asked, sentence: str = _NOTHING) -> Answer:
    """That there is nothing at an address."""
    return page(asked, "error.html", 404, title="Page not found", sentence=sentence)


#: Each page by what follows the root of its address.
PAGES: dict[str, Page] = {
    "": search_page.search,
    r"/search\.(?P<kind>csv|json|atom)": search_page.export,
    r"/story/(?P<source>[^/]+)/(?P<story>.+)\.json": transcript_page.as_json,
    r"/story/(?P<source>[^/]+)/(?P<story>.+)": transcript_page.transcript,
    r"/turn": cite_page.turn,
    r"/cite": cite_page.cite,
    r"/quote": quote_page.quote,
    r"/transcripts": front_page.transcripts,
    r"/transcripts\.(?P<kind>csv|json|atom)": front_page.export,
    r"/people": people_page.people,
    r"/person/(?P<id>[0-9]{1,18})": people_page.person,
    r"/programs": program_page.programs,
    r"/program/(?P<name>.+)\.csv": program_page.as_csv,
    r"/program/(?P<name>.+)": program_page.program,
    r"/mentions": mentions_page.mentions,
    r"/mentions\.csv": mentions_page.as_csv,
    r"/voices": voices_page.voices,
    r"/voices\.csv": voices_page.as_csv,
    r"/corrections": corrections_page.corrections,
    r"/corrections\.atom": corrections_page.feed,
    r"/operations": operations_page.operations,
    r"/.*": nothing,
}


def routes(datasette: Any, response: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Each page's address and its view, as Datasette takes them."""
    if archive_database(datasette) is None:
        return []
    is_front = is_alone(datasette)
    views = {place: _view(datasette, one, response) for place, one in PAGES.items()}
    made = [
        (f"^{ROOT}/{re.escape(name)}$", _style_view(name, response))
        for name in (STYLE, TABLES_STYLE)
    ]
    made += [(f"^{ROOT}{place}/?$", view) for place, view in views.items()]
    return [("^/$", views[""]), *made] if is_front else made


def _view(datasette: Any, shown: Page, response: Any) -> Callable[..., Any]:
    async def view(request: Any) -> Any:
        if (wrong := config_problem()) is not None:
            return response.text(wrong, status=500)
        database: Any = archive_database(datasette)
        await may_see(datasette, request, database)
        everything = await reads_everything(datasette, request.scope, request.actor)
        given = parse_qs(request.query_string, keep_blank_values=False)
        if request.method == "POST":
            given |= {name: [value] for name, value in (await request.post_vars()).items()}
        asked = asked_of(datasette, request, given, reads=everything)
        answer = await database.execute_fn(lambda conn: _answer(conn, database.path, shown, asked))
        return as_response(answer, response)

    return view


def _answer(conn: Any, path: str, shown: Page, asked: Asked) -> Answer:
    """What a page answers, in Datasette's thread and over its connection."""
    try:
        with sqlite_timelimit(conn, _TIME_LIMIT_MS), Archive.over(conn, Path(path)) as archive:
            return shown(archive, asked)
    except NoSuchPage as error:
        return not_found_page(asked, str(error))
    except (QueryError, UsageError) as error:
        title = "This request can’t be answered"
        return page(asked, "error.html", 400, title=title, sentence=as_sentence(str(error)))
    except ArchiveError as error:
        if "interrupted" in str(error):
            return page(asked, "error.html", 503, title="That took too long", sentence=_TOO_LONG)
        return page(
            asked,
            "error.html",
            500,
            title="The archive can’t be read",
            sentence=as_sentence(str(error)),
        )
    except OnRecordError as error:
        return page(
            asked, "error.html", 500, title="Something went wrong", sentence=as_sentence(str(error))
        )


def _style_view(name: str, response: Any) -> Callable[..., Any]:
    async def view() -> Any:
        headers = {**HEADERS, "cache-control": f"max-age={_DAY_S}"}
        return response(
            style_sheet(name).decode(), headers=headers, content_type="text/css; charset=utf-8"
        )

    return view
