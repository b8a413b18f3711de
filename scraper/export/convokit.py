"""A corpus as ConvoKit loads it: https://convokit.cornell.edu/documentation/data_format.html.

Each story is a conversation, each turn of speech an utterance that replies to the one before it.
Cues, notes and stories without speech are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scraper.archive.corpus import CorpusStory, CorpusTurn
from scraper.export.folder import Folder
from scraper.export.json_lines import json_line

_STORY = (
    "source", "story_id", "url", "title", "program", "aired_on", "language", "rights", "doubt",
)  # fmt: skip
#: The types that a reader is told of; ConvoKit names them so.
_TYPES = {str: "<class 'str'>", int: "<class 'int'>", bool: "<class 'bool'>"}


def write_convokit(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write ``utterances.jsonl``, ``speakers.json``, ``conversations.json``, ``corpus.json`` and
    ``index.json``.

    Names of speakers are held in memory; all else is written as it comes.
    """
    index: dict[str, dict[str, set[str]]] = {"utterances": {}, "speakers": {}, "conversations": {}}
    speakers: dict[str, dict[str, Any]] = {}
    with (
        folder.file("utterances.jsonl") as utterances,
        folder.file("conversations.json") as conversations,
    ):
        objects = _Members(conversations)
        for story in stories:
            spoken = list(_utterances(story, speakers))
            if not spoken:
                continue
            for one in spoken:
                _note(index["utterances"], one["meta"])
                utterances.write(json_line(one))
            about = _about(story)
            _note(index["conversations"], about)
            objects.add(spoken[0]["conversation_id"], {"meta": about, "vectors": []})
        objects.close()
    with folder.file("speakers.json") as out:
        objects = _Members(out)
        for name, meta in speakers.items():
            _note(index["speakers"], meta)
            objects.add(name, {"meta": meta, "vectors": []})
        objects.close()
    with folder.file("corpus.json") as out:
        out.write(json_line({"name": "OnRecord"}))
    with folder.file("index.json") as out:
        kinds = {
            f"{name}-index": {key: sorted(types) for key, types in sorted(found.items())}
            for name, found in index.items()
        }
        overall = {"overall-index": {"name": [_TYPES[str]]}, "version": 1, "vectors": []}
        out.write(json.dumps(kinds | overall, indent=1).encode())


def _utterances(
    story: CorpusStory, speakers: dict[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    people = {voice.speaker_id: voice.is_person for voice in story.voices}
    before = first = None
    for turn in story.turns:
        if turn.kind != "speech":
            continue
        name = turn.permanent_id(story.row)
        first = first or name
        speaker = f"speaker:{turn.speaker_id}" if turn.speaker_id else f"unknown:{story.key}"
        speakers.setdefault(
            speaker,
            {"name": turn.speaker, "is_person": people.get(turn.speaker_id or 0, False)},
        )
        yield {
            "id": name,
            "conversation_id": first,
            "text": turn.text or "",
            "speaker": speaker,
            "meta": _meta(story, turn),
            "reply-to": before,
            "timestamp": None,
            "vectors": [],
        }
        before = name


def _meta(story: CorpusStory, turn: CorpusTurn) -> dict[str, Any]:
    return {
        "permanent_id": turn.permanent_id(story.row),
        "position": turn.position,
        "label": turn.label,
        "role": turn.role,
        "doubt": turn.doubt,
        "role_doubt": turn.role_doubt,
        "counted": bool(story.row.counted),
        "words": turn.words,
    }


def _about(story: CorpusStory) -> dict[str, Any]:
    return {name: getattr(story.row, name) for name in _STORY} | {
        "content_hash": story.content_hash,
        "counted": bool(story.row.counted),
        "duplicate_of": story.duplicate_of,
        "withheld": story.is_withheld,
    }


def _note(known: dict[str, set[str]], meta: Mapping[str, Any]) -> None:
    """Note of which types the values are; those that are missing have none."""
    for key, value in meta.items():
        types = known.setdefault(key, set())
        if value is not None:
            types.add(_TYPES[type(value)])


class _Members:
    """A JSON object, written a member at a time."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._is_first = True
        out.write(b"{")

    def add(self, key: str, value: Any) -> None:
        """The next member."""
        self._out.write(b"\n" if self._is_first else b",\n")
        self._is_first = False
        self._out.write(json_line(key).rstrip() + b":" + json_line(value).rstrip())

    def close(self) -> None:
        """The end of the object."""
        self._out.write(b"\n}\n")
