import { DateTime } from 'luxon';

/** Times of each day, by a clock on some wall. */
export interface DailyTimes {
  readonly times: readonly string[]; // `08:00`
  readonly timeZone: string; // IANA
}

/** The newest of these times that is not in the future; undefined where there are none. */
export const lastTime = (daily: DailyTimes, now: Date): Date | undefined =>
  around(daily, now).findLast((time) => time <= now);

/** The next one that is. */
export const nextTime = (daily: DailyTimes, now: Date): Date | undefined =>
  around(daily, now).find((time) => time > now);

/** Those of yesterday, today and tomorrow, in order; what the change of clocks leaves out comes an hour later. */
function around({ times, timeZone }: DailyTimes, now: Date): readonly Date[] {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  return [-1, 0, 1]
    .flatMap((days) =>
      times.map((time) => {
        const [hour = 0, minute = 0] = time.split(':').map(Number);
        return today.plus({ days }).set({ hour, minute }).toJSDate();
      }),
    )
    .toSorted((a, b) => a.getTime() - b.getTime());
}
