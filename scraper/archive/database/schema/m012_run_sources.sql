-- What each run did at each of its sources, so that a run that brought nothing is known for it.
CREATE TABLE run_sources (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  source TEXT NOT NULL,
  listings INTEGER NOT NULL,           -- that it was to read
  listings_read INTEGER NOT NULL,
  listings_unchanged INTEGER NOT NULL, -- not modified since they were read (304)
  listings_gone INTEGER NOT NULL,      -- 404, 410
  listings_failed INTEGER NOT NULL,
  listed INTEGER NOT NULL,             -- stories in the listings that were read
  answered INTEGER NOT NULL,           -- story pages
  failed INTEGER NOT NULL,
  PRIMARY KEY (run_id, source)
) WITHOUT ROWID;
CREATE INDEX run_sources_source ON run_sources (source, run_id);
