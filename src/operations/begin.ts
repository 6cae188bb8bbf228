import type { Cycle, Dataset, Memory } from '../domain/cycle/cycle.ts';
import { type Decision, decide } from '../domain/decision/transition.ts';
import type { Policy } from '../domain/policy.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Actor, Role } from '../domain/role.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import { opening, type Runbook, reopening } from '../domain/runbook/runbook.ts';
import { findLatestCycle, insertCycle, saveCycle } from '../storage/cycles/cycles.ts';
import type { Database } from '../storage/database.ts';
import { saveReceipt } from '../storage/inbox.ts';
import { audit } from './audit.ts';
import type { Random } from './ports.ts';
import { record } from './record.ts';

export type Advanced =
  | {
      readonly ok: true;
      readonly cycle: Cycle;
      readonly duplicate: boolean;
      readonly news: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly cycle?: Cycle };

interface Beginning {
  readonly key: string;
  readonly runbook: Runbook;
  readonly dataset: Dataset;
  readonly number?: number; // that it was announced as
  readonly channel: string;
  readonly submitter: string;
  readonly event: RunbookEvent;
  readonly actor: Actor;
  readonly now: Date;
  readonly memory: Memory;
}

/** The next cycle of a dataset; one that is open ends for it, or refuses. To be called in a transaction. */
export type Begin = (trx: Database, next: Beginning) => Promise<Advanced>;

export function createBegin(needs: {
  readonly random: Random;
  readonly policy: Policy;
  readonly progressRest: number;
}): Begin {
  const { random, policy, progressRest } = needs;

  return async (trx, next) => {
    const { key, runbook, dataset, event, actor, now, submitter } = next;
    const latest = await findLatestCycle(trx, runbook.name, dataset.projectUuid);
    if (latest !== undefined && latest.closedAt === undefined) {
      // Where nothing ends an open cycle for the next one, it refuses this like any other event.
      const superseded: RunbookEvent = { name: reopening(runbook)?.on ?? event.name };
      // What was asked for in another runbook ends it by the word of whoever asked there.
      const by: Actor =
        actor.kind === 'observer'
          ? { kind: 'person', id: submitter, roles: opensFor(runbook) }
          : actor;
      const ended = decide(runbook, latest, superseded, by, now, policy);
      if (ended.kind !== 'accepted') {
        const refusal = refusalOf(ended, latest);
        await audit(trx, { cycle: latest, refusal, event, actor, now, key });
        return { ok: false, refusal, cycle: latest };
      }
      // A second click on a preview must not replace the cycle that the first one opened.
      if (next.number !== undefined && next.number !== latest.number + 1) {
        return { ok: false, refusal: { code: 'preview expired' }, cycle: latest };
      }
      await saveCycle(trx, ended.cycle);
      await record(trx, ended, superseded, by, now, progressRest);
    }
    const fresh: Cycle = {
      id: random.id(),
      runbook: runbook.name,
      dataset,
      number: (latest?.number ?? 0) + 1,
      state: runbook.starts,
      turn: 0,
      submitter,
      channel: next.channel,
      openedAt: now,
      since: now,
      memory: next.memory,
    };
    const decision = decide(runbook, fresh, event, actor, now, policy);
    if (decision.kind !== 'accepted') {
      const refusal = refusalOf(decision, fresh);
      await audit(trx, { cycle: fresh, refusal, event, actor, now, key });
      return { ok: false, refusal };
    }
    await insertCycle(trx, decision.cycle);
    await record(trx, decision, event, actor, now, progressRest);
    await saveReceipt(trx, key, now, fresh.id);
    return { ok: true, cycle: decision.cycle, duplicate: false, news: true };
  };
}

function opensFor(runbook: Runbook): readonly Role[] {
  const { who } = opening(runbook);
  return typeof who === 'string' ? [] : who;
}

function refusalOf(decision: Decision, cycle: Cycle): Refusal {
  if (decision.kind === 'refused' && decision.refusal.code !== 'not now') return decision.refusal;
  return {
    code: 'already under way',
    number: cycle.number,
    state: cycle.state,
    cycleId: cycle.id,
    by: cycle.submitter,
    at: cycle.openedAt.toISOString(),
  };
}
