import { expect, it } from 'vitest';
import { ok, runChecks } from '../../src/doctor/check.ts';
import { seconds } from '../../src/domain/duration.ts';
import { createTestClock } from '../support/test-clock.ts';

it('a check that hangs or breaks keeps no other from being told', async () => {
  const clock = createTestClock();
  const checked = runChecks(
    [
      { name: 'hangs', run: () => new Promise(() => undefined) },
      { name: 'breaks', run: () => Promise.reject(new Error('the wire was cut')) },
      { name: 'works', run: async () => ok('fine') },
    ],
    clock,
  );
  await clock.advance(seconds(20));
  expect(await checked).toEqual([
    { name: 'hangs', mark: 'fail', says: 'no result after 20 s', fix: expect.any(String) },
    {
      name: 'breaks',
      mark: 'fail',
      says: 'could not be looked at: the wire was cut',
      fix: expect.any(String),
    },
    { name: 'works', mark: 'ok', says: 'fine' },
  ]);
  expect(clock.sleepers).toBe(0);
});
