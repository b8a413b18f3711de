CREATE TABLE resting_hosts (
  host TEXT PRIMARY KEY,                    -- as in pages.url
  until TEXT NOT NULL
);
