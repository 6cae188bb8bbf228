import type { Trial } from './trial.ts';

const SHOWN = 20;

/** A trial as people read it. */
export function tableOf(title: string, trial: Trial): string {
  const { recoveries, counts, broken, errors } = trial;
  const middle = recoveries[Math.floor(recoveries.length / 2)] ?? 0;
  const rows: readonly (readonly [string, string])[] = [
    ['kills (SIGKILL)', String(trial.kills)],
    ['duration', `${trial.seconds.toFixed(0)} s`],
    ...counts.map(([what, count]) => [what, String(count)] as const),
    [
      'restart to first acknowledged command',
      `p50 ${middle} ms, max ${recoveries.at(-1) ?? 0} ms (${recoveries.length} restarts)`,
    ],
    ['errors in the log', String(errors.length)],
    ['broken', String(broken.length)],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  return [
    title,
    ...rows.map(([what, count]) => `  ${what.padEnd(width)}  ${count}`),
    ...broken.slice(0, SHOWN).map((one) => `  ! ${one}`),
    ...(broken.length > SHOWN ? [`  ! and ${broken.length - SHOWN} more`] : []),
    '',
  ].join('\n');
}
