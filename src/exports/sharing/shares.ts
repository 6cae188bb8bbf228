import { createHash, createHmac } from 'node:crypto';
import type { ExportJob } from '../../domain/data-export/job.ts';
import type { Share, ShareDownload, ShareKind, ShareWith } from '../../domain/data-export/share.ts';
import { hours } from '../../domain/duration.ts';
import { type Actor, actorName } from '../../domain/role.ts';
import type { Clock, People, Random } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { partyNumber } from '../../storage/exports/parties.ts';
import {
  downloadsOfShare,
  findShare,
  insertShare,
  revokeShare,
  sharesOfJob,
} from '../../storage/exports/shares.ts';
import { appendJournal } from '../../storage/journal.ts';
import { enqueue } from '../../storage/outbox.ts';
import type { ExportJobs } from '../jobs.ts';

export interface NewShare {
  readonly jobId: number;
  readonly with: ShareWith;
  readonly hours: number; // never longer than the export itself is kept
  readonly singleUse: boolean;
  readonly note?: string | undefined;
}

export type Shared =
  | { readonly ok: true; readonly share: Share }
  /** None that this party may see. */
  | { readonly ok: false; readonly why: 'unknown export' }
  /** It has not completed, or its time is over. */
  | { readonly ok: false; readonly why: 'nothing to download' }
  /** This installation does not offer it. */
  | { readonly ok: false; readonly why: 'not offered'; readonly kind: ShareKind }
  /** A guest, a bot, somebody of another workspace; `says` is a sentence for whoever asks. */
  | { readonly ok: false; readonly why: 'not a member'; readonly says: string };

/** What others are let at by whoever may see an export. Another’s shares are as none: undefined. */
export interface Shares {
  /** With whom this installation lets people share. */
  readonly offered: readonly ShareKind[];
  /**
   * A person, or each member of a group, is sent the link by direct message. What was asked for under this key before is
   * answered as it is.
   */
  create(
    share: NewShare,
    actor: Actor,
    more?: { readonly requestKey?: string | undefined },
  ): Promise<Shared>;
  /** Newest first; those that ended are among them. */
  list(jobId: number, actor: Actor): Promise<readonly Share[] | undefined>;
  /** From now on it opens nothing. Undefined when there is none; one that is over stays as it is. */
  revoke(shareId: string, actor: Actor): Promise<Share | undefined>;
  /** Newest first. */
  downloads(shareId: string, actor: Actor): Promise<readonly ShareDownload[] | undefined>;
  /** The address of its page. Whoever has it is let in, so it is for whom it was made alone. */
  link(share: Pick<Share, 'id'>): string;
  /** Whether it opens anything now, and if not why. */
  state(share: Share, job: ExportJob | undefined): ShareState;
  /** By what its link ends in. */
  hashOf(token: string): string;
}

const NO_MEMBER =
  'Slack does not know them as a full member of this workspace, or can’t be asked just now. Guests are not sent exports.';

export type ShareState = 'open' | 'revoked' | 'expired' | 'used';

export interface SharePolicy {
  readonly offered: readonly ShareKind[];
}

export function createShares(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly people: Pick<People, 'actor'>;
  readonly jobs: Pick<ExportJobs, 'find'>;
  readonly secret: Buffer;
  readonly address: string; // that people reach: `https://handoff.example.org`
  readonly policy: SharePolicy;
  readonly news: () => void;
}): Shares {
  const { db, clock, jobs } = needs;
  const base = `${needs.address.replace(/\/+$/, '')}/share/`;

  const tokenOf = (id: string) => createHmac('sha256', needs.secret).update(id).digest('base64url');
  const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

  /** Whose export this actor may see. */
  async function visible(shareId: string, actor: Actor): Promise<Share | undefined> {
    const share = await findShare(db, shareId);
    if (share === undefined) return undefined;
    return (await jobs.find({ id: share.jobId }, actor)) === undefined ? undefined : share;
  }

  async function made(
    wanted: NewShare,
    job: ExportJob,
    { until, requestKey }: { readonly until: Date; readonly requestKey: string | undefined },
    actor: Actor,
  ) {
    const by = actorName(actor);
    const id = requestKey === undefined ? needs.random.id() : idOf(`${by} ${requestKey}`);
    const now = clock.now();
    await db.transaction().execute(async (trx) => {
      if (requestKey !== undefined && (await findShare(trx, id)) !== undefined) return;
      await insertShare(trx, {
        ...wanted,
        id,
        partyId: await partyNumber(trx, by),
        tokenHash: hashOf(tokenOf(id)),
        linkEpoch: job.linkEpoch,
        createdAt: now,
        expiresAt: new Date(Math.min(now.getTime() + hours(wanted.hours), until.getTime())),
      });
      await appendJournal(trx, {
        at: now,
        event: 'data export shared',
        actor: by,
        detail: { job: job.id, share: id, with: wanted.with, singleUse: wanted.singleUse },
      });
      if (wanted.with.kind === 'anyone with the link') return;
      await enqueue(trx, {
        key: `share:${id}`,
        lane: `share ${id}`,
        errand: { kind: 'share', shareId: id },
        now,
      });
    });
    needs.news();
    return id;
  }

  return {
    offered: needs.policy.offered,
    hashOf,
    link: ({ id }) => `${base}${tokenOf(id)}`,

    async create(wanted, actor, { requestKey } = {}) {
      const job = await jobs.find({ id: wanted.jobId }, actor);
      if (job === undefined) return { ok: false, why: 'unknown export' };
      const { kind } = wanted.with;
      if (!needs.policy.offered.includes(kind)) return { ok: false, why: 'not offered', kind };
      const until = job.expiresAt;
      if (!holdsFiles(job, clock.now()) || until === undefined)
        return { ok: false, why: 'nothing to download' };
      if (wanted.with.kind === 'person') {
        const found = await needs.people.actor(wanted.with.slackUser);
        if ('refused' in found) return { ok: false, why: 'not a member', says: NO_MEMBER };
      }
      const share = await findShare(db, await made(wanted, job, { until, requestKey }, actor));
      if (share === undefined) throw new Error('A share was made and is not there.');
      return { ok: true, share };
    },

    async list(jobId, actor) {
      const job = await jobs.find({ id: jobId }, actor);
      return job && sharesOfJob(db, jobId);
    },

    async revoke(shareId, actor) {
      const share = await visible(shareId, actor);
      if (share === undefined) return undefined;
      await db.transaction().execute(async (trx) => {
        const now = clock.now();
        if (!(await revokeShare(trx, shareId, now))) return;
        const detail = { job: share.jobId, share: shareId };
        await appendJournal(trx, {
          at: now,
          event: 'share revoked',
          actor: actorName(actor),
          detail,
        });
      });
      return findShare(db, shareId);
    },

    async downloads(shareId, actor) {
      return (await visible(shareId, actor)) && downloadsOfShare(db, shareId);
    },

    state(share, job) {
      if (share.revokedAt !== undefined || job?.linkEpoch !== share.linkEpoch) return 'revoked';
      const now = clock.now();
      if (share.expiresAt <= now || !holdsFiles(job, now)) return 'expired';
      return share.singleUse && share.downloads > 0 ? 'used' : 'open';
    },
  };
}

/** What is asked for under one key is one share. It opens nothing, so it may follow from what others know. */
function idOf(request: string): string {
  return createHash('sha256').update(request).digest('hex').slice(0, 20);
}

function holdsFiles(job: ExportJob, now: Date): boolean {
  const { output, removedAt, expiresAt } = job;
  return (
    output !== undefined && removedAt === undefined && expiresAt !== undefined && expiresAt > now
  );
}
