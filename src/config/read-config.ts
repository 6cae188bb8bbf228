import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { hours, seconds } from '../domain/duration.ts';
import { INSTITUTIONS } from '../domain/export/manifest-row.ts';
import type { Role } from '../domain/role.ts';
import { RUNBOOKS } from '../runbooks/registry.ts';
import type { Config } from './config.ts';

/** The states that can be late: the others have nobody to be alerted. */
const states = RUNBOOKS.flatMap((runbook) =>
  Object.entries(runbook.states).flatMap(([name, state]) => (state.ifLate ? [name] : [])),
);
const slackId = (letters: string, example: string) =>
  z.string().regex(new RegExp(`^[${letters}][A-Z0-9]{8,}$`), `a Slack id such as ${example}`);
const channelId = slackId('CG', 'C012AB3CD4E');
const address = z.url({
  protocol: /^https?$/,
  error: 'an address such as https://api.example.org',
});

const role = z.strictObject({
  name: z.string().min(1),
  userGroup: slackId('S', 'S012AB3CD4E').optional(),
  members: z.array(slackId('UW', 'U012AB3CD4E')).default([]),
  channel: channelId.optional(),
  here: z.boolean().default(false),
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
  /** Hours by state. */
  deadlines: z
    .partialRecord(
      z.enum(states),
      z
        .number()
        .positive()
        .max(24 * 365),
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
    deadlines: Object.fromEntries(
      Object.entries(given.deadlines).map(([state, n]) => [state, hours(n ?? 0)]),
    ),
    ingest: { url: given.ingest.url, uiUrl: given.ingest.ui },
    catalogue: { url: given.catalogue.url, browserUrl: given.catalogue.browser },
    staging: given.staging,
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
