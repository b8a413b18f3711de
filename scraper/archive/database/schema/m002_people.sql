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
