import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withChapters } from '../table.ts';
import { changedCells } from './changed.ts';
import { chapter } from './chapter.ts';
import { CONTESTS, type Contest } from './contests.ts';
import { canMeasure } from './measure.ts';
import { handoff, missing, type Program, pandas } from './programs.ts';
import { type Result, results } from './rounds.ts';
import { tableOf } from './tables.ts';

/** Some twenty programs are started: seconds, or minutes where the machine has other work. */
const LONG = { timeout: 240_000 };
const table = tableOf('2000') ?? expect.fail('no table');

describe.skipIf(!canMeasure && process.env['CI'] !== 'true')(
  'the comparison of conversions',
  () => {
    test(
      'has a row for each program in each conversion, and ours changes no cell',
      LONG,
      async () => {
        const held = await Promise.all(
          CONTESTS.map((contest) => results(table, [contest], { rounds: 1 })),
        );
        const all = held.flat();
        const page = chapter(table, all);
        for (const { contest, program, peer, runs } of all) {
          const row = `| ${contest.from} to ${contest.to} | ${program.name} | `;
          if (missing(program) !== undefined) {
            expect(page).toContain(`${row}not installed: `);
            continue;
          }
          expect(page).toContain(
            `${row}${runs[0]?.ok ? runs[0].seconds.toFixed(2) : '?'} s | one run`,
          );
          if (peer === undefined) expect(runs).toMatchObject([{ ok: true, changed: 0 }]);
        }
        expect(all).toHaveLength(CONTESTS.reduce((sum, { peers }) => sum + 1 + peers.length, 0));
        const absent = all.filter((result) => result.absent !== undefined);
        if (process.env['CI'] === 'true') {
          expect(absent.map(({ program }) => program.name)).toEqual(['polars']);
        }
      },
    );

    test('says what a program says when it cannot', LONG, async () => {
      const broken: Program = {
        ...handoff,
        name: 'broken',
        command: (job) => ({ program: process.execPath, given: [`${job.folder}/nothing.js`] }),
      };
      const contest: Contest = { from: 'csv', to: 'tsv', peers: [{ program: broken }] };
      const page = chapter(table, await results(table, [contest], { rounds: 1 }));
      expect(page).toMatch(/csv to tsv \| broken \| refused: Error: Cannot find module/);
    });
  },
);

describe('the table', () => {
  const contest: Contest = { from: 'csv', to: 'json', peers: [{ program: pandas, aim: 2 }] };
  const result = (program: Program, seconds: number, megabytes: number): Result => ({
    contest,
    program,
    ...(program === pandas && { peer: { program: pandas, aim: 2 } }),
    runs: [{ ok: true, seconds, cpu: seconds, megabytes }],
  });

  test('says which aim was reached, by time and by memory', () => {
    const page = chapter(table, [result(handoff, 1, 512), result(pandas, 2, 900)]);
    expect(page).toContain('at most 512 MB: PASS');
    expect(page).toContain('2.00 | at least 2: PASS');
  });

  test('says which aim was not reached', () => {
    const page = chapter(table, [result(handoff, 1, 513), result(pandas, 1.9, 900)]);
    expect(page).toContain('at most 512 MB: **below**');
    expect(page).toContain('1.90 | at least 2: **below**');
  });

  test('replaces its own chapter of a page, and leaves the others', () => {
    const page = '# Figures\n\nAll.\n\n## A\n\nold\n\n## B\n\nkept\n';
    expect(withChapters(page, '## A\n\nnew\n\n## C\n\nmore\n')).toBe(
      '# Figures\n\nAll.\n\n## A\n\nnew\n\n## B\n\nkept\n\n## C\n\nmore\n',
    );
  });
});

test('a cell counts as changed when its value is another, not its spelling', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  try {
    const [was, is] = [join(folder, 'was.csv'), join(folder, 'is.csv')];
    writeFileSync(was, 'id,a,b\n007,1.50,NA\n008,0.1,2\n009,3,4\n');
    writeFileSync(is, 'id,a,b\n7,1.5,\n008,0.10000000000000002,2\n');
    const columns = [
      { name: 'id', type: 'VARCHAR' as const },
      { name: 'a', type: 'DOUBLE' as const },
      { name: 'b', type: 'BIGINT' as const },
    ];
    // The zeros of 007, the last digit of 0.1, and a row that is not there.
    expect(await changedCells(was, { path: is, format: 'csv' }, columns)).toBe(1 + 1 + 3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
