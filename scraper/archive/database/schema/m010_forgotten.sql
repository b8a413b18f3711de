-- Stories that were removed for good, so that nothing brings them back.
CREATE TABLE forgotten (
  source TEXT NOT NULL,
  story_id TEXT NOT NULL,
  url TEXT NOT NULL,               -- canonical
  forgotten_at TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (source, story_id)
);
