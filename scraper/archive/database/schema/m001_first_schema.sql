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
