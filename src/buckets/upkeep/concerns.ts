import type { BucketConcern, Leaver } from '../../domain/bucket-upkeep.ts';
import { days } from '../../domain/duration.ts';
import { expiryOf, type Grant } from '../grant/grant.ts';
import { againstPaperwork } from '../grant/rules.ts';
import { quarterOf } from './quarter.ts';

/** A concern, and what it is told by only once. */
export interface Due {
  readonly concern: BucketConcern;
  readonly key: string;
}

/**
 * What people are to be told about a grant today. Of several days that have passed, as after a long standstill, only
 * the nearest counts.
 */
export function concernsOf(
  grant: Grant,
  {
    now,
    reminderDays,
    leavers,
    isEnding,
  }: {
    readonly now: Date;
    readonly reminderDays: readonly number[];
    readonly leavers: readonly Leaver[];
    /** Its end is agreed to and waits for its day: nobody renews its paperwork. */
    readonly isEnding: boolean;
  },
): readonly Due[] {
  return [
    ...(isEnding ? [] : paperworkOf(grant, now, reminderDays)),
    ...leavers.map((leaver) => ({
      concern: { about: 'leaver' as const, ...leaver },
      key: `leaver ${leaver.who}`,
    })),
  ];
}

function paperworkOf(grant: Grant, now: Date, reminderDays: readonly number[]): readonly Due[] {
  if (againstPaperwork(grant.paperwork) !== undefined)
    return [{ concern: { about: 'no paperwork' }, key: `no paperwork ${quarterOf(now)}` }];
  const ends = expiryOf(grant);
  if (ends === undefined) return [];
  const daysLeft = daysUntil(ends, now);
  if (Number.isNaN(daysLeft)) return [];
  const reached = reminderDays.filter((day) => daysLeft <= day);
  if (daysLeft >= 0 && reached.length === 0) return [];
  const stage = daysLeft < 0 ? 'over' : Math.min(...reached);
  const concern = { about: 'paperwork', ends, daysLeft } as const;
  return [{ concern, key: `paperwork ${ends} ${stage}` }];
}

/** 0 on the last day on which it holds. */
function daysUntil(day: string, now: Date): number {
  const today = Date.parse(now.toISOString().slice(0, 10));
  return (Date.parse(day) - today) / days(1);
}
