import { diagnoseArchiving } from '../../domain/archiving/diagnosis.ts';
import type { CleanUp } from '../../domain/cycle/clean-up.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Errand } from '../../domain/errand.ts';
import { diagnose } from '../../domain/export/export-progress.ts';
import type { Role } from '../../domain/role.ts';
import {
  ASKING,
  type Effect,
  type NoticeName,
  type Recipient,
} from '../../domain/runbook/effect.ts';
import { stateOf } from '../../domain/runbook/runbook.ts';
import { runbookNamed, statesThat } from '../../runbooks/registry.ts';
import { findCycle, findCyclesOf, listOpenCycles } from '../../storage/cycles/cycles.ts';
import type { Database } from '../../storage/database.ts';
import { exportCardKey } from '../../storage/exports/cards.ts';
import { findMessage, saveMessage } from '../../storage/messages.ts';
import { cardKey, cleanUpKey, listDelivered } from '../../storage/outbox.ts';
import type { Card, Message } from '../message.ts';
import type { ExportNews, Place } from '../ports.ts';
import { effectKeys } from '../record.ts';
import type { Answer } from './answer.ts';
import type { CarryOutArchiving } from './archiving/carry-out.ts';
import type { DeliverBuckets } from './bucket-requests.ts';
import type { CleanUpWork } from './clean-up.ts';
import type { DeliverCrawlNews } from './crawl-news.ts';
import type { CarryOut } from './deliver.ts';
import type { ExportCards } from './export-cards.ts';
import type { Invite } from './invite.ts';
import type { Look } from './look.ts';
import type { MakeExport } from './make-export.ts';
import type { Attempt, Posting } from './posting.ts';
import type { SubmitToIngest } from './submit.ts';

type Notice = Extract<Message, { kind: 'notice' }>;

