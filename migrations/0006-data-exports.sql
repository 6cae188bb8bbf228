-- Whoever files and exports belong to, and the projects they belong to, by a number.
CREATE TABLE party (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  name  TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE project (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid  TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36)
) STRICT;

-- Files that can be exported: uploaded to us, or found in the storage area of a project.
CREATE TABLE file (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  bytes        INTEGER NOT NULL CHECK (bytes >= 0),
  sha256       TEXT CHECK (length(sha256) = 64),
  area         TEXT NOT NULL,
  key          TEXT NOT NULL,
  etag         TEXT NOT NULL,
  project_id   INTEGER REFERENCES project (id),
  uploader_id  INTEGER NOT NULL REFERENCES party (id),
  uploaded_at  INTEGER NOT NULL,
  metadata     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  UNIQUE (area, key, etag)
) STRICT;
CREATE INDEX file_project ON file (project_id, id);
CREATE INDEX file_uploader ON file (uploader_id, id);

-- What was made from what.
CREATE TABLE lineage (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_type  TEXT NOT NULL CHECK (operation_type IN ('merge', 'conversion', 'pipeline', 'manual')),
  operation_id    TEXT,
  dataset_id      INTEGER REFERENCES project (id),
  source_file_id  INTEGER REFERENCES file (id),
  output_file_id  INTEGER REFERENCES file (id),
  operation_params TEXT NOT NULL CHECK (json_valid(operation_params)),
  tool_name       TEXT,
  tool_version    TEXT,
  executed_at     INTEGER NOT NULL,
  recorded_by     INTEGER NOT NULL REFERENCES party (id)
) STRICT;
CREATE INDEX lineage_source ON lineage (source_file_id);
CREATE INDEX lineage_output ON lineage (output_file_id);

-- An export that somebody asked for. Its row stays when its files are gone.
CREATE TABLE export_job (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  job_key           TEXT NOT NULL UNIQUE,
  name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  description       TEXT,
  party_id          INTEGER NOT NULL REFERENCES party (id),
  project_id        INTEGER REFERENCES project (id),
  dataset_ids       TEXT NOT NULL CHECK (json_valid(dataset_ids)),
  export_format     TEXT NOT NULL,
  export_options    TEXT NOT NULL CHECK (json_valid(export_options)),
  include_metadata  INTEGER NOT NULL CHECK (include_metadata IN (0, 1)),
  include_lineage   INTEGER NOT NULL CHECK (include_lineage IN (0, 1)),
  compress          INTEGER NOT NULL CHECK (compress IN (0, 1)),
  priority          INTEGER NOT NULL DEFAULT 0,
  ttl_hours         INTEGER NOT NULL CHECK (ttl_hours BETWEEN 1 AND 168),
  status            TEXT NOT NULL DEFAULT 'pending'
                    CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  message           TEXT,
  output_path       TEXT,
  output_size       INTEGER,
  output_sha256     TEXT,
  link_epoch        INTEGER NOT NULL DEFAULT 1,
  created_at        INTEGER NOT NULL,
  started_at        INTEGER,
  progressed_at     INTEGER NOT NULL,
  stuck_since       INTEGER,
  completed_at      INTEGER,
  expires_at        INTEGER CHECK ((expires_at IS NULL) = (completed_at IS NULL)),
  removed_at        INTEGER, -- its files are gone: what is left is the tombstone
  deleted_at        INTEGER  -- by its owner, who does not see it any more
) STRICT;
CREATE INDEX export_job_party ON export_job (party_id, id);
CREATE INDEX export_job_open ON export_job (progressed_at) WHERE status IN ('pending', 'processing');
CREATE INDEX export_job_kept ON export_job (expires_at) WHERE removed_at IS NULL;

CREATE TABLE export_file (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id         INTEGER NOT NULL REFERENCES export_job (id),
  file_id        INTEGER NOT NULL REFERENCES file (id),
  status         TEXT NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  fraction       REAL NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
  member         TEXT NOT NULL, -- its name in the package
  output_size    INTEGER,
  output_sha256  TEXT,
  report         TEXT CHECK (report IS NULL OR json_valid(report)),
  message        TEXT,
  UNIQUE (job_id, file_id),
  UNIQUE (job_id, member)
) STRICT;

-- What workers are to do. Who holds a lease proves it by its token; a later holder has a higher one.
CREATE TABLE work (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id       INTEGER NOT NULL REFERENCES export_job (id),
  party_id     INTEGER NOT NULL REFERENCES party (id),
  kind         TEXT NOT NULL CHECK (kind IN ('convert', 'package')),
  files        TEXT NOT NULL CHECK (json_valid(files)), -- ids of export_file
  priority     INTEGER NOT NULL,
  state        TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'done', 'quarantined')),
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts <= 3),
  lease_token  INTEGER NOT NULL DEFAULT 0,
  lease_until  INTEGER,
  leased_at    INTEGER,
  not_before   INTEGER NOT NULL DEFAULT 0,
  fault        TEXT
) STRICT;
CREATE INDEX work_open ON work (priority DESC, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX work_party ON work (party_id, leased_at);
CREATE INDEX work_job ON work (job_id);

-- Links that were used; one that was not leaves no trace.
CREATE TABLE download (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  nonce           TEXT NOT NULL,
  single_use      INTEGER NOT NULL CHECK (single_use IN (0, 1)),
  job_id          INTEGER NOT NULL REFERENCES export_job (id),
  export_file_id  INTEGER REFERENCES export_file (id),
  party_id        INTEGER NOT NULL REFERENCES party (id),
  at              INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX download_once ON download (nonce) WHERE single_use = 1;
CREATE INDEX download_job ON download (job_id);
