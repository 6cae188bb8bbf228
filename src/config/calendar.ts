import { DateTime } from 'luxon';
import type { Calendar } from '../domain/policy.ts';
import { isRole } from '../domain/role.ts';
import type { Recipient } from '../domain/runbook/effect.ts';
import { type Config, DAYS, type WorkingHours } from './config.ts';

const MORNING = '09:00';

/** Working hours and mornings of an installation, over daylight saving too. */
export function createCalendar({
  roles,
  workingHours,
  timeZone,
}: Pick<Config, 'roles' | 'workingHours' | 'timeZone'>): Calendar {
  return {
    workingFrom(whom, at) {
      const hours = hoursOf(whom);
      return hours === undefined ? at : firstWorkingMoment(hours, at);
    },
    tomorrowMorning(at, zone) {
      const here = DateTime.fromJSDate(at, { zone: timeZone });
      const there = here.setZone(zone ?? timeZone);
      return onDay((there.isValid ? there : here).plus({ days: 1 }), MORNING).toJSDate();
    },
  };

  function hoursOf(whom: Recipient): WorkingHours | undefined {
    return (isRole(whom) ? roles[whom].workingHours : undefined) ?? workingHours;
  }
}

function firstWorkingMoment({ days, from, to, timeZone }: WorkingHours, at: Date): Date {
  const start = DateTime.fromJSDate(at, { zone: timeZone });
  // A week and a day: the only working day may be today, and over.
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = start.plus({ days: ahead });
    if (!days.some((name) => DAYS.indexOf(name) + 1 === day.weekday)) continue;
    const opens = onDay(day, from);
    if (start < opens) return opens.toJSDate();
    if (start < onDay(day, to)) return at;
  }
  return at;
}

function onDay(day: DateTime, clock: string): DateTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}
