import { z } from 'zod';
import { INSTITUTIONS } from '../domain/export/manifest-row.ts';
import { isRole, ROLES, type Role } from '../domain/role.ts';
import { RUNBOOKS, statesThat } from '../runbooks/registry.ts';
import { archivingSchema, contradictionsIn } from './archiving.ts';
import { bucketsSchema } from './buckets.ts';
import { DAYS } from './config.ts';
import { executorsSchema } from './executors.ts';
import { network, notifications, sharing } from './sharing-schema.ts';
import { channelId, groupId, personId } from './slack-id.ts';
import { clock, timeZone } from './time.ts';
import { trackerSchema } from './tracker/tracker.ts';
import { address, origin } from './web-address.ts';

/** Any state can be late, as long as somebody or something is to move it on. */
const states = statesThat(({ ends }) => ends !== true);
/** What people press a button for can ask for more of them; a preview is confirmed by whoever asked for it. */
const events = RUNBOOKS.flatMap(({ steps }) =>
  steps.flatMap(({ transitions }) =>
    transitions.flatMap(({ who, on, button }) =>
      who === 'observer' || who === 'timer' || button === undefined ? [] : [on],
    ),
  ),
);
const workingHours = z
  .strictObject({
    days: z
      .array(z.enum(DAYS, `one of ${DAYS.join(', ')}`))
      .min(1, 'at least one day')
      .default(['mon', 'tue', 'wed', 'thu', 'fri']),
    from: clock,
    to: clock,
    timeZone,
  })
  .refine(({ from, to }) => from < to, { path: ['from'], error: 'from must be before to' });

const role = z.strictObject({
  name: z.string().min(1),
  userGroup: groupId.optional(),
  members: z.array(personId).default([]),
  channel: channelId.optional(),
  here: z.boolean().default(false),
  workingHours: workingHours.optional(),
});
type RoleGiven = z.infer<typeof role>;

const ladder = z.strictObject({
  rungs: z
    .array(
      z.strictObject({
        call: z.union([z.enum(ROLES), groupId, personId], {
          error: `a role (${ROLES.join(', ')}), a user group (S…) or a person (U…)`,
        }),
        afterMinutes: z.number().min(1).max(10_080),
      }),
    )
    .min(1, 'at least one rung'),
  repeats: z.number().int().min(0).max(20).default(0),
});
export type LadderGiven = z.infer<typeof ladder>;

const approval = z.strictObject({
  people: z.literal(2, 'two people are the most that can be asked for').optional(),
  notSubmitter: z.literal(true, 'true, or leave it out').optional(),
});
export type ApprovalGiven = z.infer<typeof approval>;

/** How much exports may take: how many conversions at once, and what each of them may. */
const exportsSchema = z.strictObject({
  workers: z.int().min(1).max(64).default(2),
  memoryMegabytes: z
    .int()
    .min(512, 'at least 512: the engine of tables alone takes half of it')
    .max(1_048_576)
    .default(768),
  diskGigabytes: z.number().min(0.1).max(100_000).default(100),
  hours: z.number().min(0.1).max(167, 'less than a week: then an export is ended').default(4),
  quotaGigabytes: z.number().positive().optional(),
});
export type ExportsGiven = z.infer<typeof exportsSchema>;

/** Values by names that are known; a name that is not says which there are. */
const by = <T extends z.ZodType>(what: string, names: readonly string[], value: T) =>
  z.partialRecord(z.enum(names), value, {
    error: ({ code }: { readonly code: string }) =>
      code === 'unrecognized_keys'
        ? `not ${what}. There are: ${[...new Set(names)].join(', ')}`
        : undefined,
  });
const STATE = 'a state that can be late';

