"""Removing a story for good: its words, kept pages, revisions and index entries.

Deleted rows are overwritten with zeros (``secure_delete``). The search index is merged so that no
deleted entries remain in it. Dictionaries that were trained on the story's pages are replaced, and
the file is vacuumed. A tombstone keeps the story from being stored again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.people.correcting import keys_in, rules_followed
from scraper.archive.people.identity import forget_silent, voices_of
from scraper.archive.people.rules import forget_rules, remove_rules_of
from scraper.archive.records.revisions import kept_keys
from scraper.archive.snapshots.store import Snapshots
from scraper.archive.times import stamp
from scraper.errors import ArchiveError, UnknownStory
from scraper.model import StoryRef

#: In bytes: shorter stretches of a page are in other pages, too.
_STRETCH = 48


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A removed story, with the date and the reason."""

    source: str
    story_id: str
    url: str
    forgotten_at: str
    why: str


class Forgetting:
    """Removes stories, and knows which were removed."""

    def __init__(self, db: Database, snapshots: Snapshots) -> None:
        self._db, self._snapshots = db, snapshots

    def tombstones(self) -> list[Tombstone]:
        """The stories that were removed, the last first."""
        return self._db.all(
            Tombstone,
            "SELECT source, story_id, url, forgotten_at, why FROM forgotten"
            " ORDER BY forgotten_at DESC, source, story_id",
        )

    def tombstone(self, ref: StoryRef) -> Tombstone | None:
        """The tombstone of a story, None if it may be stored."""
        return self._db.first(
            Tombstone,
            "SELECT source, story_id, url, forgotten_at, why FROM forgotten"
            " WHERE source = :source AND story_id = :story",
            {"source": ref.source, "story": ref.story_id},
        )

    def forget(self, ref: StoryRef, why: str, now: datetime) -> None:
        """Remove a story for good, and keep it from coming back. One that is not stored gets a
        tombstone all the same.

        :raises ArchiveError: the archive can't be written, or there is no room to vacuum it; the
            story is removed then, and the file still has its size.
        """
        self._db.execute("PRAGMA secure_delete = ON")
        fragments = self._fragments(ref)
        with self._db.transaction():
            told = "SELECT id FROM transcripts WHERE source = :source AND story_id = :story"
            there = self._db.value(told, {"source": ref.source, "story": ref.story_id})
            keys = set() if there is None else {*keys_in(self._db, there).values()}
            with rules_followed(self._db, (ref.source, ref.story_id), keys, set()):
                self._remove(ref, there, keys)
            self._db.execute(
                "INSERT INTO forgotten (source, story_id, url, forgotten_at, why)"
                " VALUES (:source, :story, :url, :now, :why)"
                " ON CONFLICT (source, story_id) DO UPDATE SET why = excluded.why",
                {
                    "source": ref.source,
                    "story": ref.story_id,
                    "url": ref.url,
                    "now": stamp(now),
                    "why": why,
                },
            )
            self._snapshots.replace_dictionaries(ref.source, fragments, stamp(now))
            for index in ("turns_fts", "transcripts_fts", "speech_fts"):
                # https://www.sqlite.org/fts5.html#the_optimize_command
                self._db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        self._vacuum()

    def adopt(self, tombstone: Tombstone) -> bool:
        """Keep a story away that another archive forgot. False if it is stored here: to remove
        it is for a person to say. One that is only queued leaves the queue.
        """
        of = {"source": tombstone.source, "story": tombstone.story_id}
        about = "source = :source AND story_id = :story"
        with self._db.transaction():
            if self._db.value(f"SELECT 1 FROM forgotten WHERE {about}", of):
                return True
            stored = (
                f"SELECT 1 FROM transcripts WHERE {about} UNION ALL SELECT 1 FROM snapshots"
                f" JOIN pages ON pages.id = page_id WHERE {about}"
            )
            if self._db.value(stored, of):
                return False
            self._db.execute(f"DELETE FROM pages WHERE {about}", of)
            self._db.execute(
                "INSERT INTO forgotten (source, story_id, url, forgotten_at, why)"
                " VALUES (:source, :story, :url, :at, :why)",
                {
                    **of,
                    "url": tombstone.url,
                    "at": tombstone.forgotten_at,
                    "why": tombstone.why,
                },
            )
        return True

    def lift(self, ref: StoryRef) -> None:
        """Let a story that was removed be stored again; it comes back only when it is fetched.

        :raises UnknownStory: it was not removed.
        """
        with self._db.transaction():
            found = self._db.execute(
                "DELETE FROM forgotten WHERE source = :source AND story_id = :story",
                {"source": ref.source, "story": ref.story_id},
            ).rowcount
            if not found:
                raise UnknownStory(f"{ref.source} {ref.story_id} was not forgotten")

    def _remove(self, ref: StoryRef, transcript_id: int | None, keys: set[str]) -> None:
        """Remove a story with its transcript, if it has one; ``keys`` are those of its speakers."""
        of = {"source": ref.source, "story": ref.story_id}
        if transcript_id is None:
            remove_rules_of(self._db, (ref.source, ref.story_id))
        else:
            speakers = voices_of(self._db, transcript_id)
            earlier = kept_keys(self._db, transcript_id)
            # The trigger removes all that belongs to it, from the index too.
            self._db.execute("DELETE FROM transcripts WHERE id = :id", {"id": transcript_id})
            forget_silent(self._db, speakers)
            forget_rules(self._db, (ref.source, ref.story_id), keys | earlier)
        self._db.execute("DELETE FROM alert_turns WHERE source = :source AND story_id = :story", of)
        pages = "(SELECT id FROM pages WHERE source = :source AND story_id = :story)"
        self._db.execute(f"DELETE FROM snapshots WHERE page_id IN {pages}", of)
        self._db.execute("DELETE FROM pages WHERE source = :source AND story_id = :story", of)

    def _fragments(self, ref: StoryRef) -> set[bytes]:
        """Stretches of the words of a story, as a dictionary may hold them."""
        texts = self._db.all(
            str,
            "SELECT text FROM turns JOIN transcripts ON transcripts.id = transcript_id"
            " WHERE source = :source AND story_id = :story",
            {"source": ref.source, "story": ref.story_id},
        )
        return {fragment for text in texts for fragment in _stretches(text.encode())}

    def _vacuum(self) -> None:
        size = self._db.path.stat().st_size
        if shutil.disk_usage(self._db.path.parent).free < 2 * size:
            raise ArchiveError(
                f"the story is removed, but there is no room to vacuum {self._db.path}: that needs"
                f" {2 * size:,} bytes"
            )
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _stretches(text: bytes) -> Iterator[bytes]:
    for line in text.splitlines():
        for first in range(0, max(1, len(line) - _STRETCH), _STRETCH // 2):
            if len(line) >= first + _STRETCH:
                yield line[first : first + _STRETCH]
