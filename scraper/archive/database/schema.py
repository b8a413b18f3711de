"""The archive's schema, as one text. Table and column names are public API: people write SQL
against them. docs/schema.md explains each; a change is a new migration, never an edit here.
"""

V1 = """
CREATE TABLE pages (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,        -- canonical
  source TEXT NOT NULL,
  story_id TEXT,                   -- null for listings
  kind TEXT NOT NULL CHECK (kind IN ('story', 'listing')),
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'landed', 'no_transcript', 'gone', 'failed', 'quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0,      -- failed ones in a row
  next_attempt_at TEXT,            -- null: not due again
  etag TEXT,
  last_modified TEXT,
  status INTEGER,                  -- of the last answer
  reason TEXT,                     -- why it is in this state
  discovered_at TEXT NOT NULL,
  fetched_at TEXT,
  found_url TEXT,                  -- the URL form it was found under
  fetched_url TEXT,                -- the one that answered; the validators are its
  noarchive INTEGER NOT NULL DEFAULT 0      -- the page asks not to be shown from an archive
);
CREATE INDEX pages_due ON pages (source, state, next_attempt_at);
CREATE INDEX pages_story ON pages (source, story_id);

CREATE TABLE dictionaries (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  created_at TEXT NOT NULL,
  body BLOB NOT NULL               -- a zstd dictionary
);

CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES pages (id),
  fetched_at TEXT NOT NULL,
  body_sha256 TEXT NOT NULL,       -- of the body before compression
  body BLOB NOT NULL,              -- zstd
  dictionary_id INTEGER REFERENCES dictionaries (id),
  size INTEGER NOT NULL,           -- bytes before compression
  headers TEXT NOT NULL,           -- JSON
  UNIQUE (page_id, body_sha256)
);

CREATE TABLE transcripts (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  story_id TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT,
  program TEXT,
  aired_on TEXT,
  published_at TEXT,
  modified_at TEXT,
  teaser TEXT,
  duration_s INTEGER,
  audio_url TEXT,
  language TEXT,
  rights TEXT,
  word_count INTEGER NOT NULL,
  turn_count INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  duplicate_of INTEGER REFERENCES transcripts (id),
  revision INTEGER NOT NULL DEFAULT 1,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  page_id INTEGER NOT NULL REFERENCES pages (id),
  extractor TEXT NOT NULL,
  layout TEXT,                     -- the page layout it was read in
  UNIQUE (source, story_id)
);
CREATE INDEX transcripts_hash ON transcripts (content_hash);
CREATE INDEX transcripts_aired ON transcripts (aired_on);
CREATE INDEX transcripts_program ON transcripts (program, aired_on);
CREATE INDEX transcripts_duplicate ON transcripts (duplicate_of);

CREATE TABLE speakers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  -- Set where the name tells the speaker from others in that transcript alone ("Unidentified Man").
  transcript_id INTEGER REFERENCES transcripts (id)
);
CREATE UNIQUE INDEX speakers_person ON speakers (name) WHERE transcript_id IS NULL;
CREATE UNIQUE INDEX speakers_local ON speakers (transcript_id, name)
  WHERE transcript_id IS NOT NULL;

CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  position INTEGER NOT NULL,       -- from 1
  speaker_id INTEGER REFERENCES speakers (id),
  label TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('speech', 'cue')),
  text TEXT NOT NULL,
  UNIQUE (transcript_id, position)
);
CREATE INDEX turns_speaker ON turns (speaker_id);

CREATE TABLE appearances (
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  role TEXT NOT NULL CHECK (role IN ('host', 'reporter', 'guest', 'announcer', 'unidentified')),
  role_rule TEXT NOT NULL,         -- what decided the role; 'default' is nothing
  description TEXT,
  honorific TEXT,
  turn_count INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  PRIMARY KEY (transcript_id, speaker_id)
);
CREATE INDEX appearances_speaker ON appearances (speaker_id);

CREATE TABLE revisions (
  id INTEGER PRIMARY KEY,
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  revision INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  snapshot_id INTEGER REFERENCES snapshots (id),
  extractor TEXT NOT NULL,
  changed TEXT,                    -- what changed from the one before: "words, labels, title"
  title TEXT,
  turns TEXT,                      -- JSON, once a later revision replaced these words
  UNIQUE (transcript_id, revision)
);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,                -- null: running, or killed
  outcome TEXT,
  counts TEXT                      -- JSON
);

CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  url TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  status INTEGER,                  -- null: no answer
  bytes INTEGER,
  milliseconds INTEGER,
  error TEXT
);
CREATE INDEX fetches_run ON fetches (run_id);

-- Datasette finds an index by its content="table", in double quotes.
CREATE VIRTUAL TABLE turns_fts USING fts5 (
  text, content="turns", content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE transcripts_fts USING fts5 (
  title, teaser, content="transcripts", content_rowid='id',
  tokenize='unicode61 remove_diacritics 2'
);

-- Views for people ----------------------------------------------------------------------------

CREATE VIEW lines AS
  SELECT turns.id AS turn_id, transcripts.id AS transcript_id, turns.position,
         speakers.name AS speaker, appearances.role, turns.label, turns.kind, turns.text,
         transcripts.source, transcripts.program, transcripts.aired_on AS date,
         transcripts.title, transcripts.url
  FROM turns
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id;

-- Duplicates are left out of totals: the same words count once.
CREATE VIEW speaker_totals AS
  SELECT speakers.id AS speaker_id, speakers.name AS speaker,
         count(*) AS transcripts, sum(appearances.turn_count) AS turns,
         sum(appearances.word_count) AS words,
         min(transcripts.aired_on) AS first_date, max(transcripts.aired_on) AS last_date
  FROM speakers
  JOIN appearances ON appearances.speaker_id = speakers.id
  JOIN transcripts ON transcripts.id = appearances.transcript_id
  WHERE transcripts.duplicate_of IS NULL
  GROUP BY speakers.id;

CREATE VIEW program_by_month AS
  SELECT source, program, substr(aired_on, 1, 7) AS month, count(*) AS transcripts,
         sum(turn_count) AS turns, sum(word_count) AS words
  FROM transcripts
  WHERE duplicate_of IS NULL
  GROUP BY source, program, month;

CREATE VIEW health AS
  SELECT source,
         sum(kind = 'story') AS stories,
         sum(kind = 'story' AND state = 'landed') AS landed,
         sum(kind = 'story' AND state = 'no_transcript') AS no_transcript,
         sum(state = 'queued') AS queued,
         sum(state = 'failed') AS failed,
         sum(state = 'gone') AS gone,
         sum(state = 'quarantined') AS quarantined,
         max(fetched_at) AS last_fetched_at
  FROM pages
  GROUP BY source;
"""

