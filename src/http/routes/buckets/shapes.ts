import { z } from 'zod';
import type { DatasetNow, Listed } from '../../../buckets/requests/looking.ts';
import type { FileNews } from '../../../domain/bucket-file.ts';
import type { BucketCard, BucketRequest } from '../../../domain/bucket-request.ts';
import type { BucketStanding } from '../../../domain/bucket-upkeep.ts';
import type { Traffic } from './door.ts';

const time = z.iso.datetime();
const count = z.int();
const texts = z.array(z.string()).readonly();
const lying = z.object({ objects: count, bytes: count });

const listedShape = z.object({
  kind: z.enum(['push', 'pull']),
  name: z.string(),
  users: texts,
  expires: z.string().optional().describe('The last day on which its paperwork holds'),
  asked_for_by: z.string().optional(),
  due: z.boolean().describe('To be looked at this quarter'),
  recertified: z.object({ quarter: z.string(), by: z.string(), at: time }).optional(),
  leavers: z.array(z.object({ who: z.string(), why: z.string() })).readonly(),
  remarks: texts.describe('Worth knowing of its file; they stop nothing'),
  traffic: lying
    .extend({ last: time.optional(), unused: z.boolean() })
    .optional()
    .describe(
      'Of push datasets, where this bot moves what lands in the hub. Who fetches from a pull bucket is in its store’s access log alone',
    ),
});

const fileShape = z.object({
  path: z.string(),
  why: z.enum(['set aside', 'by hand', 'taken out', 'user gone']),
  line: count,
  says: z.string(),
  holds_since: time.optional().describe('When what holds instead was agreed to'),
});

export const listShape = z
  .object({
    datasets: z.array(listedShape),
    not_in_force: z
      .array(fileShape)
      .readonly()
      .describe('Files that are not what holds: wrong, or changed by hand'),
  })
  .meta({ id: 'BucketDatasets' });

const accessShape = z.object({
  who: z.string(),
  path: z.string(),
  ...{ list: z.boolean(), read: z.boolean(), write: z.boolean(), delete: z.boolean() },
});

export const datasetNowShape = listedShape
  .extend({
    paperwork: texts,
    path: z.string(),
    command: z.string(),
    fetch_command: z.string().optional().describe('For those who read'),
    readers: texts,
    target: z
      .object({ bucket: z.string(), statements: z.string(), stand_in: z.string().optional() })
      .optional()
      .describe('What the owner of the target adds to its policy'),
    access: z.array(accessShape).readonly().describe('Over TLS'),
    held: lying.extend({ more: z.boolean() }).optional().describe('What lies there now'),
    not_in_force: z.array(fileShape).readonly().describe('Where its file is not what holds'),
    request: z.int().optional().describe('That is under way'),
  })
  .meta({ id: 'BucketDataset' });

const requestShape = z
  .object({
    id: z.int(),
    round: z.int(),
    status: z.string(),
    by: z.string(),
    kind: z.enum(['push', 'pull', 'elsewhere']),
    name: z.string(),
    deed: z.string().optional(),
    facts: z.object({ platform: z.string(), facts: z.string() }).optional(),
    decisions: z
      .array(
        z.object({ by: z.string(), verdict: z.string(), reason: z.string().optional(), at: time }),
      )
      .readonly(),
    due_at: time.optional().describe('What ends a dataset is not done before'),
    trouble: z.string().optional(),
    created_at: time,
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'BucketRequest' });

export { requestShape };

export const cardShape = requestShape
  .extend({
    review: z
      .object({
        hash: z.string().describe('An approval in Slack is for exactly this'),
        people: z.int().describe('Whose word it takes'),
        reasons: texts,
        edits: texts,
        gained: texts,
        lost: texts,
        unencrypted: texts,
        access: z.array(accessShape).readonly(),
        policies: z.array(z.object({ path: z.string(), text: z.string() })).readonly(),
        remarks: texts,
        not_in_force: z.array(fileShape).readonly(),
      })
      .optional()
      .describe('What it would change, while it is under way'),
  })
  .meta({ id: 'BucketReview' });

export const trafficShape = z
  .object({
    dataset: z.string(),
    last: time.optional(),
    transferred: lying,
    waiting: lying,
    held: lying,
  })
  .meta({ id: 'BucketTraffic' });

export function listedOf({ standing, ...one }: Listed['datasets'][number]) {
  return { ...one, ...standingOf(standing) };
}

export function datasetNowOf({ standing, usage, open, users, news, ...now }: DatasetNow) {
  const { path, command, fetch, readers, target } = usage;
  const own = {
    ...now,
    users,
    path,
    command,
    readers,
    fetch_command: fetch,
    target: target && { ...target, stand_in: target.standIn },
    request: open?.id,
    not_in_force: news.map(fileOf),
  };
  return { ...own, ...standingOf(standing) };
}

function standingOf({ owner, leavers, recertified, isDue, traffic }: BucketStanding) {
  return {
    asked_for_by: owner,
    due: isDue,
    leavers,
    recertified: recertified && { ...recertified, at: recertified.at.toISOString() },
    traffic: traffic && {
      objects: traffic.objects,
      bytes: traffic.bytes,
      last: traffic.last?.toISOString(),
      unused: traffic.isUnused,
    },
  };
}

export function requestOf(request: BucketRequest): z.infer<typeof requestShape> {
  const { id, round, status, by, wanted, decisions, dueAt, trouble, createdAt } = request;
  const grant = wanted.what === 'grant';
  return {
    ...{ id, round, status, by, trouble, name: wanted.name },
    kind: grant ? wanted.kind : 'elsewhere',
    deed: grant ? wanted.deed : undefined,
    facts: grant ? undefined : { platform: wanted.platform, facts: wanted.facts },
    decisions: decisions.map(({ at, by: who, verdict, reason }) => ({
      ...{ by: who, verdict, reason, at: at.toISOString() },
    })),
    due_at: dueAt?.toISOString(),
    created_at: createdAt.toISOString(),
    links: { self: `/api/buckets/requests/${id}` },
  };
}

export function fileOf({ since, ...news }: FileNews): z.infer<typeof fileShape> {
  return { ...news, holds_since: since?.toISOString() };
}

export function cardOf({ request, review }: BucketCard) {
  if (review === undefined) return requestOf(request);
  const { news, ...shown } = review;
  return { ...requestOf(request), review: { ...shown, not_in_force: news.map(fileOf) } };
}

export const trafficOf = ({ dataset, last, transferred, waiting, quarantined }: Traffic) => ({
  ...{ dataset, transferred, waiting, held: quarantined },
  last: last?.toISOString(),
});
