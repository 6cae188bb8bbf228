import type { Database } from '../../../storage/database.ts';
import { type Corrections, settleCorrection } from '../../../storage/tracker/corrections.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { type Dataset, isExternal } from '../../dataset/dataset.ts';
import { cellText } from '../../google/changes.ts';
import { same, type Texts } from '../../google/merge.ts';
import {
  COLUMNS,
  type LookedUp,
  SHEETS,
  type SheetEntry,
  type SheetName,
  saidIn,
} from '../../sheets/columns.ts';

/** All by which the texts of a row are found. */
export interface Known {
  readonly run: Run;
  readonly lookedUp: LookedUp;
  readonly warnings: ReadonlyMap<string, string>; // by accession
  readonly corrections: Corrections;
}

export const sheetOf = (dataset: Dataset): SheetName =>
  isExternal(dataset) ? 'discover' : 'track';

/** What our cells of a row should say. A correction that the crawl has come to agree with is done with. */
export async function textsOf(
  db: Database,
  sheet: SheetName,
  dataset: Dataset,
  { run, lookedUp, warnings, corrections }: Known,
): Promise<Texts> {
  const { accession } = dataset;
  const corrected = corrections.get(accession);
  const entry: SheetEntry = { dataset, lookedUp, warning: warnings.get(accession), corrected };
  const texts: Record<string, string> = {};
  for (const column of COLUMNS[sheet]) {
    const correction = corrected?.get(column.title);
    if (correction !== undefined && same(correction.text, cellText(column.text(entry))))
      await settleCorrection(db, { accession, title: column.title, at: run.startedAt });
    texts[column.title] = cellText(saidIn(column, entry));
  }
  return texts;
}

/** Of a dataset that is in this sheet no longer: its row stays, and says so. */
export function textsOfGone(written: Texts, stands: SheetName | undefined): Texts {
  const now = stands === undefined ? 'seen in no place' : `now in ${SHEETS[stands]}`;
  return { ...written, Status: `gone (${now})` };
}