V2 = """
ALTER TABLE speakers ADD COLUMN newsroom TEXT;      -- whose people these are
ALTER TABLE speakers ADD COLUMN first_date TEXT;    -- the span of days on which they were heard
ALTER TABLE speakers ADD COLUMN last_date TEXT;
ALTER TABLE speakers ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;   -- told apart by a person
ALTER TABLE appearances ADD COLUMN called TEXT;     -- what they are called in that transcript

UPDATE appearances SET called = (SELECT name FROM speakers WHERE id = speaker_id);
UPDATE speakers SET (newsroom, first_date, last_date) = (
  SELECT min(source), min(aired_on), max(aired_on) FROM appearances
  JOIN transcripts ON transcripts.id = appearances.transcript_id WHERE speaker_id = speakers.id
) WHERE transcript_id IS NULL;

DROP INDEX speakers_person;
CREATE INDEX speakers_person ON speakers (name, newsroom) WHERE transcript_id IS NULL;

-- What a person corrected, which every landing obeys.
CREATE TABLE speaker_merges (
  name TEXT NOT NULL,
  newsroom TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  PRIMARY KEY (name, newsroom)
);
CREATE INDEX speaker_merges_speaker ON speaker_merges (speaker_id);
CREATE TABLE speaker_splits (
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  name TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  PRIMARY KEY (transcript_id, name)
);
CREATE INDEX speaker_splits_speaker ON speaker_splits (speaker_id);

-- A page's record: the drift alarm asks for the one beside a page.
CREATE INDEX transcripts_page ON transcripts (page_id);
CREATE INDEX transcripts_source_aired ON transcripts (source, aired_on);

CREATE VIEW speaker_aliases AS
  SELECT speakers.id AS speaker_id, speakers.name AS speaker, appearances.called AS alias,
         speakers.newsroom, count(*) AS transcripts
  FROM speakers
  JOIN appearances ON appearances.speaker_id = speakers.id
  WHERE appearances.called <> speakers.name
  GROUP BY speakers.id, appearances.called;

DROP VIEW speaker_totals;
CREATE VIEW speaker_totals AS
  SELECT speakers.id AS speaker_id, speakers.name AS speaker, speakers.newsroom,
         count(*) AS transcripts, sum(appearances.turn_count) AS turns,
         sum(appearances.word_count) AS words,
         min(transcripts.aired_on) AS first_date, max(transcripts.aired_on) AS last_date
  FROM speakers
  JOIN appearances ON appearances.speaker_id = speakers.id
  JOIN transcripts ON transcripts.id = appearances.transcript_id
  WHERE transcripts.duplicate_of IS NULL
  GROUP BY speakers.id;
"""

