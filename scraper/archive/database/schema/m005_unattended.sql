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
