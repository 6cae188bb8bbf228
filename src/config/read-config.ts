import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { hours, minutes, seconds } from '../domain/duration.ts';
import type { Ladder } from '../domain/policy.ts';
import { isRole } from '../domain/role.ts';
import type { Recipient } from '../domain/runbook/effect.ts';
import type { Approval } from '../domain/runbook/runbook.ts';
import { archivingOf } from './archiving.ts';
import { bucketsOf } from './buckets.ts';
import type { Config, ExportsConfig } from './config.ts';
import { executorsOf } from './executors.ts';
import {
  type ApprovalGiven,
  type ExportsGiven,
  fileSchema,
  type LadderGiven,
} from './file-schema.ts';
import { trackerOf } from './tracker/tracker.ts';

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

function ladderOf({ rungs, repeats }: LadderGiven): Ladder {
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

function approvalOf({ people, notSubmitter }: ApprovalGiven): Approval {
  return {
    ...(people === undefined ? {} : { people }),
    ...(notSubmitter === undefined ? {} : { notSubmitter }),
  };
}

function exportsOf(given: ExportsGiven): ExportsConfig {
  const { workers, memoryMegabytes, diskGigabytes, quotaGigabytes } = given;
  const memory = memoryMegabytes * 1024 ** 2;
  return {
    workers,
    limits: { memory, disk: diskGigabytes * 1e9, time: hours(given.hours) },
    quota: quotaGigabytes === undefined ? undefined : quotaGigabytes * 1e9,
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
  const parsed = fileSchema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {}, {
    error: ({ code }) => (code === 'unrecognized_keys' ? 'there is no such setting' : undefined),
  });
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues
        .flatMap((issue) => placesOf(issue).map((path) => ({ path, message: issue.message })))
        .map(
          ({ path, message }) => `${name}:${lineOf(path)} ${path.join('.') || 'file'}: ${message}`,
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
    objects: given.objects,
    exports: exportsOf(given.exports),
    executors: executorsOf(given.executors),
    notifications: given.notifications,
    proxies: given.proxies,
    sharing: given.sharing,
    ...(given.importForm === undefined ? {} : { importForm: given.importForm }),
    archiving: archivingOf(given.archiving),
    buckets: bucketsOf(given.buckets),
    tracker: trackerOf(given.tracker, given.timeZone),
    institution: given.institution,
    poll: { least: seconds(given.poll.leastSeconds), most: seconds(given.poll.mostSeconds) },
    settle: seconds(given.settleSeconds),
    backups: given.backups,
  };

  /** The line of the nearest part of the path that is really there. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const start = startOf(document.getIn(path.slice(0, length - 1), true), path[length - 1]);
      if (start !== undefined) return lines.linePos(start).line;
    }
    return 1;
  }
}

type Issue = z.core.$ZodIssue;

/** What nobody knows is named one by one, each at its own line. */
function placesOf(issue: Issue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== 'unrecognized_keys') return [issue.path];
  return issue.keys.map((key) => [...issue.path, key]);
}

/** Where a setting begins: at its name, in a list at its value. */
function startOf(parent: unknown, name: PropertyKey | undefined): number | undefined {
  if (isMap(parent)) {
    const named = parent.items.map(({ key }) => key).filter(isScalar);
    return named.find(({ value }) => value === name)?.range?.[0];
  }
  const item = isSeq(parent) && typeof name === 'number' ? parent.items[name] : undefined;
  return isNode(item) ? item.range?.[0] : undefined;
}
