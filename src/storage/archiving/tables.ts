import type { Generated } from 'kysely';
import type { FileJobState, FileMode } from '../../domain/archiving/file-job.ts';

/** The tables of file jobs, as migration 10 makes them. */
export interface ArchivingTables {
  file_plan: FilePlanTable;
  archive_job: ArchiveJobTable;
}

export interface FilePlanTable {
  cycle_id: string;
  dsp_uuid: string;
  mode: FileMode | null;
  planned_at: number;
}

export interface ArchiveJobTable {
  id: Generated<number>;
  cycle_id: string;
  number: number;
  kind: 'conversion' | 'upload';
  manifest_id: string | null;
  planned: string | null;
  memory: number;
  state: FileJobState;
  reason: string | null;
  turn: Generated<number>;
  attempt: Generated<number>;
  faults: Generated<number>;
  not_before: Generated<number>;
  run_key: string | null;
  spent_key: string | null;
  place: string | null;
  queued: Generated<number>;
  stage: string | null;
  fraction: Generated<number>;
  started_at: number | null;
  moved_at: number | null;
  ended_at: number | null;
  result: string | null;
  log: string | null;
}
