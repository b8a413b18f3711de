-- The index behind `onrecord search`: what is spoken, with what it can be filtered by. The id of a
-- turn in it is its day (1: 1900-01-01, 0: not known) times 2^32 plus turns.id, so that the order of
-- ids is that of days, and a stretch of days is a range of them.
CREATE TABLE speech (
  id INTEGER PRIMARY KEY,
  turn_id INTEGER NOT NULL UNIQUE,
  transcript_id INTEGER NOT NULL,
  speaker_id INTEGER,
  source TEXT NOT NULL,
  program TEXT,
  role TEXT,
  counted INTEGER NOT NULL,
  compounds TEXT NOT NULL DEFAULT ''  -- words with hyphens and the like, joined
);

-- What speech should hold.
CREATE VIEW speech_to_index AS
  SELECT (max(ifnull(CAST(julianday(aired_on) - 2415019.5 AS INTEGER), 0), 0) << 32) | turns.id AS id,
         turns.id AS turn_id, turns.transcript_id, turns.speaker_id, transcripts.source,
         transcripts.program, appearances.role, transcripts.counted
  FROM turns
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id
  WHERE turns.kind = 'speech';

-- Facets begin with a private-use character: nobody finds them by typing.
CREATE VIEW speech_facets AS
  SELECT id, turn_id, compounds,
         char(57344) || 'k ' || char(57344) || 'o' || lower(hex(source))
         || ifnull(' ' || char(57344) || 'p' || lower(hex(program)), '')
         || ifnull(' ' || char(57344) || 'r' || role, '')
         || ifnull(' ' || char(57344) || 's' || speaker_id, '')
         || CASE WHEN counted THEN '' ELSE ' ' || char(57344) || 'u' END AS facets
  FROM speech;
CREATE VIEW speech_content AS
  SELECT speech_facets.id, turn_id, text, compounds, facets
  FROM speech_facets JOIN turns ON turns.id = turn_id;

CREATE VIRTUAL TABLE speech_fts USING fts5 (
  text, compounds, facets, content='speech_content', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2'
);

CREATE TRIGGER speech_turn_changed
  AFTER UPDATE OF id, transcript_id, position, speaker_id, kind, text ON turns
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, OLD.text, compounds, facets FROM speech_facets WHERE turn_id = OLD.id;
  -- SQLite alone can't tell the compounds of other words.
  UPDATE speech SET compounds = '' WHERE turn_id = OLD.id AND NEW.text IS NOT OLD.text;
  DELETE FROM speech WHERE turn_id = OLD.id AND (NEW.kind <> 'speech' OR NEW.id <> OLD.id);
  UPDATE speech SET (id, transcript_id, speaker_id, source, program, role, counted) =
    (SELECT id, transcript_id, speaker_id, source, program, role, counted FROM speech_to_index
     WHERE speech_to_index.turn_id = NEW.id)
    WHERE turn_id = NEW.id;
  INSERT INTO speech (id, turn_id, transcript_id, speaker_id, source, program, role, counted)
    SELECT * FROM speech_to_index WHERE turn_id = NEW.id
    AND NOT EXISTS (SELECT 1 FROM speech WHERE speech.turn_id = NEW.id);
  INSERT INTO speech_fts (rowid, text, compounds, facets)
    SELECT id, text, compounds, facets FROM speech_content WHERE turn_id = NEW.id;
  -- A turn that was moved may have replaced another, whose words nobody knows any more.
  DELETE FROM speech WHERE (OLD.id <> NEW.id OR OLD.position <> NEW.position
      OR OLD.transcript_id <> NEW.transcript_id)
    AND turn_id NOT IN (SELECT id FROM turns);
  INSERT INTO speech_fts (speech_fts) SELECT 'rebuild' WHERE OLD.id <> NEW.id
    OR OLD.position <> NEW.position OR OLD.transcript_id <> NEW.transcript_id;
END;
CREATE TRIGGER speech_turn_removed AFTER DELETE ON turns
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, OLD.text, compounds, facets FROM speech_facets WHERE turn_id = OLD.id;
  DELETE FROM speech WHERE turn_id = OLD.id;
END;
-- Rows that replaced others, whose words nobody knows any more, can't be told from rows that were
-- added; both are few when somebody does it by hand.
CREATE TRIGGER speech_turn_added AFTER INSERT ON turns WHEN NOT (SELECT active FROM own_write)
BEGIN
  DELETE FROM speech WHERE turn_id = NEW.id OR turn_id NOT IN (SELECT id FROM turns);
  INSERT INTO speech (id, turn_id, transcript_id, speaker_id, source, program, role, counted)
    SELECT * FROM speech_to_index WHERE turn_id = NEW.id;
  INSERT INTO speech_fts (speech_fts) VALUES ('rebuild');
END;

CREATE TRIGGER speech_transcript_changed AFTER UPDATE OF source, program, aired_on, counted
  ON transcripts
  WHEN OLD.source IS NOT NEW.source OR OLD.program IS NOT NEW.program
    OR OLD.aired_on IS NOT NEW.aired_on OR OLD.counted IS NOT NEW.counted
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.id);
  UPDATE speech SET (id, source, program, counted) =
    (SELECT id, source, program, counted FROM speech_to_index
     WHERE speech_to_index.turn_id = speech.turn_id)
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.id);
  INSERT INTO speech_fts (rowid, text, compounds, facets)
    SELECT id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.id) ORDER BY id;
END;
-- A transcript that replaced another has the turns of that one.
CREATE TRIGGER speech_transcript_added AFTER INSERT ON transcripts
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM turns WHERE transcript_id = NEW.id)
BEGIN
  DELETE FROM speech WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.id);
  INSERT INTO speech (id, turn_id, transcript_id, speaker_id, source, program, role, counted)
    SELECT * FROM speech_to_index WHERE transcript_id = NEW.id;
  INSERT INTO speech_fts (speech_fts) VALUES ('rebuild');
END;

-- (A speaker may have turns in thousands of transcripts: the plus keeps SQLite from that index.)
CREATE TRIGGER speech_role_added AFTER INSERT ON appearances
  WHEN EXISTS (SELECT 1 FROM turns JOIN speech ON turn_id = turns.id
               WHERE turns.transcript_id = NEW.transcript_id AND +turns.speaker_id = NEW.speaker_id)
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id);
  UPDATE speech SET role = NEW.role
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id);
  INSERT INTO speech_fts (rowid, text, compounds, facets)
    SELECT id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id) ORDER BY id;
END;
CREATE TRIGGER speech_role_changed AFTER UPDATE OF role ON appearances
  WHEN OLD.role IS NOT NEW.role
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id);
  UPDATE speech SET role = NEW.role
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id);
  INSERT INTO speech_fts (rowid, text, compounds, facets)
    SELECT id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = NEW.transcript_id
                      AND +speaker_id = NEW.speaker_id) ORDER BY id;
END;
CREATE TRIGGER speech_role_removed AFTER DELETE ON appearances
BEGIN
  INSERT INTO speech_fts (speech_fts, rowid, text, compounds, facets)
    SELECT 'delete', id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = OLD.transcript_id
                      AND +speaker_id = OLD.speaker_id);
  UPDATE speech SET role = NULL
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = OLD.transcript_id
                      AND +speaker_id = OLD.speaker_id);
  INSERT INTO speech_fts (rowid, text, compounds, facets)
    SELECT id, text, compounds, facets FROM speech_content
    WHERE turn_id IN (SELECT id FROM turns WHERE transcript_id = OLD.transcript_id
                      AND +speaker_id = OLD.speaker_id) ORDER BY id;
END;
