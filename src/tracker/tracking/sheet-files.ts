import { createWriteStream } from 'node:fs';
import { mkdir, open as openFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Random } from '../../operations/ports.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import type { Executor, Limits } from '../../workers/executor.ts';
import type { LookedUp, SheetEntry, SheetName } from '../sheets/columns.ts';
import { csvOf, objectsOf } from '../sheets/lines.ts';
import { entriesOf } from '../sheets/rows.ts';
import { writeWorkbook } from '../sheets/workbook.ts';
import type { AskedRun } from './tracked.ts';
import type { Tracker } from './tracker.ts';

export const SHEET_FORMATS = ['csv', 'parquet'] as const;

export type SheetFile =
  | { readonly kind: 'workbook' }
  | { readonly kind: (typeof SHEET_FORMATS)[number]; readonly sheet: SheetName };

/** The sheets as files. */
export interface SheetFiles {
  /**
   * How everything stood at that run, by what was known then; what is kept of it on the disk is gone when the stream is
   * closed.
   */
  open(run: AskedRun, wanted: SheetFile): Promise<Readable>;
  /** Clears away what a bot that was killed has left of them since then; answers how many. */
  sweep(olderThan: Date): Promise<number>;
}

export function createSheetFiles(needs: {
  readonly tracker: Pick<Tracker, 'all' | 'twins'>;
  readonly random: Pick<Random, 'id'>;
  readonly executor: Pick<Executor, 'run' | 'forget'>;
  readonly limits: Limits; // of one conversion
  readonly workFolder: string;
  /** What databases say, or had said by then; nothing where none is configured. */
  readonly lookUp: (then?: Date) => Promise<LookedUp>;
}): SheetFiles {
  const { tracker, random, executor } = needs;

  async function write(run: AskedRun, wanted: SheetFile, folder: string): Promise<string> {
    const known = {
      duplicates: (await tracker.twins.list(run)).open,
      lookedUp: await needs.lookUp(run.then && lookedUpUntil(run, run.then)),
    };
    const entries = (sheet: SheetName): AsyncIterable<SheetEntry> =>
      entriesOf(sheet, tracker.all(run), known);
    const path = join(folder, wanted.kind);
    switch (wanted.kind) {
      case 'workbook':
        await writeWorkbook(path, entries);
        return path;
      case 'csv':
        await put(csvOf(wanted.sheet, entries(wanted.sheet)), path);
        return path;
      case 'parquet': {
        const lines = join(folder, 'rows.ndjson');
        await put(objectsOf(wanted.sheet, entries(wanted.sheet)), lines);
        await convert(folder, lines, path);
        return path;
      }
    }
  }

  /** By the worker that converts exports: the bot does not load the engine of tables. */
  async function convert(folder: string, input: string, output: string): Promise<void> {
    const key = `sheet-${random.id()}`;
    let fault: string | undefined;
    const ending = await executor.run(
      {
        kind: 'convert',
        folder,
        conversions: [
          {
            file: 1,
            spec: {
              input: { path: input, format: 'ndjson' },
              output: { path: output, format: 'parquet' },
              transform: { filter: DATASETS },
            },
          },
        ],
      },
      {
        key,
        signal: new AbortController().signal,
        limits: needs.limits,
        async onReport(report) {
          if (report.kind === 'failed') fault = report.says;
        },
      },
    );
    await executor.forget(key);
    if (ending.kind !== 'done' || fault !== undefined)
      throw new Error(`A sheet could not be converted: ${fault ?? JSON.stringify(ending)}`);
  }

  return {
    async open(run, wanted) {
      const folder = join(needs.workFolder, random.id());
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const clear = () => rm(folder, { recursive: true, force: true });
      try {
        const file = await openFile(await write(run, wanted, folder));
        const stream = file.createReadStream();
        stream.once('close', () => void clear());
        return stream;
      } catch (error) {
        await clear();
        throw error;
      }
    },
    async sweep(olderThan) {
      await mkdir(needs.workFolder, { recursive: true, mode: 0o700 });
      const old: string[] = [];
      for (const name of await readdir(needs.workFolder)) {
        const folder = join(needs.workFolder, name);
        const facts = await stat(folder).catch(() => undefined); // it has just gone
        if (facts !== undefined && facts.mtime < olderThan) old.push(folder);
      }
      for (const folder of old) await rm(folder, { recursive: true, force: true });
      return old.length;
    },
  };
}

/** What databases said beside a run is known once it has ended. */
const lookedUpUntil = ({ endedAt }: Run, then: Date): Date =>
  endedAt !== undefined && endedAt > then ? endedAt : then;

/** Without the line that says what the columns are. */
const DATASETS = { all: [{ column: 'Accession', operator: '!=' as const, value: '' }] };

const put = (lines: AsyncIterable<string>, path: string): Promise<void> =>
  pipeline(Readable.from(lines), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
