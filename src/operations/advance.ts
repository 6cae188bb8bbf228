import { createHash } from 'node:crypto';
import type { Cycle, SubmitAction } from '../domain/cycle.ts';
import { seconds } from '../domain/duration.ts';
import type { Effect } from '../domain/effect.ts';
import type { Refusal } from '../domain/refusal.ts';
import { type Actor, actorName } from '../domain/role.ts';
import { type Decision, decide, type Policy, type RunbookEvent } from '../domain/transition.ts';
import { exporting } from '../runbooks/exporting.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { findCycle, findLatestCycle, insertCycle, saveCycle } from '../storage/cycles.ts';
import type { Database } from '../storage/database.ts';
import { findReceipt, saveReceipt } from '../storage/inbox.ts';
import { appendJournal } from '../storage/journal.ts';
import { enqueue, enqueueCard } from '../storage/outbox.ts';
import { findPreview } from '../storage/previews.ts';
import type { Clock, Random } from './ports.ts';

/** Progress is drawn at most this often; a change of hands at once. */
const PROGRESS_REST = seconds(5);

export type Advanced =
  | {
      readonly ok: true;
      readonly cycle: Cycle;
      readonly duplicate: boolean;
      readonly news: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly cycle?: Cycle };

export interface Command {
  /** Makes a redelivery harmless; observers and timers need none, since what they say is compared with what is known. */
  readonly key?: string;
  readonly cycleId: string;
  readonly turn?: number;
  readonly event: RunbookEvent;
  readonly actor: Actor;
}

export interface Advance {
  advance(command: Command): Promise<Advanced>;
  open(command: {
    readonly key: string;
    readonly previewId: string;
    readonly action: SubmitAction;
    readonly actor: Actor;
  }): Promise<Advanced>;
}

/**
 * The only writer of runbook state: load, decide, then state, journal entry and effects in one transaction.
 * When it has resolved, the command cannot be lost; before, nothing of it has happened.
 */
export function createAdvance(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: Policy;
  readonly channel: string;
  /** Called after each commit that left something to be done. */
  readonly wake: () => void;
}): Advance {
  const { db, clock, random, policy, wake } = needs;

  return {
    async advance(command) {
      const advanced = await db.transaction().execute(async (trx): Promise<Advanced> => {
        const repeated = command.key && (await findReceipt(trx, command.key));
        const cycle = await findCycle(trx, command.cycleId);
        if (cycle === undefined) return { ok: false, refusal: { code: 'unknown cycle' } };
        if (repeated) return { ok: true, cycle, duplicate: true, news: false };
        const now = clock.now();
        const runbook = runbookNamed(cycle.runbook);
        const { event, actor, turn } = command;
        const decision = decide(runbook, cycle, event, actor, now, policy, turn);
        if (decision.kind === 'refused') {
          await audit(trx, cycle, decision.refusal, event, actor, now, command.key);
          return { ok: false, refusal: decision.refusal, cycle };
        }
        if (command.key) await saveReceipt(trx, command.key, now, cycle.id);
        if (decision.kind === 'nothing new')
          return { ok: true, cycle, duplicate: false, news: false };
        await saveCycle(trx, decision.cycle);
        await record(trx, decision, event, actor, now);
        return { ok: true, cycle: decision.cycle, duplicate: false, news: true };
      });
      if (advanced.ok && advanced.news) wake();
      return advanced;
    },

    async open({ key, previewId, action, actor }) {
      const opened = await db.transaction().execute(async (trx): Promise<Advanced> => {
        const now = clock.now();
        const repeated = await findReceipt(trx, key);
        const before = repeated?.cycleId && (await findCycle(trx, repeated.cycleId));
        if (before) return { ok: true, cycle: before, duplicate: true, news: false };

        const stored = await findPreview(trx, previewId, now);
        if (stored === undefined || !stored.preview.choices.includes(action)) {
          return { ok: false, refusal: { code: 'preview expired' } };
        }
        const { dataset } = stored.preview;
        const latest = await findLatestCycle(trx, exporting.name, dataset.projectUuid);
        const submit: RunbookEvent = { name: 'submit', reason: action };
        if (latest !== undefined && latest.closedAt === undefined) {
          const superseded: RunbookEvent = { name: 're-exported' };
          const ended = decide(exporting, latest, superseded, actor, now, policy);
          if (ended.kind !== 'accepted') {
            const refusal = refusalOf(ended, latest);
            await audit(trx, latest, refusal, submit, actor, now, key);
            return { ok: false, refusal, cycle: latest };
          }
          // A second click on a preview must not replace the cycle that the first one opened.
          if (stored.preview.number !== latest.number + 1) {
            return { ok: false, refusal: { code: 'preview expired' }, cycle: latest };
          }
          await saveCycle(trx, ended.cycle);
          await record(trx, ended, superseded, actor, now);
        }
        const fresh: Cycle = {
          id: random.id(),
          runbook: exporting.name,
          dataset,
          number: (latest?.number ?? 0) + 1,
          state: exporting.starts,
          turn: 0,
          submitter: actorName(actor),
          channel: needs.channel,
          openedAt: now,
          since: now,
          memory: { actions: [action] },
        };
        const decision = decide(exporting, fresh, submit, actor, now, policy);
        if (decision.kind !== 'accepted') {
          const refusal = refusalOf(decision, fresh);
          if (await isFirstRefusal(trx, now, key)) {
            await appendJournal(
              trx,
              refusedEntry(dataset.projectUuid, refusal, submit, actor, now),
            );
          }
          return { ok: false, refusal };
        }
        await insertCycle(trx, decision.cycle);
        await record(trx, decision, submit, actor, now);
        await saveReceipt(trx, key, now, fresh.id);
        return { ok: true, cycle: decision.cycle, duplicate: false, news: true };
      });
      if (opened.ok && opened.news) wake();
      return opened;
    },
  };
}