/** One errand of the outbox, whatever its kind. */
export function createCarryOut(needs: {
  readonly db: Database;
  readonly posting: Posting;
  readonly look: Look;
  readonly answer: Answer;
  readonly submit: SubmitToIngest;
  readonly cleanUp: CleanUpWork;
  readonly invite: Invite;
  readonly makeExport: MakeExport;
  readonly notify: ExportNews['notify'];
  readonly exportCards: ExportCards;
  readonly archivingWork: CarryOutArchiving;
  readonly bucketRequests: DeliverBuckets;
  readonly crawlNews: DeliverCrawlNews;
  readonly cardOf: (cycle: Cycle) => Promise<Card>;
  readonly channel: string;
  readonly channelOf: (role: Role) => string;
}): CarryOut {
  const { db, posting, look, cardOf } = needs;

  return async (row, repeated) => {
    const { errand } = row;
    const attempt = { row, repeated };
    switch (errand.kind) {
      case 'answer':
        return needs.answer(errand.asked, row.attempts);
      case 'draw card':
        return drawCard(attempt, await known(errand.cycleId));
      case 'undelivered': {
        const card = await cardOf(await known(errand.cycleId));
        const message: Message = { kind: 'undelivered', card, remedy: errand.remedy };
        await posting.once(attempt, { channel: needs.channel }, message);
        return;
      }
      case 'settle turn':
        return settleTurn(errand.cycleId, errand.turn);
      case 'nameless notice': {
        const atImport = statesThat(({ holder }) => holder === 'import-team');
        const waiting = await listOpenCycles(db, atImport);
        const message: Message = {
          kind: 'nameless notice',
          headline: errand.headline,
          waiting: await Promise.all(waiting.map(cardOf)),
          ...(errand.link === undefined ? {} : { link: errand.link }),
        };
        await posting.once(attempt, { channel: needs.channel }, message);
        return;
      }
      case 'export trouble':
        await posting.once(attempt, { channel: needs.channel }, errand);
        return;
      case 'make export':
        return needs.makeExport(errand.order);
      case 'share':
        return needs.invite(attempt, errand);
      case 'notification': {
        const card = await posting.link(await findMessage(db, exportCardKey(errand.jobId)));
        return needs.notify(row.key, errand, row.createdAt, card);
      }
      case 'notification given up':
        return needs.exportCards.tellGivenUp(attempt, errand);
      case 'draw export card':
        return needs.exportCards.draw(attempt, errand.jobId);
      case 'export ended':
        return needs.exportCards.tellEnded(attempt, errand);
      case 'bucket order':
      case 'bucket concern':
      case 'draw recertification':
      case 'draw bucket file':
      case 'draw bucket card':
      case 'propose bucket request':
      case 'apply bucket request':
      case 'bucket news':
        return needs.bucketRequests(attempt, errand);
      case 'mover alert':
        await posting.once(attempt, { channel: needs.channelOf('data-engineering') }, errand);
        return;
      case 'crawl digest':
      case 'sheet proposals':
        return needs.crawlNews(attempt, errand);
      case 'effect':
        return doEffect(attempt, errand, await known(errand.cycleId));
    }
  };

  async function doEffect(
    attempt: Attempt,
    { effect, number = 1, asOf }: Extract<Errand, { kind: 'effect' }>,
    cycle: Cycle,
  ): Promise<void> {
    switch (effect.kind) {
      case 'submit to ingest':
        return needs.submit(cycle, attempt.repeated);
      case 'archiving':
        return needs.archivingWork(cycle, effect.work, asOf);
      case 'look at catalogue':
        return look.catalogue(cycle);
      case 'look at staging area':
        return look.stagingArea(cycle);
      case 'look at validity':
        return look.validity(cycle);
      case 'tell': {
        const next = await toldOf(effect.notice, cycle);
        const link = next && (await posting.link(await posting.cardOf(next)));
        const message = withLink(await noticeOf(effect, asOf), link);
        const at = await posting.once(attempt, await threadOf(cycle), message);
        if (ASKING.includes(effect.notice)) await saveMessage(db, attempt.row.key, at);
        return;
      }
      case 'announce': {
        const link = await posting.link(await findMessage(db, cardKey(cycle.id)));
        const { notice, to } = effect;
        const mention = [to];
        const said: Notice = { kind: 'notice', notice, mention, card: await cardOf(asOf) };
        await posting.once(attempt, { channel: needs.channelOf(to) }, withLink(said, link));
        return;
      }
      case 'alert': {
        const card = await cardOf(cycle);
        const { mention } = effect;
        const message: Message = { kind: 'alert', mention, card, ...diagnosisOf(cycle) };
        const place = async () => ({ ...(await threadOf(cycle)), broadcast: true });
        return posting.standing(attempt, `alert:${cycle.id}:${number}`, place, message);
      }
      case 'show clean-up':
        return showCleanUp(attempt, effect.mention, number, cycle, asOf);
      case 'list leftovers':
        return needs.cleanUp.list(cycle);
      case 'clean staging area':
        return needs.cleanUp.clean(cycle, attempt.repeated);
    }
  }

  /** A list takes the buttons off the one before it, and is shown without any once another was asked for. */
  async function showCleanUp(
    attempt: Attempt,
    mention: readonly Recipient[],
    number: number,
    cycle: Cycle,
    asOf: Cycle,
  ): Promise<void> {
    const card = await cardOf(cycle);
    const { cleanUp: newest } = cycle.memory;
    const shown = (overtaken: CleanUp | undefined): Message => ({
      kind: 'clean-up',
      mention,
      card,
      ...(overtaken === undefined ? {} : { overtaken }),
    });
    const key = cleanUpKey(cycle.id, number);
    const isNewest = number === newest?.number;
    if (isNewest && newest.earlier !== undefined && !(await findMessage(db, key))) {
      const before = await findMessage(db, cleanUpKey(cycle.id, newest.earlier.number));
      if (before !== undefined) await posting.edit(before, shown(newest.earlier));
    }
    const message = shown(isNewest ? undefined : asOf.memory.cleanUp);
    await posting.standing(attempt, key, () => threadOf(cycle), message);
  }

  async function noticeOf(
    { notice, mention }: Extract<Effect, { kind: 'tell' }>,
    asOf: Cycle,
  ): Promise<Notice> {
    return { kind: 'notice', notice, mention, card: await cardOf(asOf) };
  }

  async function settleTurn(cycleId: string, turn: number): Promise<void> {
    for (const { key, errand } of await listDelivered(db, effectKeys('tell', cycleId, turn))) {
      const at = await findMessage(db, key);
      if (at === undefined || errand.kind !== 'effect' || errand.effect.kind !== 'tell') continue;
      await posting.edit(at, { ...(await noticeOf(errand.effect, errand.asOf)), settled: true });
    }
  }

  async function drawCard(attempt: Attempt, cycle: Cycle): Promise<void> {
    const message: Message = { kind: 'card', card: await cardOf(cycle) };
    const place = async () => ({ channel: cycle.channel });
    await posting.standing(attempt, cardKey(cycle.id), place, message);
  }

  async function threadOf(cycle: Cycle): Promise<Place> {
    return { channel: cycle.channel, thread: (await posting.cardOf(cycle)).ts };
  }

  /** The other cycle that a notice speaks of, if it speaks of one. */
  async function toldOf(notice: NoticeName, cycle: Cycle): Promise<Cycle | undefined> {
    switch (notice) {
      case 'new cycle':
        return nextOf(cycle);
      case 'export took over': {
        const cycles = await findCyclesOf(db, cycle.dataset.projectUuid);
        return cycles.find(({ memory }) => memory.follows?.cycleId === cycle.id);
      }
      case 'export taken over':
        return cycle.memory.follows && known(cycle.memory.follows.cycleId);
      default:
        return undefined;
    }
  }

  /** The cycle that a re-export opened. */
  async function nextOf({ dataset, runbook, number }: Cycle): Promise<Cycle | undefined> {
    const cycles = await findCyclesOf(db, dataset.projectUuid);
    return cycles.find((cycle) => cycle.runbook === runbook && cycle.number === number + 1);
  }

  async function known(cycleId: string): Promise<Cycle> {
    const cycle = await findCycle(db, cycleId);
    if (cycle === undefined) throw new Error(`The outbox names the unknown cycle ${cycleId}.`);
    return cycle;
  }
}

function withLink(notice: Notice, link: string | undefined): Notice {
  return link === undefined ? notice : { ...notice, link };
}

/** Where a machine is waited for: likely cause and next step, from how far it came. */
function diagnosisOf(cycle: Cycle): Pick<Extract<Message, { kind: 'alert' }>, 'diagnosis'> {
  const { state, memory, runbook } = cycle;
  const archiving = memory.archive && diagnoseArchiving(cycle);
  if (archiving !== undefined) return { diagnosis: archiving };
  if (stateOf(runbookNamed(runbook), state).watched !== 'export') return {};
  return { diagnosis: diagnose(memory.progress, memory.accepted === true) };
}
