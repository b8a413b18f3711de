ALTER TABLE transcripts ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;  -- 0: counted elsewhere
ALTER TABLE turns ADD COLUMN words_hash TEXT;   -- of the text; null: edited by hand

-- Transcripts with nearly the same words. Those with a duplicate_of are in no row.
CREATE TABLE near_duplicates (
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  earlier_id INTEGER NOT NULL REFERENCES transcripts (id),
  similarity REAL NOT NULL,        -- shingles in both, as a share of those in either
  containment REAL NOT NULL,       -- as a share of the shorter one's
  kind TEXT CHECK (kind IN ('copy', 'corrected', 'rerun', 'excerpt')),
  PRIMARY KEY (transcript_id, earlier_id)
) WITHOUT ROWID;
CREATE INDEX near_duplicates_earlier ON near_duplicates (earlier_id);

-- Hashes of a transcript's shingles, by which others that share words with it are found.
CREATE TABLE sketches (
  transcript_id INTEGER PRIMARY KEY REFERENCES transcripts (id),
  hashes TEXT NOT NULL             -- JSON
);
CREATE TABLE sketch_hashes (
  hash INTEGER NOT NULL,
  transcript_id INTEGER NOT NULL,
  PRIMARY KEY (hash, transcript_id)
) WITHOUT ROWID;

-- What decides which of several is the earliest: what aired first, then what was published first
-- (as an instant, whatever its offset), then what landed first. Null is later than any time.
CREATE VIEW airing_order AS
  SELECT id AS transcript_id,
         ifnull(aired_on, '~') || ' ' || ifnull(strftime('%J', published_at), '~') || ' '
           || printf('%020d', id) AS place
  FROM transcripts;

-- What decides whether a transcript's words are counted; transcripts.counted holds it.
CREATE VIEW speech_counts AS
  SELECT id AS transcript_id,
         duplicate_of IS NULL
         AND NOT EXISTS (
           SELECT 1 FROM near_duplicates JOIN transcripts AS earlier ON earlier.id = earlier_id
           WHERE near_duplicates.transcript_id = transcripts.id AND (
             containment >= 0.8
             AND (kind IS NOT 'excerpt' OR transcripts.word_count < earlier.word_count)
             -- They had the same words until a publisher corrected one of them.
             OR kind IN ('copy', 'corrected') AND EXISTS (
               SELECT 1 FROM revisions
               WHERE revisions.transcript_id = earlier.id
               AND revisions.content_hash = transcripts.content_hash
               OR revisions.transcript_id = transcripts.id
               AND revisions.content_hash = earlier.content_hash)))
         -- An excerpt that aired before the whole: the whole is counted.
         AND NOT EXISTS (
           SELECT 1 FROM near_duplicates
           JOIN transcripts AS later ON later.id = near_duplicates.transcript_id
           WHERE earlier_id = transcripts.id AND kind = 'excerpt'
           AND transcripts.word_count < later.word_count AND later.counted)
         AS counts
  FROM transcripts;

-- The earliest of those with the same words is a duplicate of none.
UPDATE transcripts SET duplicate_of = NULL;
UPDATE transcripts SET duplicate_of = first_id FROM (
  SELECT id AS same_id, first_value(id) OVER (
    PARTITION BY content_hash ORDER BY place) AS first_id
  FROM transcripts JOIN airing_order ON airing_order.transcript_id = id WHERE word_count >= 20)
  WHERE id = same_id AND id <> first_id;
UPDATE transcripts SET counted = 0 WHERE duplicate_of IS NOT NULL;

-- SQLite can't compute the hash of an edited turn.
CREATE TRIGGER turns_rehashed AFTER UPDATE OF text ON turns
  WHEN NOT (SELECT active FROM own_write) AND NEW.text IS NOT OLD.text
BEGIN
  UPDATE turns SET words_hash = NULL WHERE id = NEW.id;
END;

