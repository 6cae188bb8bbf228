-- What databases and the list of species were last asked beside a crawl. The last answer counts until there is another.
CREATE TABLE look_up (
  question     TEXT PRIMARY KEY,
  asked_at     INTEGER NOT NULL,
  fault        TEXT, -- of the last time it was asked
  answered_at  INTEGER,
  answer       TEXT CHECK (answer IS NULL OR json_valid(answer)),
  CHECK ((answered_at IS NULL) = (answer IS NULL))
) STRICT;

-- A spreadsheet at Google that the bot keeps: how far it has come, and what is in its way.
CREATE TABLE google_spreadsheet (
  id         TEXT PRIMARY KEY,
  run_id     INTEGER REFERENCES tracker_run (id), -- that it shows
  shown_at   INTEGER,
  tried_at   INTEGER NOT NULL,
  fault      TEXT, -- of the last attempt
  stale      INTEGER NOT NULL CHECK (stale >= 0) -- so many things were decided since
) STRICT;

-- What the bot wrote into a row, by title of the column. `writing`: what it was about to write, while it does not know
-- whether that arrived. Whatever else stands in such a cell is somebody's.
CREATE TABLE google_row (
  spreadsheet  TEXT NOT NULL,
  sheet        TEXT NOT NULL CHECK (sheet IN ('discover', 'track')),
  accession    TEXT NOT NULL,
  written      TEXT NOT NULL CHECK (json_valid(written)),
  writing      TEXT CHECK (writing IS NULL OR json_valid(writing)),
  PRIMARY KEY (spreadsheet, sheet, accession)
) STRICT, WITHOUT ROWID;

-- What somebody wrote into a cell of ours, to be accepted or refused.
CREATE TABLE sheet_proposal (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  spreadsheet  TEXT NOT NULL,
  sheet        TEXT NOT NULL CHECK (sheet IN ('discover', 'track')),
  accession    TEXT NOT NULL,
  title        TEXT NOT NULL, -- of the column
  was          TEXT NOT NULL,
  proposed     TEXT NOT NULL,
  seen_at      INTEGER NOT NULL,
  state        TEXT NOT NULL
               CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn', 'agreed')),
  ended_at     INTEGER,
  person       TEXT, -- who accepted or refused it
  reason       TEXT,
  CHECK ((state = 'open') = (ended_at IS NULL)),
  CHECK ((state IN ('accepted', 'refused')) = (person IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX sheet_proposal_open ON sheet_proposal (spreadsheet, sheet, accession, title)
  WHERE state = 'open';
CREATE INDEX sheet_proposal_state ON sheet_proposal (state, id);

-- What was accepted, as it holds over the crawl until the crawl says the same.
CREATE TABLE sheet_correction (
  accession    TEXT NOT NULL,
  title        TEXT NOT NULL,
  text         TEXT NOT NULL,
  proposal_id  INTEGER NOT NULL REFERENCES sheet_proposal (id),
  PRIMARY KEY (accession, title)
) STRICT, WITHOUT ROWID;
