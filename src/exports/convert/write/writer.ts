import type { Part } from '../conversion.ts';
import type { Counts } from '../counts/counts.ts';
import type { Engine } from '../engine/engine.ts';
import type { Tally } from '../engine/tally.ts';
import type { Format, OptionsOf } from '../options.ts';
import type { Table } from '../table.ts';
import type { Warnings } from '../warnings.ts';

export interface Writing {
  readonly engine: Engine;
  readonly tally: Tally;
  readonly warnings: Warnings;
  readonly signal: AbortSignal;
  readonly workFolder: string;
  /** Does not exist yet; becomes the output when all of it is there. */
  readonly path: string;
  /** The same rows where they are counts: a writer may read them by their bytes, and need not. */
  readonly counts?: Counts | undefined;
}

export interface Written {
  readonly rows: number;
  /** How many it has read, where it has not asked the engine for them. */
  readonly rowsRead?: number;
  readonly parts?: readonly Part[];
}

/** Every writer has this shape. */
export type Writer<F extends Format> = (
  table: Table,
  options: OptionsOf<F>,
  writing: Writing,
) => Promise<Written>;
