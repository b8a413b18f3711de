"""Wordings that a publisher has corrected since: what a page said when somebody quoted it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.states import Cause
from scraper.errors import ArchiveDamaged
from scraper.quotations.common_words import COMMON_WORDS
from scraper.quotations.passages import EarlierWording, PassageTurn
from scraper.quotations.words import fold

#: Words of a quotation that are looked for; one of them may be another than was said.
_WORDS = 3
_MOST = 20


def earlier_wordings(db: Database, stretches: Sequence[Sequence[str]]) -> list[EarlierWording]:
    """The replaced wordings that have most of the longest words of a quotation, the newest first.
    Those that only better rules replaced are none: the page has not changed.
    """
    words = {word for stretch in stretches for word in stretch if word.isalnum()}
    rare = {word for word in words if fold(word) not in COMMON_WORDS} or words
    longest = sorted(rare, key=lambda word: (-len(word), word))[:_WORDS]
    if not longest:
        return []
    having = " + ".join(f"(kept.turns LIKE :word{n})" for n in range(len(longest)))
    rows = db.tuples(
        "SELECT kept.transcript_id, kept.revision, kept.seen_at, later.seen_at, kept.turns"
        " FROM revisions AS kept"
        " JOIN revisions AS later ON later.transcript_id = kept.transcript_id"
        " AND later.revision = kept.revision + 1 AND later.cause = :cause"
        f" WHERE kept.turns IS NOT NULL AND {having} >= :least"
        " ORDER BY kept.seen_at DESC LIMIT :limit",
        {
            "cause": Cause.PUBLISHER,
            "least": max(1, len(longest) - 1),
            "limit": _MOST,
            **{f"word{n}": f"%{word}%" for n, word in enumerate(longest)},
        },
    )
    try:
        return [
            EarlierWording(transcript, revision, seen_at, corrected_at, _turns(json.loads(turns)))
            for transcript, revision, seen_at, corrected_at, turns in rows
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveDamaged(f"{db.path} is damaged: the turns of a revision") from error


def _turns(kept: list[dict[str, Any]]) -> tuple[PassageTurn, ...]:
    """The turns of a wording. Its speakers have no numbers: a name stands for one."""
    names = {name: -n for n, name in enumerate({turn["speaker"] for turn in kept}, 1) if name}
    return tuple(
        PassageTurn(
            position=position,
            kind=turn["kind"],
            text=turn["text"],
            label=turn["label"],
            speaker_id=names.get(turn["speaker"]),
            speaker=turn["speaker"],
            called=turn["speaker"],
            role=None,
            doubt=turn.get("doubt"),
            words_hash=None,
        )
        for position, turn in enumerate(kept, 1)
    )
