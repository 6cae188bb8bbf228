-- Who an export is shared with. The secret of the link follows from the installation's key: here is only its hash.
CREATE TABLE share (
  id          TEXT PRIMARY KEY CHECK (length(id) = 20),
  job_id      INTEGER NOT NULL REFERENCES export_job (id),
  party_id    INTEGER NOT NULL REFERENCES party (id),
  kind        TEXT NOT NULL CHECK (kind IN ('person', 'group', 'anyone with the link')),
  recipient   TEXT CHECK ((recipient IS NULL) = (kind = 'anyone with the link')), -- a Slack id
  note        TEXT,
  single_use  INTEGER NOT NULL CHECK (single_use IN (0, 1)),
  token_hash  TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  link_epoch  INTEGER NOT NULL, -- of the export, when it was shared: revoking all its links ends this one
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL CHECK (expires_at > created_at),
  revoked_at  INTEGER
) STRICT;
CREATE INDEX share_job ON share (job_id);

-- A download by way of a share: which browser it was, so that it can go on with what broke off, and where from.
ALTER TABLE download ADD COLUMN share_id TEXT REFERENCES share (id);
ALTER TABLE download ADD COLUMN visitor TEXT; -- the hash of its cookie
ALTER TABLE download ADD COLUMN address TEXT; -- shortened
ALTER TABLE download ADD COLUMN agent TEXT;
CREATE INDEX download_share ON download (share_id) WHERE share_id IS NOT NULL;

-- Where somebody wants to be told of their exports, or of a single one. Addresses are sealed with the installation's key.
CREATE TABLE notification_target (
  id          TEXT PRIMARY KEY CHECK (length(id) = 20),
  party_id    INTEGER NOT NULL REFERENCES party (id),
  job_id      INTEGER REFERENCES export_job (id), -- null: of each export of this party
  kind        TEXT NOT NULL CHECK (kind IN ('e-mail', 'webhook', 'teams')),
  sealed      TEXT NOT NULL,
  shown       TEXT NOT NULL, -- as people may see it
  about       TEXT NOT NULL CHECK (json_valid(about)),
  created_at  INTEGER NOT NULL,
  removed_at  INTEGER
) STRICT;
CREATE INDEX notification_target_party ON notification_target (party_id) WHERE removed_at IS NULL;
CREATE INDEX notification_target_job ON notification_target (job_id) WHERE removed_at IS NULL;
