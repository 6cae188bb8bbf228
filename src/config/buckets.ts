import { z } from 'zod';
import { days } from '../domain/duration.ts';
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
    graceDays: z.number().min(0).max(365).default(7),
    store: z
      .strictObject({
        endpoint: address,
        region: z.string().min(1).default('eu-west-1'),
        checksums: z
          .enum(['when supported', 'when required'], 'when supported, or when required')
          .default('when supported'),
        accounts: z.boolean().default(true),
        encryption: z.boolean().default(true),
        publicAccessBlock: z.boolean().default(true),
      })
      .optional(),
    iam: z
      .strictObject({ endpoint: address, region: z.string().min(1).default('us-east-1') })
      .optional(),
  })
  .superRefine(({ enabled, folder, account, iam, usersIn }, { addIssue }) => {
    if (!enabled) return;
    if (folder === undefined)
      addIssue({ code: 'custom', path: ['enabled'], message: 'say the folder of the requests' });
    if (account === undefined)
      addIssue({ code: 'custom', path: ['enabled'], message: 'say the account: 12 digits' });
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
  const { enabled, folder, account, hub, prefix, store, ...rest } = given;
  if (!enabled || folder === undefined || account === undefined) return undefined;
  return {
    folder,
    branch: rest.branch,
    naming: { hub, prefix, account },
    identities: rest.identities,
    usersIn: rest.usersIn,
    grace: days(rest.graceDays),
    iam: rest.iam,
    store: store && {
      endpoint: store.endpoint,
      region: store.region,
      checksums: store.checksums,
      accounts: store.accounts,
      has: { encryption: store.encryption, publicAccessBlock: store.publicAccessBlock },
    },
  };
}
