-- The dataset tracker. A run is one crawl of all places; what it wrote counts once it is done, and not before.
CREATE TABLE tracker_run (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  started_by  TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  state       TEXT NOT NULL CHECK (state IN ('crawling', 'done', 'failed')),
  fault       TEXT,
  datasets    INTEGER,
  files_read  INTEGER,
  changes     TEXT CHECK (changes IS NULL OR json_valid(changes)), -- how many of each kind
  troubles    TEXT CHECK (troubles IS NULL OR json_valid(troubles)), -- the first of them
  troubled    INTEGER, -- how many there were
  unread      TEXT CHECK (unread IS NULL OR json_valid(unread)),
  CHECK ((state = 'crawling') = (ended_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX tracker_run_crawling ON tracker_run (state) WHERE state = 'crawling'; -- one at a time
CREATE INDEX tracker_run_started ON tracker_run (started_at) WHERE state = 'done';

-- How a dataset stood from one run to before another. How it stood at a time is one query.
CREATE TABLE tracked_version (
  accession    TEXT NOT NULL,
  from_run     INTEGER NOT NULL REFERENCES tracker_run (id),
  to_run       INTEGER REFERENCES tracker_run (id), -- the first that found it otherwise
  status       TEXT NOT NULL,
  reach        INTEGER NOT NULL, -- rank of its last stage
  is_external  INTEGER NOT NULL CHECK (is_external IN (0, 1)),
  since        INTEGER NOT NULL, -- when it was first seen with this status
  modified_at  INTEGER,
  tech         TEXT NOT NULL CHECK (json_valid(tech)),
  curators     TEXT NOT NULL CHECK (json_valid(curators)),
  content      TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (accession, from_run),
  CHECK (to_run > from_run)
) STRICT, WITHOUT ROWID;
CREATE INDEX tracked_version_from ON tracked_version (from_run);
CREATE INDEX tracked_version_to ON tracked_version (to_run) WHERE to_run IS NOT NULL;

-- The journal of datasets: each change that a run found.
CREATE TABLE tracked_change (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id     INTEGER NOT NULL REFERENCES tracker_run (id),
  accession  TEXT NOT NULL,
  kind       TEXT NOT NULL
             CHECK (kind IN ('appeared', 'gone', 'forwards', 'backwards', 'sideways', 'edited')),
  content    TEXT NOT NULL CHECK (json_valid(content))
) STRICT;
CREATE INDEX tracked_change_run ON tracked_change (run_id, id);
CREATE INDEX tracked_change_accession ON tracked_change (accession, id);

-- What is on record stays: only a run that came to no end can be undone.
CREATE TRIGGER tracked_version_stays_d BEFORE DELETE ON tracked_version
  WHEN (SELECT state FROM tracker_run WHERE id = OLD.from_run) = 'done'
  BEGIN SELECT RAISE(ABORT, 'a version that is on record stays'); END;
CREATE TRIGGER tracked_version_stays_u BEFORE UPDATE ON tracked_version
  WHEN OLD.content IS NOT NEW.content OR OLD.status IS NOT NEW.status OR OLD.since IS NOT NEW.since
    OR (SELECT state FROM tracker_run WHERE id = OLD.to_run) = 'done'
  BEGIN SELECT RAISE(ABORT, 'a version that is on record stays'); END;
CREATE TRIGGER tracked_change_stays_d BEFORE DELETE ON tracked_change
  WHEN (SELECT state FROM tracker_run WHERE id = OLD.run_id) = 'done'
  BEGIN SELECT RAISE(ABORT, 'a change that is on record stays'); END;
CREATE TRIGGER tracked_change_stays_u BEFORE UPDATE ON tracked_change
  BEGIN SELECT RAISE(ABORT, 'a change that is on record stays'); END;

-- What people found of two datasets that share a name. The newest counts.
CREATE TABLE duplicate_verdict (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  one      TEXT NOT NULL,
  other    TEXT NOT NULL,
  verdict  TEXT NOT NULL CHECK (verdict IN ('not a duplicate', 'open again')),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  person   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  CHECK (one < other)
) STRICT;
CREATE INDEX duplicate_verdict_pair ON duplicate_verdict (one, other, id);

-- What one crawl leaves to the next, so that it reads only what has changed. It can be lost: all is read anew then.
CREATE TABLE crawl_listing (
  location  TEXT NOT NULL,
  number    INTEGER NOT NULL, -- a listing is kept in pieces; 0 says when it was made
  content   TEXT NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (location, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE crawl_reading (
  path     TEXT PRIMARY KEY,
  content  TEXT NOT NULL CHECK (json_valid(content))
) STRICT, WITHOUT ROWID;