DROP TRIGGER transcripts_deleted;
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
    (SELECT transcript_id FROM airing_order JOIN transcripts AS same ON same.id = transcript_id
     WHERE same.content_hash = OLD.content_hash ORDER BY place LIMIT 1), id)
    WHERE content_hash = OLD.content_hash AND OLD.word_count >= 20;

  -- The next one with the same words takes over the sketch and the near-duplicates.
  INSERT OR IGNORE INTO sketches
    SELECT next.id, hashes FROM sketches
    JOIN transcripts AS next ON next.content_hash = OLD.content_hash AND next.duplicate_of IS NULL
    WHERE transcript_id = OLD.id AND OLD.word_count >= 20;
  INSERT OR IGNORE INTO sketch_hashes
    SELECT hash, next.id FROM sketch_hashes
    JOIN transcripts AS next ON next.content_hash = OLD.content_hash AND next.duplicate_of IS NULL
    WHERE transcript_id = OLD.id AND OLD.word_count >= 20
    AND hash IN (SELECT value FROM sketches, json_each(hashes) WHERE transcript_id = OLD.id);
  DELETE FROM sketch_hashes WHERE transcript_id = OLD.id
    AND hash IN (SELECT value FROM sketches, json_each(hashes) WHERE transcript_id = OLD.id);
  DELETE FROM sketches WHERE transcript_id = OLD.id;
  INSERT OR IGNORE INTO near_duplicates
    SELECT iif(next_place.place > other_place.place, next.id, other.id),
           iif(next_place.place > other_place.place, other.id, next.id),
           similarity, containment, kind
    FROM near_duplicates
    JOIN transcripts AS next ON next.content_hash = OLD.content_hash AND next.duplicate_of IS NULL
    JOIN airing_order AS next_place ON next_place.transcript_id = next.id
    JOIN transcripts AS other ON other.id IN (near_duplicates.transcript_id, earlier_id)
    JOIN airing_order AS other_place ON other_place.transcript_id = other.id
    WHERE OLD.id IN (near_duplicates.transcript_id, earlier_id) AND OLD.word_count >= 20;

  -- What was counted with it is counted by itself. Twice, because an excerpt goes by the whole.
  UPDATE transcripts SET counted =
    (SELECT counts FROM speech_counts WHERE transcript_id = transcripts.id)
    WHERE content_hash = OLD.content_hash
    OR id IN (SELECT transcript_id FROM near_duplicates WHERE earlier_id = OLD.id)
    OR id IN (SELECT earlier_id FROM near_duplicates WHERE transcript_id = OLD.id);
  UPDATE transcripts SET counted =
    (SELECT counts FROM speech_counts WHERE transcript_id = transcripts.id)
    WHERE id IN (
      SELECT excerpt.earlier_id FROM near_duplicates AS excerpt
      WHERE excerpt.kind = 'excerpt' AND excerpt.transcript_id IN (
        SELECT transcript_id FROM near_duplicates WHERE earlier_id = OLD.id
        UNION SELECT earlier_id FROM near_duplicates WHERE transcript_id = OLD.id));
  DELETE FROM near_duplicates WHERE transcript_id = OLD.id;
  DELETE FROM near_duplicates WHERE earlier_id = OLD.id;

  UPDATE pages SET state = 'queued', reason = NULL, etag = NULL, last_modified = NULL,
    next_attempt_at = discovered_at WHERE id = OLD.page_id AND state = 'landed';
END;

DROP VIEW lines;
CREATE VIEW lines AS
  SELECT turns.id AS turn_id, transcripts.id AS transcript_id, turns.position,
         speakers.name AS speaker, appearances.role, turns.label, turns.kind, turns.text,
         transcripts.source, transcripts.program, transcripts.aired_on AS date,
         transcripts.title, transcripts.url,
         turns.doubt, appearances.doubt AS role_doubt, transcripts.doubt AS transcript_doubt,
         transcripts.story_id, transcripts.duplicate_of, transcripts.counted,
         transcripts.first_seen_at,
         'onrecord:' || transcripts.source || '/' || transcripts.story_id || '#' || turns.position
           || '~' || turns.words_hash AS permanent_id
  FROM turns
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id;

DROP VIEW speaker_totals;
CREATE VIEW speaker_totals AS
  SELECT speakers.id AS speaker_id, speakers.name AS speaker, speakers.newsroom,
         count(*) AS transcripts, sum(appearances.turn_count) AS turns,
         sum(appearances.word_count) AS words,
         min(transcripts.aired_on) AS first_date, max(transcripts.aired_on) AS last_date
  FROM speakers
  JOIN appearances ON appearances.speaker_id = speakers.id
  JOIN transcripts ON transcripts.id = appearances.transcript_id
  WHERE transcripts.counted
  GROUP BY speakers.id;

DROP VIEW program_by_month;
CREATE VIEW program_by_month AS
  SELECT source, program, substr(aired_on, 1, 7) AS month, count(*) AS transcripts,
         sum(turn_count) AS turns, sum(word_count) AS words
  FROM transcripts
  WHERE counted
  GROUP BY source, program, month;

-- Each pair from both sides, with what identifies the other.
CREATE VIEW near_duplicate_stories AS
  SELECT near_duplicates.transcript_id, earlier_id AS other_id, 'earlier' AS other_is, kind,
         similarity, containment, other.source, other.story_id, other.program,
         other.aired_on AS date, other.title, other.url, other.word_count AS words
  FROM near_duplicates JOIN transcripts AS other ON other.id = earlier_id
  UNION ALL
  SELECT earlier_id, near_duplicates.transcript_id, 'later', kind,
         similarity, containment, other.source, other.story_id, other.program,
         other.aired_on, other.title, other.url, other.word_count
  FROM near_duplicates JOIN transcripts AS other ON other.id = near_duplicates.transcript_id;
