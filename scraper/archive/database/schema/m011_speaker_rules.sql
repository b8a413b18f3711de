-- What a person corrected: rules on top of what the pages say.
CREATE TABLE speaker_rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given to another rule
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'assign', 'rename')),
  made_at TEXT,                           -- null: an older version wrote no date
  why TEXT,
  name TEXT,                              -- the name that 'rename' gives
  forced INTEGER NOT NULL DEFAULT 0       -- 1: merged although they speak in one transcript
);
-- Whom a rule speaks of. Not by the number of a row: rows come and go with what is landed.
CREATE TABLE speaker_rule_people (
  rule_id INTEGER NOT NULL REFERENCES speaker_rules (id) ON DELETE CASCADE,
  part TEXT NOT NULL CHECK (part IN ('of', 'into')),
  name TEXT NOT NULL,              -- as it was when the rule was made
  key TEXT NOT NULL,
  newsroom TEXT,
  day TEXT,                        -- on which they were heard, to tell people of one name apart
  source TEXT,                     -- the story, of a name that means nobody outside it
  story_id TEXT,
  made_by INTEGER,                 -- the rule that made this person
  PRIMARY KEY (rule_id, part)
) WITHOUT ROWID;
CREATE INDEX speaker_rule_people_key ON speaker_rule_people (key);
CREATE INDEX speaker_rule_people_story ON speaker_rule_people (source, story_id)
  WHERE source IS NOT NULL;
-- Where a split holds; which turn is assigned.
CREATE TABLE speaker_rule_stories (
  rule_id INTEGER NOT NULL REFERENCES speaker_rules (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  story_id TEXT NOT NULL,
  position INTEGER,
  label TEXT,
  words_hash TEXT,
  before_hash TEXT,                -- of the turns around it
  after_hash TEXT,
  PRIMARY KEY (rule_id, source, story_id)
) WITHOUT ROWID;
CREATE INDEX speaker_rule_stories_story ON speaker_rule_stories (source, story_id);

-- What the page tells, of transcripts that rules correct.
CREATE TABLE extracted_turns (
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  position INTEGER NOT NULL,
  speaker_id INTEGER REFERENCES speakers (id),
  doubt TEXT,
  PRIMARY KEY (transcript_id, position)
) WITHOUT ROWID;
CREATE INDEX extracted_turns_speaker ON extracted_turns (speaker_id);
CREATE TABLE extracted_appearances (
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  speaker_id INTEGER NOT NULL REFERENCES speakers (id),
  role TEXT NOT NULL,
  role_rule TEXT NOT NULL,
  description TEXT,
  honorific TEXT,
  turn_count INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  called TEXT,
  doubt TEXT,
  PRIMARY KEY (transcript_id, speaker_id)
);
CREATE INDEX extracted_appearances_speaker ON extracted_appearances (speaker_id);

-- Who speaks where as the pages tell it, whatever a person corrected.
CREATE VIEW voices AS
  SELECT transcript_id, speaker_id, called FROM appearances
  WHERE NOT EXISTS (SELECT 1 FROM extracted_turns
                    WHERE extracted_turns.transcript_id = appearances.transcript_id)
  UNION ALL
  SELECT transcript_id, speaker_id, called FROM extracted_appearances;

ALTER TABLE speakers ADD COLUMN spelling TEXT NOT NULL DEFAULT '';   -- the best one on the pages
ALTER TABLE speakers ADD COLUMN renamed TEXT;                        -- what a person calls them
UPDATE speakers SET spelling = name;
CREATE INDEX speakers_renamed ON speakers (id) WHERE renamed IS NOT NULL;
