-- The cycles of one dataset, whatever the runbook: without it each look at a history reads the whole table.
CREATE INDEX cycle_project ON cycle (project_uuid);
