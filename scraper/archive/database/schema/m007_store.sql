ALTER TABLE pages ADD COLUMN host TEXT NOT NULL DEFAULT '';   -- of url
ALTER TABLE pages ADD COLUMN program TEXT;      -- as the listing gave it
ALTER TABLE pages ADD COLUMN listed_on TEXT;    -- the day that the listing gave
UPDATE pages SET host =
  substr(url, instr(url, '//') + 2, instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1);
DROP INDEX pages_due;
-- The order in which pages are taken.
CREATE INDEX pages_queue ON pages (source, kind, state <> 'queued', next_attempt_at)
  WHERE next_attempt_at IS NOT NULL;
CREATE INDEX pages_state ON pages (source, kind, state);

ALTER TABLE revisions ADD COLUMN cause TEXT CHECK (cause IN ('publisher', 'extractor'));

-- Transcripts that somebody changed by SQL. The next landing restores what the page says.
CREATE TABLE hand_edits (
  transcript_id INTEGER PRIMARY KEY,
  edited_at TEXT NOT NULL
);
-- 1 inside OnRecord's own transactions, so that the triggers know an edit by hand.
CREATE TABLE own_write (active INTEGER NOT NULL);
INSERT INTO own_write (active) VALUES (0);

CREATE TRIGGER turns_indexed AFTER UPDATE OF text ON turns
BEGIN
  INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
  INSERT INTO turns_fts (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER turns_deleted AFTER DELETE ON turns
BEGIN
  INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER transcripts_indexed AFTER UPDATE OF title, teaser ON transcripts
BEGIN
  INSERT INTO transcripts_fts (transcripts_fts, rowid, title, teaser)
    VALUES ('delete', OLD.id, OLD.title, OLD.teaser);
  INSERT INTO transcripts_fts (rowid, title, teaser) VALUES (NEW.id, NEW.title, NEW.teaser);
END;
CREATE TRIGGER transcripts_deleted AFTER DELETE ON transcripts
BEGIN
  INSERT INTO transcripts_fts (transcripts_fts, rowid, title, teaser)
    VALUES ('delete', OLD.id, OLD.title, OLD.teaser);
  DELETE FROM turns WHERE transcript_id = OLD.id;
  DELETE FROM appearances WHERE transcript_id = OLD.id;
  DELETE FROM notes WHERE transcript_id = OLD.id;
  DELETE FROM revisions WHERE transcript_id = OLD.id;
  DELETE FROM speaker_splits WHERE transcript_id = OLD.id;
  DELETE FROM speakers WHERE transcript_id = OLD.id;
  DELETE FROM hand_edits WHERE transcript_id = OLD.id;
  UPDATE transcripts SET duplicate_of = nullif(
    (SELECT id FROM transcripts WHERE content_hash = OLD.content_hash
     ORDER BY aired_on IS NULL, aired_on, published_at IS NULL, published_at, id LIMIT 1), id)
    WHERE content_hash = OLD.content_hash AND OLD.word_count > 0;
  UPDATE pages SET state = 'queued', reason = NULL, etag = NULL, last_modified = NULL,
    next_attempt_at = discovered_at WHERE id = OLD.page_id AND state = 'landed';
END;

-- A statement's own OR REPLACE or OR ABORT would override that of a statement in a trigger, so the
-- marks are removed and written.
CREATE TRIGGER transcripts_edited AFTER UPDATE OF id, source, story_id, url, title, program, aired_on,
  published_at, modified_at, teaser, duration_s, audio_url, language, rights, word_count,
  turn_count, content_hash, revision, first_seen_at, page_id, extractor, layout, doubt
  ON transcripts
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = NEW.id;
  INSERT INTO hand_edits VALUES (NEW.id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
-- REPLACE removes rows without a word to these triggers, unless recursive_triggers is on. Rows that are
-- added or moved by hand are few, so the index is built anew.
CREATE TRIGGER transcripts_added AFTER INSERT ON transcripts
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT INTO transcripts_fts (transcripts_fts) VALUES ('rebuild');
  DELETE FROM hand_edits WHERE transcript_id = NEW.id;
  INSERT INTO hand_edits VALUES (NEW.id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_edited AFTER UPDATE OF speaker_id, label, kind, text, doubt ON turns
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_moved AFTER UPDATE OF id, transcript_id, position ON turns
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT INTO turns_fts (turns_fts) VALUES ('rebuild');
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_added AFTER INSERT ON turns
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT INTO turns_fts (turns_fts) VALUES ('rebuild');
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_removed AFTER DELETE ON turns
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_edited AFTER UPDATE ON appearances
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_added AFTER INSERT ON appearances
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_removed AFTER DELETE ON appearances
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_edited AFTER UPDATE ON notes
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_added AFTER INSERT ON notes
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = NEW.transcript_id;
  INSERT INTO hand_edits VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_removed AFTER DELETE ON notes
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  DELETE FROM hand_edits WHERE transcript_id = OLD.transcript_id;
  INSERT INTO hand_edits VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
-- Nothing could restore what was published before.
CREATE TRIGGER revisions_kept BEFORE UPDATE ON revisions WHEN NOT (SELECT active FROM own_write)
BEGIN
  SELECT RAISE(ABORT, 'revisions are the record of what was published and stay as they are');
END;
CREATE TRIGGER revisions_not_removed BEFORE DELETE ON revisions
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  SELECT RAISE(ABORT, 'revisions are the record of what was published and stay as they are');
END;
