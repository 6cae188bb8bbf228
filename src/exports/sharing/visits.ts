import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type ExportFile, type ExportJob, isPackaged } from '../../domain/data-export/job.ts';
import { networkOf, type Share } from '../../domain/data-export/share.ts';
import { hours } from '../../domain/duration.ts';
import { isKey } from '../../domain/role.ts';
import type { ByteRange, ObjectStore } from '../../objects/object-store.ts';
import type { Clock, People, Random } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { noteDownload } from '../../storage/exports/downloads.ts';
import { filesOfJob } from '../../storage/exports/job-files.ts';
import { findJob } from '../../storage/exports/jobs.ts';
import { findShareByToken, lastClaim } from '../../storage/exports/shares.ts';
import { appendJournal } from '../../storage/journal.ts';
import { type Content, contentOf, partyMayStill } from '../downloads.ts';
import type { ShareState, Shares } from './shares.ts';

/** How long a browser that began a download may go on with it, or begin again. */
const CLAIM_LASTS = hours(12);
const LONGEST_AGENT = 200;

/** A browser at the page of a share: what its address ends in, and the cookie it was given. */
export interface Visitor {
  readonly token: string;
  readonly cookie: string;
}

/** What the page of a share shows. Nothing tells an address that never was from one that nobody has guessed. */
export type Visit =
  | { readonly state: 'unknown' }
  | { readonly state: Exclude<ShareState, 'open'> }
  | {
      readonly state: 'open';
      readonly share: Share;
      readonly job: ExportJob;
      readonly files: readonly ExportFile[];
      readonly sharedBy: string; // as people call them
      readonly now: Date;
    };

export type Claimed = 'claimed' | 'no such file' | Exclude<Visit['state'], 'open'>;

/** Downloads by way of a share: begun with a press, then read by the browser that pressed, in pieces if need be. */
export interface Visits {
  look(visitor: Visitor): Promise<Visit>;
  /** Counts a download, and lets this browser read it for a while; a single-use link is then used up for others. */
  claim(
    visitor: Visitor,
    what: { readonly file?: number | undefined; readonly address: string; readonly agent: string },
  ): Promise<Claimed>;
  /** Undefined for a browser that has not pressed, or for what is not there. */
  open(
    visitor: Visitor,
    file?: number,
  ): Promise<(Content & { read(range?: ByteRange): Promise<Readable | undefined> }) | undefined>;
}

export function createVisits(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly people: Pick<People, 'name'>;
  readonly store: ObjectStore;
  readonly shares: Pick<Shares, 'hashOf' | 'state'>;
}): Visits {
  const { db, clock, store, shares } = needs;
  const hashed = (cookie: string) => createHash('sha256').update(cookie).digest('hex');

  /** What the link leads to, for this browser: one that has begun may go on where others come too late. */
  async function find({ token, cookie }: Visitor) {
    const share = await findShareByToken(db, shares.hashOf(token));
    if (share === undefined) return { state: 'unknown' as const };
    const job = await findJob(db, share.jobId);
    if (job === undefined || !(await partyMayStill(db, share.createdBy.name)))
      return { state: 'revoked' as const };
    const begun = await lastClaim(db, share.id, hashed(cookie));
    const goesOn = begun !== undefined && clock.now().getTime() - begun.getTime() < CLAIM_LASTS;
    const state = shares.state(share, job);
    if (state !== 'open' && !(state === 'used' && goesOn)) return { state };
    return { state: 'open' as const, share, job, goesOn };
  }

  return {
    async look(visitor) {
      const found = await find(visitor);
      if (found.state !== 'open') return found;
      const { share, job } = found;
      const files = (await filesOfJob(db, job.id)).filter(({ output }) => output !== undefined);
      const sharedBy = await nameOf(share.createdBy.name);
      return { state: 'open', share, job, files, sharedBy, now: clock.now() };
    },

    async claim(visitor, { file, address, agent }) {
      const found = await find(visitor);
      if (found.state !== 'open') return found.state;
      const { share, job, goesOn } = found;
      if (!isWhole(job, file) || (await contentOf(db, job, file)) === undefined)
        return 'no such file';
      if (share.singleUse && goesOn) return 'claimed';
      const at = clock.now();
      const nonce = share.singleUse ? `share:${share.id}` : needs.random.id();
      const claimed = await db.transaction().execute(async (trx) => {
        const noted = await noteDownload(trx, {
          nonce,
          singleUse: share.singleUse,
          jobId: job.id,
          exportFileId: file,
          partyId: share.createdBy.id,
          at,
          share: {
            id: share.id,
            visitor: hashed(visitor.cookie),
            address: networkOf(address),
            agent: agent.slice(0, LONGEST_AGENT),
          },
        });
        if (!noted) return false;
        const detail = { job: job.id, share: share.id, file };
        await appendJournal(trx, { at, event: 'share downloaded', actor: 'visitor', detail });
        return true;
      });
      return claimed ? 'claimed' : 'used';
    },

    async open(visitor, file) {
      const found = await find(visitor);
      if (found.state !== 'open' || !found.goesOn || !isWhole(found.job, file)) return undefined;
      const content = await contentOf(db, found.job, file);
      return content && { ...content, read: (range) => store.read(content.key, range) };
    },
  };

  async function nameOf(party: string): Promise<string> {
    if (isKey(party)) return `the program “${party.slice('key:'.length)}”`;
    return (await needs.people.name(party)) ?? 'a member of the workspace';
  }
}

/** A package is given as a whole; several files are given each by itself. */
function isWhole(job: ExportJob, file: number | undefined): boolean {
  return file === undefined ? !job.output?.path.endsWith('/') : !isPackaged(job);
}
