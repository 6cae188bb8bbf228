import { availableParallelism, cpus, loadavg } from 'node:os';
import { ascending, markdown, quantile } from '../table.ts';
import { SLOW } from './contests.ts';
import { versionsOf } from './programs.ts';
import type { Result } from './rounds.ts';
import type { Table } from './tables.ts';

/** What a conversion may take of memory, megabytes. */
const MEMORY = 512;

const HEAD = [
  ...['conversion', 'program', 'median', 'from to', 'CPU', 'peak memory', 'made'],
  ...['theirs ÷ ours', 'aim', 'cells changed'],
];

export function chapter(table: Table, results: readonly Result[]): string {
  const versions = new Set(results.flatMap(({ program }) => versionsOf(program)));
  const note = [
    `Whole processes from start to exit, in turns; what took over ${SLOW} s ran once. Measured on ${new Date().toISOString().slice(0, 10)} with ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, load average ${(loadavg()[0] ?? 0).toFixed(1)}${versions.size > 0 ? `; ${[...versions].join(', ')}` : ''}.`,
    results.some((result) => of(result, 'changed').length > 0)
      ? 'Cells changed: what was made is read back by another reader and compared with the input, numbers as doubles; `NA`, empty and null are the same.'
      : '',
  ].join(' ');
  return markdown(
    `Conversions of ${table.title}`,
    [HEAD, ...results.map((result) => row(result, results))],
    note.trim(),
  );
}

function row(result: Result, all: readonly Result[]): readonly string[] {
  const { contest, program, absent, runs } = result;
  const names = [`${contest.from} to ${contest.to}`, program.name];
  const rest = (said: string) => [...names, said, ...HEAD.slice(3).map(() => '')];
  if (absent !== undefined) return rest(`not installed: ${absent}`);
  const failed = runs.find((run) => !run.ok);
  if (failed !== undefined && !failed.ok)
    return rest(`refused: ${failed.says.replaceAll('|', '/')}`);
  const took = secondsOf(result);
  const [bytes] = of(result, 'bytes');
  const [changed] = of(result, 'changed');
  return [
    ...names,
    seconds(quantile(took, 0.5)),
    took.length === 1 ? 'one run' : `${seconds(took[0] ?? 0)} to ${seconds(took.at(-1) ?? 0)}`,
    seconds(quantile(ascending(of(result, 'cpu')), 0.5)),
    `${peak(result).toFixed(0)} MB`,
    bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB`,
    ...comparison(result, all),
    changed === undefined ? '' : changed.toLocaleString('en'),
  ];
}

/** How many times ours theirs took, and what is asked of it; of ours, whether its memory is enough. */
function comparison(result: Result, all: readonly Result[]): readonly [string, string] {
  const { contest, peer } = result;
  if (peer === undefined) return ['', `at most ${MEMORY} MB: ${verdict(peak(result) <= MEMORY)}`];
  const ours = all.find((one) => one.contest === contest && one.peer === undefined);
  const our = quantile(ours === undefined ? [] : secondsOf(ours), 0.5);
  if (our === 0) return ['', ''];
  const ratio = quantile(secondsOf(result), 0.5) / our;
  const { aim } = peer;
  const asked =
    aim === undefined ? '' : `at least ${Number(aim.toFixed(2))}: ${verdict(ratio >= aim)}`;
  return [ratio.toFixed(2), asked];
}

const verdict = (reached: boolean): string => (reached ? 'PASS' : '**below**');

function secondsOf(result: Result): readonly number[] {
  return ascending(of(result, 'seconds'));
}

function peak(result: Result): number {
  return Math.max(0, ...of(result, 'megabytes'));
}

type Figure = 'seconds' | 'cpu' | 'megabytes' | 'bytes' | 'changed';

function of({ runs }: Result, figure: Figure): readonly number[] {
  return runs.flatMap((run) => (run.ok ? (run[figure] ?? []) : []));
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
