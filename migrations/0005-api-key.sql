-- Bearer keys of the REST door: the secret itself is never kept, only its SHA-256.
CREATE TABLE api_key (
  id            TEXT PRIMARY KEY CHECK (length(id) = 20),
  name          TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 40),
  hash          TEXT NOT NULL CHECK (length(hash) = 64),
  scopes        TEXT NOT NULL CHECK (json_valid(scopes)),
  roles         TEXT NOT NULL CHECK (json_valid(roles)),
  created_by    TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  last_used_at  INTEGER,
  revoked_at    INTEGER
) STRICT;

-- The journal knows a key by its name, so a name is one party.
CREATE UNIQUE INDEX api_key_name ON api_key (name) WHERE revoked_at IS NULL;

-- What a request with an Idempotency-Key was answered: its repetition is answered the same.
CREATE TABLE answer (
  party        TEXT NOT NULL,
  key          TEXT NOT NULL,
  request      TEXT NOT NULL CHECK (length(request) = 64),
  status       INTEGER,
  body         TEXT CHECK (body IS NULL OR json_valid(body)),
  received_at  INTEGER NOT NULL,
  PRIMARY KEY (party, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_received ON answer (received_at);
