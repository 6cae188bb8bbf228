import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXTENSIONS } from '../../../src/exports/convert/options.ts';
import { changedCells } from './changed.ts';
import { type Contest, type Peer, SLOW } from './contests.ts';
import { type Measured, measure } from './measure.ts';
import { duckdb, exceljsShared, handoff, missing, type Program } from './programs.ts';
import { type Table, writeTable } from './tables.ts';

/** Only so many rows of a narrow table are read back: what a program changes, it changes there too. */
const READ_BACK_ROWS = 200_000;
const READ_BACK_COLUMNS = 20;
const SHEET_ROWS = 1_048_576;

/** What one program made of one conversion. */
export interface Result {
  readonly contest: Contest;
  readonly program: Program;
  readonly peer?: Peer; // ours has none
  readonly absent?: string; // what is not installed
  readonly runs: readonly Run[];
}

type Run = Measured & {
  readonly bytes?: number; // of what it made
  readonly changed?: number; // cells
};

interface Ground {
  readonly table: Table;
  readonly source: string;
  readonly folder: string;
  readonly rounds: number;
  readonly say?: (words: string) => void;
}

/** Every program's result in every one of the contests. */
export async function results(
  table: Table,
  contests: readonly Contest[],
  how: Pick<Ground, 'rounds' | 'say'>,
): Promise<readonly Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  try {
    const ground = { table, source: join(folder, 'table.csv'), folder, ...how };
    await writeTable(table, ground.source);
    const found: Result[] = [];
    for (const contest of contests) {
      const input = await inputOf(contest, ground);
      if (input !== undefined) found.push(...(await held(contest, input, ground)));
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Made by neither side of the contest; undefined where the format has no room for the table. */
async function inputOf(
  { from }: Contest,
  { table: { until, columns }, source, folder }: Ground,
): Promise<string | undefined> {
  if (from === 'csv') return source;
  if (from === 'excel' && 'rows' in until && until.rows >= SHEET_ROWS) return undefined;
  const input = join(folder, `table.${EXTENSIONS[from]}`);
  const maker = from === 'excel' ? exceljsShared : duckdb;
  const job = { input: source, output: input, to: from, columns, folder };
  const made = await measure(maker.command(job), folder);
  if (!made.ok) throw new Error(`${input} could not be made: ${made.says}`);
  return input;
}

async function held(contest: Contest, input: string, ground: Ground): Promise<readonly Result[]> {
  const entrants: (Result & { runs: Run[] })[] = [
    { contest, program: handoff, runs: [] },
    ...contest.peers.map((peer) => {
      const { program } = peer;
      const absent = missing(program);
      return { contest, program, peer, runs: [], ...(absent !== undefined && { absent }) };
    }),
  ];
  for (let round = 0; round < ground.rounds; round++) {
    // Whoever begins finds the machine as the others left it, so each begins in its turn.
    const turn = round % entrants.length;
    for (const entrant of [...entrants.slice(turn), ...entrants.slice(0, turn)]) {
      if (isDue(entrant)) entrant.runs.push(await run(entrant, input, ground));
    }
  }
  return entrants;
}

function isDue({ absent, runs }: Result): boolean {
  return absent === undefined && runs.every((one) => one.ok && one.seconds <= SLOW);
}

async function run(entrant: Result, input: string, ground: Ground): Promise<Run> {
  const { contest, program, peer, runs } = entrant;
  const { columns } = ground.table;
  const { from, to } = contest;
  const folder = join(ground.folder, 'run');
  await mkdir(folder);
  try {
    const output = join(folder, `made.${EXTENSIONS[to]}`);
    const measured = await measure(program.command({ input, output, to, columns, folder }), folder);
    const said = measured.ok ? `${measured.seconds.toFixed(2)} s` : measured.says;
    ground.say?.(`${from} to ${to}, ${program.name}: ${said}`);
    if (!measured.ok || peer?.readsOnly) return measured;
    const { size: bytes } = await stat(output);
    if (runs.length > 0 || !isReadBack(ground.table)) return { ...measured, bytes };
    const made = { path: output, format: to };
    return { ...measured, bytes, changed: await changedCells(ground.source, made, columns) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isReadBack({ until, columns }: Table): boolean {
  return 'rows' in until && until.rows <= READ_BACK_ROWS && columns.length <= READ_BACK_COLUMNS;
}