V3 = """
ALTER TABLE transcripts ADD COLUMN checksum TEXT;   -- of the row, its turns and appearances
ALTER TABLE revisions ADD COLUMN checksum TEXT;
ALTER TABLE snapshots ADD COLUMN checksum TEXT;
"""

V4 = """
CREATE TABLE resting_hosts (
  host TEXT PRIMARY KEY,                    -- as in pages.url
  until TEXT NOT NULL
);
"""

V5 = """
ALTER TABLE runs ADD COLUMN sources TEXT;   -- JSON: the names of those it took
ALTER TABLE snapshots ADD COLUMN via TEXT;  -- where an archived original came from; null: the site

-- What the schedule had due, and the run that stands for it.
CREATE TABLE due_runs (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  source TEXT NOT NULL,
  first_due_at TEXT NOT NULL,
  due_at TEXT NOT NULL,            -- the last of them
  due_count INTEGER NOT NULL,
  reason TEXT,                     -- why it is late, or one run for several; null: neither
  PRIMARY KEY (run_id, source)
);
CREATE INDEX due_runs_source ON due_runs (source, due_at);

-- Requests that are no longer kept one by one.
CREATE TABLE fetch_totals (
  day TEXT NOT NULL,
  host TEXT NOT NULL,
  status INTEGER NOT NULL,         -- 0: no answer
  requests INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (day, host, status)
);
CREATE INDEX fetches_at ON fetches (fetched_at);
"""

V6 = """
ALTER TABLE turns ADD COLUMN doubt TEXT;        -- why it is not certain who speaks; null: nothing
ALTER TABLE appearances ADD COLUMN doubt TEXT;  -- why the role is not certain; null: nothing
-- Why today's rules no longer understand the page that is kept of it; null: they do.
ALTER TABLE transcripts ADD COLUMN doubt TEXT;

-- Text in a transcript that nobody said on air.
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  position INTEGER NOT NULL,       -- order in the transcript, from 1
  before_turn INTEGER,             -- turns.position of the turn it stands before; null: at the end
  kind TEXT NOT NULL CHECK (kind IN ('note', 'correction', 'clarification', 'unexplained')),
  text TEXT NOT NULL,
  UNIQUE (transcript_id, position)
);

DROP VIEW lines;
CREATE VIEW lines AS
  SELECT turns.id AS turn_id, transcripts.id AS transcript_id, turns.position,
         speakers.name AS speaker, appearances.role, turns.label, turns.kind, turns.text,
         transcripts.source, transcripts.program, transcripts.aired_on AS date,
         transcripts.title, transcripts.url,
         turns.doubt, appearances.doubt AS role_doubt, transcripts.doubt AS transcript_doubt
  FROM turns
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id;

CREATE VIEW transcript_notes AS
  SELECT notes.id AS note_id, transcripts.id AS transcript_id, notes.position, notes.before_turn,
         notes.kind, notes.text, transcripts.source, transcripts.program,
         transcripts.aired_on AS date, transcripts.title, transcripts.url
  FROM notes
  JOIN transcripts ON transcripts.id = notes.transcript_id;
"""

V7 = """
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

CREATE TRIGGER turns_indexed AFTER UPDATE OF id, text ON turns
BEGIN
  INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
  INSERT INTO turns_fts (rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER turns_deleted AFTER DELETE ON turns
BEGIN
  INSERT INTO turns_fts (turns_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER transcripts_indexed AFTER UPDATE OF id, title, teaser ON transcripts
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

CREATE TRIGGER transcripts_edited AFTER UPDATE OF source, story_id, url, title, program, aired_on,
  published_at, modified_at, teaser, duration_s, audio_url, language, rights, word_count,
  turn_count, content_hash, revision, first_seen_at, page_id, extractor, layout, doubt
  ON transcripts WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits VALUES (NEW.id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_edited AFTER UPDATE ON turns WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_added AFTER INSERT ON turns WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT INTO turns_fts (rowid, text) VALUES (NEW.id, NEW.text);
  INSERT OR REPLACE INTO hand_edits
    VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER turns_removed AFTER DELETE ON turns
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_edited AFTER UPDATE ON appearances
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_added AFTER INSERT ON appearances
  WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER appearances_removed AFTER DELETE ON appearances
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_edited AFTER UPDATE ON notes WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_added AFTER INSERT ON notes WHEN NOT (SELECT active FROM own_write)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (NEW.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
CREATE TRIGGER notes_removed AFTER DELETE ON notes
  WHEN NOT (SELECT active FROM own_write)
  AND EXISTS (SELECT 1 FROM transcripts WHERE id = OLD.transcript_id)
BEGIN
  INSERT OR REPLACE INTO hand_edits
    VALUES (OLD.transcript_id, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'));
END;
"""
