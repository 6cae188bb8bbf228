-- A status that was accepted counts as the state it names: its rank among the states, where it names some.
ALTER TABLE sheet_proposal ADD COLUMN reach INTEGER;
UPDATE sheet_proposal SET reach = CASE lower(trim(proposed))
    WHEN 'external' THEN 0 WHEN 'incoming' THEN 1 WHEN 'loading' THEN 2 WHEN 'analysing' THEN 3
    WHEN 'processed' THEN 4 WHEN 'published_dev' THEN 5 WHEN 'published' THEN 6 END
  WHERE title = 'Status';
-- Who took back what was accepted; a crawl or another proposal ends it without one.
ALTER TABLE sheet_proposal ADD COLUMN settled_by TEXT;
