import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type ExportFile, type ExportJob, isKept } from '../domain/data-export/job.ts';
import { hours } from '../domain/duration.ts';
import { contentDisposition } from '../objects/download-name.ts';
import type { ByteRange, ObjectStore } from '../objects/object-store.ts';
import type { Clock, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { countDownloads, noteDownload } from '../storage/exports/downloads.ts';
import { filesOfJob } from '../storage/exports/job-files.ts';
import { findJob } from '../storage/exports/jobs.ts';
import { findKeyNamed } from '../storage/keys.ts';

const LINK_LASTS = hours(1);

/** What a link carries; everything in it is signed. */
const ticket = z.strictObject({
  job: z.coerce.number().int(),
  file: z.coerce.number().int().optional(), // an export file; otherwise the package
  epoch: z.coerce.number().int(),
  once: z.literal('1').optional(),
  expires: z.coerce.number().int(),
  nonce: z.string().max(40),
  signature: z.base64url(),
});

export interface Link {
  readonly url: string;
  readonly expiresAt: Date;
}

export type Opened =
  | {
      readonly ok: true;
      readonly name: string;
      readonly disposition: string; // the header that has a browser save it under its name
      readonly bytes: number;
      readonly sha256: string;
      /** Counts as a download when it begins at the first byte. */
      read(range?: ByteRange): Promise<Readable | 'used' | undefined>;
    }
  | { readonly ok: false; readonly why: 'altered' | 'expired' | 'gone' };

/** Links that whoever has one can download with, for an hour at most, and not longer than the export is kept. */
export interface Downloads {
  /** A new one for each request of somebody who may have it. Undefined when there is nothing to download. */
  link(job: ExportJob, file?: ExportFile, singleUse?: boolean): Link | undefined;
  open(query: unknown): Promise<Opened>;
  count(job: ExportJob): Promise<number>;
}

export function createDownloads(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly store: ObjectStore;
  readonly secret: Buffer;
  readonly address: string; // that people reach: `https://handoff.example.org`
}): Downloads {
  const { db, clock, store } = needs;
  const base = `${needs.address.replace(/\/+$/, '')}/api/data-export/download`;

  return {
    link(job, file, singleUse = false) {
      const { output, expiresAt } = job;
      const now = clock.now().getTime();
      if (!isKept(job, clock.now()) || output === undefined || expiresAt === undefined)
        return undefined;
      if (file === undefined && output.path.endsWith('/')) return undefined; // several, each by itself
      if (file !== undefined && file.status !== 'completed') return undefined;
      const until = new Date(Math.min(now + LINK_LASTS, expiresAt.getTime()));
      const signed = {
        job: String(job.id),
        ...(file === undefined ? {} : { file: String(file.id) }),
        epoch: String(job.linkEpoch),
        ...(singleUse ? { once: '1' } : {}),
        expires: String(until.getTime()),
        nonce: needs.random.id(),
      };
      const signature = sign(needs.secret, signed);
      return { url: `${base}?${new URLSearchParams({ ...signed, signature })}`, expiresAt: until };
    },

    async open(query) {
      const read = ticket.safeParse(query);
      if (!read.success) return { ok: false, why: 'altered' };
      const { signature, ...given } = z.record(z.string(), z.string()).parse(query);
      // As text: other letters may stand for the same bytes.
      const wanted = Buffer.from(sign(needs.secret, given));
      const found = Buffer.from(signature ?? '');
      if (found.length !== wanted.length || !timingSafeEqual(found, wanted))
        return { ok: false, why: 'altered' };
      const { job: id, file: fileId, epoch, once, expires, nonce } = read.data;
      const now = clock.now().getTime();
      if (expires <= now) return { ok: false, why: 'expired' };
      const job = await findJob(db, id);
      if (job?.output === undefined || job.removedAt !== undefined || job.linkEpoch !== epoch)
        return { ok: false, why: 'gone' };
      if ((job.expiresAt?.getTime() ?? 0) <= now) return { ok: false, why: 'expired' };
      if (!(await mayStill(job))) return { ok: false, why: 'gone' };
      const what = await contentOf(job, fileId);
      if (what === undefined) return { ok: false, why: 'gone' };
      return {
        ok: true,
        ...what,
        disposition: contentDisposition(what.name),
        async read(range) {
          const download = { nonce, jobId: job.id, exportFileId: fileId, partyId: job.party.id };
          const counts = (range?.from ?? 0) === 0;
          const noted = { ...download, singleUse: once !== undefined, at: clock.now() };
          if ((counts || once !== undefined) && !(await noteDownload(db, noted))) return 'used';
          return store.read(what.key, range);
        },
      };
    },

    count: (job) => countDownloads(db, job.id),
  };

  /** A key that was revoked takes its links along. */
  async function mayStill({ party }: ExportJob): Promise<boolean> {
    const [, name] = /^key:(.*)$/.exec(party.name) ?? [];
    return name === undefined || (await findKeyNamed(db, name)) !== undefined;
  }

  async function contentOf(job: ExportJob, fileId: number | undefined) {
    const { output } = job;
    if (output === undefined) return undefined;
    const { bytes, sha256, path } = output;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (fileId === undefined) return { key: path, name, bytes, sha256 };
    const file = (await filesOfJob(db, job.id)).find(({ id }) => id === fileId);
    if (file?.output === undefined) return undefined;
    const lying = path.slice(0, path.lastIndexOf('/') + 1);
    return { key: `${lying}${file.member}`, name: file.member, ...file.output };
  }
}

/** As JSON, no two lists are written alike. */
function sign(secret: Buffer, what: Readonly<Record<string, string>>): string {
  const content = Object.entries(what).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', secret).update(JSON.stringify(content)).digest('base64url');
}
