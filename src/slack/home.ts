import { createHash } from 'node:crypto';
import type { App } from '@slack/bolt';
import { hours, seconds } from '../domain/duration.ts';
import { type Actor, mayAct } from '../domain/role.ts';
import { standingsOf } from '../tracker/history/census.ts';
import { admit, mayStart } from './interaction/admission.ts';
import { withinLimits } from './limits.ts';
import type { Needs } from './needs.ts';
import { section } from './views/blocks.ts';
import { type HomeData, homeBlocks } from './views/home.ts';
import { escaped } from './views/text.ts';
import { pairsOf } from './views/tracker/duplicates.ts';

/** Whoever has looked at their Home within this time sees it change; Slack does not say when they look away. */
const LOOKING_LASTS = hours(8);
/** Changes come in bursts; a Home is drawn at most this often. */
const REST = seconds(3);
const LOOKING_MOST = 200;
const MOST_EXPORTS = 10;
const MOST_LINKED = 10; // cards of requests; Slack is asked for each

/** Somebody who has their Home tab open, as far as we know. */
interface Viewer {
  readonly team: string | undefined;
  readonly since: number;
  drawn?: string; // what they see, as a hash
}

/** A person's Home tab: drawn when they look at it, and anew when things change. */
export interface Home {
  /** Something has changed: whoever looks is shown it, soon. */
  changed(): void;
  stop(): void;
}

export function registerHome(app: App, needs: Needs): Home {
  const viewers = new Map<string, Viewer>();
  const stopping = new AbortController();
  let waiting = false;

  async function draw(person: string, viewer: Viewer): Promise<void> {
    const blocks = [...withinLimits(await blocksFor(needs, person, viewer.team), 'home')];
    const shown = createHash('sha256').update(JSON.stringify(blocks)).digest('hex');
    if (viewer.drawn === shown) return;
    await needs.client.views.publish({ user_id: person, view: { type: 'home', blocks } });
    viewer.drawn = shown;
  }

  /** Drawn anew whenever it is opened; nobody's work depends on it. */
  const drawKindly = (person: string, viewer: Viewer): Promise<void> =>
    draw(person, viewer).catch((error: unknown) => {
      needs.log.warn('home not published', { person, message: String(error) });
    });

  async function drawAll(): Promise<void> {
    await needs.clock.sleep(REST, stopping.signal);
    waiting = false;
    if (stopping.signal.aborted) return;
    const now = needs.clock.now().getTime();
    for (const [person, viewer] of viewers) {
      if (now - viewer.since > LOOKING_LASTS) viewers.delete(person);
      else await drawKindly(person, viewer);
    }
  }

  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const person = event.user;
    const { team_id: team } = body;
    const viewer: Viewer = { team, since: needs.clock.now().getTime() };
    const key = `home:${person}:${event.event_ts}`;
    const admitted = await admit(needs, { key, person, team, attempted: 'open Home' });
    viewers.delete(person);
    if (admitted.ok) viewers.set(person, viewer);
    const [oldest] = viewers.keys();
    if (viewers.size > LOOKING_MOST && oldest !== undefined) viewers.delete(oldest);
    await drawKindly(person, viewer);
  });

  return {
    changed() {
      if (waiting || viewers.size === 0) return;
      waiting = true;
      void drawAll();
    },
    stop: () => stopping.abort(),
  };
}

async function blocksFor(needs: Needs, person: string, team: string | undefined) {
  const actor = await needs.people.actor(person, team);
  if ('refused' in actor) return [section(escaped(actor.refused, 500))];
  const { report } = needs.operations;
  const [mine, stuck, open, released, exports, datasets, buckets, tracker] = await Promise.all([
    report.mine(actor),
    report.stuck(actor),
    report.board(),
    report.released(),
    needs.exports.jobs.list(actor, { limit: MOST_EXPORTS, offset: 0 }),
    trackedBy(needs),
    bucketsOf(needs, actor),
    decidableBy(needs, actor),
  ]);
  const idsOf = (rows: HomeData['released']) => rows.map(({ card }) => card.cycle.id);
  const theirs = new Set(idsOf(mine.rows));
  const late = stuck.rows.filter(({ card }) => !theirs.has(card.cycle.id));
  const shown = new Set([...theirs, ...idsOf(late)]);
  const others = open.rows.filter(({ card }) => !shown.has(card.cycle.id));
  return homeBlocks(
    {
      opens: needs.runbooks.filter((runbook) => mayStart(runbook, actor)),
      waiting: mine,
      buckets,
      tracker,
      stuck: late,
      running: { rows: others, total: open.total - shown.size },
      released,
      exports,
      datasets,
      now: needs.clock.now(),
    },
    needs.roles,
  );
}

/** What of buckets waits for them, each with its card. */
async function bucketsOf(
  { buckets, chat }: Needs,
  actor: Actor,
): Promise<HomeData['buckets'] | undefined> {
  if (buckets === undefined) return undefined;
  const { reviews, ...others } = await buckets.waiting(actor);
  const linked = reviews.map(async ({ request, card }, at) => ({
    request,
    link:
      at < MOST_LINKED ? card && (await chat.permalink(card).catch(() => undefined)) : undefined,
  }));
  return { ...others, reviews: await Promise.all(linked) };
}

/** What whoever has a role may decide in the tracker. */
async function decidableBy({ tracking }: Needs, actor: Actor): Promise<HomeData['tracker']> {
  if (tracking === undefined || !mayAct(actor, 'anyone with a role')) return undefined;
  const { google, proposals, twins } = tracking;
  const cells = google === undefined ? 0 : (await proposals.waiting({ after: 0, limit: 1 })).count;
  const { open, ours } = await twins.list();
  return { cells, pairs: pairsOf(open, ours).length };
}

async function trackedBy({ tracking }: Needs): Promise<HomeData['datasets']> {
  const run = await tracking?.runAt();
  if (run === undefined || tracking === undefined) return undefined;
  return { run, standings: standingsOf(await tracking.census(run)) };
}
