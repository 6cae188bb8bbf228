-- What is done to the tables of an export on their way; null for nothing.
ALTER TABLE export_job ADD COLUMN transform TEXT CHECK (transform IS NULL OR json_valid(transform));
-- The hash of all that an output follows from: what was made under it before need not be made again.
ALTER TABLE export_file ADD COLUMN content_key TEXT CHECK (length(content_key) = 64);
CREATE INDEX export_file_content ON export_file (content_key) WHERE content_key IS NOT NULL;
