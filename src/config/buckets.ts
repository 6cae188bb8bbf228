import { z } from 'zod';
import { days, seconds } from '../domain/duration.ts';
import { address } from './web-address.ts';

/** Push and pull buckets: where requests are kept, and what they are applied to. */
export interface BucketsConfig {
  readonly folder: string; // with push_datasets and pull_datasets
  readonly branch?: string | undefined; // of the repository that the folder is in; absent: what is checked out
  readonly naming: { readonly hub: string; readonly prefix: string; readonly account: string };
  /** Absent: requests become a plan for somebody else’s deployment. */
  readonly store?: BucketsStore | undefined;
  /** Absent: policies of users are shown, and somebody else puts them there. */
  readonly iam?: { readonly endpoint: string; readonly region: string } | undefined;
  readonly identities: 'roles' | 'users';
  readonly usersIn: 'identities' | 'buckets';
  /** How long a dataset stays as it is after its end was agreed to, milliseconds. */
  readonly grace: number;
  /** Days before paperwork ends on which people are told. */
  readonly reminderDays: readonly number[];
  /** After how long without anything moved a grant is said to be unused, milliseconds. */
  readonly unusedAfter: number;
  /** Who users of the platform are in Slack, by their names there: so that it shows who has left. */
  readonly chatUsers: Readonly<Record<string, string>>;
  /** Absent: what lands in the hub is moved by something else. */
  readonly mover?: MoverConfig | undefined;
}

/** How what lands in the hub gets to its targets. */
export interface MoverConfig {
  readonly interval: number; // milliseconds between two looks through the hub
  readonly atOnce: number; // objects; of small ones up to four times as many
  /** The ARN of whoever the bot’s keys belong to: targets’ owners are told it. */
  readonly principal?: string | undefined;
  /** Of the store’s notifications. */
  readonly queue?: { readonly url: string; readonly region: string } | undefined;
  /** Targets that other keys open, or that another store has. */
  readonly elsewhere: readonly ElsewhereConfig[];
}

export interface ElsewhereConfig {
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
  readonly checksums: 'when supported' | 'when required';
  readonly accounts: boolean;
  readonly principal?: string | undefined; // whom its keys belong to
}

export interface BucketsStore {
  readonly endpoint: string;
  readonly region: string;
  readonly checksums: 'when supported' | 'when required';
  readonly accounts: boolean; // AWS’s: who owns a bucket is made sure of
  readonly has: { readonly encryption: boolean; readonly publicAccessBlock: boolean };
}

const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'a bucket such as mojap-hub-exports');
const place = {
  endpoint: address,
  region: z.string().min(1).default('eu-west-1'),
  checksums: z
    .enum(['when supported', 'when required'], 'when supported, or when required')
    .default('when supported'),
  accounts: z.boolean().default(true),
};

const principal = z
  .string()
  .regex(
    /^arn:aws:iam::(\d{12})?:(role|user)\/[\w+=,.@/-]+$/,
    'an ARN such as arn:aws:iam::111122223333:role/handoff',
  );

const moverSchema = z.strictObject({
  intervalSeconds: z.number().min(5).max(86_400).default(60),
  atOnce: z.int().min(1).max(64).default(8),
  queue: z
    .strictObject({ url: address, region: z.string().min(1).default('eu-west-1') })
    .optional(),
  principal: principal.optional(),
  elsewhere: z
    .array(
      z.strictObject({
        bucket: z.string().min(3).max(63),
        principal: principal.optional(),
        ...place,
      }),
    )
    .default([]),
});

/** The module as people write it: switched off unless they say otherwise. */
export const bucketsSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    folder: z.string().min(1).optional(),
    branch: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w-]*)*$/, 'a branch such as main')
      .optional(),
    hub: bucketName.default('mojap-hub-exports'),
    prefix: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,20}-$/, 'a beginning of names such as mojap-')
      .default('mojap-'),
    account: z
      .string()
      .regex(/^\d{12}$/, '12 digits, in quotes')
      .optional(),
    /** Who the users are: roles of AWS, or users of a store like Ceph. */
    identities: z.enum(['roles', 'users'], 'roles, or users').default('roles'),
    /** Where it is written what they may. */
    usersIn: z.enum(['identities', 'buckets'], 'identities, or buckets').default('identities'),
    reminderDays: z.array(z.int().min(0).max(365)).max(10).default([30, 7, 1]),
    unusedDays: z.int().min(1).max(3650).default(90),
    slackUsers: z
      .record(z.string(), z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack id such as U012AB3CD'))
      .default({}),
    graceDays: z.number().min(0).max(365).default(7),
    store: z
      .strictObject({
        ...place,
        encryption: z.boolean().default(true),
        publicAccessBlock: z.boolean().default(true),
      })
      .optional(),
    iam: z
      .strictObject({ endpoint: address, region: z.string().min(1).default('us-east-1') })
      .optional(),
    mover: moverSchema.optional(),
  })
  .superRefine(({ enabled, folder, account, iam, usersIn, store, mover }, { addIssue }) => {
    if (!enabled) return;
    if (folder === undefined)
      addIssue({ code: 'custom', path: ['enabled'], message: 'say the folder of the requests' });
    if (account === undefined)
      addIssue({ code: 'custom', path: ['enabled'], message: 'say the account: 12 digits' });
    if (mover !== undefined && store === undefined)
      addIssue({ code: 'custom', path: ['mover'], message: 'say the store that it moves in' });
    if (iam !== undefined && usersIn === 'buckets')
      addIssue({
        code: 'custom',
        path: ['iam'],
        message: 'leave it out, or let usersIn be identities: there would be nothing to put there',
      });
  });
export type BucketsGiven = z.infer<typeof bucketsSchema>;

/** What is meant by it; undefined while it is switched off. */
export function bucketsOf(given: BucketsGiven): BucketsConfig | undefined {
  const { enabled, folder, account, hub, prefix, store, mover, ...rest } = given;
  if (!enabled || folder === undefined || account === undefined) return undefined;
  return {
    folder,
    branch: rest.branch,
    naming: { hub, prefix, account },
    identities: rest.identities,
    usersIn: rest.usersIn,
    grace: days(rest.graceDays),
    reminderDays: rest.reminderDays,
    unusedAfter: days(rest.unusedDays),
    chatUsers: rest.slackUsers,
    iam: rest.iam,
    store: store && {
      endpoint: store.endpoint,
      region: store.region,
      checksums: store.checksums,
      accounts: store.accounts,
      has: { encryption: store.encryption, publicAccessBlock: store.publicAccessBlock },
    },
    mover: mover && {
      interval: seconds(mover.intervalSeconds),
      atOnce: mover.atOnce,
      principal: mover.principal,
      queue: mover.queue,
      elsewhere: mover.elsewhere,
    },
  };
}
