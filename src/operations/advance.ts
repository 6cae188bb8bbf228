import { actionsOf } from '../domain/cycle/choice.ts';
import type { Choice, Cycle, SubmitAction } from '../domain/cycle/cycle.ts';
import { armed, nextTimer } from '../domain/decision/alert.ts';
import { decide } from '../domain/decision/transition.ts';
import type { Policy } from '../domain/policy.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import type { LookedUp } from '../domain/runbook/form.ts';
import { opening, type Runbook } from '../domain/runbook/runbook.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { findCycle, saveCycle } from '../storage/cycles/cycles.ts';
import { findPreview } from '../storage/cycles/previews.ts';
import type { Database } from '../storage/database.ts';
import { findReceipt, saveReceipt } from '../storage/inbox.ts';
import { audit } from './audit.ts';
import { type Advanced, createBegin } from './begin.ts';
import type { Clock, Random } from './ports.ts';
import { record } from './record.ts';

export type { Advanced };

export interface Command {
  /** Makes a redelivery harmless; observers and timers need none, since what they say is compared with what is known. */
  readonly key?: string;
  readonly cycleId: string;
  readonly turn?: number;
  readonly event: RunbookEvent;
  readonly actor: Actor;
  /** What was looked up for its form. */
  readonly about?: LookedUp;
}

export interface Advance {
  advance(command: Command): Promise<Advanced>;
  /** The moment has come that the clock was set for: a deadline, an unanswered alert. */
  tick(cycleId: string): Promise<{ readonly runbook: string; readonly event: string } | undefined>;
  open(command: {
    readonly key: string;
    readonly previewId: string;
    readonly action: Choice;
    readonly actor: Actor;
  }): Promise<Advanced>;
  /** Where another cycle ends, the next runbook takes over what ingest is at work on; once. */
  follow(command: {
    readonly from: Cycle;
    readonly runbook: Runbook;
    readonly actions: readonly SubmitAction[];
    readonly since: string; // ISO: what happened since then in ingest belongs to it
    readonly source: string; // who saw it
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
  /** Progress is drawn at most this often, milliseconds; a change of hands at once. */
  readonly progressRest: number;
  /** Called after each commit that left something to be done. */
  readonly wake: () => void;
}): Advance {
  const { db, clock, policy, progressRest, wake } = needs;
  const begin = createBegin(needs);

  return {
    async advance(command) {
      const advanced = await db.transaction().execute(async (trx): Promise<Advanced> => {
        const repeated = command.key && (await findReceipt(trx, command.key));
        const cycle = await findCycle(trx, command.cycleId);
        if (cycle === undefined) return { ok: false, refusal: { code: 'unknown cycle' } };
        if (repeated) return { ok: true, cycle, duplicate: true, news: false };
        const now = clock.now();
        const runbook = runbookNamed(cycle.runbook);
        const { event, actor, turn, about } = command;
        const decision = decide(runbook, cycle, event, actor, now, policy, turn, about);
        if (decision.kind === 'refused') {
          const { refusal } = decision;
          await audit(trx, { cycle, refusal, event, actor, now, key: command.key });
          return { ok: false, refusal: decision.refusal, cycle };
        }
        if (command.key) await saveReceipt(trx, command.key, now, cycle.id);
        if (decision.kind === 'nothing new')
          return { ok: true, cycle, duplicate: false, news: false };
        await saveCycle(trx, decision.cycle);
        await record(trx, decision, event, actor, now, progressRest);
        return { ok: true, cycle: decision.cycle, duplicate: false, news: true };
      });
      if (advanced.ok && advanced.news) wake();
      return advanced;
    },

    async tick(cycleId) {
      const happened = await db.transaction().execute(async (trx) => {
        const cycle = await findCycle(trx, cycleId);
        if (cycle === undefined) return undefined;
        const now = clock.now();
        const runbook = runbookNamed(cycle.runbook);
        const timer = nextTimer(runbook, cycle, policy);
        if (timer === undefined || timer.at > now) {
          await saveCycle(trx, armed(runbook, cycle, policy)); // the configuration has changed
          return undefined;
        }
        const event = { name: timer.event };
        const actor = { kind: 'timer' } as const;
        const decision = decide(runbook, cycle, event, actor, now, policy);
        if (decision.kind !== 'accepted') return undefined;
        await saveCycle(trx, decision.cycle);
        await record(trx, decision, event, actor, now, progressRest);
        return { runbook: runbook.name, event: event.name };
      });
      if (happened !== undefined) wake();
      return happened;
    },

    async open({ key, previewId, action, actor }) {
      return opened(key, async (trx, now) => {
        const stored = await findPreview(trx, previewId, now);
        if (stored === undefined || !stored.preview.choices.includes(action)) {
          return { ok: false, refusal: { code: 'preview expired' } };
        }
        const { dataset, number, underWay, environment } = stored.preview;
        const runbook = runbookNamed(stored.preview.runbook);
        const joins = action === 'Join' && runbook.joining !== undefined;
        return begin(trx, {
          key,
          runbook,
          dataset,
          number,
          channel: needs.channel,
          submitter: actorName(actor),
          event: joins
            ? { name: runbook.joining, reason: action, accepted: true }
            : { name: opening(runbook).on, reason: action },
          actor,
          now,
          memory: {
            actions: actionsOf(action, underWay),
            ...(environment === undefined ? {} : { archive: { environment } }),
          },
        });
      });
    },

    async follow({ from, runbook, actions, since, source }) {
      const key = `follow:${from.id}`;
      return opened(key, async (trx, now) => {
        const { dataset, channel, submitter } = from;
        const joining = runbook.joining ?? opening(runbook).on;
        return begin(trx, {
          key,
          runbook,
          dataset,
          channel,
          submitter,
          event: { name: joining, accepted: true },
          actor: { kind: 'observer', source },
          now,
          memory: { actions, follows: { cycleId: from.id, since } },
        });
      });
    },
  };

  /** Once for a key, in one transaction. */
  async function opened(
    key: string,
    work: (trx: Database, now: Date) => Promise<Advanced>,
  ): Promise<Advanced> {
    const advanced = await db.transaction().execute(async (trx): Promise<Advanced> => {
      const repeated = await findReceipt(trx, key);
      const before = repeated?.cycleId && (await findCycle(trx, repeated.cycleId));
      return before
        ? { ok: true, cycle: before, duplicate: true, news: false }
        : work(trx, clock.now());
    });
    if (advanced.ok && advanced.news) wake();
    return advanced;
  }
}
