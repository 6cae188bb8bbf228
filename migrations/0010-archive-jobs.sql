-- Archiving, step 2: the upload plan of a DSP submission as it was read.
CREATE TABLE file_plan (
  cycle_id    TEXT PRIMARY KEY REFERENCES cycle (id),
  dsp_uuid    TEXT NOT NULL,
  mode        TEXT CHECK (mode IN ('sequential', 'parallel')), -- once it was started
  planned_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE archive_job (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  cycle_id     TEXT NOT NULL REFERENCES file_plan (cycle_id),
  number       INTEGER NOT NULL, -- in the plan, from 1
  kind         TEXT NOT NULL CHECK (kind IN ('conversion', 'upload')),
  manifest_id  TEXT,
  planned      TEXT CHECK (planned IS NULL OR json_valid(planned)),
  memory       INTEGER NOT NULL, -- megabytes that it may take: doubled where that was too little
  state        TEXT NOT NULL
               CHECK (state IN ('refused', 'planned', 'waiting', 'running', 'uploaded', 'failed', 'cancelled')),
  reason       TEXT,
  turn         INTEGER NOT NULL DEFAULT 0, -- of the cycle, when it was last told to start or stop
  attempt      INTEGER NOT NULL DEFAULT 0,
  faults       INTEGER NOT NULL DEFAULT 0, -- attempts since it was last told to start that went wrong
  not_before   INTEGER NOT NULL DEFAULT 0,
  run_key      TEXT UNIQUE, -- of the run that may be alive somewhere
  spent_key    TEXT, -- of one that has ended or is to be: the executor may still keep something of it
  place        TEXT, -- where it runs or ran last, in words
  queued       INTEGER NOT NULL DEFAULT 0 CHECK (queued IN (0, 1)), -- its run waits there
  stage        TEXT,
  fraction     REAL NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
  started_at   INTEGER,
  moved_at     INTEGER,
  ended_at     INTEGER,
  result       TEXT CHECK (result IS NULL OR json_valid(result)),
  log          TEXT CHECK (log IS NULL OR json_valid(log)), -- the last lines of the last run
  CHECK ((state = 'running') = (run_key IS NOT NULL)),
  CHECK ((state = 'refused') = (planned IS NULL))
) STRICT;
CREATE INDEX archive_job_cycle ON archive_job (cycle_id, number);
CREATE INDEX archive_job_waiting ON archive_job (not_before) WHERE state = 'waiting';
CREATE INDEX archive_job_running ON archive_job (id) WHERE state = 'running';
CREATE INDEX archive_job_spent ON archive_job (id) WHERE spent_key IS NOT NULL;
