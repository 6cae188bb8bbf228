-- The spine: cycles, what happened to them, and what is still to be done in the world.

CREATE TABLE cycle (
  id            TEXT PRIMARY KEY CHECK (length(id) = 20),
  runbook       TEXT NOT NULL,
  project_uuid  TEXT NOT NULL CHECK (length(project_uuid) = 36),
  short_name    TEXT NOT NULL,
  number        INTEGER NOT NULL CHECK (number >= 1),
  state         TEXT NOT NULL,
  turn          INTEGER NOT NULL CHECK (turn >= 1),
  submitter     TEXT NOT NULL,
  channel       TEXT NOT NULL,
  dataset       TEXT NOT NULL CHECK (json_valid(dataset)),
  memory        TEXT NOT NULL CHECK (json_valid(memory)),
  opened_at     INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  closed_at     INTEGER,
  due_at        INTEGER,
  UNIQUE (runbook, project_uuid, number)
) STRICT;

-- A dataset runs through a runbook once at a time, whoever asks.
CREATE UNIQUE INDEX cycle_open ON cycle (runbook, project_uuid) WHERE closed_at IS NULL;
CREATE INDEX cycle_due ON cycle (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX cycle_state ON cycle (state) WHERE closed_at IS NULL;
CREATE INDEX cycle_name ON cycle (lower(short_name));

-- What was read from ingest when somebody asked; a confirmation refers to it.
CREATE TABLE preview (
  id          TEXT PRIMARY KEY CHECK (length(id) = 20),
  person      TEXT NOT NULL,
  channel     TEXT NOT NULL,
  content     TEXT NOT NULL CHECK (json_valid(content)),
  expires_at  INTEGER NOT NULL
) STRICT;

-- Commands already carried out: a redelivery finds its answer here.
CREATE TABLE inbox (
  key          TEXT PRIMARY KEY,
  received_at  INTEGER NOT NULL,
  cycle_id     TEXT REFERENCES cycle (id)
) STRICT;

-- Everything that ever happened. Each row is chained to the one before it.
CREATE TABLE journal (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  at            TEXT NOT NULL,
  project_uuid  TEXT,
  cycle_id      TEXT,
  cycle_number  INTEGER,
  step          INTEGER,
  event         TEXT NOT NULL,
  from_state    TEXT,
  to_state      TEXT,
  actor         TEXT NOT NULL,
  detail        TEXT NOT NULL CHECK (json_valid(detail)),
  previous      TEXT NOT NULL,
  hash          TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX journal_project ON journal (project_uuid, seq);
CREATE INDEX journal_event ON journal (event, seq);
CREATE TRIGGER journal_is_append_only_u BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_d BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Effects that the world has not confirmed yet, in order within a lane.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  key         TEXT NOT NULL UNIQUE,
  lane        TEXT NOT NULL,
  effect      TEXT NOT NULL CHECK (json_valid(effect)),
  status      TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sending', 'done', 'given up')),
  version     INTEGER NOT NULL DEFAULT 1,
  attempts    INTEGER NOT NULL DEFAULT 0,
  not_before  INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  first_sent  INTEGER,
  fault       TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (lane, id) WHERE status IN ('waiting', 'sending');

-- Where posted messages stand.
CREATE TABLE message (
  key      TEXT PRIMARY KEY,
  channel  TEXT NOT NULL,
  ts       TEXT NOT NULL
) STRICT;

-- When each open cycle was last looked at, and when it is looked at next.
CREATE TABLE watch (
  cycle_id   TEXT PRIMARY KEY REFERENCES cycle (id),
  next_at    INTEGER NOT NULL,
  pause      INTEGER NOT NULL,
  seen_at    INTEGER
) STRICT;
CREATE INDEX watch_next ON watch (next_at);
