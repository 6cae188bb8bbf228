import { z } from 'zod';
import type { MoverReports } from '../../../buckets/mover/reports.ts';
import type { BucketRequests } from '../../../buckets/requests/bucket-requests.ts';
import { type Behind, behindIt } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import type { Refuse } from '../../problems/problem.ts';

export interface BucketNeeds {
  readonly behind: () => Behind | undefined;
  readonly refuse: Refuse;
}

export const bucketsBehind = ({ behind }: BucketNeeds): BucketRequests | undefined =>
  behindIt(behind).buckets;

export const moverBehind = ({ behind }: BucketNeeds): NonNullable<Behind['mover']> | undefined =>
  behindIt(behind).mover;

export type Traffic = Awaited<ReturnType<MoverReports['traffic']>>[number];

const name = z.string().min(1).max(100);
export const whichDataset = z.object({ name });
export const whichRequest = z.object({ id: z.coerce.number().int().min(1) });
export const round = z.int().min(1).describe('As it was read: another has changed meanwhile');

export const SWITCHED_OFF: Fault = {
  code: 'switched off',
  status: 404,
  title: 'Push and pull buckets are switched off here',
  detail: 'Whoever runs the bot switches them on: buckets.enabled, in its configuration.',
};
export const NO_MOVER: Fault = {
  code: 'not moved here',
  status: 404,
  title: 'What lands in the hub is not moved by this bot',
  detail: 'So it has no record of it: buckets.mover is not in its configuration.',
};
export const NO_BUCKET_DATASET: Fault = {
  code: 'unknown dataset',
  status: 404,
  title: 'There is no such dataset',
  detail: 'GET /api/buckets/datasets lists all of them, and the files that are set aside.',
};
export const NO_REQUEST: Fault = {
  code: 'unknown request',
  status: 404,
  title: 'There is no such request',
  detail: 'GET /api/buckets/requests lists those that are under way.',
};
export const notYours = (detail: string): Fault => ({
  code: 'not your role',
  status: 403,
  title: 'This is for another role',
  detail,
});
