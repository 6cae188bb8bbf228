import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/config/calendar.ts';
import { DAYS, type WorkingHours } from '../../src/config/config.ts';
import { days, hours } from '../../src/domain/duration.ts';
import { aConfig } from '../support/config.ts';

const LONDON: WorkingHours = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:30',
  timeZone: 'Europe/London',
};

/** The first working moment of these hours, both in the words of their own clocks. */
function workingFrom(at: string, over: Partial<WorkingHours> = {}): string {
  const workingHours = { ...LONDON, ...over };
  const calendar = createCalendar(aConfig({ workingHours }));
  const zone = workingHours.timeZone;
  const found = calendar.workingFrom('wrangler', DateTime.fromISO(at, { zone }).toJSDate());
  return DateTime.fromJSDate(found, { zone }).toFormat('ccc d LLL HH:mm:ss.SSS');
}

describe('working hours', () => {
  it.each([
    ['within them: at once', '2026-03-03T10:15', 'Tue 3 Mar 10:15:00.000'],
    ['their first moment', '2026-03-03T09:00', 'Tue 3 Mar 09:00:00.000'],
    ['a moment before', '2026-03-03T08:59:59.999', 'Tue 3 Mar 09:00:00.000'],
    ['their last moment', '2026-03-03T17:29:59.999', 'Tue 3 Mar 17:29:59.999'],
    ['the end is outside', '2026-03-03T17:30', 'Wed 4 Mar 09:00:00.000'],
    ['at night', '2026-03-03T23:59', 'Wed 4 Mar 09:00:00.000'],
    ['after midnight', '2026-03-04T00:00', 'Wed 4 Mar 09:00:00.000'],
    ['Friday evening', '2026-03-06T18:00', 'Mon 9 Mar 09:00:00.000'],
    ['on Sunday', '2026-03-08T12:00', 'Mon 9 Mar 09:00:00.000'],
    ['over the end of a year', '2027-12-31T18:00', 'Mon 3 Jan 09:00:00.000'],
  ])('%s', (_when, at, expected) => {
    expect(workingFrom(at)).toBe(expected);
  });

  it.each([
    [
      'the night the clocks go forward in London',
      'Europe/London',
      '2026-03-28T20:00',
      'Sun 29 Mar',
    ],
    ['the night they go back in London', 'Europe/London', '2026-10-24T20:00', 'Sun 25 Oct'],
    ['the night they go forward in New York', 'America/New_York', '2026-03-07T20:00', 'Sun 8 Mar'],
    ['the night they go back in New York', 'America/New_York', '2026-10-31T20:00', 'Sun 1 Nov'],
  ])('begin at nine by the clock, after %s', (_night, timeZone, at, day) => {
    expect(workingFrom(at, { timeZone, days: [...DAYS] })).toBe(`${day} 09:00:00.000`);
  });

  it('begin when the clock can say it: what it leaps over is an hour later', () => {
    const early = { days: ['sun'], from: '01:30', to: '03:00' } as const;
    expect(workingFrom('2026-03-29T00:00', early)).toBe('Sun 29 Mar 02:30:00.000');
    expect(workingFrom('2026-10-25T00:00', early)).toBe('Sun 25 Oct 01:30:00.000');
    expect(workingFrom('2026-10-25T02:59', early)).toBe('Sun 25 Oct 02:59:00.000');
  });

  it('may have one day only: today, or in a week', () => {
    const mondays = { days: ['mon'] } as const;
    expect(workingFrom('2026-03-02T08:00', mondays)).toBe('Mon 2 Mar 09:00:00.000');
    expect(workingFrom('2026-03-02T17:30', mondays)).toBe('Mon 9 Mar 09:00:00.000');
    expect(workingFrom('2026-03-03T10:00', mondays)).toBe('Mon 9 Mar 09:00:00.000');
  });

  it('are a role’s own, else the installation’s; and nobody’s where none are set', () => {
    const night = new Date('2026-03-03T03:00:00Z');
    const { roles } = aConfig();
    const tokyo = { ...LONDON, timeZone: 'Asia/Tokyo' };
    const calendar = createCalendar({
      timeZone: 'UTC',
      workingHours: LONDON,
      roles: { ...roles, 'import-team': { ...roles['import-team'], workingHours: tokyo } },
    });
    expect(calendar.workingFrom('import-team', night)).toEqual(night);
    const morning = new Date('2026-03-03T09:00:00Z');
    expect(calendar.workingFrom('wrangler', night)).toEqual(morning);
    expect(calendar.workingFrom('person U012AB3CD4E', night)).toEqual(morning);
    expect(createCalendar(aConfig()).workingFrom('wrangler', night)).toEqual(night);
  });

  it('are never before, always within, and the same when asked again', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const some = fc
      .record({
        days: fc.subarray([...DAYS], { minLength: 1 }),
        edges: fc.tuple(clock, clock).filter(([one, other]) => one !== other),
        timeZone: fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kolkata', 'UTC'),
      })
      .map(({ edges, ...rest }): WorkingHours => {
        const [from = '', to = ''] = [...edges].sort();
        return { ...rest, from, to };
      });
    const moment = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2027-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(some, moment, (workingHours, at) => {
        const calendar = createCalendar(aConfig({ workingHours }));
        const found = calendar.workingFrom('wrangler', at);
        expect(found.getTime()).toBeGreaterThanOrEqual(at.getTime());
        expect(found.getTime() - at.getTime()).toBeLessThanOrEqual(days(8));
        expect(calendar.workingFrom('wrangler', found)).toEqual(found);
        const there = DateTime.fromJSDate(found, { zone: workingHours.timeZone });
        expect(workingHours.days).toContain(DAYS[there.weekday - 1]);
        const clockThere = there.toFormat('HH:mm');
        expect(clockThere >= workingHours.from || movedByDaylight(there, workingHours.from)).toBe(
          true,
        );
        expect(clockThere < workingHours.to || movedByDaylight(there, workingHours.to)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** A time that the clock leaps over is said an hour later. */
function movedByDaylight(day: DateTime, clock: string): boolean {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return day.set({ hour, minute }).toFormat('HH:mm') !== clock;
}

describe('tomorrow at nine', () => {
  const calendar = createCalendar(aConfig({ timeZone: 'Europe/London' }));
  it.each([
    ['in the person’s own time zone', '2026-03-03T20:00Z', 'Asia/Tokyo', '2026-03-05T00:00Z'], // Wed 05:00 there
    [
      'in the installation’s where theirs is not known',
      '2026-03-03T20:00Z',
      undefined,
      '2026-03-04T09:00Z',
    ],
    ['or makes no sense', '2026-03-03T20:00Z', 'Mars/Olympus', '2026-03-04T09:00Z'],
    [
      'when the clocks go forward meanwhile',
      '2026-03-28T10:00Z',
      'Europe/London',
      '2026-03-29T08:00Z',
    ],
    ['when they go back', '2026-10-24T10:00Z', 'Europe/London', '2026-10-25T09:00Z'],
    [
      'when they go forward in New York',
      '2026-03-07T20:00Z',
      'America/New_York',
      '2026-03-08T13:00Z',
    ],
    ['when they go back in New York', '2026-10-31T20:00Z', 'America/New_York', '2026-11-01T14:00Z'],
    ['a moment before midnight', '2026-03-03T23:59:59Z', 'Europe/London', '2026-03-04T09:00Z'],
    ['a moment after it', '2026-03-04T00:00Z', 'Europe/London', '2026-03-05T09:00Z'],
  ])('is %s', (_what, at, zone, expected) => {
    expect(calendar.tomorrowMorning(new Date(at), zone)).toEqual(new Date(expected));
  });

  it('is at least nine hours away, and at most a day and nine hours and an hour of daylight', () => {
    const start = new Date('2026-01-01T00:00:00Z').getTime();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: days(365) }), (after) => {
        const away =
          calendar.tomorrowMorning(new Date(start + after), 'America/New_York').getTime() -
          (start + after);
        expect(away).toBeGreaterThan(hours(8));
        expect(away).toBeLessThanOrEqual(hours(34));
      }),
    );
  });
});
