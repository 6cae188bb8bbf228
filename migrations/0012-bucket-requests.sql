-- Who asked for which bucket, who has decided, and what became of it. What is granted stands in the folder of requests.
CREATE TABLE bucket_request (
  id          INTEGER PRIMARY KEY,
  request_key TEXT NOT NULL UNIQUE, -- the same command or dialog asks once, however often it is delivered
  kind        TEXT CHECK (kind IN ('push', 'pull')), -- null: somewhere else, for people to arrange
  name        TEXT NOT NULL,
  wanted      TEXT NOT NULL CHECK (json_valid(wanted)),
  party       TEXT NOT NULL, -- as the journal names them
  channel     TEXT NOT NULL, -- where it was asked for
  status      TEXT NOT NULL CHECK (status IN ('to be reviewed', 'returned', 'approved', 'applied', 'withdrawn', 'answered')),
  round       INTEGER NOT NULL CHECK (round >= 1),
  due_at      INTEGER, -- what ends a dataset is not done before
  fingerprint TEXT, -- of the dataset’s own file and what follows from it, as it was approved
  proposal    TEXT CHECK (json_valid(proposal)),
  trouble     TEXT,
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL
) STRICT;
-- A dataset has one request at a time: two would undo each other.
CREATE UNIQUE INDEX bucket_request_open ON bucket_request (kind, name)
  WHERE kind IS NOT NULL AND status IN ('to be reviewed', 'returned', 'approved');

CREATE TABLE bucket_decision (
  request_id  INTEGER NOT NULL REFERENCES bucket_request (id),
  round       INTEGER NOT NULL,
  party       TEXT NOT NULL,
  verdict     TEXT NOT NULL CHECK (verdict IN ('approved', 'returned', 'answered')),
  hash        TEXT NOT NULL CHECK (verdict <> 'approved' OR length(hash) = 64), -- of exactly what was shown
  reason      TEXT,
  at          INTEGER NOT NULL,
  PRIMARY KEY (request_id, round, party, verdict, hash)
) STRICT;
