-- What the spellings of a name have in common: letter case, accents, apostrophes and hyphens aside.
ALTER TABLE speakers ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE speaker_merges ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE speaker_splits ADD COLUMN key TEXT NOT NULL DEFAULT '';
DROP INDEX speakers_person;
CREATE INDEX speakers_person ON speakers (key, newsroom) WHERE transcript_id IS NULL;
CREATE INDEX speaker_merges_key ON speaker_merges (key, newsroom);
CREATE INDEX speaker_splits_key ON speaker_splits (transcript_id, key);

-- What an upgrade did to somebody's data, so that it can be looked up.
CREATE TABLE upgrade_reports (
  id INTEGER PRIMARY KEY,
  migration TEXT NOT NULL,
  text TEXT NOT NULL
);
