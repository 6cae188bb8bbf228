import { IANAZone } from 'luxon';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { hours, minutes, seconds } from '../domain/duration.ts';
import type { Recipient } from '../domain/effect.ts';
import { INSTITUTIONS } from '../domain/export/manifest-row.ts';
import type { Ladder } from '../domain/policy.ts';
import { isRole, ROLES, type Role } from '../domain/role.ts';
import type { Approval } from '../domain/runbook.ts';
import { RUNBOOKS } from '../runbooks/registry.ts';
import { type Config, DAYS } from './config.ts';

/** Any state can be late, as long as somebody or something is to move it on. */
const states = RUNBOOKS.flatMap((runbook) =>
  Object.entries(runbook.states).flatMap(([name, state]) => (state.ends ? [] : [name])),
);
/** What people do themselves can ask for more of them. */
const events = RUNBOOKS.flatMap(({ steps }) =>
  steps.flatMap(({ transitions }) =>
    transitions.flatMap(({ who, on }) => (who === 'observer' || who === 'timer' ? [] : [on])),
  ),
);
const slackId = (letters: string, example: string) =>
  z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{8,}$`), `a Slack id such as ${example}`);
const channelId = slackId('CG', 'C012AB3CD4E');
const address = z.url({
  protocol: /^https?$/,
  error: 'an address such as https://api.example.org',
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00, in quotes');
const timeZone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'a time zone such as Europe/London');
const workingHours = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
    from: clock,
    to: clock,
    timeZone,
  })
  .refine(({ from, to }) => from < to, 'from must be before to');

const groupId = slackId('S', 'S012AB3CD4E');
const personId = slackId('UW', 'U012AB3CD4E');

const role = z.strictObject({
  name: z.string().min(1),
  userGroup: groupId.optional(),
  members: z.array(personId).default([]),
  channel: channelId.optional(),
  here: z.boolean().default(false),
  workingHours: workingHours.optional(),
});

const byState = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(states), value);

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
    .min(1),
  repeats: z.number().int().min(0).max(20).default(0),
});

const file = z.strictObject({
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
  } satisfies Record<Role, typeof role>),
  timeZone: timeZone.default('UTC'),
  workingHours: workingHours.optional(),
  /** Hours by state. */
  deadlines: byState(
    z
      .number()
      .positive()
      .max(24 * 365),
  ).default({}),
  /** Minutes by state. */
  noProgress: byState(z.number().min(5).max(10_080)).default({}),
  ladders: z.partialRecord(z.enum([...states, 'otherwise']), ladder).default({}),
  approvals: z
    .partialRecord(
      z.enum(events),
      z.strictObject({
        people: z.literal(2, 'two people are the most that can be asked for').optional(),
        notSubmitter: z.literal(true).optional(),
      }),
    )
    .default({}),
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
  importForm: z
    .strictObject({ url: address, entries: z.record(z.string(), z.string().regex(/^entry\.\d+$/)) })
    .optional(),
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
  backups: z.strictObject({ keep: z.int().min(1).max(365).default(7) }).default({ keep: 7 }),
});

function eachOf<T, U>(
  values: Readonly<Partial<Record<string, T>>>,
  read: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, read(value)]],
    ),
  );
}

function ladderOf({ rungs, repeats }: z.infer<typeof ladder>): Ladder {
  return {
    repeats,
    rungs: rungs.map(({ call, afterMinutes }) => ({
      call: recipientOf(call),
      after: minutes(afterMinutes),
    })),
  };
}

function recipientOf(call: string): Recipient {
  if (isRole(call)) return call;
  return call.startsWith('S') ? `group ${call}` : `person ${call}`;
}

function approvalOf(given: { people?: 2 | undefined; notSubmitter?: true | undefined }): Approval {
  return {
    ...(given.people === undefined ? {} : { people: given.people }),
    ...(given.notSubmitter === undefined ? {} : { notSubmitter: given.notSubmitter }),
  };
}

/** What is wrong with the file: one line each, `handoff.yml:12 roles.wrangler.userGroup: …`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The file without what only the environment knows. @throws {ConfigError} naming every fault with its line. */
export function readConfig(text: string, name: string): Omit<Config, 'dataDir' | 'port'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors
        .map((e) => `${name}:${e.linePos?.[0].line ?? 1} ${e.message.split('\n')[0]}`)
        .join('\n'),
    );
  }
  const parsed = file.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues
        .map(
          (issue) =>
            `${name}:${lineOf(issue.path)} ${issue.path.join('.') || 'file'}: ${issue.message}`,
        )
        .join('\n'),
    );
  }
  const given = parsed.data;
  return {
    slack: {
      transport: given.slack.transport,
      channel: given.slack.channel,
      watchedChannels: given.slack.watchedChannels,
      postGap: seconds(given.slack.secondsBetweenPosts),
      progressRest: seconds(given.slack.secondsBetweenProgress),
    },
    roles: given.roles,
    timeZone: given.timeZone,
    workingHours: given.workingHours,
    deadlines: eachOf(given.deadlines, hours),
    stillness: eachOf(given.noProgress, minutes),
    ladders: eachOf(given.ladders, ladderOf),
    approvals: eachOf(given.approvals, approvalOf),
    ingest: { url: given.ingest.url, uiUrl: given.ingest.ui },
    catalogue: { url: given.catalogue.url, browserUrl: given.catalogue.browser },
    staging: given.staging,
    uploadArea: given.uploadArea,
    ...(given.importForm === undefined ? {} : { importForm: given.importForm }),
    institution: given.institution,
    poll: { least: seconds(given.poll.leastSeconds), most: seconds(given.poll.mostSeconds) },
    settle: seconds(given.settleSeconds),
    backups: given.backups,
  };

  /** The line of the nearest part of the path that is really there. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (
        typeof node === 'object' &&
        node !== null &&
        'range' in node &&
        Array.isArray(node.range)
      ) {
        return lines.linePos(Number(node.range[0])).line;
      }
    }
    return 1;
  }
}
