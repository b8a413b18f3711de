-- Who somebody is by their label, in parts; null where it does not say.
ALTER TABLE appearances ADD COLUMN office TEXT;
ALTER TABLE appearances ADD COLUMN organization TEXT;
ALTER TABLE appearances ADD COLUMN party TEXT;
ALTER TABLE appearances ADD COLUMN place TEXT;
ALTER TABLE appearances ADD COLUMN work TEXT;          -- a book, a film
ALTER TABLE extracted_appearances ADD COLUMN office TEXT;
ALTER TABLE extracted_appearances ADD COLUMN organization TEXT;
ALTER TABLE extracted_appearances ADD COLUMN party TEXT;
ALTER TABLE extracted_appearances ADD COLUMN place TEXT;
ALTER TABLE extracted_appearances ADD COLUMN work TEXT;          -- a book, a film
