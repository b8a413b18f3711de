-- Transcripts that a run landed or found corrected, until alerts have looked at them.
CREATE TABLE alert_queue (
  transcript_id INTEGER PRIMARY KEY,
  any_age INTEGER NOT NULL,        -- 0: only if it aired in the last weeks
  heard INTEGER NOT NULL           -- the revision before; what it says is not new. 0: there is none
);

-- The turns that alerts found, and whether somebody was told of them.
CREATE TABLE alert_turns (
  alert TEXT NOT NULL,             -- its name in the configuration
  channel TEXT NOT NULL,           -- atom, command or mail
  source TEXT NOT NULL,
  story_id TEXT NOT NULL,
  words_hash TEXT NOT NULL,        -- of the turn; with other words it is another turn
  nth INTEGER NOT NULL,            -- of the turns of the story with these words, from 1
  found_at TEXT NOT NULL,
  sent_at TEXT,                    -- null: nobody was told yet
  PRIMARY KEY (alert, channel, source, story_id, words_hash, nth)
) WITHOUT ROWID;
CREATE INDEX alert_turns_found ON alert_turns (alert, channel, found_at);
