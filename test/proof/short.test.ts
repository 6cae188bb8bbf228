import { expect, it } from 'vitest';
import { asItIs, PLANTED, plant } from './bot/planted.ts';
import { runTrial } from './trial.ts';

it('loses and doubles nothing when it is killed under load', { timeout: 180_000 }, async () => {
  const trial = await runTrial({
    kills: 8,
    seed: 7,
    transport: 'socket',
    projects: 12,
    folder: plant(asItIs),
  });
  expect(trial.broken).toEqual([]);
  expect(trial.kills).toBe(8);
  expect(trial.counts.find(([what]) => what === 'journal entries')?.[1]).toBeGreaterThan(50);
  expect(trial.recoveries.at(-1)).toBeLessThan(10_000);
});

it('has planted mistakes that still fit the program', () => {
  for (const planted of PLANTED) expect(plant(planted)).toContain(planted.name);
});
