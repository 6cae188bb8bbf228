import type { Generated } from 'kysely';
import type { Lineage } from '../../domain/data-export/file.ts';
import type { ExportFormat } from '../../domain/data-export/format.ts';
import type { ExportStatus } from '../../domain/data-export/job.ts';
import type { TargetKind } from '../../domain/data-export/notification.ts';
import type { ShareKind } from '../../domain/data-export/share.ts';

/** The tables of files and their exports, as migrations 6 to 8 make them. */
export interface ExportTables {
  party: PartyTable;
  project: ProjectTable;
  file: FileTable;
  lineage: LineageTable;
  export_job: ExportJobTable;
  export_file: ExportFileTable;
  work: WorkTable;
  download: DownloadTable;
  share: ShareTable;
  notification_target: NotificationTargetTable;
  export_card: ExportCardTable;
}

export interface PartyTable {
  id: Generated<number>;
  name: string;
}

export interface ProjectTable {
  id: Generated<number>;
  uuid: string;
}

export interface FileTable {
  id: Generated<number>;
  name: string;
  bytes: number;
  sha256: string | null;
  area: string;
  key: string;
  etag: string;
  project_id: number | null;
  uploader_id: number;
  uploaded_at: number;
  metadata: Generated<string>;
}

export interface LineageTable {
  id: Generated<number>;
  operation_type: Lineage['operationType'];
  operation_id: string | null;
  dataset_id: number | null;
  source_file_id: number | null;
  output_file_id: number | null;
  operation_params: string;
  tool_name: string | null;
  tool_version: string | null;
  executed_at: number;
  recorded_by: number;
}

export interface ExportJobTable {
  id: Generated<number>;
  job_key: string;
  name: string;
  description: string | null;
  party_id: number;
  project_id: number | null;
  dataset_ids: string;
  export_format: ExportFormat;
  export_options: string;
  columns: string | null;
  transform: string | null;
  request_key: string | null;
  rebuilt_from: number | null;
  include_metadata: number;
  include_lineage: number;
  compress: number;
  priority: number;
  ttl_hours: number;
  status: Generated<ExportStatus>;
  message: string | null;
  output_path: string | null;
  output_size: number | null;
  output_sha256: string | null;
  link_epoch: Generated<number>;
  attempt: Generated<number>;
  attempt_at: number | null;
  bytes_before: Generated<number>;
  created_at: number;
  started_at: number | null;
  progressed_at: number;
  stuck_since: number | null;
  completed_at: number | null;
  expires_at: number | null;
  removed_at: number | null;
  deleted_at: number | null;
}

export interface ExportFileTable {
  id: Generated<number>;
  job_id: number;
  file_id: number;
  status: Generated<ExportStatus>;
  fraction: Generated<number>;
  member: string;
  output_size: number | null;
  output_sha256: string | null;
  report: string | null;
  content_key: string | null;
  rows: number | null;
  message: string | null;
}

export interface WorkTable {
  id: Generated<number>;
  job_id: number;
  party_id: number;
  kind: 'convert' | 'package';
  files: string;
  priority: number;
  state: Generated<'waiting' | 'leased' | 'done' | 'quarantined'>;
  attempts: Generated<number>;
  lease_token: Generated<number>;
  lease_until: number | null;
  leased_at: number | null;
  not_before: Generated<number>;
  fault: string | null;
}

export interface ExportCardTable {
  job_id: number;
  person: string;
  channel: string;
  expiry_shown: number | null;
}

export interface DownloadTable {
  id: Generated<number>;
  nonce: string;
  single_use: number;
  job_id: number;
  export_file_id: number | null;
  party_id: number;
  at: number;
  share_id: Generated<string | null>;
  visitor: Generated<string | null>;
  address: Generated<string | null>;
  agent: Generated<string | null>;
}

export interface ShareTable {
  id: string;
  job_id: number;
  party_id: number;
  kind: ShareKind;
  recipient: string | null;
  note: string | null;
  single_use: number;
  token_hash: string;
  link_epoch: number;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface NotificationTargetTable {
  id: string;
  party_id: number;
  job_id: number | null;
  kind: TargetKind;
  sealed: string;
  shown: string;
  about: string;
  created_at: number;
  removed_at: number | null;
}
