import { expect, it } from 'vitest';
import { watchedStaging, watchUpstreams } from '../../src/app/upstreams.ts';
import { minutes } from '../../src/domain/duration.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { createTestClock } from '../support/test-clock.ts';

it('a system around the bot is silent since its first silence, until it answers', async () => {
  const clock = createTestClock(new Date('2026-03-02T13:55:00Z'));
  const { onCall, parts } = watchUpstreams(clock, () => undefined, { archives: false });
  const ingest = () => parts().find(({ part }) => part === 'ingest');
  expect(ingest()).toMatchObject({ ok: true, needed: false, says: 'Not asked yet.' });
  onCall('Ingest', 'silent');
  await clock.advance(minutes(5));
  onCall('Ingest', 'silent');
  expect(ingest()).toMatchObject({ ok: false, says: 'No answer since 2026-03-02T13:55:00.000Z.' });
  onCall('Ingest', 'held back');
  expect(ingest()?.says).toContain('13:55:00.000Z, so it is called only now and then.');
  onCall('Ingest', 'answered');
  expect(ingest()).toMatchObject({ ok: true, says: 'It answers.' });
});

it('the staging area is silent when it is to be tried again, and answers when it refuses', async () => {
  const { onCall, parts } = watchUpstreams(createTestClock(), () => undefined, {
    archives: false,
  });
  const staging = () => parts().find(({ part }) => part === 'staging area');
  const failing = (outcome: 'retry' | 'refused') => {
    const fail = async () => Promise.reject(new OutsideError('The staging area', outcome, 'No.'));
    return { inspect: fail, list: fail, remove: fail };
  };
  await expect(watchedStaging(failing('retry'), onCall).inspect('a')).rejects.toThrow('No.');
  expect(staging()?.ok).toBe(false);
  await expect(watchedStaging(failing('refused'), onCall).inspect('a')).rejects.toThrow('No.');
  expect(staging()?.ok).toBe(true);
});
