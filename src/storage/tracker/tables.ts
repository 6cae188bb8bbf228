import type { Generated } from 'kysely';

/** The tables of the dataset tracker, as its migrations make them. */
export interface TrackerTables {
  tracker_run: TrackerRunTable;
  tracked_version: TrackedVersionTable;
  tracked_change: TrackedChangeTable;
  duplicate_verdict: DuplicateVerdictTable;
  crawl_listing: CrawlListingTable;
  crawl_reading: CrawlReadingTable;
  look_up: LookUpTable;
  google_spreadsheet: GoogleSpreadsheetTable;
  google_row: GoogleRowTable;
  sheet_proposal: SheetProposalTable;
}

export interface TrackerRunTable {
  id: Generated<number>;
  started_by: string;
  started_at: number;
  ended_at: number | null;
  state: 'crawling' | 'done' | 'failed';
  fault: string | null;
  datasets: number | null;
  files_read: number | null;
  changes: string | null;
  troubles: string | null;
  troubled: number | null;
  unread: string | null;
}

export interface TrackedVersionTable {
  accession: string;
  from_run: number;
  to_run: number | null;
  status: string;
  reach: number;
  is_external: number;
  since: number;
  modified_at: number | null;
  tech: string;
  curators: string;
  content: string;
}

export interface TrackedChangeTable {
  id: Generated<number>;
  run_id: number;
  accession: string;
  kind: string;
  content: string;
}

export interface DuplicateVerdictTable {
  id: Generated<number>;
  one: string;
  other: string;
  verdict: 'not a duplicate' | 'open again';
  reason: string;
  person: string;
  at: number;
}

export interface CrawlListingTable {
  location: string;
  number: number;
  content: string;
}

export interface CrawlReadingTable {
  path: string;
  content: string;
}

export interface LookUpTable {
  question: string;
  asked_at: number;
  fault: string | null;
  answered_at: number | null;
  answer: string | null;
}

export interface GoogleSpreadsheetTable {
  id: string;
  run_id: number | null;
  shown_at: number | null;
  tried_at: number;
  fault: string | null;
  stale: number;
}

export interface GoogleRowTable {
  spreadsheet: string;
  sheet: 'discover' | 'track';
  accession: string;
  written: string;
  writing: string | null;
}

export interface SheetProposalTable {
  id: Generated<number>;
  spreadsheet: string;
  sheet: 'discover' | 'track';
  accession: string;
  title: string;
  was: string;
  proposed: string;
  seen_at: number;
  state: 'open' | 'accepted' | 'refused' | 'withdrawn' | 'agreed';
  ended_at: number | null;
  person: string | null;
  reason: string | null;
  told_by: string | null;
  settled_at: number | null;
  reach: number | null;
  settled_by: string | null;
}
