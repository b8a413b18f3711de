"""Stories as the MediaSum corpus has them (Zhu et al., NAACL 2021): one JSON array of interviews,
each with the list ``utt`` of what was said and the list ``speaker`` of who said it.

MediaSum's fields keep their names. Speakers have their full names, and fields that MediaSum lacks
are added: lists as long as ``utt`` with the permanent ids, roles and doubts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scraper.archive.corpus import CorpusStory
from scraper.export.folder import Folder
from scraper.export.json_lines import json_line


def write_mediasum(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write ``news_dialogue.json``. Cues and notes are left out, as MediaSum does."""
    with folder.file("news_dialogue.json") as out:
        separator = b"[\n"
        for story in stories:
            out.write(separator + json_line(_interview(story)).rstrip())
            separator = b",\n"
        out.write(b"\n]\n" if separator == b",\n" else b"[]\n")


def _interview(story: CorpusStory) -> dict[str, Any]:
    row = story.row
    turns = [turn for turn in story.turns if turn.kind == "speech"]
    return {
        "id": story.key,
        "program": row.program,
        "date": row.aired_on,
        "url": row.url,
        "title": row.title,
        "summary": row.teaser,
        "utt": [turn.text or "" for turn in turns],
        "speaker": [turn.speaker or turn.label or "" for turn in turns],
        "utt_id": [turn.permanent_id(row) for turn in turns],
        "speaker_id": [turn.speaker_id for turn in turns],
        "label": [turn.label for turn in turns],
        "role": [turn.role for turn in turns],
        "doubt": [turn.doubt for turn in turns],
        "role_doubt": [turn.role_doubt for turn in turns],
        "counted": bool(row.counted),
        "duplicate_of": story.duplicate_of,
        "transcript_doubt": row.doubt,
        "withheld": story.is_withheld,
    }
