-- Only these columns, in this order; null for all of them.
ALTER TABLE export_job ADD COLUMN columns TEXT CHECK (columns IS NULL OR json_valid(columns));
-- The same request is one export, however often it arrives.
ALTER TABLE export_job ADD COLUMN request_key TEXT;
CREATE UNIQUE INDEX export_job_request ON export_job (request_key);
-- The export that this one asks for again.
ALTER TABLE export_job ADD COLUMN rebuilt_from INTEGER REFERENCES export_job (id);
-- Files that failed are tried again as another attempt of the same export; figures are those of the newest.
ALTER TABLE export_job ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE export_job ADD COLUMN attempt_at INTEGER; -- when it was asked for; null for the first
ALTER TABLE export_job ADD COLUMN bytes_before INTEGER NOT NULL DEFAULT 0; -- read by the attempts before
ALTER TABLE export_file ADD COLUMN rows INTEGER;

-- Where an export that was asked for in Slack is shown.
CREATE TABLE export_card (
  job_id   INTEGER PRIMARY KEY REFERENCES export_job (id),
  person   TEXT NOT NULL,
  channel  TEXT NOT NULL,
  expiry_shown INTEGER -- the end of its time that the card shows as passed
) STRICT;
