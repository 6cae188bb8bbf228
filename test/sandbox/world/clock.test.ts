import { expect, it } from 'vitest';
import { startClock } from '../../../src/sandbox/clock.ts';

it('runs on by itself and wakes a sleeper when its time has come', async () => {
  const clock = startClock();
  const before = clock.now().getTime();
  await clock.sleep(20);
  expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(19);
});

it('wakes everybody whom a skip makes due, in the order of their times', async () => {
  const clock = startClock({ frozen: true });
  const woken: number[] = [];
  const sleeps = [30, 10, 20].map((ms) => clock.sleep(ms).then(() => woken.push(ms)));
  clock.skip(25);
  await Promise.resolve();
  await Promise.all([sleeps[1], sleeps[2]]);
  expect(woken).toEqual([10, 20]);
  clock.skip(5);
  await Promise.all(sleeps);
  expect(woken).toEqual([10, 20, 30]);
});

it('skips a running clock too', async () => {
  const clock = startClock();
  const sleep = clock.sleep(3_600_000);
  clock.skip(3_600_000);
  await sleep;
});

it('stands still when frozen', async () => {
  const clock = startClock({ frozen: true, startAt: new Date(1000) });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(clock.now()).toEqual(new Date(1000));
});

it('ends a sleep with the reason of its signal', async () => {
  const clock = startClock({ frozen: true });
  const control = new AbortController();
  const sleep = clock.sleep(1000, control.signal);
  control.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
  await expect(clock.sleep(1, control.signal)).rejects.toThrow('enough');
});

it('begins again where it began, whatever was skipped, and wakes nobody later for it', async () => {
  const clock = startClock({ frozen: true, startAt: new Date(1000) });
  clock.skip(5000);
  const begun = clock.sleep(10);
  clock.restart();
  expect(clock.now()).toEqual(new Date(1000));
  clock.skip(10);
  await begun;
  const sleep = clock.sleep(10);
  clock.skip(10);
  await sleep;
});

it('does not go backward', () => {
  expect(() => startClock().skip(-1)).toThrow(RangeError);
});