/** Journal and outbox of an accepted decision; the card is always among what is to be done. */
async function record(
  trx: Database,
  decision: Extract<Decision, { kind: 'accepted' }>,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
): Promise<void> {
  const { cycle, effects } = decision;
  const { name, ...detail } = event;
  await appendJournal(trx, {
    at: now,
    projectUuid: cycle.dataset.projectUuid,
    cycleId: cycle.id,
    cycleNumber: cycle.number,
    step: decision.step,
    event: name,
    from: decision.from,
    to: cycle.state,
    actor: actorName(actor),
    detail,
  });
  const quiet = effects.length === 0 && decision.from === cycle.state;
  await enqueueCard(trx, {
    cycleId: cycle.id,
    lane: cardLane(cycle.id),
    now,
    notBefore: quiet ? new Date(now.getTime() + PROGRESS_REST) : now,
  });
  if (decision.from !== cycle.state && cycle.turn > 1) {
    const turn = cycle.turn - 1;
    await enqueue(trx, {
      key: `settle:${cycle.id}:${turn}`,
      lane: cardLane(cycle.id),
      errand: { kind: 'settle turn', cycleId: cycle.id, turn },
      now,
    });
  }
  for (const [index, effect] of effects.entries()) {
    const episode = effect.kind === 'alert' ? cycle.memory.alert?.episode : undefined;
    await enqueue(trx, {
      key: effectKey(cycle, event, effect, index, now),
      lane: laneOf(cycle, effect),
      errand: {
        kind: 'effect',
        cycleId: cycle.id,
        effect,
        asOf: cycle,
        ...(episode === undefined ? {} : { episode }),
      },
      now,
    });
  }
}

export const cardLane = (cycleId: string): string => `card ${cycleId}`;

/** Order is kept within a lane; what goes to different systems must not wait for one another. */
function laneOf(cycle: Cycle, effect: Effect): string {
  switch (effect.kind) {
    case 'tell':
    case 'alert':
      return cardLane(cycle.id);
    case 'announce':
      return `announce ${effect.to}`;
    case 'submit to ingest':
      return `ingest ${cycle.id}`;
    case 'look at catalogue':
      return `catalogue ${cycle.id}`;
    case 'look at staging area':
      return `staging ${cycle.id}`;
  }
}

/** The same effect of the same change has the same key, so that it can stand in the outbox only once. */
function effectKey(
  cycle: Cycle,
  event: RunbookEvent,
  effect: Effect,
  index: number,
  now: Date,
): string {
  if (effect.kind === 'submit to ingest') return `submit:${cycle.id}`;
  const said = createHash('sha256')
    .update(JSON.stringify([event, now.toISOString()]))
    .digest('hex');
  return `${effectKeys(effect.kind, cycle.id, cycle.turn)}${index}:${said.slice(0, 16)}`;
}

/** What the keys of such effects of a turn begin with. */
export const effectKeys = (kind: Effect['kind'], cycleId: string, turn: number): string =>
  `${kind}:${cycleId}:${turn}:`;

function refusalOf(decision: Decision, cycle: Cycle): Refusal {
  if (decision.kind === 'refused' && decision.refusal.code !== 'not now') return decision.refusal;
  return {
    code: 'already under way',
    number: cycle.number,
    state: cycle.state,
    cycleId: cycle.id,
  };
}

/** Permission refused is kept; a button pressed too late is an everyday thing and is not. */
async function audit(
  trx: Database,
  cycle: Cycle,
  refusal: Refusal,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
  key: string | undefined,
): Promise<void> {
  if (refusal.code !== 'not your role' || !(await isFirstRefusal(trx, now, key))) return;
  await appendJournal(trx, {
    ...refusedEntry(cycle.dataset.projectUuid, refusal, event, actor, now),
    cycleId: cycle.id,
    cycleNumber: cycle.number,
    from: cycle.state,
    to: cycle.state,
  });
}

/** A redelivery of a refused command is refused again, but written down once. */
async function isFirstRefusal(trx: Database, now: Date, key?: string): Promise<boolean> {
  if (key === undefined) return true;
  const receipt = `refused:${key}`;
  if (await findReceipt(trx, receipt)) return false;
  await saveReceipt(trx, receipt, now);
  return true;
}

function refusedEntry(
  projectUuid: string,
  refusal: Refusal,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
) {
  return {
    at: now,
    projectUuid,
    event: 'refused',
    actor: actorName(actor),
    detail: { attempted: event.name, refusal },
  };
}
