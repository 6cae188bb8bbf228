import { describe, expect, it, vi } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import type { Ingest } from '../../src/operations/ports.ts';
import { createIngestApi } from '../../src/upstream/ingest/ingest-api.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { createOutside, gist, type Outside } from '../support/outside.ts';
import { type Station, startStation } from '../support/station.ts';
import { createTestClock } from '../support/test-clock.ts';
import { extent } from './extent.ts';
import { type Submission, startIngest } from './ingest.ts';
import {
  FINISHED,
  FROM,
  inTwoHours,
  MISBEHAVIOURS,
  type Misbehaviour,
  STUCK,
  stuckAtHalf,
  UNTIL,
} from './misbehaviours.ts';
import { createTraffic } from './traffic.ts';

vi.setConfig({ testTimeout: minutes(extent(20, 2)) });

const SIMULATED = hours(extent(24, 5.5));
/** How long a call that is never answered really takes: it does so on the test's clock. */
const PATIENCE = seconds(20);
const DEADLINE = hours(4);
const ROUND = minutes(1);

interface Export {
  readonly what: string;
  readonly submission: Submission;
  readonly cycleId: string;
  readonly openedAt: number;
}
interface Alert {
  readonly projectUuid: string;
  readonly at: number;
}

/** Two exports, one that goes well and one that gets stuck, through a misbehaviour: what went wrong for people. */
async function live(
  misbehaviour: Misbehaviour,
  adapterFrom: (ingest: Ingest) => Ingest = (ingest) => ingest,
): Promise<readonly string[]> {
  const { from = FROM, until = UNTIL, respond, harmless = false, limits = {} } = misbehaviour;
  const [good, stuck] = misbehaviour.courses ?? [inTwoHours, stuckAtHalf];
  using folder = aDataFolder();
  const traffic = createTraffic();
  const clock = createTestClock(undefined, traffic.quiet);
  await using ingest = await startIngest(clock);
  const api = createIngestApi({
    url: ingest.url,
    uiUrl: 'https://contribute.example.org',
    token: () => 'secret-token',
    clock,
    limits,
  });
  const outside = createOutside(clock);
  const alerts = alertsOf(outside, () => clock.now().getTime());
  outside.ports.ingest = traffic.through(adapterFrom(api), clock, PATIENCE);
  const station = startStation({ folder, clock, outside });
  const stopping = new AbortController();
  const watching = station.watch.run(stopping.signal);
  await clock.advance(seconds(17)); // no round begins when somebody submits

  const start = clock.now().getTime();
  const reach = (moment: number) => clock.advance(start + moment - clock.now().getTime());
  const goes = await submit('the export that goes well', station, ingest.add(FINISHED, good));
  const hangs = await submit('the stuck export', station, ingest.add(STUCK, stuck));
  await reach(from);
  ingest.misbehave(respond);
  await reach(until);
  ingest.misbehave(() => undefined);
  await reach(until + ROUND);
  const truth = start + (harmless ? hours(2) : until);
  const findings = await judgeRecovery(station, [goes, hangs], start + until);
  await reach(SIMULATED);
  findings.push(
    ...(await judgeCourse(station, goes, truth)),
    ...(await judgeCourse(station, hangs)),
    ...judgeAlerts(goes, alerts, harmless ? 0 : 1),
    ...judgeAlerts(hangs, alerts, 1),
    ...judgeTold(outside),
  );
  stopping.abort();
  await clock.settle();
  await watching;
  await station.stop();
  return findings;
}

function alertsOf({ ports: { chat } }: Outside, now: () => number): readonly Alert[] {
  const alerts: Alert[] = [];
  const { post } = chat;
  chat.post = (key, place, message) => {
    if (message.kind === 'alert') {
      alerts.push({ projectUuid: message.card.cycle.dataset.projectUuid, at: now() });
    }
    return post(key, place, message);
  };
  return alerts;
}

