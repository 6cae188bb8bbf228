import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Arena, openArena } from './bot/arena.ts';
import { BotProcess, REPOSITORY } from './bot/bot-process.ts';
import { check } from './check/checker.ts';
import type { Finding } from './check/finding.ts';
import type { Deed } from './check/history.ts';
import { gather, unrest } from './evidence.ts';
import { Chance } from './load/chance.ts';
import { createCrowd } from './load/crowd.ts';
import { Eyes } from './load/eyes.ts';
import { runStarters } from './load/starters.ts';
import { runPace, runWorld } from './load/world-life.ts';

export interface TrialOptions {
  readonly kills: number;
  readonly seed: number;
  readonly transport: 'socket' | 'http';
  readonly projects?: number;
  /** Holds `src/launch.mjs`. */
  readonly folder: string;
  readonly keep?: boolean;
  /** How long the end may take to come to rest, milliseconds. */
  readonly restMost?: number;
  readonly progress?: (line: string) => void;
}

export interface Trial extends Finding {
  readonly kills: number;
  readonly seconds: number;
  /** From each restart to the first acknowledged command, milliseconds, ascending. */
  readonly recoveries: readonly number[];
  /** Errors in the bot's log, and ends that nobody asked for. */
  readonly errors: readonly string[];
}

/** What is late is not lost: long enough for everything that is waiting to be done. */
const REST_MOST = 240_000;
/** Looks without anything waiting; an export that was held and carried on may never end. */
const IDLE_MOST = 25;
/** Git ignores it. */
const KEPT = join(REPOSITORY, '.data', 'proof');
const DURING_START = 0.2; // how often a kill comes while the bot still starts
/** Milliseconds that the bot is up at most; now and then longer, since slow errands have to end too. */
const UP_MOST = 1200;
const UP_LONGER = 4000;
const LONGER = 0.1;

/** Loads the bot with people, kills it again and again, and judges what is left. */
export async function runTrial(options: TrialOptions): Promise<Trial> {
  const begun = performance.now();
  const { kills, seed, transport, progress = () => {} } = options;
  const chance = new Chance(seed);
  await using arena = await openArena({
    transport,
    projects: options.projects ?? 100,
    exportingHours: 0.002,
  });
  const bot = new BotProcess(arena.botPort, arena.environment, options.folder);
  const eyes = new Eyes(arena.desk);
  const deeds: Deed[] = [];
  const record = (deed: Deed): void => {
    deeds.push(deed);
  };
  const starts: number[] = [];
  const killed: number[] = [];
  const start = (): void => {
    starts.push(Date.now());
    bot.start();
  };

  start();
  await bot.ready();
  const people = new AbortController();
  const load = Promise.all([
    createCrowd({ arena, eyes, chance: new Chance(seed + 1), record }).run(people.signal),
    runStarters({ arena, chance: new Chance(seed + 2), record }, people.signal),
    runWorld({ arena, eyes, chance: new Chance(seed + 3) }, people.signal),
  ]);
  await delay(1500);
  for (let count = 1; count <= kills; count += 1) {
    if (chance.happens(DURING_START)) await delay(chance.between(20, 900));
    else {
      await bot.ready();
      await delay(chance.between(0, chance.happens(LONGER) ? UP_LONGER : UP_MOST));
    }
    killed.push(Date.now());
    await bot.kill();
    start();
    if (count % 20 === 0) progress(`${count} kills, ${deeds.length} things done by people`);
  }
  await bot.ready();
  await delay(3000);
  people.abort();
  await load;
  const rested = await comeToRest(arena, options.restMost ?? REST_MOST);
  const code = await bot.stop();
  const finding = check(await gather(arena, eyes, deeds, killed));
  const broken = [...finding.broken];
  if (code !== 0) broken.push(`the bot ended with code ${code} when it was asked to stop`);
  if (bot.deaths > 0) broken.push(`the bot died by itself ${bot.deaths} times`);
  if (broken.length > 0 && options.keep === true) {
    cpSync(arena.dataDir, KEPT, { recursive: true });
    progress(`what the bot left is kept in ${KEPT}`);
  }
  return {
    counts: [
      ...finding.counts,
      ['starts that failed and were made again', bot.failedStarts],
      ['seconds to come to rest in the end', rested],
    ],
    broken,
    kills: killed.length,
    seconds: (performance.now() - begun) / 1000,
    recoveries: recoveriesOf(starts, deeds),
    errors: bot.errors,
  };
}

/** Until nothing waits and nothing is on its way, twice in a row, or no longer than this; resolves to the seconds. */
async function comeToRest(arena: Arena, most: number): Promise<number> {
  const begun = Date.now();
  const pace = new AbortController();
  const pacing = runPace(arena, pace.signal);
  let [quiet, idle] = [0, 0];
  while (quiet < 2 && idle < IDLE_MOST && Date.now() - begun < most) {
    await delay(1000);
    const { waiting, exporting } = await unrest(arena.dataDir);
    idle = waiting === 0 ? idle + 1 : 0;
    quiet = waiting === 0 && exporting === 0 ? quiet + 1 : 0;
  }
  pace.abort();
  await pacing;
  return Math.round((Date.now() - begun) / 1000);
}

/** A start that was killed before anybody was answered has no recovery. */
function recoveriesOf(starts: readonly number[], deeds: readonly Deed[]): readonly number[] {
  const answered = deeds
    .flatMap(({ acknowledged, answeredAt }) => (acknowledged ? [answeredAt] : []))
    .toSorted((a, b) => a - b);
  return starts
    .slice(1)
    .flatMap((at, index) => {
      const next = starts[index + 2] ?? Number.POSITIVE_INFINITY;
      const first = answered.find((answer) => answer > at);
      return first === undefined || first > next ? [] : [first - at];
    })
    .toSorted((a, b) => a - b);
}
