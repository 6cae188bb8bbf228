import { createHash } from 'node:crypto';
import { isShown } from '../../domain/clean-up.ts';
import type { Cycle } from '../../domain/cycle.ts';
import { ASKING, type Effect } from '../../domain/effect.ts';
import type { Errand } from '../../domain/errand.ts';
import { diagnose } from '../../domain/export/export-progress.ts';
import { judge } from '../../domain/export/readiness.ts';
import type { Role } from '../../domain/role.ts';
import { stateOf } from '../../domain/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { findCycle, listOpenCycles } from '../../storage/cycles.ts';
import type { Database } from '../../storage/database.ts';
import { findMessage, saveMessage } from '../../storage/messages.ts';
import { cardKey, listDelivered, type OutboxRow } from '../../storage/outbox.ts';
import type { Advance } from '../advance.ts';
import type { Card, Message } from '../message.ts';
import {
  type Catalogue,
  type Chat,
  type Ingest,
  type MessageRef,
  OutsideError,
  type Place,
  type StagingArea,
} from '../ports.ts';
import { effectKeys } from '../record.ts';
import type { Answer } from './answer.ts';
import type { CleanUpWork } from './clean-up.ts';
import type { CarryOut } from './deliver.ts';
import type { Pace } from './pace.ts';
import type { SubmitToIngest } from './submit.ts';

