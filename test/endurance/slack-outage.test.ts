import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { expect, it, vi } from 'vitest';
import { minutes, seconds } from '../../src/domain/duration.ts';
import type { Actor } from '../../src/domain/role.ts';
import type { FormValues } from '../../src/domain/runbook/form.ts';
import type { Chat } from '../../src/operations/ports.ts';
import { startDesk } from '../../src/sandbox/desk/desk.ts';
import { createChat } from '../../src/slack/chat.ts';
import { boltLog } from '../../src/slack/connection/bolt-log.ts';
import { ResponseUrls } from '../../src/slack/connection/response-urls.ts';
import { insertCycle } from '../../src/storage/cycles/cycles.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { Chance } from '../proof/load/chance.ts';
import { roles } from '../slack/sample.ts';
import { aCycle, aDataset, ana, cho, dee, NOON } from '../support/cycles.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { createOutside } from '../support/outside.ts';
import { ALL_CHECKED, IMPORT_REQUEST, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';
import { extent, SEED } from './extent.ts';
import { type Post, postsIn, startMisbehavingSlack } from './misbehaving-slack.ts';
import { createTraffic } from './traffic.ts';

vi.setConfig({ testTimeout: minutes(extent(20, 2)) });

const CARDS = extent(40, 6);
const OPS = 'C0OPS';
const DATA = 'C0DATA';
const GAP = seconds(1);
const OUTAGE = minutes(10);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const workspace = {
  team: { id: 'T00000DCP1', name: 'Data Coordination' },
  bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
  people: [],
  userGroups: [],
  channels: [OPS, DATA].map((id) => ({
    id,
    name: id.toLowerCase(),
    topic: '',
    memberIds: [],
    botIsMember: true,
  })),
};

interface Deed {
  readonly event: string;
  readonly actor: Actor;
  readonly values?: FormValues;
}
const problem: Deed = { event: 'problem', actor: dee, values: { reason: 'It is not right.' } };
const solved: Deed = { event: 'problem solved', actor: ana, values: { reason: 'It was right.' } };
/** What happens to each dataset in the outage: twelve lines in its thread, then one more and the announcement. */
const STORY: readonly Deed[] = [
  { event: 'imported', actor: cho },
  problem,
  solved,
  { event: 'snapshot made', actor: cho },
  problem,
  solved,
  { event: 'seen in the browser', actor: dee },
  problem,
  solved,
  problem,
  solved,
];
const released: Deed = { event: 'final check passed', actor: ana, values: ALL_CHECKED };

const idOf = (n: number): string => `cycle${String(n).padStart(15, '0')}`;

interface Survived {
  readonly findings: readonly string[];
  readonly notifications: number;
  readonly met: ReadonlyMap<string, number>;
}

/** Ten minutes in which the channel of the cards is in trouble, and what people found there in the end. */
async function survive(adapterFrom: (chat: Chat) => Chat = (chat) => chat): Promise<Survived> {
  using folder = aDataFolder();
  const traffic = createTraffic();
  const clock = createTestClock(NOON, traffic.quiet);
  await using desk = await startDesk({
    workspace,
    clock,
    manifest: readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    delivery: { mode: 'socket' },
  });
  await using slack = await startMisbehavingSlack(desk.slackApiUrl, new Chance(SEED));
  const outside = createOutside(clock);
  const chat = createChat({
    client: new WebClient(desk.botToken, {
      slackApiUrl: slack.apiUrl,
      timeout: 250,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: boltLog(silent),
    }),
    responseUrls: new ResponseUrls(clock),
    roles,
    clock,
    log: silent,
  });
  outside.ports.chat = traffic.through(adapterFrom(chat), clock, seconds(10));
  const station = startStation({ folder, clock, outside, postGap: GAP });
  await openCards(station, clock);

  slack.outage(OPS);
  const began = clock.now().getTime();
  const releasedAt = await play(station, clock);
  await clock.advance(began + OUTAGE - clock.now().getTime());
  slack.outage(undefined);
  const ended = clock.now().getTime();
  await clock.advance(minutes(40));

  const posts = postsIn(desk);
  const findings = [
    ...(await judgeThreads(station, posts)),
    ...judgePace(posts.filter(({ channel, at }) => channel === OPS && at >= ended)),
    ...judgeHealthy(
      posts.filter(({ channel }) => channel === DATA),
      releasedAt,
    ),
  ];
  const lag = await outboxLag(station.db);
  if (lag.waiting > 0 || lag.givenUp > 0) findings.push(`left over: ${JSON.stringify(lag)}`);
  await station.stop();
  return { findings, notifications: posts.length - CARDS, met: slack.met };
}

async function openCards(station: Station, clock: TestClock): Promise<void> {
  for (let n = 0; n < CARDS; n += 1) {
    const memory = { actions: ['Export'], accepted: true, importRequest: IMPORT_REQUEST } as const;
    const state = 'import requested';
    await insertCycle(station.db, aCycle({ id: idOf(n), dataset: aDataset(n), state, memory }));
    await station.operations.refresh(idOf(n));
  }
  await clock.advance(minutes(2));
}

/** Tells the story of all datasets side by side; resolves to when each was released. */
async function play({ operations }: Station, clock: TestClock): Promise<readonly number[]> {
  const tell = async (n: number, { event, actor, values }: Deed) => {
    const outcome = await operations.advance({
      key: `${n} ${clock.now().getTime()} ${event}`,
      cycleId: idOf(n),
      event: { name: event, ...(values === undefined ? {} : { values }) },
      actor,
    });
    if (!outcome.ok) throw new Error(`${event}: ${JSON.stringify(outcome.refusal)}`);
  };
  for (const deed of STORY) {
    for (let n = 0; n < CARDS; n += 1) await tell(n, deed);
    await clock.advance(seconds(40));
  }
  const at: number[] = [];
  for (let n = 0; n < CARDS; n += 1) {
    at.push(clock.now().getTime());
    await tell(n, released);
    await clock.advance(seconds(3));
  }
  return at;
}

/** Each card once, and below it what the outbox was given for it, once and in its order; announcements likewise. */
async function judgeThreads({ db }: Station, posts: readonly Post[]): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['key', 'lane', 'effect'])
    .orderBy('id')
    .execute();
  const findings: string[] = [];
  const compare = (what: string, wanted: readonly string[], found: readonly Post[]): void => {
    const keys = found.map(({ key }) => key);
    const lost = wanted.filter((key) => !keys.includes(key)).length;
    const doubled = keys.length - new Set(keys).size;
    if (lost > 0) findings.push(`${what}: ${lost} lost`);
    if (doubled > 0) findings.push(`${what}: ${doubled} doubled`);
    else if (lost === 0 && keys.join() !== wanted.join())
      findings.push(`${what}: in another order`);
  };
  const told = rows.filter(({ effect }) => /"kind":"(tell|announce)"/.test(effect));
  for (let n = 0; n < CARDS; n += 1) {
    const card = posts.filter(({ key }) => key === opaque(`card:${idOf(n)}`));
    if (card.length !== 1) findings.push(`card ${n} was posted ${card.length} times`);
    const lines = told.filter(({ lane }) => lane === `card ${idOf(n)}`);
    const below = posts.filter(({ thread }) => thread !== undefined && thread === card[0]?.ts);
    compare(
      `thread ${n}`,
      lines.map(({ key }) => opaque(key)),
      below,
    );
  }
  const announced = told
    .filter(({ lane }) => lane.startsWith('announce'))
    .map(({ key }) => opaque(key));
  compare(
    'announcements',
    announced,
    posts.filter(({ channel }) => channel === DATA),
  );
  return findings;
}

function judgePace(posts: readonly Post[]): readonly string[] {
  const gaps = posts.slice(1).map(({ at }, index) => at - (posts[index]?.at ?? 0));
  return gaps.filter((gap) => gap < GAP).map((gap) => `two messages within ${gap} ms`);
}

function judgeHealthy(posts: readonly Post[], releasedAt: readonly number[]): readonly string[] {
  const late = posts
    .map(({ at }, n) => at - (releasedAt[n] ?? 0))
    .filter((delay) => delay > seconds(2));
  return late.map((delay) => `announced ${delay} ms late`);
}

const opaque = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

it(`loses, doubles and reorders none of ${CARDS * 14} messages in ten bad minutes (seed ${SEED})`, async () => {
  const { findings, notifications, met } = await survive();
  expect(findings).toEqual([]);
  expect(notifications).toBe(CARDS * 14);
  expect(met.size).toBe(6); // each kind of trouble was met
});

it('finds messages that were posted twice because nobody looked whether they had arrived', async () => {
  const { findings } = await survive((chat) => ({ ...chat, find: async () => undefined }));
  expect(findings).toContainEqual(expect.stringMatching(/doubled$/));
});
