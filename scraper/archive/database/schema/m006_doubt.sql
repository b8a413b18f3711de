ALTER TABLE turns ADD COLUMN doubt TEXT;        -- why it is not certain who speaks; null: nothing
ALTER TABLE appearances ADD COLUMN doubt TEXT;  -- why the role is not certain; null: nothing
-- Why today's rules no longer understand the page that is kept of it; null: they do.
ALTER TABLE transcripts ADD COLUMN doubt TEXT;

-- Text in a transcript that nobody said on air.
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  transcript_id INTEGER NOT NULL REFERENCES transcripts (id),
  position INTEGER NOT NULL,       -- order in the transcript, from 1
  before_turn INTEGER,             -- turns.position of the turn it stands before; null: at the end
  kind TEXT NOT NULL CHECK (kind IN ('note', 'correction', 'clarification', 'unexplained')),
  text TEXT NOT NULL,
  UNIQUE (transcript_id, position)
);

DROP VIEW lines;
CREATE VIEW lines AS
  SELECT turns.id AS turn_id, transcripts.id AS transcript_id, turns.position,
         speakers.name AS speaker, appearances.role, turns.label, turns.kind, turns.text,
         transcripts.source, transcripts.program, transcripts.aired_on AS date,
         transcripts.title, transcripts.url,
         turns.doubt, appearances.doubt AS role_doubt, transcripts.doubt AS transcript_doubt
  FROM turns
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id;

CREATE VIEW transcript_notes AS
  SELECT notes.id AS note_id, transcripts.id AS transcript_id, notes.position, notes.before_turn,
         notes.kind, notes.text, transcripts.source, transcripts.program,
         transcripts.aired_on AS date, transcripts.title, transcripts.url
  FROM notes
  JOIN transcripts ON transcripts.id = notes.transcript_id;
