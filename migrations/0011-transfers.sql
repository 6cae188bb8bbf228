-- Push datasets: what lands in the hub goes on to its target. A row for each object that was found there, and ever after
-- the record of what became of it.
CREATE TABLE transfer (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset      TEXT NOT NULL,
  key          TEXT NOT NULL, -- in the hub, and at the target
  version      TEXT NOT NULL, -- 'null' where the hub kept none
  etag         TEXT NOT NULL,
  bytes        INTEGER NOT NULL CHECK (bytes >= 0),
  landed_at    INTEGER NOT NULL,
  found_at     INTEGER NOT NULL,
  state        TEXT NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'leased', 'done', 'gone', 'quarantined')),
  attempts     INTEGER NOT NULL DEFAULT 0, -- that went wrong, since it was last released
  lease_token  INTEGER NOT NULL DEFAULT 0,
  lease_until  INTEGER,
  leased_at    INTEGER, -- for the last time
  not_before   INTEGER NOT NULL DEFAULT 0,
  fault        TEXT,
  target       TEXT, -- the bucket that it was last sent to
  upload_id    TEXT, -- begun there in parts, and not known to be over
  delivered    TEXT, -- the etag that it has there since we wrote it, whether that was verified or not
  replaced     TEXT, -- the etag of what it took the place of
  way          TEXT CHECK (way IN ('was there', 'copied', 'copied in parts', 'streamed')),
  checksum     TEXT, -- by which both were found to be the same: 'etag …' or 'sha256 …'
  verified_at  INTEGER,
  removed_at   INTEGER, -- from the hub; null where it is kept
  ended_at     INTEGER,
  told_at      INTEGER, -- that it is quarantined
  CHECK ((state = 'leased') = (lease_until IS NOT NULL)),
  CHECK ((checksum IS NULL) = (verified_at IS NULL)),
  CHECK (state != 'done' OR (verified_at IS NOT NULL AND ended_at IS NOT NULL)),
  CHECK (removed_at IS NULL OR verified_at IS NOT NULL)
) STRICT;
CREATE INDEX transfer_key ON transfer (key, version);
CREATE INDEX transfer_waiting ON transfer (dataset, landed_at, id) WHERE state = 'waiting';
CREATE INDEX transfer_leased ON transfer (dataset) WHERE state = 'leased';
CREATE INDEX transfer_served ON transfer (dataset, leased_at);
CREATE INDEX transfer_ended ON transfer (dataset, ended_at) WHERE state = 'done';
CREATE INDEX transfer_quarantined ON transfer (dataset, fault) WHERE state = 'quarantined';

-- Notifications of the store that nobody understood.
CREATE TABLE aside_message (
  message_id   TEXT PRIMARY KEY,
  body         TEXT NOT NULL,
  why          TEXT NOT NULL,
  received_at  INTEGER NOT NULL,
  told_at      INTEGER
) STRICT, WITHOUT ROWID;
