import type { Selectable } from 'kysely';
import type { Share, ShareDownload, ShareWith } from '../../domain/data-export/share.ts';
import type { Database } from '../database.ts';
import type { ShareTable } from './tables.ts';

export interface NewShare
  extends Pick<Share, 'id' | 'jobId' | 'with' | 'note' | 'singleUse' | 'linkEpoch'> {
  readonly partyId: number;
  readonly tokenHash: string; // SHA-256, hexadecimal
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertShare(db: Database, share: NewShare): Promise<void> {
  await db
    .insertInto('share')
    .values({
      id: share.id,
      job_id: share.jobId,
      party_id: share.partyId,
      kind: share.with.kind,
      recipient: recipientOf(share.with),
      note: share.note ?? null,
      single_use: Number(share.singleUse),
      token_hash: share.tokenHash,
      link_epoch: share.linkEpoch,
      created_at: share.createdAt.getTime(),
      expires_at: share.expiresAt.getTime(),
      revoked_at: null,
    })
    .execute();
}

export async function findShare(db: Database, id: string): Promise<Share | undefined> {
  const row = await described(db).where('share.id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** By the hash of what its link ends in. */
export async function findShareByToken(
  db: Database,
  tokenHash: string,
): Promise<Share | undefined> {
  const row = await described(db).where('token_hash', '=', tokenHash).executeTakeFirst();
  return row && fromRow(row);
}

/** Newest first; those that ended are among them. */
export async function sharesOfJob(db: Database, jobId: number): Promise<readonly Share[]> {
  const rows = await described(db)
    .where('share.job_id', '=', jobId)
    .orderBy('share.created_at', 'desc')
    .orderBy('share.id')
    .execute();
  return rows.map(fromRow);
}

/** False when it was revoked already. */
export async function revokeShare(db: Database, id: string, now: Date): Promise<boolean> {
  const revoked = await db
    .updateTable('share')
    .set({ revoked_at: now.getTime() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}

/** Where from, and with what, of a download that was long ago: see `sweep`. */
const FORGOTTEN = 'no longer kept';

/** Newest first. */
export async function downloadsOfShare(
  db: Database,
  shareId: string,
): Promise<readonly ShareDownload[]> {
  const rows = await db
    .selectFrom('download')
    .leftJoin('export_file', 'export_file.id', 'download.export_file_id')
    .select(['at', 'address', 'agent', 'member'])
    .where('share_id', '=', shareId)
    .orderBy('download.id', 'desc')
    .execute();
  return rows.map((row) => ({
    at: new Date(row.at),
    from: row.address ?? FORGOTTEN,
    agent: row.agent ?? FORGOTTEN,
    ...(row.member === null ? {} : { file: row.member }),
  }));
}

/** When this browser last began a download by way of this share. */
export async function lastClaim(
  db: Database,
  shareId: string,
  visitor: string,
): Promise<Date | undefined> {
  const { at } = await db
    .selectFrom('download')
    .select(({ fn }) => fn.max('at').as('at'))
    .where('share_id', '=', shareId)
    .where('visitor', '=', visitor)
    .executeTakeFirstOrThrow();
  return at === null ? undefined : new Date(at);
}

const described = (db: Database) =>
  db
    .selectFrom('share')
    .innerJoin('party', 'party.id', 'share.party_id')
    .selectAll('share')
    .select('party.name as party')
    .select(({ selectFrom, fn }) => {
      const used = selectFrom('download').whereRef('share_id', '=', 'share.id');
      return [
        used.select(fn.countAll<number>().as('n')).as('downloads'),
        used.select((one) => one.fn.max('download.at').as('at')).as('last_download_at'),
      ];
    });

type Row = Selectable<ShareTable> & {
  readonly party: string;
  readonly downloads: number | null;
  readonly last_download_at: number | null;
};

function fromRow(row: Row): Share {
  return {
    id: row.id,
    jobId: row.job_id,
    with: withOf(row),
    note: row.note ?? undefined,
    singleUse: row.single_use === 1,
    createdBy: { id: row.party_id, name: row.party },
    linkEpoch: row.link_epoch,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    revokedAt: row.revoked_at === null ? undefined : new Date(row.revoked_at),
    downloads: row.downloads ?? 0,
    lastDownloadAt: row.last_download_at === null ? undefined : new Date(row.last_download_at),
  };
}

function recipientOf(given: ShareWith): string | null {
  switch (given.kind) {
    case 'person':
      return given.slackUser;
    case 'group':
      return given.slackGroup;
    case 'anyone with the link':
      return null;
  }
}

function withOf({ kind, recipient }: Row): ShareWith {
  switch (kind) {
    case 'person':
      return { kind, slackUser: recipient ?? '' };
    case 'group':
      return { kind, slackGroup: recipient ?? '' };
    case 'anyone with the link':
      return { kind };
  }
}
