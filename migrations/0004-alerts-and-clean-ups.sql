-- An alert knows why it was opened and how far its ladder has been called. Those that stand from before were all
-- late after the four hours of an export, and had called nobody else.
UPDATE cycle
SET memory = json_set(memory, '$.alert.why', 'late', '$.alert.limit', 14400000, '$.alert.rung', 0)
WHERE json_extract(memory, '$.alert.openedAt') IS NOT NULL;

-- What two people are asked to have deleted, exactly as it was listed for them.
CREATE TABLE leftover (
  cycle_id TEXT NOT NULL REFERENCES cycle (id),
  clean_up INTEGER NOT NULL CHECK (clean_up > 0),
  kind TEXT NOT NULL CHECK (kind IN ('object', 'older version', 'half-written')),
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  checksum TEXT NOT NULL,
  PRIMARY KEY (cycle_id, clean_up, kind, key, version)
) STRICT, WITHOUT ROWID;
