import type { Errand, GivenUp } from '../../domain/errand.ts';
import type { Database } from '../../storage/database.ts';
import {
  type ExportPlace,
  exportCardKey,
  findExportPlace,
  saveExportPlace,
} from '../../storage/exports/cards.ts';
import { figuresOf } from '../../storage/exports/figures.ts';
import { failuresOf } from '../../storage/exports/job-files.ts';
import { findJob } from '../../storage/exports/jobs.ts';
import { shownTargets } from '../../storage/exports/notification-targets.ts';
import { findMessage } from '../../storage/messages.ts';
import type { ExportCard } from '../message.ts';
import { type Chat, type Clock, OutsideError } from '../ports.ts';
import type { Attempt, Posting } from './posting.ts';

const FAILURES_SHOWN = 10;

/** Exports of files in the chat: one card each, and a call when an attempt has ended. */
export interface ExportCards {
  draw(attempt: Attempt, jobId: number): Promise<void>;
  tellEnded(attempt: Attempt, ended: Extract<Errand, { kind: 'export ended' }>): Promise<void>;
  tellGivenUp(attempt: Attempt, given: GivenUp): Promise<void>;
}

export function createExportCards(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly chat: Chat;
  readonly posting: Posting;
}): ExportCards {
  const { db, clock, chat, posting } = needs;

  return {
    async draw(attempt, jobId) {
      const place = await placeOf(jobId);
      const card = await exportCardOf(db, jobId, clock.now());
      const key = exportCardKey(jobId);
      const stand = ({ channel }: Pick<ExportPlace, 'channel'>) =>
        posting.standing(attempt, key, async () => ({ channel }), { kind: 'export card', card });
      try {
        await stand(place);
      } catch (error) {
        // Commands can be typed where the bot is no member, and may not write.
        const refused = error instanceof OutsideError && error.outcome === 'refused';
        if (!refused || (await findMessage(db, key)) !== undefined) throw error;
        const channel = await chat.direct(place.person);
        if (channel === place.channel) throw error;
        await saveExportPlace(db, jobId, { ...place, channel });
        await stand({ channel });
      }
    },

    async tellEnded(attempt, { jobId, attempt: number }) {
      const card = await exportCardOf(db, jobId, clock.now());
      if (card.job.deletedAt !== undefined || card.job.attempt !== number) return;
      await posting.once(attempt, await threadOf(jobId), { kind: 'export ended', card });
    },

    async tellGivenUp(attempt, { jobId, targetId, fault }) {
      const { job } = await exportCardOf(db, jobId, clock.now());
      const target = (await shownTargets(db, [targetId])).get(targetId);
      if (job.deletedAt !== undefined || target === undefined) return;
      const message = { kind: 'notification given up', job, target, fault } as const;
      await posting.once(attempt, await threadOf(jobId), message);
    },
  };

  async function threadOf(jobId: number) {
    const at = await findMessage(db, exportCardKey(jobId));
    if (at === undefined)
      throw new OutsideError('Slack', 'retry', `The card of export ${jobId} is not posted yet.`);
    return { channel: at.channel, thread: at.ts };
  }

  async function placeOf(jobId: number): Promise<ExportPlace> {
    const place = await findExportPlace(db, jobId);
    if (place === undefined) throw new Error(`Export ${jobId} is shown nowhere.`);
    return place;
  }
}

async function exportCardOf(db: Database, jobId: number, now: Date): Promise<ExportCard> {
  const job = await findJob(db, jobId);
  if (job === undefined) throw new Error(`The outbox names the unknown export ${jobId}.`);
  const figures = await figuresOf(db, job, now);
  return { job, figures, failures: await failuresOf(db, jobId, FAILURES_SHOWN), now };
}
