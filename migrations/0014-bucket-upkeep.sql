-- What keeps grants for buckets current: reminders, people who have left, and that somebody has looked at each of them.
CREATE TABLE bucket_reminder (
  kind  TEXT NOT NULL CHECK (kind IN ('push', 'pull')),
  name  TEXT NOT NULL,
  about TEXT NOT NULL, -- such as 'paperwork 2027-01-31 7': told once
  at    INTEGER NOT NULL,
  PRIMARY KEY (kind, name, about)
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket_leaver (
  who      TEXT PRIMARY KEY, -- a user of the platform, or whoever asked for a dataset, as the journal names them
  why      TEXT NOT NULL CHECK (why IN ('no role', 'left the chat')),
  found_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket_recertification (
  kind    TEXT NOT NULL CHECK (kind IN ('push', 'pull')),
  name    TEXT NOT NULL,
  quarter TEXT NOT NULL, -- 2027-Q1
  hash    TEXT NOT NULL CHECK (length(hash) = 64), -- of the file that was shown
  party   TEXT NOT NULL, -- as the journal names them
  at      INTEGER NOT NULL,
  PRIMARY KEY (kind, name, quarter)
) STRICT, WITHOUT ROWID;
