import type { Cycle } from '../domain/cycle/cycle.ts';
import type { Refusal } from '../domain/refusal.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import type { Database } from '../storage/database.ts';
import { findReceipt, saveReceipt } from '../storage/inbox.ts';
import { appendJournal } from '../storage/journal.ts';

const KEPT: ReadonlySet<Refusal['code']> = new Set([
  'not your role',
  'another person',
  'people only',
]);

/** Permission refused is kept, once; a button pressed too late is an everyday thing and is not. */
export async function audit(
  trx: Database,
  refused: {
    readonly cycle: Cycle;
    readonly refusal: Refusal;
    readonly event: RunbookEvent;
    readonly actor: Actor;
    readonly now: Date;
    readonly key: string | undefined;
  },
): Promise<void> {
  const { cycle, refusal, event, actor, now, key } = refused;
  if (!KEPT.has(refusal.code)) return;
  if (key !== undefined) {
    const receipt = `refused:${key}`;
    if (await findReceipt(trx, receipt)) return; // delivered again
    await saveReceipt(trx, receipt, now);
  }
  const opened = cycle.turn > 0;
  await appendJournal(trx, {
    at: now,
    projectUuid: cycle.dataset.projectUuid,
    event: 'refused',
    actor: actorName(actor),
    detail: { attempted: event.name, refusal },
    ...(opened
      ? { cycleId: cycle.id, cycleNumber: cycle.number, from: cycle.state, to: cycle.state }
      : {}),
  });
}
