-- When an accepted proposal came to hold no longer: the crawl says the same, or another took its place. So it is known
-- what held at any time; what has no end holds now, and needs no table of its own.
ALTER TABLE sheet_proposal ADD COLUMN settled_at INTEGER;
UPDATE sheet_proposal SET settled_at = ended_at
  WHERE state = 'accepted' AND id NOT IN (SELECT proposal_id FROM sheet_correction);
DROP TABLE sheet_correction;
CREATE INDEX sheet_proposal_accepted ON sheet_proposal (accession, title, id) WHERE state = 'accepted';
