import { setTimeout as delay } from 'node:timers/promises';
import type { Arena } from '../bot/arena.ts';
import type { Chance } from './chance.ts';
import type { Eyes } from './eyes.ts';
import { Pace } from './pace.ts';

const FASTER = 1000; // an export of 95 minutes takes six seconds
const STUCK = 'stuck-transfer';

/**
 * What happens around the bot: ingest exports, some exports get stuck and recover, held and released datasets are
 * corrected, the import system reports, and Slack has its bad moments.
 */
export async function runWorld(
  needs: { readonly arena: Arena; readonly eyes: Eyes; readonly chance: Chance },
  signal: AbortSignal,
): Promise<void> {
  const { arena, eyes, chance } = needs;
  const { desk, world, projects } = arena;
  const pace = new Pace(projects, FASTER);
  for (const [index, { uuid }] of projects.entries()) {
    if (index % 20 === 13) world.controls.scenario(uuid, STUCK);
  }
  const tended = new Map<string, number>();
  let looks = 0;

  /** What the newest card of each dataset says. */
  function cards(): ReadonlyMap<string, string> {
    eyes.look();
    const newest = new Map<string, string>();
    for (const { text, thread } of eyes.posts) {
      const name = thread === undefined ? /Bulk\w+Sim/.exec(text)?.[0] : undefined;
      if (name !== undefined) newest.set(name, text);
    }
    return newest;
  }

  function tend(): void {
    const shown = cards();
    for (const project of projects) {
      const text = shown.get(project.shortName) ?? '';
      if (Date.now() - (tended.get(project.uuid) ?? 0) < 3000) continue;
      if (/Needs correction|Released/.test(text)) {
        if (choose(project.uuid, 'reset-to-valid')) tended.set(project.uuid, Date.now());
      } else if (project.scenario === STUCK && chance.happens(0.02)) {
        choose(project.uuid, `${STUCK}-recovers`);
      } else if (/Import requested|Imported/.test(text) && chance.happens(0.01)) {
        world.postNotice(project.uuid, 'snapshot complete');
      }
    }
  }

  /** False when it cannot be chosen now. */
  function choose(uuid: string, scenario: string): boolean {
    try {
      world.controls.scenario(uuid, scenario);
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return false;
    }
  }

  function disturb(): void {
    if (chance.happens(0.05)) desk.faults.on('redeliver', 1 + Math.floor(chance.between(0, 4)));
    if (chance.happens(0.02)) desk.faults.on('slack-lost-reply', 1);
    // A fault waits for the next call: while the bot is away that would always be its first.
    if (desk.connections() > 0 && chance.happens(0.01)) desk.faults.on('slack-server-error', 1);
    if (chance.happens(0.01)) desk.faults.on('slack-rate-limit', 1);
    if (chance.happens(0.004)) desk.faults.on('socket-drop');
    if (chance.happens(0.004)) desk.refreshSockets();
  }

  while (!signal.aborted) {
    pace.look();
    looks += 1;
    if (looks % 10 === 0) tend();
    if (looks % 4 === 0) disturb();
    await delay(25);
  }
  desk.faults.clear();
}

/** For the end: time passes and what is stuck recovers, so that everything under way comes to rest. */
export async function runPace({ projects, world }: Arena, signal: AbortSignal): Promise<void> {
  const pace = new Pace(projects, FASTER);
  for (const { uuid, scenario } of projects) {
    if (scenario === STUCK) world.controls.scenario(uuid, `${STUCK}-recovers`);
  }
  while (!signal.aborted) {
    pace.look();
    await delay(25);
  }
}
