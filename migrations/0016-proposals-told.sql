-- By which errand of the outbox the channel is told of it: by one.
ALTER TABLE sheet_proposal ADD COLUMN told_by TEXT;
CREATE INDEX sheet_proposal_told ON sheet_proposal (told_by);
CREATE INDEX sheet_proposal_untold ON sheet_proposal (id) WHERE state = 'open' AND told_by IS NULL;
