"""Alerts: turns that match a search, each sent once.

A landing puts new and corrected transcripts into ``alert_queue``. :meth:`Alerts.look` takes them
from there and writes the matching turns to ``alert_turns``, in one transaction. They stay there
until they are sent. So nothing is lost if a run is killed or a mail server is down.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.archive.database.connection import Database
from scraper.archive.records.wordings import kept_lines
from scraper.archive.rows import TranscriptRow
from scraper.archive.search import Filters, Hit, Search
from scraper.archive.times import stamp
from scraper.content_hash import words_hash

#: Alerts tell of stories that aired so long ago at most, and of corrections in those they told of.
RECENT = timedelta(days=60)


class Channel(StrEnum):
    """How a turn is sent."""

    ATOM = "atom"
    COMMAND = "command"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Alert:
    """The search of an alert.

    :ivar text: the query as typed; None matches everything.
    """

    name: str
    text: str | None
    filters: Filters
    channels: Collection[Channel] = ()


@dataclass(frozen=True, slots=True)
class AlertHit:
    """A turn that an alert found, and when."""

    found_at: str
    hit: Hit


#: The turns of ``alert_turns`` as they are now: when each was found, and its id in the index.
_FOUND = """
  SELECT alert_turns.found_at, speech.id
  FROM alert_turns
  JOIN transcripts USING (source, story_id)
  JOIN (SELECT id, transcript_id, words_hash,
               row_number() OVER (PARTITION BY transcript_id, words_hash ORDER BY position) AS nth
        FROM turns WHERE transcript_id IN (SELECT transcripts.id FROM alert_turns
          JOIN transcripts USING (source, story_id) WHERE alert = :alert AND channel = :channel))
       AS numbered
    ON numbered.transcript_id = transcripts.id AND numbered.words_hash = alert_turns.words_hash
   AND numbered.nth = alert_turns.nth
  JOIN speech ON speech.turn_id = numbered.id
  WHERE alert = :alert AND channel = :channel
"""


class Alerts:
    """The transcripts that alerts still have to search, and the turns found and sent."""

    def __init__(self, db: Database, search: Search) -> None:
        self._db, self._search = db, search

    def look(self, alerts: Sequence[Alert], now: datetime) -> None:
        """Look for what ``alerts`` want in everything that landed since the last time.

        :raises QueryError: there is nothing to look for in one of them.
        """
        with self._db.transaction():
            # A run also lands what an interrupted backfill left behind.
            recent = (now - RECENT).date().isoformat()
            waiting = self._db.tuples(
                "SELECT transcripts.id, heard FROM alert_queue"
                " JOIN transcripts ON transcripts.id = transcript_id"
                " WHERE any_age OR aired_on IS NULL OR aired_on >= :recent OR EXISTS"
                " (SELECT 1 FROM alert_turns WHERE alert_turns.source = transcripts.source"
                "  AND alert_turns.story_id = transcripts.story_id)",
                {"recent": recent},
            )
            heard = {
                transcript: self._words_of(transcript, number) for transcript, number in waiting
            }
            for alert in alerts:
                ids = self._search.within(alert.text, alert.filters, list(heard))
                new = self._new(ids, heard)
                for channel in alert.channels:
                    self._write(alert.name, channel, new, now)
            self._db.execute("DELETE FROM alert_queue")

    def unsent(self, name: str, channel: Channel, text: str | None) -> list[AlertHit]:
        """What an alert found and nobody was told of yet, the first found first. Turns whose words
        were corrected since are left out: they are found anew.
        """
        order = "AND sent_at IS NULL ORDER BY found_at, speech.id"
        return self._found(name, channel, text, order)

    def told(self, name: str, channel: Channel, text: str | None, limit: int) -> list[AlertHit]:
        """The last turns that an alert found, told or not, the last found first."""
        order = f"ORDER BY found_at DESC, speech.id DESC LIMIT {int(limit)}"
        return self._found(name, channel, text, order)

    def mark_sent(self, name: str, channel: Channel, now: datetime) -> None:
        """Write that somebody was told of everything that an alert found."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE alert_turns SET sent_at = :now"
                " WHERE alert = :alert AND channel = :channel AND sent_at IS NULL",
                {"alert": name, "channel": channel, "now": stamp(now)},
            )

    def counts(self) -> Mapping[str, tuple[int, str | None]]:
        """Of how many turns each alert told somebody, and when it did last."""
        rows = self._db.tuples(
            "SELECT alert, count(DISTINCT source || '/' || story_id || '#' || nth || words_hash),"
            " max(sent_at) FROM alert_turns WHERE sent_at IS NOT NULL GROUP BY alert"
        )
        return {alert: (count, last) for alert, count, last in rows}

    def preview(self, alert: Alert, since: str) -> list[Hit]:
        """What an alert finds in the stories that aired since a day (ISO), and in those of unknown
        day that landed since; the newest first.
        """
        stories = self._db.all(
            int,
            "SELECT id FROM transcripts WHERE aired_on >= :since"
            " OR aired_on IS NULL AND first_seen_at >= :since",
            {"since": since},
        )
        ids = self._search.within(alert.text, alert.filters, stories)
        return self._search.hits(sorted(ids, reverse=True), alert.text)

    def _words_of(self, transcript_id: int, revision: int) -> set[str]:
        """The hashes of the turns of an earlier wording, where it is kept."""
        row = self._db.row(TranscriptRow, "WHERE id = :id", {"id": transcript_id})
        lines = kept_lines(self._db, row, revision) if row is not None else None
        return {words_hash(text) for _, text in lines or ()}

    def _new(self, ids: Collection[int], heard: Mapping[int, set[str]]) -> list[int]:
        """Those of some turns whose words were not in the wording before."""
        rows = self._db.tuples(
            "SELECT speech.id, turns.transcript_id, words_hash FROM speech JOIN turns"
            " ON turns.id = turn_id WHERE speech.id IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps(list(ids))},
        )
        return [turn for turn, transcript, words in rows if words not in heard[transcript]]

    def _write(self, name: str, channel: Channel, ids: Collection[int], now: datetime) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO alert_turns"
            " SELECT :alert, :channel, transcripts.source, story_id, turns.words_hash,"
            " (SELECT count(*) FROM turns AS same WHERE same.transcript_id = turns.transcript_id"
            "  AND same.words_hash = turns.words_hash AND same.position <= turns.position),"
            " :now, NULL FROM speech JOIN turns ON turns.id = speech.turn_id"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " WHERE turns.words_hash IS NOT NULL"
            " AND speech.id IN (SELECT value FROM json_each(:ids))",
            {"alert": name, "channel": channel, "ids": json.dumps(list(ids)), "now": stamp(now)},
        )

    def _found(self, name: str, channel: Channel, text: str | None, order: str) -> list[AlertHit]:
        rows = self._db.tuples(f"{_FOUND} {order}", {"alert": name, "channel": channel})
        hits = self._search.hits([row[1] for row in rows], text)
        return [AlertHit(row[0], hit) for row, hit in zip(rows, hits, strict=True)]
