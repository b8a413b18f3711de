ALTER TABLE pages ADD COLUMN listed_month TEXT;  -- of a listing of one month: "2009-03"
ALTER TABLE pages ADD COLUMN listed_at TEXT;     -- null: no listing named it, or an older version read it

-- The days of which a listing names every story.
CREATE TABLE listed_days (
  page_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
  program TEXT NOT NULL,           -- empty: all programs of the source
  day TEXT NOT NULL,
  read_at TEXT,                    -- null: not yet read for this day
  PRIMARY KEY (page_id, program, day)
) WITHOUT ROWID;

-- What is known of a month without looking into other rows.
DROP INDEX transcripts_page;
CREATE INDEX transcripts_page ON transcripts (page_id, program, aired_on);

-- A day counts when it was over everywhere before its listing was read.
CREATE VIEW listed_months AS
  WITH days AS (
    SELECT pages.source AS source, listed_days.program AS program, day,
      max(day < date(read_at, '-12 hours')) AS read, max(read_at IS NULL) AS unread
    FROM listed_days JOIN pages ON pages.id = page_id GROUP BY 1, 2, 3
  )
  SELECT source, nullif(program, '') AS program, substr(day, 1, 7) AS month,
    sum(coalesce(read, 0)) AS days_read,
    CAST(strftime('%d', substr(day, 1, 7) || '-01', '+1 month', '-1 day') AS INTEGER) AS days,
    sum(unread) AS days_unread
  FROM days GROUP BY 1, 2, 3;

CREATE VIEW coverage AS
  WITH stories AS (
    SELECT pages.source AS source, coalesce(transcripts.program, pages.program) AS program,
      coalesce(substr(aired_on, 1, 7), substr(listed_on, 1, 7), listed_month) AS month,
      listed_at IS NOT NULL AS listed,
      CASE WHEN transcripts.id IS NULL THEN state ELSE 'landed' END AS state
    FROM pages LEFT JOIN transcripts ON transcripts.page_id = pages.id WHERE kind = 'story'
  ),
  counted AS MATERIALIZED (
    SELECT source, program, month, count(*) AS stories, sum(listed) AS listed,
      sum(state = 'landed') AS landed, sum(state = 'no_transcript') AS no_transcript,
      sum(state = 'gone') AS gone, sum(state = 'failed') AS failed,
      sum(state = 'quarantined') AS quarantined, sum(state = 'queued') AS queued
    FROM stories GROUP BY 1, 2, 3
  ),
  read_months AS MATERIALIZED (
    SELECT source, coalesce(program, '') AS program, month, days_read > 0 AS some,
      days_read = days AND NOT days_unread AS whole
    FROM listed_months
  ),
  programs AS (
    SELECT source, program FROM counted WHERE program IS NOT NULL
    UNION SELECT source, program FROM read_months WHERE program <> ''
  ),
  months AS (
    SELECT source, month FROM counted WHERE month IS NOT NULL
    UNION SELECT source, month FROM read_months
  ),
  -- Each program in each month of its source; stories without a program or a month, as they are.
  keys AS (
    SELECT source, program, month FROM programs JOIN months USING (source)
    UNION ALL SELECT source, program, month FROM counted WHERE program IS NULL OR month IS NULL
    UNION ALL SELECT source, NULL, month FROM read_months WHERE program = ''
      AND source NOT IN (SELECT source FROM programs)
      AND (source, month) NOT IN (SELECT source, month FROM counted WHERE program IS NULL
        AND month IS NOT NULL)
  ),
  -- Stories that are missing and may be of any program of their month, or of any month.
  stray AS MATERIALIZED (
    SELECT source, coalesce(month, '') AS month FROM counted
    WHERE program IS NULL AND gone + failed + quarantined + queued > 0
  )
  SELECT keys.source AS source, keys.program AS program, keys.month AS month,
    CASE
      WHEN keys.month IS NULL THEN 'no'
      WHEN coalesce(own.whole, 0) THEN 'yes'
      WHEN coalesce(every.whole, 0) AND (keys.program IS NULL
        OR (keys.source, keys.month) NOT IN (SELECT source, month FROM stray)
        AND (keys.source, '') NOT IN (SELECT source, month FROM stray)) THEN 'yes'
      WHEN coalesce(own.some, 0) OR coalesce(every.some, 0) THEN 'partly'
      ELSE 'no'
    END AS known,
    coalesce(stories, 0) AS stories, coalesce(listed, 0) AS listed,
    coalesce(landed, 0) AS landed, coalesce(no_transcript, 0) AS no_transcript,
    coalesce(gone + failed + quarantined + queued, 0) AS missing,
    coalesce(gone, 0) AS gone, coalesce(failed, 0) AS failed,
    coalesce(quarantined, 0) AS quarantined, coalesce(queued, 0) AS queued
  FROM keys
  LEFT JOIN counted ON counted.source = keys.source AND counted.program IS keys.program
    AND counted.month IS keys.month
  LEFT JOIN read_months AS own ON own.source = keys.source AND own.program = keys.program
    AND own.month = keys.month
  LEFT JOIN read_months AS every ON every.source = keys.source AND every.program = ''
    AND every.month = keys.month;
