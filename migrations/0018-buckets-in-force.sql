-- What holds of each dataset: the version of its file that was agreed to last. Whatever else the folder has waits for its review.
CREATE TABLE bucket_in_force (
  kind  TEXT NOT NULL CHECK (kind IN ('push', 'pull')),
  name  TEXT NOT NULL,
  text  TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- When the folder was taken over as it was then; from that day on a file that nobody has agreed to does not hold.
CREATE TABLE bucket_adoption (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

-- Whose a dataset is: whoever asked for it first, or whom data engineering has handed it to.
CREATE TABLE bucket_owner (
  kind  TEXT NOT NULL CHECK (kind IN ('push', 'pull')),
  name  TEXT NOT NULL,
  party TEXT NOT NULL, -- as the journal names them
  since INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO bucket_owner (kind, name, party, since)
  SELECT kind, name, party, changed_at FROM bucket_request AS made
  WHERE status = 'applied' AND json_type(wanted, '$.before') = 'null'
    AND id = (SELECT max(id) FROM bucket_request AS other WHERE other.kind = made.kind AND other.name = made.name
      AND other.status = 'applied' AND json_type(other.wanted, '$.before') = 'null');

-- A file that is not what holds: told of once, until it is otherwise.
CREATE TABLE bucket_file_news (
  id       INTEGER PRIMARY KEY,
  path     TEXT NOT NULL, -- push_datasets/new_project.yaml
  news     TEXT NOT NULL CHECK (json_valid(news)),
  found_at INTEGER NOT NULL,
  over_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX bucket_file_news_open ON bucket_file_news (path) WHERE over_at IS NULL;

-- Taking somebody out waits for no other request; all else is asked for one at a time.
ALTER TABLE bucket_request ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0 CHECK (at_once IN (0, 1));
DROP INDEX bucket_request_open;
CREATE UNIQUE INDEX bucket_request_open ON bucket_request (kind, name)
  WHERE kind IS NOT NULL AND at_once = 0 AND status IN ('to be reviewed', 'returned', 'approved');
