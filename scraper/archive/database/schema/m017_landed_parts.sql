-- Parts that were landed: what other machines read, each line once.
CREATE TABLE landed_parts (
  name TEXT PRIMARY KEY,           -- a digest of its input, and the extractor's version
  input TEXT NOT NULL,             -- what it was read from
  lines INTEGER NOT NULL,          -- so many were landed, from the first on
  line_count INTEGER NOT NULL,     -- it has so many
  landed_at TEXT NOT NULL
) WITHOUT ROWID;
