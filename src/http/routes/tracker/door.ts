import { z } from 'zod';
import type { AskedRun } from '../../../tracker/tracking/tracked.ts';
import type { Tracking } from '../../../tracker/tracking/tracking.ts';
import { type Behind, behindIt } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import type { Refuse } from '../../problems/problem.ts';

export interface TrackerNeeds {
  readonly behind: () => Behind | undefined;
  readonly refuse: Refuse;
}

export const trackerBehind = ({ behind }: TrackerNeeds): Tracking | undefined =>
  behindIt(behind).tracking;

export const accession = z
  .string()
  .regex(/^E-[A-Z]{4}-\d+$/, 'an accession such as E-MTAB-1')
  .max(100);

export const asOf = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()
  .describe('How it stood then, a time such as 2026-10-01T00:00:00Z; now unless given');

/** The last run by then, or now; or why there is none. */
export async function runAsked(
  tracking: Tracking,
  then: Date | undefined,
): Promise<AskedRun | Fault> {
  if (then !== undefined && tracking.isToCome(then)) return NOT_YET;
  return (await tracking.runAt(then)) ?? NO_RUN;
}

export const isFault = (found: AskedRun | Fault): found is Fault => 'code' in found;

const NOT_YET: Fault = {
  code: 'not yet',
  status: 400,
  title: 'That time has not come',
  detail: 'as_of takes a time that has been; without it the answer is of now.',
};

export const SWITCHED_OFF: Fault = {
  code: 'switched off',
  status: 404,
  title: 'The dataset tracker is switched off here',
  detail: 'Whoever runs the bot switches it on: tracker.enabled, in its configuration.',
};
export const NO_RUN: Fault = {
  code: 'no crawl',
  status: 404,
  title: 'No crawl was done by then',
  detail: 'GET /api/tracker/runs lists those that were; POST /api/tracker/runs starts one.',
};
export const NOT_TRACKED: Fault = {
  code: 'not tracked',
  status: 404,
  title: 'No such dataset was seen',
  detail: 'GET /api/tracker/datasets lists those that were, at any time with as_of.',
};
export const NOT_YOUR_ROLE: Fault = {
  code: 'not your role',
  status: 403,
  title: 'This is for whoever has a role',
  detail: 'A key has the roles it was made with: make one with --roles if it is to decide this.',
};
