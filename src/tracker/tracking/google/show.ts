import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../../../operations/ports.ts';
import type { Database } from '../../../storage/database.ts';
import { listCorrections } from '../../../storage/tracker/corrections.ts';
import { forgetTitles } from '../../../storage/tracker/google.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Duplicate } from '../../duplicates/duplicates.ts';
import { prepareSheet } from '../../google/layout.ts';
import type { Spreadsheet } from '../../google/spreadsheet.ts';
import type { LookedUp, SheetName } from '../../sheets/columns.ts';
import type { Tracked } from '../tracked.ts';
import { createAppending } from './append.ts';
import { updateRows } from './rows.ts';
import { type Known, sheetOf, textsOf } from './wanted.ts';

/** Datasets between two breaths of the bot. */
const PIECE = 50;

export interface ShowNeeds {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly spreadsheet: string; // its id
  readonly all: (run: Run) => AsyncIterable<readonly Tracked[]>;
  readonly datasets: (run: Run, accessions: readonly string[]) => Promise<readonly Tracked[]>;
  readonly duplicates: () => Promise<readonly Duplicate[]>;
  readonly lookedUp: () => Promise<LookedUp>;
}

/**
 * Makes the spreadsheet show a run. It can end anywhere and be begun again: rows are found by their accession, none is
 * ever moved or removed, and whatever was not written by us stays.
 */
export async function showRun(needs: ShowNeeds, book: Spreadsheet, run: Run): Promise<void> {
  const { db, clock, spreadsheet } = needs;
  const warnings = (await needs.duplicates()).map(
    ({ external, warning }) => [external.accession, warning] as const,
  );
  const known: Known = {
    run,
    lookedUp: await needs.lookedUp(),
    warnings: new Map(warnings),
    corrections: await listCorrections(db),
  };

  async function update(sheet: SheetName) {
    const of = { spreadsheet, sheet };
    const forget = (titles: readonly string[]) => forgetTitles(db, of, titles);
    const layout = await prepareSheet(book, sheet, forget);
    const rows = await updateRows({
      ...{ db, book, of, layout, known },
      now: clock.now,
      find: async (accessions) =>
        (await needs.datasets(run, accessions)).map(({ dataset }) => dataset),
    });
    return { of, layout, rows };
  }
  const sheets = { discover: await update('discover'), track: await update('track') };
  const appending = {
    discover: createAppending({ db, book, ...sheets.discover }),
    track: createAppending({ db, book, ...sheets.track }),
  };
  for await (const page of needs.all(run))
    for (const [at, { dataset }] of page.entries()) {
      if (at % PIECE === 0) await breathe();
      const { accession } = dataset;
      const sheet = sheetOf(dataset);
      if (sheets[sheet].rows.has(accession)) continue;
      const other = sheet === 'track' ? 'discover' : 'track';
      const { layout, rows } = sheets[other];
      const row = rows.get(accession);
      const former = row === undefined ? undefined : ({ sheet: other, layout, row } as const);
      await appending[sheet].add(accession, await textsOf(db, sheet, dataset, known), former);
    }
  await appending.discover.flush();
  await appending.track.flush();
}
