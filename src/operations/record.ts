import { createHash } from 'node:crypto';
import type { ArchivingWork } from '../domain/archiving/work.ts';
import type { Cycle } from '../domain/cycle/cycle.ts';
import type { Decision } from '../domain/decision/transition.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { Effect } from '../domain/runbook/effect.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import type { Database } from '../storage/database.ts';
import { appendJournal } from '../storage/journal.ts';
import { enqueue, enqueueCard } from '../storage/outbox.ts';

/** Journal and outbox of an accepted decision; the card is always among what is to be done. */
export async function record(
  trx: Database,
  decision: Extract<Decision, { kind: 'accepted' }>,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
  progressRest: number,
): Promise<void> {
  const { cycle, effects } = decision;
  const { name, ...detail } = event;
  await appendJournal(trx, {
    at: now,
    projectUuid: cycle.dataset.projectUuid,
    cycleId: cycle.id,
    cycleNumber: cycle.number,
    step: decision.step,
    event: decision.as ?? name,
    from: decision.from,
    to: cycle.state,
    actor: actorName(actor),
    detail: decision.as === undefined ? detail : { ...detail, confirms: name },
  });
  const quiet = effects.length === 0 && decision.from === cycle.state;
  await enqueueCard(trx, {
    cycleId: cycle.id,
    lane: cardLane(cycle.id),
    now,
    notBefore: quiet ? new Date(now.getTime() + progressRest) : now,
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
    const number = numberOf(effect, cycle);
    await enqueue(trx, {
      key: effectKey(cycle, event, actor, effect, index, now),
      lane: laneOf(cycle, effect),
      errand: {
        kind: 'effect',
        cycleId: cycle.id,
        effect,
        asOf: cycle,
        ...(number === undefined ? {} : { number }),
      },
      now,
    });
  }
}

/** Which of several messages of its kind an effect is about. */
function numberOf(effect: Effect, { memory }: Cycle): number | undefined {
  if (effect.kind === 'alert') return memory.alert?.episode;
  return effect.kind === 'show clean-up' ? memory.cleanUp?.number : undefined;
}

export const cardLane = (cycleId: string): string => `card ${cycleId}`;

/** Order is kept within a lane; what goes to different systems must not wait for one another. */
function laneOf(cycle: Cycle, effect: Effect): string {
  switch (effect.kind) {
    case 'tell':
    case 'alert':
    case 'show clean-up':
      return cardLane(cycle.id);
    case 'announce':
      return `announce ${effect.to}`;
    case 'archiving':
      return `${ARCHIVING_SYSTEMS[effect.work]} ${cycle.id}`;
    case 'submit to ingest':
    case 'look at validity':
      return `ingest ${cycle.id}`;
    case 'look at catalogue':
      return `catalogue ${cycle.id}`;
    case 'look at staging area':
    case 'list leftovers':
    case 'clean staging area':
      return `staging ${cycle.id}`;
  }
}

const ARCHIVING_SYSTEMS: Readonly<Record<ArchivingWork, string>> = {
  'create DSP submission': 'archiver',
  'remove DSP submission': 'archiver',
  'send files to ENA': 'archiver',
  'complete DSP submission': 'archiver',
  'plan file jobs': 'files',
  'start file jobs': 'files',
  'retry file jobs': 'files',
  'cancel file jobs': 'files',
  'read accessions': 'ingest',
  'hand over to export': 'ingest', // after the accessions: a cycle that has ended takes no news
};

/**
 * The same effect of the same change has the same key, so that it can stand in the outbox only once. Two people may
 * press the same button in the same millisecond: that is two changes.
 */
function effectKey(
  cycle: Cycle,
  event: RunbookEvent,
  actor: Actor,
  effect: Effect,
  index: number,
  now: Date,
): string {
  if (effect.kind === 'submit to ingest') return `submit:${cycle.id}`;
  const said = createHash('sha256')
    .update(JSON.stringify([event, actorName(actor), now.toISOString()]))
    .digest('hex');
  return `${effectKeys(effect.kind, cycle.id, cycle.turn)}${index}:${said.slice(0, 16)}`;
}

/** What the keys of such effects of a turn begin with. */
export const effectKeys = (kind: Effect['kind'], cycleId: string, turn: number): string =>
  `${kind}:${cycleId}:${turn}:`;
