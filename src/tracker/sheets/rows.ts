import { isExternal } from '../dataset/dataset.ts';
import type { Duplicate } from '../duplicates/duplicates.ts';
import type { Tracked } from '../tracking/tracked.ts';
import type { LookedUp, SheetEntry, SheetName } from './columns.ts';

/** The rows of one sheet: what is external, or the rest. */
export async function* entriesOf(
  sheet: SheetName,
  all: AsyncIterable<readonly Tracked[]>,
  known: {
    readonly duplicates: readonly Duplicate[];
    readonly lookedUp: LookedUp;
  },
): AsyncGenerator<SheetEntry> {
  const warnings = new Map(
    known.duplicates.map(({ external, warning }) => [external.accession, warning]),
  );
  for await (const page of all)
    for (const { dataset, corrected } of page)
      if (isExternal(dataset) === (sheet === 'discover'))
        yield {
          dataset,
          warning: warnings.get(dataset.accession),
          corrected,
          lookedUp: known.lookedUp,
        };
}
