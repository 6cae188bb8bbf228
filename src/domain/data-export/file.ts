import type { Actor } from '../role.ts';

/** A file that can be exported, wherever it lies. */
export interface DataFile {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string; // not yet known of one that was only found
  readonly area: string; // which store it lies in
  readonly key: string;
  readonly etag: string;
  readonly project?: { readonly id: number; readonly uuid: string };
  readonly uploader: string; // as the journal names them
  readonly uploadedAt: Date;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export const OPERATION_TYPES = ['merge', 'conversion', 'pipeline', 'manual'] as const;

/** What was made from what, how and when. */
export interface Lineage {
  readonly id: number;
  readonly operationType: (typeof OPERATION_TYPES)[number];
  readonly operationId?: string | undefined;
  readonly datasetId?: number | undefined;
  readonly sourceFileId?: number | undefined;
  readonly outputFileId?: number | undefined;
  readonly operationParams: Readonly<Record<string, unknown>>;
  readonly toolName?: string | undefined;
  readonly toolVersion?: string | undefined;
  readonly executedAt: Date;
  readonly recordedBy: string;
}

/**
 * Whose files somebody may see and export: their own; and with any role in the procedure, those of every project.
 * Everything else is as if it were not there.
 */
export function seesProjects(actor: Actor): boolean {
  return (actor.kind === 'person' || actor.kind === 'service') && actor.roles.length > 0;
}
