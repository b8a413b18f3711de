"""How Datasette shows an archive's tables: machinery hidden, ``lines`` described, searched and
counted.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

from scraper.archive.store import Archive

#: Views from which the search index is made, and others that nobody reads. Datasette has no hidden
#: views: nobody may open them there. SQL still reads them.
_INNER_VIEWS = (
    "airing_order",
    "listed_months",
    "speech_content",
    "speech_counts",
    "speech_facets",
    "speech_to_index",
)
#: SQLite's own.
_OF_SQLITE = ("sqlite_sequence",)
#: What a reader of ``lines`` wants to see, of its columns.
_READ = ("speaker", "role", "program", "date", "title", "text", "url")
LINES = "Every turn of every transcript, with who said it, where and when: start here."
_DATABASE = (
    'Transcripts of what was said on air. <a href="{lines}">Lines</a> has every turn, with who'
    " said it, where and when. To read and search as pages, use the"
    ' <a href="{room}">reading room</a>.'
)


def settings_of() -> dict[str, dict[str, Any]]:
    """The settings of each table and view that has some."""
    hidden = (*Archive.MACHINERY, *_OF_SQLITE)
    shown: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in hidden}
    shown |= {name: {"allow": False} for name in _INNER_VIEWS}
    shown["lines"] = {
        "fts_table": "turns_fts",
        "fts_pk": "turn_id",
        "facets": ["program", "speaker", "role"],
        "sort_desc": "date",
        "size": 20,
    }
    shown["transcripts"] = {"facets": ["program", "source"], "label_column": "title"}
    return shown


def description_of(lines: str, room: str) -> str:
    """What an archive is, as HTML, for those who come to its tables first.

    :param lines: the address of the view ``lines``.
    :param room: that of the reading room.
    """
    columns = urlencode([("_col", name) for name in _READ])
    return _DATABASE.format(lines=escape(f"{lines}?{columns}"), room=escape(room))
