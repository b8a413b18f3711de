"""An archive with one invented story, whose every text is the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from scraper.archive.store import Archive

_NOW = "2026-01-01T00:00:00+00:00"
_STORY = f"""
UPDATE own_write SET active = 1;
INSERT INTO pages (id, url, source, story_id, kind, state, discovered_at, host, noarchive)
  VALUES (1, 'https://www.npr.org/1', 'npr', '1', 'story', 'landed', '{_NOW}', 'x', 1);
INSERT INTO transcripts (id, source, story_id, url, title, teaser, program, aired_on, word_count,
  turn_count, content_hash, first_seen_at, last_seen_at, page_id, extractor, rights, doubt)
  VALUES (1, 'npr', '1', 'https://www.npr.org/1', 'TEXT', 'TEXT', 'TEXT', '2026-01-01', 3, 2, 'x',
  '{_NOW}', '{_NOW}', 1, '1', 'TEXT', 'TEXT');
INSERT INTO speakers (id, name, key, spelling, newsroom, by_hand)
  VALUES (1, 'TEXT', 'x', 'TEXT', 'TEXT', 0);
INSERT INTO turns (id, transcript_id, position, speaker_id, label, kind, text, doubt)
  VALUES (1, 1, 1, 1, 'TEXT', 'speech', 'TEXT', 'TEXT'),
  (2, 1, 2, NULL, 'TEXT', 'cue', 'TEXT', NULL);
INSERT INTO appearances (transcript_id, speaker_id, role, role_rule, description, turn_count,
  word_count, called, doubt) VALUES (1, 1, 'host', 'label', 'TEXT', 1, 3, 'TEXT 2', 'TEXT');
INSERT INTO notes (transcript_id, position, before_turn, kind, text)
  VALUES (1, 1, 1, 'note', 'TEXT');
INSERT INTO speech (id, turn_id, transcript_id, speaker_id, source, program, role, counted)
  SELECT * FROM speech_to_index;
INSERT INTO speech_fts (speech_fts) VALUES ('rebuild');
UPDATE own_write SET active = 0;
"""


def odd_archive(directory: Path, text: str) -> Path:
    """An archive in which title, names, speech, doubts and notes are all ``text``."""
    path = directory / "archive.db"
    Archive.write(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_STORY.replace("TEXT", text))
    return path
