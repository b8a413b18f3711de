ALTER TABLE transcripts ADD COLUMN checksum TEXT;   -- of the row, its turns and appearances
ALTER TABLE revisions ADD COLUMN checksum TEXT;
ALTER TABLE snapshots ADD COLUMN checksum TEXT;
