"""The known fetches at which a page had not changed.

A body is not kept twice, so such a fetch leaves no snapshot. It is known from the page's last
answer and the log of requests. Because a page can return to an earlier version, a fetch is left out
if it could mean more than one snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Answers with a page, and the answer that it is still the same.
_ANSWERED = frozenset({200, 203})
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot without its body. ``body_sha256`` is not a hash if the body was set aside as
    damaged; ``headers`` is JSON.
    """

    id: int
    fetched_at: str
    body_sha256: str
    size: int
    headers: str
    via: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """A page's last answer: its status, time and validators. ``read_at`` is when the newest wording
    was seen, and ``read_from`` is its snapshot.
    """

    status: int | None
    fetched_at: str | None
    etag: str | None
    last_modified: str | None
    read_at: str | None
    read_from: int | None


@dataclass(frozen=True, slots=True)
class LoggedFetch:
    """A logged request for a page."""

    fetched_at: str
    status: int


@dataclass(frozen=True, slots=True)
class Refetch:
    """A fetch that found a page the same as in a snapshot: the answer's status, and the time."""

    fetched_at: str
    status: int
    snapshot_id: int


def refetches(
    snapshots: Sequence[KeptSnapshot], last: LastAnswer, log: Sequence[LoggedFetch]
) -> list[Refetch]:
    """The fetches of a page that brought nothing new, in their order.

    :param snapshots: of the page, the oldest first.
    :param log: the requests for the page that are still logged.
    """
    if not snapshots:
        return []
    found = {
        fetch.fetched_at: fetch.status
        for fetch in log
        if fetch.status == NOT_MODIFIED and fetch.fetched_at > snapshots[0].fetched_at
    }
    known = {at: _current(snapshots, log, at) for at in found}
    at = last.fetched_at
    status = last.status if last.status in (*_ANSWERED, NOT_MODIFIED) else None
    if at and at > snapshots[-1].fetched_at and status is not None:
        found[at] = status
        known[at] = known.get(at) or _answered_last(snapshots, last)
    return [
        Refetch(at, found[at], snapshot.id)
        for at in sorted(found)
        if (snapshot := known[at]) is not None
    ]


def _current(
    snapshots: Sequence[KeptSnapshot], log: Sequence[LoggedFetch], at: str
) -> KeptSnapshot | None:
    """The snapshot that a page was at a moment: the last before it, where the log shows that no
    other page came in between.
    """
    before = [one for one in snapshots if one.fetched_at <= at]
    newest = before[-1]
    if len(before) == 1:
        return newest
    came = [one.fetched_at for one in log if one.status in _ANSWERED]
    is_logged = newest.fetched_at in came
    others = any(newest.fetched_at < one <= at for one in came)
    return newest if is_logged and not others else None


def _answered_last(snapshots: Sequence[KeptSnapshot], last: LastAnswer) -> KeptSnapshot | None:
    """The snapshot that a page's last answer was: the only one, the one that the newest wording
    was read from after all were kept, or the one with the validators of that answer.
    """
    if len(snapshots) == 1:
        return snapshots[0]
    if last.read_at is not None and last.read_at > snapshots[-1].fetched_at:
        read = [one for one in snapshots if one.id == last.read_from]
        if read and read[0] != snapshots[-1]:
            return read[0]
    for given, name in ((last.etag, "etag"), (last.last_modified, "last_modified")):
        same = [one for one in snapshots if given and getattr(one, name) == given]
        if len(same) == 1:
            return same[0]
    return None
