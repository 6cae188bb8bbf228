import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type ExportFile, type ExportJob, isKept, isPackaged } from '../domain/data-export/job.ts';
import { packageName } from '../domain/data-export/member.ts';
import { hours } from '../domain/duration.ts';
import { contentDisposition } from '../objects/download-name.ts';
import type { ByteRange, ObjectStore } from '../objects/object-store.ts';
import { isSignedBy, sign } from '../objects/signature.ts';
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
  | (Content & {
      readonly ok: true;
      /** Counts as a download when it begins at the first byte. */
      read(range?: ByteRange): Promise<Readable | 'used' | undefined>;
    })
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
      if (file !== undefined && file.output === undefined) return undefined;
      const until = new Date(Math.min(now + LINK_LASTS, expiresAt.getTime()));
      const signed = {
        job: String(job.id),
        ...(file === undefined ? {} : { file: String(file.id) }),
        epoch: String(job.linkEpoch),
        ...(singleUse ? { once: '1' } : {}),
        expires: String(until.getTime()),
        nonce: needs.random.id(),
      };
      const signature = sign(needs.secret, inOrder(signed));
      return { url: `${base}?${new URLSearchParams({ ...signed, signature })}`, expiresAt: until };
    },

    async open(query) {
      const read = ticket.safeParse(query);
      if (!read.success) return { ok: false, why: 'altered' };
      const { signature, ...given } = z.record(z.string(), z.string()).parse(query);
      if (!isSignedBy(needs.secret, inOrder(given), signature ?? ''))
        return { ok: false, why: 'altered' };
      const { job: id, file: fileId, epoch, once, expires, nonce } = read.data;
      const now = clock.now().getTime();
      if (expires <= now) return { ok: false, why: 'expired' };
      const job = await findJob(db, id);
      if (job?.output === undefined || job.removedAt !== undefined || job.linkEpoch !== epoch)
        return { ok: false, why: 'gone' };
      if ((job.expiresAt?.getTime() ?? 0) <= now) return { ok: false, why: 'expired' };
      if (!(await partyMayStill(db, job.party.name))) return { ok: false, why: 'gone' };
      const what = await contentOf(db, job, fileId);
      if (what === undefined) return { ok: false, why: 'gone' };
      return {
        ok: true,
        ...what,
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
}

/** One of the things that an export made, where it lies. */
export interface Content {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly disposition: string; // the header that has a browser save it under its name
}

/** A key that was revoked takes its links along. */
export async function partyMayStill(db: Database, party: string): Promise<boolean> {
  const [, name] = /^key:(.*)$/.exec(party) ?? [];
  return name === undefined || (await findKeyNamed(db, name)) !== undefined;
}

/** The package, or one file of the export. Undefined when it made no such thing. */
export async function contentOf(
  db: Database,
  job: ExportJob,
  fileId: number | undefined,
): Promise<Content | undefined> {
  const { output } = job;
  if (output === undefined) return undefined;
  const { bytes, sha256, path } = output;
  const name = isPackaged(job) ? packageName(job) : path.slice(path.lastIndexOf('/') + 1);
  if (fileId === undefined)
    return { key: path, name, bytes, sha256, disposition: contentDisposition(name) };
  const file = (await filesOfJob(db, job.id)).find(({ id }) => id === fileId);
  if (file?.output === undefined) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return {
    key: `${folder}${file.member}`,
    name: file.member,
    disposition: contentDisposition(file.member),
    ...file.output,
  };
}

/** The order of a query's parts means nothing. */
function inOrder(what: Readonly<Record<string, string>>): readonly unknown[] {
  return Object.entries(what).sort(([a], [b]) => (a < b ? -1 : 1));
}
