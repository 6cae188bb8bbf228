import { describe, expect, it } from 'vitest';
import { runByTheClock } from '../../src/cron/by-the-clock.ts';
import { lastTime, nextTime } from '../../src/cron/daily-times.ts';
import { hours, minutes } from '../../src/domain/duration.ts';
import { createTestClock } from '../support/test-clock.ts';

const LONDON = { times: ['08:00', '13:00', '18:00'], timeZone: 'Europe/London' };

describe('times of each day', () => {
  it.each([
    ['2026-06-15T06:59:00Z', '2026-06-14T17:00:00Z', '2026-06-15T07:00:00Z'], // summer: an hour ahead
    ['2026-06-15T07:00:00Z', '2026-06-15T07:00:00Z', '2026-06-15T12:00:00Z'],
    ['2026-12-15T23:30:00Z', '2026-12-15T18:00:00Z', '2026-12-16T08:00:00Z'],
  ])('at %s the last one was %s, the next is %s', (now, last, next) => {
    expect(lastTime(LONDON, new Date(now))?.toISOString()).toBe(new Date(last).toISOString());
    expect(nextTime(LONDON, new Date(now))?.toISOString()).toBe(new Date(next).toISOString());
  });

  it('come once each on the days when clocks change', () => {
    const night = { times: ['01:30'], timeZone: 'Europe/London' };
    const next = (at: string) => nextTime(night, new Date(at))?.toISOString();
    expect(next('2026-03-29T00:00:00Z')).toBe('2026-03-29T01:30:00.000Z'); // 01:30 does not exist
    expect(next('2026-10-25T00:00:00Z')).toBe('2026-10-25T00:30:00.000Z'); // it exists twice
    expect(next('2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('are none where none are configured', () => {
    expect(lastTime({ ...LONDON, times: [] }, new Date())).toBeUndefined();
    expect(nextTime({ ...LONDON, times: [] }, new Date())).toBeUndefined();
  });
});

describe('what runs by the clock', () => {
  /** Someone who starts at 2026-03-02T09:00Z; `lastRun`: what the database knew then. */
  function start(
    lastRun: string | undefined,
    run: () => Promise<void> = async () => {},
    again?: number,
  ) {
    const clock = createTestClock();
    const runs: string[] = [];
    let last = lastRun === undefined ? undefined : new Date(lastRun);
    const stopping = new AbortController();
    const quiet = () => undefined;
    const running = runByTheClock(
      {
        ...LONDON,
        ...(again === undefined ? {} : { again }),
        name: 'it',
        clock,
        log: { info: quiet, warn: quiet, error: quiet },
        lastRun: async () => last,
        async run() {
          runs.push(clock.now().toISOString().slice(5, 16));
          const at = clock.now();
          await run();
          last = at;
        },
      },
      stopping.signal,
    );
    return {
      clock,
      runs,
      async stop() {
        stopping.abort();
        await running;
      },
    };
  }

  it('does so three times a day', async () => {
    const { clock, runs, stop } = start('2026-03-02T08:00:01Z');
    await clock.advance(hours(24));
    expect(runs).toEqual(['03-02T13:00', '03-02T18:00', '03-03T08:00']);
    await stop();
  });

  it('is caught up once when the bot was away for days, and when there never was one', async () => {
    for (const last of ['2026-02-27T13:00:00Z', undefined]) {
      const { clock, runs, stop } = start(last);
      await clock.advance(hours(3));
      expect(runs).toEqual(['03-02T09:00']);
      await stop();
    }
  });

  it('is one run where several times pass while one lasts', async () => {
    const lasting = [hours(12)];
    const late = start('2026-03-02T08:00:00Z', () => late.clock.sleep(lasting.pop() ?? 0));
    await late.clock.advance(hours(24));
    // That of 13:00 lasts until one in the morning; at 18:00 none could begin.
    expect(late.runs).toEqual(['03-02T13:00', '03-03T01:00', '03-03T08:00']);
    await late.stop();
  });

  it.each([
    ['not tried again before the next time', undefined, ['03-02T09:00', '03-02T13:00']],
    ['tried again after a while', hours(3), ['03-02T09:00', '03-02T12:00', '03-02T13:00']],
  ])('and fails is %s', async (_, again, expected) => {
    const fails = () => Promise.reject(new Error('no sources'));
    const { clock, runs, stop } = start(undefined, fails, again);
    await clock.advance(hours(5) + minutes(1));
    expect(runs).toEqual(expected);
    await stop();
  });
});
