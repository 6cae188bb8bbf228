import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXTENSIONS } from '../../../src/exports/convert/options.ts';
import { changedCells } from './changed.ts';
import { chapter } from './chapter.ts';
import { ALONE, CONTESTS, type Contest, type Peer, SLOW } from './contests.ts';
import { canMeasure, type Measured, measure } from './measure.ts';
import { duckdb, exceljsShared, handoff, missing, type Program } from './programs.ts';
import { type Columns, type Table, tableOf, writeTable } from './tables.ts';

/** Only so many rows of a narrow table are read back: what a program changes, it changes there too. */
const READ_BACK_ROWS = 200_000;
const READ_BACK_COLUMNS = 20;
const SHEET_ROWS = 1_048_576;

/** What one program made of one conversion. */
export interface Result {
  readonly contest: Contest;
  readonly program: Program;
  readonly peer?: Peer;
  readonly runs: readonly Measured[];
  readonly absent?: string; // what is not installed
  readonly bytes?: number; // of what it made
  readonly changed?: number; // cells
}

export interface Wishes {
  /** As `tableOf` has them: `200k,1m,5m,counts`, or `5gb`: ours alone, to every format. */
  readonly sizes: string;
  readonly rounds: number;
  /** Only these, such as `csv-parquet`; all where it is not given. */
  readonly only?: string;
}

/** Conversions beside others that can do them: the same inputs, whole processes, in turns. */
export async function conversions({ sizes, rounds, only }: Wishes): Promise<string> {
  if (!canMeasure) throw new Error('Memory is measured with Debian’s package time: install it.');
  const chapters: string[] = [];
  for (const size of sizes.split(',')) {
    const table = tableOf(size);
    if (table === undefined)
      throw new Error(`There is no table ${size}; 200k, 5gb and counts are.`);
    const wanted = only?.split(',');
    const contests = ('bytes' in table.until ? ALONE : CONTESTS).filter(
      ({ from, to }) => wanted?.includes(`${from}-${to}`) ?? true,
    );
    chapters.push(chapter(table, await results(table, contests, { rounds, say })));
  }
  return chapters.join('\n');
}

const say = (words: string): void => void process.stderr.write(`${words}\n`);

/** Every program's result in every one of the contests. */
export async function results(
  table: Table,
  contests: readonly Contest[],
  how: { readonly rounds: number; readonly say?: (words: string) => void },
): Promise<readonly Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  try {
    const source = join(folder, 'table.csv');
    await writeTable(table, source);
    const found: Result[] = [];
    for (const contest of contests) {
      const input = await inputOf(contest, table, source, folder);
      if (input !== undefined)
        found.push(...(await held(contest, input, { table, source, folder, ...how })));
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Made by neither side of the contest; undefined where the format has no room for the table. */
async function inputOf(
  { from }: Contest,
  table: Table,
  source: string,
  folder: string,
): Promise<string | undefined> {
  if (from === 'csv') return source;
  if (from === 'excel' && 'rows' in table.until && table.until.rows >= SHEET_ROWS) return undefined;
  const input = join(folder, `table.${EXTENSIONS[from]}`);
  const maker = from === 'excel' ? exceljsShared : duckdb;
  const job = { input: source, output: input, to: from, columns: table.columns, folder };
  const made = await measure(maker.command(job), folder);
  if (!made.ok) throw new Error(`${input} could not be made: ${made.says}`);
  return input;
}

interface Ground {
  readonly table: Table;
  readonly source: string;
  readonly folder: string;
  readonly rounds: number;
  readonly say?: (words: string) => void;
}

interface Entrant {
  readonly program: Program;
  readonly peer?: Peer;
  readonly absent?: string;
  readonly runs: Measured[];
  bytes?: number;
  changed?: number;
}

async function held(contest: Contest, input: string, ground: Ground): Promise<readonly Result[]> {
  const entrants: Entrant[] = [
    { program: handoff, runs: [] },
    ...contest.peers.map((peer) => {
      const absent = missing(peer.program);
      return { program: peer.program, peer, runs: [], ...(absent !== undefined && { absent }) };
    }),
  ];
  for (let round = 0; round < ground.rounds; round++) {
    // Whoever begins finds the machine as the others left it, so each begins in its turn.
    const turn = round % entrants.length;
    for (const entrant of [...entrants.slice(turn), ...entrants.slice(0, turn)]) {
      if (entrant.absent === undefined && !isDone(entrant.runs)) {
        await run(entrant, contest, input, ground);
      }
    }
  }
  return entrants.map((entrant) => ({ contest, ...entrant }));
}

function isDone(runs: readonly Measured[]): boolean {
  return runs.some((run) => !run.ok || run.seconds > SLOW);
}

async function run(
  entrant: Entrant,
  { from, to }: Contest,
  input: string,
  { table, source, folder, say }: Ground,
): Promise<void> {
  const own = join(folder, 'run');
  await mkdir(own);
  const output = join(own, `made.${EXTENSIONS[to]}`);
  const { columns } = table;
  const measured = await measure(
    entrant.program.command({ input, output, to, columns, folder: own }),
    own,
  );
  const said = measured.ok ? `${measured.seconds.toFixed(2)} s` : measured.says;
  say?.(`${table.title}, ${from} to ${to}, ${entrant.program.name}: ${said}`);
  if (measured.ok && !entrant.peer?.readsOnly) {
    entrant.bytes = (await stat(output)).size;
    if (entrant.runs.length === 0 && isReadBack(table, columns)) {
      entrant.changed = await changedCells(source, { path: output, format: to }, columns);
    }
  }
  entrant.runs.push(measured);
  await rm(own, { recursive: true });
}

function isReadBack({ until }: Table, columns: Columns): boolean {
  return 'rows' in until && until.rows <= READ_BACK_ROWS && columns.length <= READ_BACK_COLUMNS;
}
