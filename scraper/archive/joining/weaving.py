"""Merging the revisions of a story that was read again with the wordings that this did not produce:
those read by older rules, and those whose page is no longer kept. This is a pure function of both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scraper.archive.joining.stories import KeptWording
from scraper.archive.rows import RevisionRow
from scraper.archive.states import Cause

#: What the words of a wording are, for comparing: their hash and the title.
_Words = tuple[str, str | None]


def words_of(row: RevisionRow) -> _Words:
    """What a wording is told by."""
    return row.content_hash, row.title


def left_over(read: Sequence[RevisionRow], old: Sequence[KeptWording]) -> list[KeptWording]:
    """The earlier wordings that a history read anew does not have, each once."""
    there = {words_of(row) for row in read}
    found: list[KeptWording] = []
    for wording in old:
        if words_of(wording.row) not in there:
            there.add(words_of(wording.row))
            found.append(wording)
    return found


def dated(wording: KeptWording, dates: Mapping[str, str]) -> str:
    """When a wording was on its page: a page from another archive may have been landed much later.

    :param dates: those of the pages that are kept, by the hashes of their bodies.
    """
    kept = dates.get(wording.body_sha256 or "")
    return min(wording.row.seen_at, kept) if kept else wording.row.seen_at


def with_words(
    missing: Sequence[KeptWording], dates: Mapping[str, str], last: str
) -> list[KeptWording]:
    """Those of another archive's wordings that can stand in a history: their words are kept, and
    they are not later than ``last``, when its last page was seen.
    """
    return [one for one in missing if one.row.turns is not None and dated(one, dates) <= last]


def woven(
    read: Sequence[RevisionRow],
    old: Sequence[KeptWording],
    snapshots: Mapping[str, tuple[int, str]],
) -> list[RevisionRow]:
    """All wordings in their order, numbered from 1.

    :param read: the history that was read anew.
    :param old: what it does not have.
    :param snapshots: the number and the date of each page that is kept, by the hash of its body.
    """
    dates = {sha256: at for sha256, (_, at) in snapshots.items()}
    placed: list[tuple[str, int, RevisionRow, KeptWording | None]] = [
        (row.seen_at, 1, row, None) for row in read
    ]
    for earlier in old:
        kept = snapshots.get(earlier.body_sha256 or "")
        row = replace(earlier.row, snapshot_id=kept[0] if kept else None)
        placed.append((dated(earlier, dates), 0, row, earlier))
    placed.sort(key=lambda one: one[:2])
    found: list[RevisionRow] = []
    was_read = True
    for _, _, row, wording in placed:
        before = found[-1] if found else None
        if not (was_read and wording is None) or before is None:
            changed, cause = _changed(before, row), _cause(before, row, wording)
            row = replace(row, changed=changed, cause=cause)
        found.append(replace(row, revision=len(found) + 1))
        was_read = wording is None
    return found


def _changed(before: RevisionRow | None, row: RevisionRow) -> str | None:
    if before is None:
        return None
    changed = []
    if before.content_hash != row.content_hash:
        changed.append("words")
    if (labels := _labels(before)) is not None and labels != (_labels(row) or labels):
        changed.append("labels")
    if before.title != row.title:
        changed.append("title")
    return ", ".join(changed) or row.changed


def _labels(row: RevisionRow) -> list[str] | None:
    try:
        return [turn["label"] for turn in json.loads(row.turns or "") if turn["label"] is not None]
    except (ValueError, TypeError, KeyError):
        return None


def _cause(
    before: RevisionRow | None, row: RevisionRow, wording: KeptWording | None
) -> Cause | None:
    """Why a wording differs from the one before, which may be another now than when it was
    written.
    """
    if before is None:
        return None
    if wording is not None:
        return row.cause if wording.before == before.content_hash else None
    if before.snapshot_id is None:
        return None
    return Cause.EXTRACTOR if before.snapshot_id == row.snapshot_id else row.cause