/** The configuration file as people write it. Its numbers are in the units that its names say. */
export const fileSchema = z
  .strictObject({
    slack: z.strictObject({
      transport: z.enum(['socket', 'http']).default('socket'),
      channel: channelId,
      watchedChannels: z.array(channelId).default([]),
      secondsBetweenPosts: z.number().min(0).max(60).default(1),
      secondsBetweenProgress: z.number().min(0).max(600).default(5),
    }),
    roles: z.strictObject({
      wrangler: role,
      'ingest-operations': role,
      'import-team': role,
      'browser-team': role,
      'data-consumers': role,
      coordinators: role,
      developers: role,
      // Who looks after push and pull buckets: nobody, until those are switched on.
      'data-engineering': role.prefault({ name: 'data engineering' }),
    } satisfies Record<Role, z.ZodType<RoleGiven>>),
    timeZone: timeZone.default('UTC'),
    workingHours: workingHours.optional(),
    /** Hours. */
    deadlines: by(
      STATE,
      states,
      z
        .number()
        .positive()
        .max(24 * 365),
    ).default({}),
    /** Minutes. */
    noProgress: by(STATE, states, z.number().min(5).max(10_080)).default({}),
    ladders: by(`${STATE}, nor otherwise`, [...states, 'otherwise'], ladder).default({}),
    approvals: by('something that people press a button for', events, approval).default({}),
    ingest: z.strictObject({ url: address, ui: address }),
    catalogue: z.strictObject({ url: address, browser: address }),
    staging: z.strictObject({
      endpoint: address,
      bucket: z.string().min(3),
      prefix: z.string().min(1),
      region: z.string().default('auto'),
    }),
    uploadArea: z
      .strictObject({
        endpoint: address,
        bucket: z.string().min(3),
        region: z.string().default('us-east-1'),
      })
      .optional(),
    objects: z
      .discriminatedUnion(
        'kind',
        [
          z.strictObject({ kind: z.literal('folder'), address: origin.optional() }),
          z.strictObject({
            kind: z.literal('s3'),
            address: origin.optional(),
            endpoint: address,
            bucket: z.string().min(3),
            prefix: z.string().min(1).optional(),
            region: z.string().default('us-east-1'),
            checksums: z
              .enum(['when supported', 'when required'], 'when supported, or when required')
              .default('when required'),
          }),
        ],
        { error: ({ code }) => (code === 'invalid_union' ? 'folder, or s3' : undefined) },
      )
      .default({ kind: 'folder' }),
    exports: exportsSchema.prefault({}),
    executors: executorsSchema.prefault({}),
    notifications: notifications.default({}),
    proxies: z.array(network).default([]),
    sharing,
    importForm: z
      .strictObject({
        url: address,
        entries: z.record(z.string(), z.string().regex(/^entry\.\d+$/)),
      })
      .optional(),
    archiving: archivingSchema.prefault({}),
    buckets: bucketsSchema.prefault({}),
    tracker: trackerSchema.prefault({}),
    institution: z.enum(INSTITUTIONS).default('EBI'),
    poll: z
      .strictObject({
        leastSeconds: z.number().min(1).max(3600).default(60),
        mostSeconds: z.number().min(1).max(86_400).default(600),
      })
      .default({ leastSeconds: 60, mostSeconds: 600 })
      .refine(
        (poll) => poll.leastSeconds <= poll.mostSeconds,
        'leastSeconds must not exceed mostSeconds',
      ),
    settleSeconds: z.number().min(0).max(300).default(20),
    /** How many of the nightly copies are kept. */
    backups: z.strictObject({ keep: z.int().min(1).max(365).default(7) }).default({ keep: 7 }),
  })
  .superRefine(({ archiving, ingest }, context) => {
    for (const { path, message } of contradictionsIn(archiving, ingest.url)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .superRefine(({ buckets, roles }, context) => {
    const { userGroup, members } = roles['data-engineering'];
    if (!buckets.enabled || userGroup !== undefined || members.length > 0) return;
    context.addIssue({
      code: 'custom',
      path: ['buckets', 'enabled'],
      message: 'nobody could approve: give the role data-engineering a userGroup or members',
    });
  })
  .superRefine(({ ladders, roles }, context) => {
    for (const [state, given] of Object.entries(ladders)) {
      for (const [index, { call }] of (given?.rungs ?? []).entries()) {
        if (!isRole(call) || reachable(roles[call])) continue;
        context.addIssue({
          code: 'custom',
          path: ['ladders', state, 'rungs', index, 'call'],
          message: `nobody would be called: give the role ${call} a userGroup, members or a channel`,
        });
      }
    }
  });

function reachable({ userGroup, members, channel }: RoleGiven): boolean {
  return userGroup !== undefined || members.length > 0 || channel !== undefined;
}
