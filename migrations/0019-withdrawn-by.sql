-- Who withdrew a request: whoever asked may, and whose the dataset is, and data engineering.
ALTER TABLE bucket_request ADD COLUMN withdrawn_by TEXT; -- as the journal names them; null where it was not, or before this
