import type { Engine } from '../engine/engine.ts';
import type { Table } from '../table.ts';
import type { Warnings } from '../warnings.ts';

export interface Input {
  readonly path: string;
  readonly gzip: boolean;
}

export interface Reading {
  readonly engine: Engine;
  readonly warnings: Warnings;
  readonly signal: AbortSignal;
  readonly workFolder: string;
}

/** Every reader has this shape: it makes a table that the engine can read. */
export type Reader = (input: Input, reading: Reading) => Promise<Table>;