/** One errand of the outbox, whatever its kind. */
export function createCarryOut(needs: {
  readonly db: Database;
  readonly chat: Chat;
  readonly catalogue: Catalogue;
  readonly stagingArea: StagingArea;
  readonly ingest: Pick<Ingest, 'readProject'>;
  readonly advance: Advance;
  readonly answer: Answer;
  readonly submit: SubmitToIngest;
  readonly cleanUp: CleanUpWork;
  readonly cardOf: (cycle: Cycle) => Promise<Card>;
  readonly channel: string;
  readonly channelOf: (role: Role) => string;
  readonly pace: Pace;
}): CarryOut {
  const { db, chat, advance, cardOf } = needs;

  return async (row, repeated) => {
    const { errand } = row;
    switch (errand.kind) {
      case 'answer':
        return needs.answer(errand.asked, row.attempts);
      case 'draw card':
        return drawCard(row, await known(errand.cycleId), repeated);
      case 'undelivered': {
        const card = await cardOf(await known(errand.cycleId));
        const message: Message = { kind: 'undelivered', card, remedy: errand.remedy };
        await postOnce(row, { channel: needs.channel }, message, repeated);
        return;
      }
      case 'settle turn':
        return settleTurn(errand.cycleId, errand.turn);
      case 'nameless notice': {
        const waiting = await listOpenCycles(db, ['import requested', 'imported']);
        const message: Message = {
          kind: 'nameless notice',
          headline: errand.headline,
          waiting: await Promise.all(waiting.map(cardOf)),
          ...(errand.link === undefined ? {} : { link: errand.link }),
        };
        await postOnce(row, { channel: needs.channel }, message, repeated);
        return;
      }
      case 'effect':
        return doEffect(row, errand, await known(errand.cycleId), repeated);
    }
  };

  async function doEffect(
    row: OutboxRow,
    { effect, number, asOf }: Extract<Errand, { kind: 'effect' }>,
    cycle: Cycle,
    repeated: boolean,
  ): Promise<void> {
    switch (effect.kind) {
      case 'submit to ingest':
        return needs.submit(cycle, repeated);
      case 'look at catalogue': {
        const release = Number(cycle.memory.importRequest?.['release']);
        const { projectUuid } = cycle.dataset;
        const shown = await needs.catalogue.listIndexed([projectUuid], release);
        await observe(cycle, 'catalogue', {
          name: 'catalogue seen',
          inCatalogueBefore: shown.has(projectUuid),
        });
        return;
      }
      case 'look at staging area': {
        const staging = await needs.stagingArea.inspect(cycle.dataset.projectUuid);
        const name = staging.faults.length === 0 ? 'staging area seen' : 'staging faults seen';
        await observe(cycle, 'staging area', { name, staging });
        return;
      }
      case 'tell': {
        const message = await noticeOf(effect, asOf);
        const place = { channel: cycle.channel, thread: await threadOf(cycle) };
        const at = await postOnce(row, place, message, repeated);
        if (ASKING.includes(effect.notice)) await saveMessage(db, row.key, at);
        return;
      }
      case 'announce': {
        const at = await findMessage(db, cardKey(cycle.id));
        const link = at && (await chat.permalink(at).catch(() => undefined));
        const message: Message = {
          kind: 'notice',
          notice: effect.notice,
          mention: [effect.to],
          card: await cardOf(asOf),
          ...(link === undefined ? {} : { link }),
        };
        await postOnce(row, { channel: needs.channelOf(effect.to) }, message, repeated);
        return;
      }
      case 'alert': {
        const message: Message = {
          kind: 'alert',
          mention: effect.mention,
          card: await cardOf(cycle),
          ...diagnosisOf(cycle),
        };
        return show(row, cycle, `alert:${cycle.id}:${number ?? 1}`, true, message, repeated);
      }
      case 'show clean-up': {
        const { mention } = effect;
        if (!isShown(cycle.memory.cleanUp)) return;
        const message: Message = { kind: 'clean-up', mention, card: await cardOf(cycle) };
        return show(row, cycle, `clean-up:${cycle.id}:${number ?? 1}`, false, message, repeated);
      }
      case 'list leftovers':
        return needs.cleanUp.list(cycle);
      case 'clean staging area':
        return needs.cleanUp.clean(cycle, repeated);
      case 'look at validity':
        return lookAtValidity(cycle);
    }
  }

  /** A message of its own in the thread: posted once, from then on edited in place. */
  async function show(
    row: OutboxRow,
    cycle: Cycle,
    key: string,
    broadcast: boolean,
    message: Message,
    repeated: boolean,
  ): Promise<void> {
    const standing = await findMessage(db, key);
    if (standing !== undefined && (await editIfThere(standing, message))) return;
    const place = { channel: cycle.channel, thread: await threadOf(cycle), broadcast };
    await saveMessage(db, key, await postOnce(row, place, message, repeated));
  }

  /** Somebody says that ingest calls it valid again: read, not believed. */
  async function lookAtValidity(cycle: Cycle): Promise<void> {
    const reading = await needs.ingest.readProject(cycle.dataset.projectUuid);
    const verdict = reading && judge(reading);
    const [newest] = reading?.submissions ?? [];
    await observe(
      cycle,
      'ingest',
      verdict?.ready === true
        ? { name: 'valid again' }
        : { name: 'not valid yet', reason: newest?.state ?? 'no submission' },
    );
  }

  async function noticeOf(
    { notice, mention }: Extract<Effect, { kind: 'tell' }>,
    asOf: Cycle,
  ): Promise<Extract<Message, { kind: 'notice' }>> {
    return { kind: 'notice', notice, mention, card: await cardOf(asOf) };
  }

  async function settleTurn(cycleId: string, turn: number): Promise<void> {
    for (const { key, errand } of await listDelivered(db, effectKeys('tell', cycleId, turn))) {
      const at = await findMessage(db, key);
      if (at === undefined || errand.kind !== 'effect' || errand.effect.kind !== 'tell') continue;
      await editIfThere(at, { ...(await noticeOf(errand.effect, errand.asOf)), settled: true });
    }
  }

  async function drawCard(row: OutboxRow, cycle: Cycle, repeated: boolean): Promise<void> {
    const message: Message = { kind: 'card', card: await cardOf(cycle) };
    const standing = await findMessage(db, cardKey(cycle.id));
    if (standing !== undefined && (await editIfThere(standing, message))) return;
    const posted = await postOnce(row, { channel: cycle.channel }, message, repeated);
    await saveMessage(db, cardKey(cycle.id), posted);
    // What an interrupted try left there may show an earlier state.
    if (repeated) await chat.edit(posted, message);
  }

  /** False when somebody has deleted the message: then it is posted anew. */
  async function editIfThere(at: MessageRef, message: Message): Promise<boolean> {
    try {
      await chat.edit(at, message);
      return true;
    } catch (error) {
      if (error instanceof OutsideError && error.outcome === 'gone') return false;
      throw error;
    }
  }

  /** Posting is not idempotent: after an interrupted try, read back before trying again. */
  async function postOnce(
    row: OutboxRow,
    place: Place,
    message: Message,
    repeated: boolean,
  ): Promise<MessageRef> {
    const key = opaque(row.key);
    const earlier =
      repeated && row.firstSent !== undefined
        ? await chat.find(key, place, row.firstSent)
        : undefined;
    if (earlier !== undefined) return earlier;
    await needs.pace(place.channel);
    return chat.post(key, place, message);
  }

  async function observe(
    cycle: Cycle,
    source: string,
    event: Parameters<Advance['advance']>[0]['event'],
  ): Promise<void> {
    await advance.advance({ cycleId: cycle.id, event, actor: { kind: 'observer', source } });
  }

  async function threadOf(cycle: Cycle): Promise<string> {
    const card = await findMessage(db, cardKey(cycle.id));
    if (card === undefined) {
      throw new OutsideError('Slack', 'retry', `The card of cycle ${cycle.id} is not posted yet.`);
    }
    return card.ts;
  }

  async function known(cycleId: string): Promise<Cycle> {
    const cycle = await findCycle(db, cycleId);
    if (cycle === undefined) throw new Error(`The outbox names the unknown cycle ${cycleId}.`);
    return cycle;
  }
}

/** Of an export: likely cause and next step, from how far it came. */
function diagnosisOf(cycle: Cycle): Pick<Extract<Message, { kind: 'alert' }>, 'diagnosis'> {
  const { state, memory, runbook } = cycle;
  if (stateOf(runbookNamed(runbook), state).watched !== 'export') return {};
  return { diagnosis: diagnose(memory.progress, memory.accepted === true) };
}

/** What goes into a message's metadata, which every member of the workspace can read. */
function opaque(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