async function submit(what: string, station: Station, submission: Submission): Promise<Export> {
  const cycleId = await station.submit(submission);
  const card = await station.operations.report.card(cycleId);
  return { what, submission, cycleId, openedAt: card?.cycle.openedAt.getTime() ?? 0 };
}

/** One poll after ingest behaves again, both were seen as they are. */
async function judgeRecovery(
  station: Station,
  exports: readonly Export[],
  end: number,
): Promise<string[]> {
  const findings: string[] = [];
  for (const { what, cycleId, submission } of exports) {
    const card = await station.operations.report.card(cycleId);
    if (submission.n === FINISHED && card?.cycle.state !== 'exported') {
      findings.push(`${what} is still ${card?.cycle.state} a poll after ingest is well`);
    }
    if (submission.n === STUCK && (card?.seenAt?.getTime() ?? 0) < end) {
      findings.push(`${what} was last seen ${card?.seenAt?.toISOString()}`);
    }
    if (card?.cycle.memory.disturbed !== undefined) findings.push(`${what} is shown as disturbed`);
  }
  return findings;
}

/** It is submitted once and comes through within a poll of when that can be known; the stuck one never does. */
async function judgeCourse(
  station: Station,
  { what, submission, openedAt }: Export,
  finished?: number,
): Promise<readonly string[]> {
  const history = await station.operations.report.history(submission.projectUuid);
  const moves = history.filter(({ from, to }) => from !== to);
  const wanted = finished === undefined ? ['submit'] : ['submit', 'export finished'];
  const findings: string[] = [];
  if (submission.submits !== 1) findings.push(`${what} was submitted ${submission.submits} times`);
  if (moves.map(({ event }) => event).join() !== wanted.join()) {
    findings.push(`${what}: ${moves.map(({ event, at }) => `${event} ${at}`).join(', ')}`);
  }
  const at = new Date(moves[1]?.at ?? 0).getTime();
  if (finished !== undefined && (at < finished || at > finished + ROUND)) {
    findings.push(`${what} ended after ${(at - openedAt) / hours(1)} h`);
  }
  return findings;
}

function judgeAlerts(
  { what, submission, openedAt }: Export,
  alerts: readonly Alert[],
  wanted: number,
): readonly string[] {
  const ours = alerts.filter(({ projectUuid }) => projectUuid === submission.projectUuid);
  const findings = ours
    .map(({ at }) => at - openedAt)
    .filter((after) => after < DEADLINE || after > DEADLINE + minutes(1))
    .map((after) => `${what} was reported ${after / 1000} s after its submit`);
  if (ours.length !== wanted) findings.push(`${what} was reported ${ours.length} times`);
  return findings;
}

/** People hear of a strange state once for each export, and of an end once. */
function judgeTold({ posts }: Outside): readonly string[] {
  const told = posts.flatMap(({ first, place: { thread } }) =>
    thread === undefined ? [] : `${gist(first)} in ${thread}`,
  );
  const twice = told.filter((one, index) => told.indexOf(one) !== index);
  return twice.map((one) => `said twice: ${one}`);
}

describe('ingest', () => {
  it.each(MISBEHAVIOURS)(
    'that $what: nothing wrong is believed, and people hear of it once',
    async (one) => {
      expect(await live(one)).toEqual([]);
    },
  );

  it('that is believed when it does not answer is found out', async () => {
    const [down] = MISBEHAVIOURS;
    if (down === undefined) throw new Error('no misbehaviour');
    const findings = await live(down, (ingest) => ({
      ...ingest,
      listUnderWay: () => ingest.listUnderWay().catch(() => new Set()),
      readExport: (submission, since) =>
        ingest.readExport(submission, since).catch(() => ({ envelope: 'Exported' })),
    }));
    expect(findings).toContainEqual(
      expect.stringMatching(/^the stuck export: submit .*, export finished/),
    );
    expect(findings).toContainEqual(
      expect.stringMatching(/^the export that goes well ended after 1/),
    );
  });
});
