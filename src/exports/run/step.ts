import type { KeyObject } from 'node:crypto';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import type { Ending, Executor, Limits } from '../../workers/executor.ts';
import type { FileAreas } from '../files.ts';

export interface RunNeeds {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly areas: FileAreas;
  /** Where exports are kept. */
  readonly store: ObjectStore;
  readonly executor: Executor;
  readonly limits: Limits;
  readonly workFolder: string;
  readonly key: KeyObject; // signs packages
  readonly version: string;
  /** Progress is drawn at most this often, milliseconds. */
  readonly progressRest: number;
  /** There is something to be told. */
  readonly news: () => void;
}

/** How a step ended, for its row. */
export type StepEnding =
  | { readonly kind: 'done' }
  /** The bot stops, or the job was cancelled. */
  | { readonly kind: 'stopped' }
  /** It is for nobody but another try; `file` is the one that was being worked on. */
  | (Extract<Ending, { kind: 'crashed' }> & { readonly file?: number | undefined });

/** What a step has besides. */
export interface StepPorts {
  readonly signal: AbortSignal;
  /** Changes the record, as long as the lease is ours. @throws {LeaseLost} */
  readonly keep: (change: (trx: Database) => Promise<void>) => Promise<void>;
}

/** Thrown when the lease is somebody else’s by now: nothing of what was done counts. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
