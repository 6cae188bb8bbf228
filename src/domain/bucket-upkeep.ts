import type { Named } from './bucket-order.ts';

/** What somebody has to see to, about one dataset. */
export type BucketConcern =
  | { readonly about: 'paperwork'; readonly ends: string; readonly daysLeft: number } // below 0: it is over
  | { readonly about: 'no paperwork' }
  | { readonly about: 'leaver'; readonly who: string; readonly why: Leaver['why'] };

/** Somebody who is named in grants, or has asked for them, and is gone. */
export interface Leaver {
  readonly who: string;
  readonly why: 'no role' | 'left the chat';
}

/** That somebody has looked at a grant, and found it to be still right. */
export interface Recertified {
  readonly quarter: string; // 2027-Q1
  readonly by: string; // as the journal names them
  readonly at: Date;
}

/** What a dataset is beside its grant. */
export interface BucketStanding {
  readonly owner?: string | undefined; // whoever asked for it first, or was handed it, as the journal names them
  readonly leavers: readonly Leaver[];
  readonly recertified?: Recertified | undefined; // the last time
  /** Absent for pull datasets, and where something else moves what lands in the hub. */
  readonly traffic?: BucketTraffic | undefined;
  /** Nobody has agreed to it, or looked at it, in this quarter. */
  readonly isDue: boolean;
  /** Of its file as it is: a word about it names this. */
  readonly hash: string;
}

/** What was moved for a push dataset; pull datasets are read without our knowledge. */
export interface BucketTraffic {
  readonly last: Date | undefined;
  readonly objects: number;
  readonly bytes: number;
  /** What lies in the hub still; `why`: what the last attempt failed with. */
  readonly waiting: { readonly objects: number; readonly why?: string | undefined };
  /** Granted long ago, and nothing was moved since. */
  readonly isUnused: boolean;
}

/** The one card of a quarter: every dataset, and who has looked at it. */
export interface RecertificationCard {
  readonly quarter: string;
  readonly datasets: readonly (Named &
    BucketStanding & {
      readonly users: readonly string[];
      readonly to: string; // the target, or how many may fetch
      readonly expires?: string | undefined;
    })[];
}

export type HandOver =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'unknown' | 'not your role' };

export type Recertify =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly why: 'unknown' | 'not yours' | 'changed' | 'not due';
    };
